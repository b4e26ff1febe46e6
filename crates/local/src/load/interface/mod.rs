//! The interface of a module: its variables and outputs, without evaluating it.
//!
//! <https://developer.hashicorp.com/terraform/language/modules/develop>

mod inference;
mod scope;

use std::path::Path;

use hcl::expr::Expression;

use super::budget::Budget;
use super::constant::constant;
use super::constraint::Type;
use super::error::Error;
use super::module::{Declarations, Declared};

pub use scope::AttributeTypes;
use scope::ModuleScope;

/// A module's variables and outputs, sorted by name.
#[derive(Debug, Clone)]
pub struct Interface {
    /// Its variables.
    pub variables: Vec<InterfaceVariable>,
    /// Its outputs.
    pub outputs: Vec<InterfaceOutput>,
    /// The errors of files without a variable or an output that cannot be parsed here, so that some types of outputs are
    /// unknown.
    pub unread: Vec<Error>,
}

/// A variable of a module.
#[derive(Debug, Clone, PartialEq)]
pub struct InterfaceVariable {
    /// Its name.
    pub name: String,
    /// Its type constraint.
    pub constraint: Type,
    /// Its default, as Terraform writes it; `None` if a call must set it.
    pub default: Option<String>,
    /// Whether it is sensitive.
    pub sensitive: bool,
    /// Its description.
    pub description: Option<String>,
}

/// An output of a module.
#[derive(Debug, Clone, PartialEq)]
pub struct InterfaceOutput {
    /// Its name.
    pub name: String,
    /// The type of its value, as far as the module's files and the schemas tell.
    pub value_type: Option<Type>,
    /// Whether it is sensitive.
    pub sensitive: bool,
    /// Its description.
    pub description: Option<String>,
}

impl Interface {
    /// Reads the module in a folder. `attributes` gives the types of resources' attributes.
    ///
    /// # Errors
    /// If the folder is no module, or a file or a declaration in it is invalid: with the file and the line or key.
    pub fn read(folder: &Path, attributes: &dyn AttributeTypes) -> Result<Self, Error> {
        let (declarations, unread) = Declarations::read_interface(folder, &Budget::default())?;
        let variables = declarations.variables.iter().map(|(name, declared)| variable(name, declared));
        let variables: Vec<_> = variables.collect::<Result<_, _>>()?;
        let scope = ModuleScope::new(&declarations, &variables, attributes);
        let outputs = declarations.outputs.iter().map(|(name, declared)| output(name, declared, &scope));
        let outputs = outputs.collect::<Result<_, _>>()?;
        Ok(Self { variables, outputs, unread })
    }
}

fn variable(name: &str, declared: &Declared) -> Result<InterfaceVariable, Error> {
    let constraint = match declared.arguments.get("type") {
        None => Type::Any,
        Some(expression) => Type::read(expression).map_err(|message| invalid(declared, "type", message))?,
    };
    Ok(InterfaceVariable {
        name: name.to_owned(),
        constraint,
        default: declared.arguments.get("default").map(ToString::to_string),
        sensitive: flag(declared)?,
        description: description(declared)?,
    })
}

fn output(name: &str, declared: &Declared, scope: &ModuleScope<'_>) -> Result<InterfaceOutput, Error> {
    let value = declared.arguments.get("value");
    let value = value.ok_or_else(|| Error::wrong(&declared.place, "`value` is missing"))?;
    Ok(InterfaceOutput {
        name: name.to_owned(),
        value_type: inference::type_of(value, scope),
        sensitive: flag(declared)?,
        description: description(declared)?,
    })
}

/// Whether a declaration is sensitive.
fn flag(declared: &Declared) -> Result<bool, Error> {
    match declared.arguments.get("sensitive") {
        None | Some(Expression::Bool(false)) => Ok(false),
        Some(Expression::Bool(true)) => Ok(true),
        Some(other) => Err(invalid(declared, "sensitive", format!("`{other}` is not `true` or `false`"))),
    }
}

fn description(declared: &Declared) -> Result<Option<String>, Error> {
    let Some(expression) = declared.arguments.get("description") else { return Ok(None) };
    let value = constant(expression).map_err(|message| invalid(declared, "description", message))?;
    Ok(value.as_str().map(str::to_owned))
}

fn invalid(declared: &Declared, argument: &str, message: impl std::fmt::Display) -> Error {
    Error::wrong(&declared.place, format!("`{argument}`: {message}"))
}
