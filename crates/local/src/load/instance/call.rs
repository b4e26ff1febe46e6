//! Calls of modules. <https://developer.hashicorp.com/terraform/language/modules/syntax>

use std::path::{Path, PathBuf};
use std::rc::Rc;

use hcl::expr::Expression;
use serde_json::{Map, Value};

use super::name::Name;
use super::repeat::Keyed;
use super::{Instance, VariableSource};
use crate::load::budget::{Budget, Shared};
use crate::load::error::Error;
use crate::load::module::Declared;
use crate::load::path::normal;
use crate::load::shown::listed;

/// Arguments of a call that are not variables of the module.
const META: [&str; 6] = ["source", "version", "providers", "count", "for_each", "depends_on"];

/// A called module.
struct Called {
    /// The path of its call, such as `network.subnets`.
    key: String,
    folder: PathBuf,
    /// `path.module`: its folder, relative to the root's.
    path: PathBuf,
}

impl Instance {
    /// Creates the instances of a called module.
    pub(super) fn call(self: &Rc<Self>, name: &str) -> Result<Shared, Error> {
        let declared = &self.declarations.modules[name];
        let called = self.called(name, declared)?;
        let callers = self.callers_of(declared, &called)?;
        let repetitions = self.repetitions(declared)?;
        let mut items = Vec::new();
        for (repetition, ()) in repetitions.items {
            let (parent, name) = (Rc::downgrade(self), name.to_owned());
            let given = VariableSource::Call { parent, name: name.clone(), repetition: repetition.clone() };
            items.push((repetition.clone(), self.child(&called, &callers, declared, given)?));
        }
        let children = Rc::new(Keyed { shape: repetitions.shape, items });
        self.children.borrow_mut().insert(name.to_owned(), children);
        Ok(Rc::new(Value::Null))
    }

    /// The called module: in a folder, or fetched by `terraform init`.
    fn called(&self, name: &str, declared: &Declared) -> Result<Called, Error> {
        let source = source(declared)?;
        let key = if self.key.is_empty() { name.to_owned() } else { format!("{}.{name}", self.key) };
        if source.starts_with("./") || source.starts_with("../") {
            let path = normal(&Path::new(self.path()).join(source));
            return Ok(Called { key, folder: normal(&self.folder.join(source)), path });
        }
        let path =
            self.world.fetched()?.folder(&key, source).map_err(|message| Error::wrong(&declared.place, message))?;
        Ok(Called { key, folder: normal(&self.world.root.join(path)), path: normal(path) })
    }

    fn child(
        &self,
        called: &Called,
        callers: &[(PathBuf, String)],
        declared: &Declared,
        given: VariableSource,
    ) -> Result<Rc<Self>, Error> {
        let prefix = match &given {
            VariableSource::Inputs(_) => String::new(),
            VariableSource::Call { name, repetition, .. } => {
                format!("{}module.{name}{}.", self.prefix, repetition.suffix())
            }
        };
        let child =
            Self::new(&self.world, called.folder.clone(), callers.to_vec(), (called.key.clone(), prefix), given)?;
        let known = |argument: &&String| {
            META.contains(&argument.as_str()) || child.declarations.variables.contains_key(*argument)
        };
        if let Some(unknown) = declared.arguments.keys().find(|argument| !known(argument)) {
            let known = listed(child.declarations.variables.keys().map(String::as_str));
            let message = format!("the module has no variable `{unknown}`; it has {known}");
            return Err(Error::wrong(&declared.place, message));
        }
        Ok(child)
    }

    /// The folders from the root to a called module. As in Terraform, a module cannot call itself, whatever its
    /// `count`.
    fn callers_of(&self, declared: &Declared, called: &Called) -> Result<Vec<(PathBuf, String)>, Error> {
        let real = super::real(&called.folder)?;
        let path = called.path.to_string_lossy().into_owned();
        let path = if path.is_empty() { ".".to_owned() } else { path };
        let mut callers = self.callers.clone();
        let first = callers.iter().position(|(caller, _)| *caller == real);
        callers.push((real, path));
        if let Some(first) = first {
            let cycle: Vec<_> = callers[first..].iter().map(|(_, path)| format!("`{path}`")).collect();
            return Err(Error::wrong(&declared.place, format!("the module calls itself: {}", cycle.join(" → "))));
        }
        Budget::modules(callers.len()).map_err(|message| Error::wrong(&declared.place, message))?;
        Ok(callers)
    }

    /// All outputs as an object.
    pub(super) fn outputs(&self) -> Result<Value, Error> {
        let output = |name: &String| {
            let value = self.settled_before(&Name::Output(name.clone()))?;
            let place = &self.declarations.outputs[name].place;
            Ok((name.clone(), self.world.budget.copy(&value).map_err(|message| Error::wrong(place, message))?))
        };
        self.declarations.outputs.keys().map(output).collect::<Result<Map<_, _>, Error>>().map(Value::Object)
    }
}

fn source(declared: &Declared) -> Result<&str, Error> {
    match declared.arguments.get("source") {
        Some(Expression::String(source)) => Ok(source.as_str()),
        _ => Err(Error::wrong(&declared.place, "`source` is missing, or not a plain string")),
    }
}
