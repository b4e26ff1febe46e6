//! The structs of `gelato::aws` as data, for code that writes programs: `gelato convert`.

use std::collections::BTreeSet;

use super::common_block::{CommonBlock, CommonNested, CommonType, Shape};
use super::type_file::GIVEN;
use super::{common_schema, naming, rust_name};
use crate::schema::{AttributeType, BlockKind, Catalog};

/// The struct of a resource type or data source, and its attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedBlock {
    /// The struct.
    pub structure: TypedStructure,
    /// The methods of the attributes' struct.
    pub attributes: Vec<TypedAttribute>,
}

/// A struct of generated code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedStructure {
    /// Its name.
    pub name: String,
    /// Its fields.
    pub fields: Vec<TypedField>,
}

/// A field of a struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedField {
    /// The argument or block, as Terraform names it.
    pub argument: String,
    /// The field's name in Rust.
    pub name: String,
    /// Whether the struct cannot be made without it.
    pub required: bool,
    /// What it holds.
    pub kind: FieldKind,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// A value. `None` stands for a type with a struct of its own.
    Value(Option<AttributeType>),
    /// At most one nested block, or exactly one if the field is required.
    Block(TypedStructure),
    /// Nested blocks.
    Blocks(TypedStructure),
    /// Nested blocks with labels.
    Labelled,
}

/// The method of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedAttribute {
    /// The attribute, as Terraform names it.
    pub attribute: String,
    /// The method's name.
    pub method: String,
    /// The type of its value.
    pub value_type: AttributeType,
}

/// The struct of a type in `gelato::aws`, or `gelato::aws::data`; `None` if there is none.
pub fn typed_block(catalog: &Catalog, kind: BlockKind, type_name: &str) -> Option<TypedBlock> {
    let versions = catalog.blocks(kind, type_name);
    let schemas: Vec<_> = versions.iter().map(AsRef::as_ref).collect();
    if schemas.is_empty() {
        return None;
    }
    let mut block = common_schema::arguments(&schemas);
    block.arguments.retain(|argument| argument.required || !GIVEN.contains(&argument.name.as_str()));
    let name = rust_name::structure(rust_name::stem(type_name));
    let mut taken: BTreeSet<String> = naming::taken_by(catalog.type_names(kind));
    naming::name_structures(&name, &mut block, &mut taken);
    let attributes = common_schema::attributes(&schemas).into_iter().map(|attribute| TypedAttribute {
        method: rust_name::method(&attribute.name),
        attribute: attribute.name,
        value_type: attribute.value_type,
    });
    Some(TypedBlock { attributes: attributes.collect(), structure: structure(&name, &block) })
}

fn structure(name: &str, block: &CommonBlock) -> TypedStructure {
    let arguments = block.arguments.iter().map(|argument| TypedField {
        argument: argument.name.clone(),
        name: rust_name::field(&argument.name),
        required: argument.required,
        kind: FieldKind::Value(plain(&argument.value_type)),
    });
    let fields = arguments.chain(block.nested.iter().map(nested)).collect();
    TypedStructure { name: name.to_owned(), fields }
}

fn nested(nested: &CommonNested) -> TypedField {
    let inner = || structure(&nested.structure.name, &nested.structure.block);
    let kind = match nested.shape {
        Shape::Optional | Shape::One => FieldKind::Block(inner()),
        Shape::Many | Shape::Some => FieldKind::Blocks(inner()),
        Shape::Labelled => FieldKind::Labelled,
    };
    let required = nested.is_required();
    TypedField { argument: nested.name.clone(), name: rust_name::field(&nested.name), required, kind }
}

fn plain(value_type: &CommonType) -> Option<AttributeType> {
    let inner = |inner: &CommonType| plain(inner).map(Box::new);
    match value_type {
        CommonType::Plain(plain) => Some(plain.clone()),
        CommonType::List(of) => inner(of).map(AttributeType::List),
        CommonType::Set(of) => inner(of).map(AttributeType::Set),
        CommonType::Map(of) => inner(of).map(AttributeType::Map),
        CommonType::Object(_) => None,
    }
}
