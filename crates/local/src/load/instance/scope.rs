//! Resolves names inside a module.
//! <https://developer.hashicorp.com/terraform/language/expressions/references>

use std::rc::Rc;

use serde_json::{Value, json};

use super::name::Name;
use super::repeat::{Keyed, Repetition, Shape};
use super::{Instance, undeclared};
use crate::load::budget::{Budget, Shared};
use crate::load::convert;
use crate::load::evaluate::{Failure, Outcome, Scope, Step};
use crate::load::files::Files;
use crate::load::reference::Part;
use crate::load::shown::listed;

/// A module, and the instance for which an expression is evaluated.
pub(super) struct InstanceScope<'a> {
    pub(super) instance: &'a Rc<Instance>,
    pub(super) repetition: &'a Repetition,
}

impl Scope for InstanceScope<'_> {
    fn resolve(&self, root: &str, steps: &[Step]) -> Outcome<(Shared, usize)> {
        let instance = self.instance;
        match (root, steps) {
            ("var", [Step::Name(name), ..]) => Ok((instance.named_variable(name)?, 1)),
            ("local", [Step::Name(name), ..]) => Ok((instance.named_local(name)?, 1)),
            ("path", _) => Ok((self.paths(), 0)),
            ("terraform", _) => Ok((Rc::new(json!({ "workspace": "default" })), 0)),
            ("count", _) => match self.repetition.index {
                Some(index) => Ok((Rc::new(json!({ "index": index })), 0)),
                None => Err("`count.index` has a value only where `count` is set".to_owned().into()),
            },
            ("each", steps) => self.each(steps),
            ("data", [Step::Name(kind), Step::Name(name), ..]) => Ok((instance.named_data(kind, name)?, 2)),
            ("module", [Step::Name(name), rest @ ..]) => {
                let (value, taken) = self.module(name, rest)?;
                Ok((value, taken + 1))
            }
            (kind, [Step::Name(name), ..]) => Ok((instance.named_resource(kind, name)?, 1)),
            (name, _) => Err(format!("`{name}` is not a known name").into()),
        }
    }

    fn files(&self) -> &Files {
        &self.instance.world.files
    }

    fn budget(&self) -> &Budget {
        &self.instance.world.budget
    }

    fn is_open(&self, root: &str) -> bool {
        is_resource(root)
    }
}

/// Whether a name is a resource type or `data`, which may have attributes that are unknown here.
pub(super) fn is_resource(root: &str) -> bool {
    !matches!(root, "var" | "local" | "path" | "terraform" | "count" | "each" | "module")
}

impl InstanceScope<'_> {
    fn paths(&self) -> Shared {
        let absolute = std::path::absolute(self.instance.world.files.folder()).unwrap_or_default();
        Rc::new(json!({ "module": self.instance.path(), "root": ".", "cwd": absolute.to_string_lossy() }))
    }

    fn each(&self, steps: &[Step]) -> Outcome<(Shared, usize)> {
        let Some((key, value)) = &self.repetition.each else {
            return Err("`each` has a value only if `for_each` is set".to_owned().into());
        };
        match steps.first().map(Step::part) {
            Some(Part::Name("key")) => Ok((Rc::new(key.as_str().into()), 1)),
            Some(Part::Name("value")) => Ok((Rc::clone(value), 1)),
            _ => Ok((Rc::new(json!({ "key": key, "value": self.budget().copy(value)? })), 0)),
        }
    }

    /// An output of a module, or all of them.
    fn module(&self, name: &str, steps: &[Step]) -> Outcome<(Shared, usize)> {
        let modules = &self.instance.declarations.modules;
        if !modules.contains_key(name) {
            return Err(undeclared("module", name, modules.keys()).into());
        }
        self.instance.named(&Name::Module(name.to_owned()))?;
        let children = self.instance.children.borrow();
        let children = children.get(name).ok_or_else(|| format!("`module.{name}` has no instances"))?;
        let Some(output) = children.shape.output(steps.iter().map(Step::part)) else {
            let all = children.value(|child| child.outputs()).map_err(Failure::Located)?;
            return Ok((Rc::new(all), 0));
        };
        for (_, child) in &children.items {
            declared_output(child, name, output)?;
        }
        let one = |child: &Rc<Instance>| child.named(&Name::Output(output.to_owned()));
        match (children.shape, steps) {
            (Shape::Single, _) => Ok((one(&children.items[0].1)?, 1)),
            (_, [Step::Index(key), ..]) => Ok((one(chosen(children, name, key)?)?, 2)),
            _ => {
                let each = |child: &Rc<Instance>| Ok(self.budget().copy(&*one(child)?)?);
                Ok((Rc::new(children.items.iter().map(|(_, child)| each(child)).collect::<Outcome<_>>()?), 2))
            }
        }
    }
}

/// The instance with an index.
fn chosen<'c>(children: &'c Keyed<Rc<Instance>>, name: &str, key: &Value) -> Outcome<&'c Rc<Instance>> {
    let key = convert::text(key)?;
    let fits = |one: &Repetition| match (&one.index, &one.each) {
        (Some(index), _) => index.to_string() == key,
        (_, Some((each, _))) => *each == key,
        _ => false,
    };
    let found = children.items.iter().find(|(repetition, _)| fits(repetition)).map(|(_, child)| child);
    found.ok_or_else(|| format!("`module.{name}` has no instance `{key}`").into())
}

fn declared_output(child: &Instance, module: &str, output: &str) -> Outcome<()> {
    if child.declarations.outputs.contains_key(output) {
        return Ok(());
    }
    let known = listed(child.declarations.outputs.keys().map(String::as_str));
    Err(format!("the module `{module}` has no output `{output}`; it has {known}").into())
}
