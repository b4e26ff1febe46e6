//! A module's variables: given by the caller or from outside, converted, and checked.

use std::rc::Rc;

use hcl::expr::Expression;
use serde_json::Value;

use super::repeat::Repetition;
use super::{Given, Instance, Node, at, undeclared, within};
use crate::finding::{Finding, Severity};
use crate::load::convert::{self, Type};
use crate::load::document;
use crate::load::error::Error;
use crate::load::evaluate::{Evaluator, Failure, Outcome, Scope, Step};
use crate::load::files::Files;
use crate::load::inputs::{Inputs, Origin};
use crate::load::module::Declared;
use crate::resource::Place;

impl Instance {
    /// The value of a variable.
    pub(super) fn variable(self: &Rc<Self>, name: &str) -> Result<Value, Error> {
        let Some(declared) = self.declarations.variables.get(name) else { return Ok(Value::Null) };
        let outcome = self.once(Node::Variable(name.to_owned()), &format!("var.{name}"), || {
            let value = self.converted(name, declared)?;
            self.check(name, declared, &value)?;
            Ok(value)
        });
        within(&declared.place, outcome)
    }

    /// The value of a variable that an expression names.
    pub(super) fn named_variable(self: &Rc<Self>, name: &str) -> Outcome<Value> {
        if self.declarations.variables.contains_key(name) {
            return self.variable(name).map_err(Failure::Elsewhere);
        }
        Err(Failure::Here(undeclared("var", name, self.declarations.variables.keys())))
    }

    fn converted(self: &Rc<Self>, name: &str, declared: &Declared) -> Result<Value, Error> {
        let kind = declared.arguments.get("type").map(Type::read).transpose();
        let kind = at(&declared.place, "type", kind.map_err(Failure::Here))?;
        let flag = |argument: &str, otherwise: bool| match declared.arguments.get(argument) {
            Some(flag) => {
                let flag = self.evaluate(&declared.place, argument, flag, &Repetition::default())?;
                at(&declared.place, argument, convert::boolean(&flag).map_err(Failure::Here))
            }
            None => Ok(otherwise),
        };
        let nullable = flag("nullable", true)?;
        let given = self.given(name, kind.as_ref())?.filter(|value| nullable || !value.is_null());
        let value = match (given, declared.arguments.get("default")) {
            (Some(value), _) => value,
            (None, Some(default)) => self.evaluate(&declared.place, "default", default, &Repetition::default())?,
            (None, None) => return Err(self.missing(name, declared)),
        };
        let refused = |message| {
            // What is wrong with a secret is told without it.
            let message = if is_sensitive(declared) { "it is of another type".to_owned() } else { message };
            Error::wrong(&declared.place, format!("the value of `{name}` does not fit: {message}"))
        };
        kind.unwrap_or(Type::Any).convert(value).map_err(refused)
    }

    fn given(self: &Rc<Self>, name: &str, kind: Option<&Type>) -> Result<Option<Value>, Error> {
        match &self.given {
            Given::Inputs(inputs) => {
                let refused = |message| Error::Input(format!("the variable `{name}`: {message}"));
                inputs.value(name, kind).transpose().map_err(refused)
            }
            Given::Call { parent, arguments, place, repetition } => {
                let (Some(parent), Some(expression)) = (parent.upgrade(), arguments.get(name)) else { return Ok(None) };
                parent.evaluate(place, name, expression, repetition).map(Some)
            }
        }
    }

    /// Values for variables that there are not: an error from the command line, and told from a file. The environment
    /// may be for other roots too.
    pub(super) fn undeclared_inputs(&self, inputs: &Inputs) -> Result<Vec<Finding>, Error> {
        let known = &self.declarations.variables;
        let mut findings = Vec::new();
        for (name, origin) in inputs.names().filter(|(name, _)| !known.contains_key(*name)) {
            let message = format!("a value is given, and {}", undeclared("var", name, known.keys()));
            match origin {
                Origin::Environment => {}
                Origin::CommandLine => return Err(Error::Input(format!("--var {name}: {message}"))),
                Origin::File(file) => findings.push(Finding {
                    severity: Severity::Ignored,
                    address: format!("var.{name}"),
                    place: Some(Place { file: file.clone(), key: name.to_owned() }),
                    message,
                }),
            }
        }
        Ok(findings)
    }

    fn missing(&self, name: &str, declared: &Declared) -> Error {
        match &self.given {
            Given::Inputs(_) => Error::wrong(
                &declared.place,
                format!(
                    "the variable `{name}` has no value; set TF_VAR_{name}, give `--var {name}=…`, or put it into \
                     terraform.tfvars.json"
                ),
            ),
            Given::Call { place, .. } => Error::wrong(place, format!("the module needs a value for `{name}`")),
        }
    }

    fn check(self: &Rc<Self>, name: &str, declared: &Declared, value: &Value) -> Result<(), Error> {
        let Some(validations) = declared.arguments.get("validation") else { return Ok(()) };
        let scope = Checked { name, value, instance: self };
        for validation in document::objects(validations) {
            let argument = |wanted: &str| {
                let found = validation.iter().find(|(key, _)| document::key(key) == wanted);
                found.map(|(_, expression)| Evaluator::new(&scope).value(expression)).transpose()
            };
            let holds = at(&declared.place, "validation.condition", argument("condition"))?;
            if holds == Some(Value::Bool(false)) {
                let message = at(&declared.place, "validation.error_message", argument("error_message"))?;
                let message = message.as_ref().and_then(Value::as_str).unwrap_or("the value is not allowed").to_owned();
                let value = if is_sensitive(declared) { "the value".to_owned() } else { format!("`{value}`") };
                return Err(Error::wrong(&declared.place, format!("{value} is not allowed for `{name}`: {message}")));
            }
        }
        Ok(())
    }
}

fn is_sensitive(declared: &Declared) -> bool {
    declared.arguments.get("sensitive") == Some(&Expression::Bool(true))
}

/// The scope of a variable's own conditions, in which it has its value already.
struct Checked<'a> {
    name: &'a str,
    value: &'a Value,
    instance: &'a Rc<Instance>,
}

impl Scope for Checked<'_> {
    fn resolve(&self, root: &str, steps: &[Step]) -> Outcome<(Value, usize)> {
        if root == "var" && steps.first() == Some(&Step::Name(self.name.to_owned())) {
            return Ok((self.value.clone(), 1));
        }
        super::InstanceScope { instance: self.instance, repetition: &Repetition::default() }.resolve(root, steps)
    }

    fn files(&self) -> &Files {
        &self.instance.world.files
    }

    fn is_open(&self, root: &str) -> bool {
        super::scope::is_resource(root)
    }
}
