//! What names stand for inside a module.
//! <https://developer.hashicorp.com/terraform/language/expressions/references>

use std::rc::Rc;

use serde_json::{Value, json};

use super::repeat::{Repetition, Shape};
use super::{Instance, undeclared};
use crate::load::convert;
use crate::load::evaluate::{Failure, Outcome, Scope, Step};
use crate::load::files::Files;

/// A module, and which of several instances an expression is evaluated for.
pub(super) struct InstanceScope<'a> {
    pub(super) instance: &'a Rc<Instance>,
    pub(super) repetition: &'a Repetition,
}

impl Scope for InstanceScope<'_> {
    fn resolve(&self, root: &str, steps: &[Step]) -> Outcome<(Value, usize)> {
        let instance = self.instance;
        match (root, steps) {
            ("var", [Step::Name(name), ..]) => Ok((instance.named_variable(name)?, 1)),
            ("local", [Step::Name(name), ..]) => Ok((instance.local(name)?, 1)),
            ("path", _) => Ok((self.paths(), 0)),
            ("terraform", _) => Ok((json!({ "workspace": "default" }), 0)),
            ("count", _) => match self.repetition.index {
                Some(index) => Ok((json!({ "index": index }), 0)),
                None => Err("`count.index` has a value only where `count` is set".to_owned().into()),
            },
            ("each", _) => match &self.repetition.each {
                Some((key, value)) => Ok((json!({ "key": key, "value": value }), 0)),
                None => Err("`each` has a value only where `for_each` is set".to_owned().into()),
            },
            ("data", [Step::Name(kind), Step::Name(name), ..]) => Ok((instance.data(kind, name)?, 2)),
            ("module", [Step::Name(name), rest @ ..]) => {
                let (value, taken) = self.module(name, rest)?;
                Ok((value, taken + 1))
            }
            (kind, [Step::Name(name), ..]) => Ok((instance.named_resource(kind, name)?, 1)),
            (name, _) => Err(format!("`{name}` is not the name of anything").into()),
        }
    }

    fn files(&self) -> &Files {
        &self.instance.world.files
    }

    fn is_open(&self, root: &str) -> bool {
        is_resource(root)
    }
}

/// Whether a name is the type of a resource, or stands for data: it may have more attributes than are known here.
pub(super) fn is_resource(root: &str) -> bool {
    !matches!(root, "var" | "local" | "path" | "terraform" | "count" | "each" | "module")
}

impl InstanceScope<'_> {
    fn paths(&self) -> Value {
        let absolute = std::path::absolute(self.instance.world.files.folder()).unwrap_or_default();
        json!({ "module": self.instance.path, "root": ".", "cwd": absolute.to_string_lossy() })
    }

    /// An output of a module: only that is evaluated, since the others may need what is being evaluated.
    fn module(&self, name: &str, steps: &[Step]) -> Outcome<(Value, usize)> {
        if !self.instance.declarations.modules.contains_key(name) {
            return Err(undeclared("module", name, self.instance.declarations.modules.keys()).into());
        }
        let children = self.instance.children(name).map_err(Failure::Elsewhere)?;
        let all = |output: Option<&str>| {
            children.value(|child| match output {
                Some(output) => child.output(output),
                None => child.outputs(),
            })
        };
        let chosen = |step: &Step| match step {
            Step::Index(key) => {
                let key = convert::text(key).ok()?;
                let fits = |one: &Repetition| {
                    one.suffix() == format!("[{key}]") || one.each.as_ref().is_some_and(|(each, _)| *each == key)
                };
                children.items.iter().find(|(repetition, _)| fits(repetition)).map(|(_, child)| child)
            }
            _ => None,
        };
        let outcome = match (children.shape, steps) {
            (Shape::Single, [Step::Name(output), ..]) => {
                declared_output(&children.items[0].1, name, output)?;
                all(Some(output)).map(|value| (value, 1))
            }
            (Shape::Counted | Shape::Keyed, [index @ Step::Index(_), Step::Name(output), ..]) => {
                let Some(child) = chosen(index) else {
                    return Err(format!("`module.{name}` has no such instance").into());
                };
                declared_output(child, name, output)?;
                child.output(output).map(|value| (value, 2))
            }
            (Shape::Counted, [Step::Splat, Step::Name(output), ..]) => all(Some(output)).map(|value| (value, 2)),
            _ => all(None).map(|value| (value, 0)),
        };
        outcome.map_err(Failure::Elsewhere)
    }
}

fn declared_output(child: &Instance, module: &str, output: &str) -> Outcome<()> {
    if child.declarations.outputs.contains_key(output) {
        return Ok(());
    }
    let known: Vec<_> = child.declarations.outputs.keys().map(String::as_str).collect();
    Err(format!("the module `{module}` has no output `{output}`; it has {}", known.join(", ")).into())
}
