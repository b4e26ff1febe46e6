//! A module's variables: their values, converted and validated.

use std::rc::Rc;

use hcl::expr::Expression;
use serde_json::Value;

use super::name::Name;
use super::repeat::Repetition;
use super::scope::InstanceScope;
use super::{Instance, VariableSource, at, undeclared, within};
use crate::finding::{Finding, Severity};
use crate::load::budget::Shared;
use crate::load::constraint::Type;
use crate::load::convert;
use crate::load::document;
use crate::load::error::Error;
use crate::load::evaluate::{Evaluator, Failure, Outcome};
use crate::load::inputs::{Inputs, Origin};
use crate::load::module::Declared;
use crate::load::shown::Shown;
use crate::resource::Place;

impl Instance {
    /// The value of a variable with a name.
    pub(super) fn named_variable(&self, name: &str) -> Outcome<Shared> {
        if self.declarations.variables.contains_key(name) {
            return self.named(&Name::Variable(name.to_owned()));
        }
        Err(Failure::Invalid(undeclared("var", name, self.declarations.variables.keys())))
    }

    /// The value of a variable.
    pub(super) fn variable(self: &Rc<Self>, name: &str) -> Result<Shared, Error> {
        let declared = &self.declarations.variables[name];
        let kind = declared.arguments.get("type").map(Type::read).transpose();
        let kind = at(&declared.place, "type", kind.map_err(Failure::Invalid))?;
        let flag = |argument: &str, otherwise: bool| match declared.arguments.get(argument) {
            Some(flag) => {
                let flag = self.evaluate(&declared.place, argument, flag, &Repetition::default())?;
                at(&declared.place, argument, convert::boolean(&flag).map_err(Failure::Invalid))
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
            // The message must not contain a sensitive value.
            let message = if is_sensitive(declared) { "it has the wrong type".to_owned() } else { message };
            Error::wrong(&declared.place, format!("the value of `{name}` is invalid: {message}"))
        };
        let value = within(&declared.place, self.world.budget.owned(value).map_err(Into::into))?;
        kind.unwrap_or(Type::Any).convert(value).map(Rc::new).map_err(refused)
    }

    fn given(self: &Rc<Self>, name: &str, kind: Option<&Type>) -> Result<Option<Shared>, Error> {
        match &self.given {
            VariableSource::Inputs(inputs) => {
                let refused = |message| Error::Input(format!("the variable `{name}`: {message}"));
                inputs.value(name, kind).transpose().map(|value| value.map(Rc::new)).map_err(refused)
            }
            VariableSource::Call { parent, name: call, repetition } => {
                let Some(parent) = parent.upgrade() else { return Ok(None) };
                let Declared { place, arguments } = &parent.declarations.modules[call];
                let Some(expression) = arguments.get(name) else { return Ok(None) };
                parent.evaluate(place, name, expression, repetition).map(Some)
            }
        }
    }

    /// Values for undeclared variables: an error on the command line, and a finding in a file. The environment may be
    /// for other roots.
    pub(super) fn undeclared_inputs(&self, inputs: &Inputs) -> Result<Vec<Finding>, Error> {
        let known = &self.declarations.variables;
        let mut findings = Vec::new();
        for (name, origin) in inputs.names().filter(|(name, _)| !known.contains_key(*name)) {
            let message = format!("a value is set, but {}", undeclared("var", name, known.keys()));
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
            VariableSource::Inputs(_) => Error::wrong(
                &declared.place,
                format!(
                    "the variable `{name}` has no value; set TF_VAR_{name}, use `--var {name}=…`, or set it in \
                     terraform.tfvars.json"
                ),
            ),
            VariableSource::Call { parent, name: call, .. } => {
                let place = parent.upgrade().map(|parent| parent.declarations.modules[call].place.clone());
                Error::wrong(&place.unwrap_or_default(), format!("the module needs a value for `{name}`"))
            }
        }
    }

    /// The value of a variable, if its validations pass.
    pub(super) fn validated(self: &Rc<Self>, name: &str) -> Result<Shared, Error> {
        let declared = &self.declarations.variables[name];
        let value = self.settled_before(&Name::Variable(name.to_owned()))?;
        let Some(validations) = declared.arguments.get("validation") else { return Ok(value) };
        let scope = InstanceScope { instance: self, repetition: &Repetition::default() };
        for validation in document::objects(validations) {
            let argument = |wanted: &str| {
                let found = validation.iter().find(|(key, _)| document::key(key) == wanted);
                found.map(|(_, expression)| Evaluator::new(&scope).value(expression)).transpose()
            };
            let holds = at(&declared.place, "validation.condition", argument("condition"))?;
            if holds.as_deref() == Some(&Value::Bool(false)) {
                let message = at(&declared.place, "validation.error_message", argument("error_message"))?;
                let message = message
                    .as_ref()
                    .and_then(|message| message.as_str())
                    .unwrap_or("the value is not allowed")
                    .to_owned();
                let value =
                    if is_sensitive(declared) { "the value".to_owned() } else { format!("`{}`", Shown(&value)) };
                return Err(Error::wrong(&declared.place, format!("{value} is not allowed for `{name}`: {message}")));
            }
        }
        Ok(value)
    }
}

fn is_sensitive(declared: &Declared) -> bool {
    declared.arguments.get("sensitive") == Some(&Expression::Bool(true))
}
