//! Calls of modules. <https://developer.hashicorp.com/terraform/language/modules/syntax>

use std::path::Path;
use std::rc::Rc;

use hcl::expr::Expression;
use serde_json::{Map, Value};

use super::repeat::Keyed;
use super::{Given, Instance};
use crate::load::error::Error;
use crate::load::module::Declared;
use crate::load::path::normal;

/// The arguments of a call that are not the module's.
const META: [&str; 6] = ["source", "version", "providers", "count", "for_each", "depends_on"];

impl Instance {
    /// The instances of a module that is called.
    pub(super) fn children(self: &Rc<Self>, name: &str) -> Result<Rc<Keyed<Rc<Self>>>, Error> {
        if let Some(known) = self.children.borrow().get(name) {
            return Ok(Rc::clone(known));
        }
        let declared = &self.declarations.modules[name];
        let repetitions = self.repetitions(declared)?;
        let mut items = Vec::new();
        for (repetition, ()) in repetitions.items {
            let given = Given::Call {
                parent: Rc::downgrade(self),
                arguments: declared.arguments.clone(),
                place: declared.place.clone(),
                repetition: repetition.clone(),
            };
            items.push((repetition.clone(), self.child(name, declared, &repetition.suffix(), given)?));
        }
        let children = Rc::new(Keyed { shape: repetitions.shape, items });
        self.children.borrow_mut().insert(name.to_owned(), Rc::clone(&children));
        Ok(children)
    }

    fn child(&self, name: &str, declared: &Declared, suffix: &str, given: Given) -> Result<Rc<Self>, Error> {
        let source = source(declared)?;
        let prefix = format!("{}module.{name}{suffix}.", self.prefix);
        let path = normal(&Path::new(&self.path).join(source)).to_string_lossy().into_owned();
        let folder = normal(&self.folder.join(source));
        let child = Self::new(Rc::clone(&self.world), folder, path, prefix, given)?;
        let known = |argument: &&String| {
            META.contains(&argument.as_str()) || child.declarations.variables.contains_key(*argument)
        };
        if let Some(unknown) = declared.arguments.keys().find(|argument| !known(argument)) {
            let declared_names: Vec<_> = child.declarations.variables.keys().map(String::as_str).collect();
            let message = format!("the module has no variable `{unknown}`; it has {}", declared_names.join(", "));
            return Err(Error::wrong(&declared.place, message));
        }
        Ok(child)
    }

    /// All outputs, as an object.
    pub(super) fn outputs(self: &Rc<Self>) -> Result<Value, Error> {
        let outputs = self.declarations.outputs.keys().map(|name| Ok((name.clone(), self.output(name)?)));
        outputs.collect::<Result<Map<_, _>, Error>>().map(Value::Object)
    }
}

fn source(declared: &Declared) -> Result<&str, Error> {
    let source = match declared.arguments.get("source") {
        Some(Expression::String(source)) => Some(source.as_str()),
        _ => None,
    };
    match source {
        Some(source) if source.starts_with("./") || source.starts_with("../") => Ok(source),
        Some(other) => Err(Error::wrong(
            &declared.place,
            format!("`source` is `{other}`; only local modules run here, whose source begins with `./` or `../`"),
        )),
        None => Err(Error::wrong(&declared.place, "`source` is missing, or not a plain string")),
    }
}
