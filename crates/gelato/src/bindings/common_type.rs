//! The common type of an argument in several versions of a provider.

use super::common_block::{CommonArgument, CommonBlock, CommonType, Form, Structure};
use crate::schema::{AttributeSchema, AttributeType, BlockSchema, NestedAttributes, Nesting};

/// The common type of an attribute in all versions, or any.
pub(super) fn value_type(versions: &[&AttributeSchema]) -> AttributeType {
    if let Some(mode) = nested(versions).and_then(|nested| common_mode(&nested)) {
        return match mode {
            Nesting::Single | Nesting::Group => AttributeType::Dynamic,
            Nesting::List => AttributeType::List(Box::new(AttributeType::Dynamic)),
            Nesting::Set => AttributeType::Set(Box::new(AttributeType::Dynamic)),
            Nesting::Map => AttributeType::Map(Box::new(AttributeType::Dynamic)),
        };
    }
    let mut types = versions.iter().map(|version| version.value_type.as_ref());
    match types.next().flatten() {
        Some(first) if types.all(|other| other == Some(first)) => first.clone(),
        _ => AttributeType::Dynamic,
    }
}

/// The common type of an argument in all versions, with a struct for its object. `arguments` gives what the versions of the
/// object have in common.
pub(super) fn argument_type(
    versions: &[&AttributeSchema],
    arguments: fn(&[&BlockSchema]) -> CommonBlock,
) -> CommonType {
    let Some(nested) = nested(versions) else { return of(value_type(versions)) };
    let blocks: Vec<_> = nested.iter().map(|nested| block(nested)).collect();
    let block = arguments(&blocks.iter().collect::<Vec<_>>());
    let Some(mode) = common_mode(&nested).filter(|_| !block.is_empty()) else { return of(value_type(versions)) };
    let object = CommonType::Object(Structure::new(Form::Object, block));
    match mode {
        Nesting::Single | Nesting::Group => object,
        Nesting::List => CommonType::List(Box::new(object)),
        Nesting::Set => CommonType::Set(Box::new(object)),
        Nesting::Map => CommonType::Map(Box::new(object)),
    }
}

/// The nested attributes of all versions, if all have some.
fn nested<'a>(versions: &[&'a AttributeSchema]) -> Option<Vec<&'a NestedAttributes>> {
    versions.iter().map(|version| version.nested_type.as_ref()).collect()
}

fn common_mode(nested: &[&NestedAttributes]) -> Option<Nesting> {
    let mode = nested.first()?.nesting_mode;
    nested.iter().all(|other| other.nesting_mode == mode).then_some(mode)
}

fn block(nested: &NestedAttributes) -> BlockSchema {
    BlockSchema { attributes: nested.attributes.clone(), ..BlockSchema::default() }
}

/// A type of a schema, with a struct for its object.
fn of(value_type: AttributeType) -> CommonType {
    match value_type {
        AttributeType::List(inner) => CommonType::List(Box::new(of(*inner))),
        AttributeType::Set(inner) => CommonType::Set(Box::new(of(*inner))),
        AttributeType::Map(inner) => CommonType::Map(Box::new(of(*inner))),
        AttributeType::Object(types) => {
            let arguments = types.into_iter().map(|(name, value_type)| entry(name, of(value_type))).collect();
            CommonType::Object(Structure::new(Form::WholeObject, CommonBlock { arguments, nested: Vec::new() }))
        }
        plain => CommonType::Plain(plain),
    }
}

/// An entry of an object type, whose schema says nothing more.
fn entry(name: String, value_type: CommonType) -> CommonArgument {
    CommonArgument {
        name,
        value_type,
        required: false,
        computed: false,
        sensitive: false,
        write_only: false,
        description: None,
    }
}
