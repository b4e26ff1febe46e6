//! The interface of a module, as the runtime's reader of HCL gives it to the generator of code.

use std::path::Path;

use gelato::bindings::{Constraint, DescribedModule, DescribedOutput, DescribedVariable, Entry};
use gelato::messages::warn;
use gelato::schema::{AttributeType, Catalog};
use gelato::terraform::{Address, Instance, ModuleSource, Target};
use gelato_local::load::{Attribute, AttributeTypes, Error, Interface, InterfaceOutput, InterfaceVariable, Type};

/// The types of resources' attributes, from providers' schemas.
struct Schemas<'a>(&'a Catalog);

impl AttributeTypes for Schemas<'_> {
    fn of(&self, data: bool, kind: &str, attribute: &str) -> Option<Type> {
        let (kind, name) = (kind.to_owned(), String::new());
        let target = if data { Target::Data { kind, name } } else { Target::Resource { kind, name } };
        let address = Address { document: None, target, instance: Instance::Single };
        let (constraint, _) = self.0.attribute_type(&address.attribute(attribute))?;
        constraint.parse().ok()
    }
}

/// Reads the module in a folder. It has no name and no source yet.
pub(super) fn read(folder: &Path, catalog: &Catalog) -> Result<DescribedModule, Error> {
    let Interface { variables, outputs, unread } = Interface::read(folder, &Schemas(catalog))?;
    for error in unread {
        warn(&format!("{error}\nso the types of outputs that come from there are unknown"));
    }
    Ok(DescribedModule {
        name: String::new(),
        source: ModuleSource::local("."),
        variables: variables.into_iter().map(variable).collect(),
        outputs: outputs.into_iter().map(output).collect(),
    })
}

fn variable(variable: InterfaceVariable) -> DescribedVariable {
    let InterfaceVariable { name, constraint, default, sensitive, description } = variable;
    DescribedVariable { name, constraint: described(&constraint), default, sensitive, description }
}

fn output(output: InterfaceOutput) -> DescribedOutput {
    let InterfaceOutput { name, value_type, sensitive, description } = output;
    let value_type = value_type.as_ref().map_or(AttributeType::Dynamic, attribute_type);
    DescribedOutput { name, value_type, sensitive, description }
}

fn described(constraint: &Type) -> Constraint {
    let inner = |inner: &Type| Box::new(described(inner));
    match constraint {
        Type::Any => Constraint::Any,
        Type::Text => Constraint::String,
        Type::Number => Constraint::Number,
        Type::Bool => Constraint::Bool,
        Type::List(of) => Constraint::List(inner(of)),
        Type::Set(of) => Constraint::Set(inner(of)),
        Type::Map(of) => Constraint::Map(inner(of)),
        Type::Tuple(items) => Constraint::Tuple(items.iter().map(described).collect()),
        Type::Object(members) => Constraint::Object(members.iter().map(entry).collect()),
    }
}

fn entry((name, Attribute { kind, optional, .. }): &(String, Attribute)) -> Entry {
    Entry { name: name.clone(), constraint: described(kind), optional: *optional }
}

/// The type of an output. Objects are any: their attributes cannot be told apart by the generated code.
fn attribute_type(of: &Type) -> AttributeType {
    let inner = |inner: &Type| Box::new(attribute_type(inner));
    match of {
        Type::Text => AttributeType::String,
        Type::Number => AttributeType::Number,
        Type::Bool => AttributeType::Bool,
        Type::List(of) => AttributeType::List(inner(of)),
        Type::Set(of) => AttributeType::Set(inner(of)),
        Type::Map(of) => AttributeType::Map(inner(of)),
        Type::Any | Type::Tuple(_) | Type::Object(_) => AttributeType::Dynamic,
    }
}
