//! Structs of generated code: their fields from the arguments and blocks of a body.

use std::collections::BTreeMap;

use gelato::bindings::{FieldKind, TypedField, TypedStructure, identifier};
use hcl_edit::structure::{Block, Body};

use crate::context::{Bound, Context};
use crate::rust_type::RustType;

/// Why a body has no form as a struct.
pub(crate) struct NoStruct(pub(crate) String);

/// The names that are no arguments.
pub(crate) const META: [&str; 8] =
    ["count", "for_each", "depends_on", "provider", "lifecycle", "provisioner", "connection", "dynamic"];

impl Context<'_> {
    /// A struct literal.
    pub(crate) fn structure(
        &self,
        structure: &TypedStructure,
        body: &Body,
        is_nested: bool,
    ) -> Result<String, NoStruct> {
        let mut fields: BTreeMap<&str, (bool, String)> = BTreeMap::new();
        let is_meta = |name: &str| !is_nested && META.contains(&name);
        for attribute in body.iter().filter_map(|one| one.as_attribute()).filter(|one| !is_meta(one.key.as_str())) {
            let field = find(structure, attribute.key.as_str())?;
            let FieldKind::Value(of) = &field.kind else {
                return Err(NoStruct(format!("`{}` is a block", field.argument)));
            };
            let value = match of {
                Some(of) => self.value(&attribute.value, &RustType::of(of)),
                None => format!("Value::from_expression({})", self.infer(&attribute.value, None).owned()),
            };
            fields.insert(
                &field.argument,
                (field.required, if field.required { value } else { format!("Some({value})") }),
            );
        }
        let mut blocks: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for block in body.iter().filter_map(|one| one.as_block()) {
            let name = block_name(block);
            if is_meta(name) && block.ident.as_str() != "dynamic" {
                continue;
            }
            let field = find(structure, name)?;
            let (FieldKind::Block(inner) | FieldKind::Blocks(inner)) = &field.kind else {
                return Err(NoStruct(format!("`{name}` is no block of this form")));
            };
            blocks.entry(&field.argument).or_default().push(self.nested(inner, block)?);
        }
        for (name, codes) in blocks {
            let field = find(structure, name)?;
            let code = match (&field.kind, &codes[..]) {
                (FieldKind::Blocks(_), codes) => format!("vec![{}]", codes.join(", ")),
                (_, [one]) if field.required => one.clone(),
                (_, [one]) => format!("Some({one})"),
                _ => return Err(NoStruct(format!("`{name}` is written several times"))),
            };
            fields.insert(name, (field.required, code));
        }
        written(structure, &fields)
    }

    fn nested(&self, structure: &TypedStructure, block: &Block) -> Result<String, NoStruct> {
        if block.ident.as_str() != "dynamic" {
            return self.structure(structure, &block.body, true);
        }
        let dynamic = Dynamic::of(block);
        let collection = self.elements(&dynamic);
        let content = dynamic.content.cloned().unwrap_or_default();
        let written = self.with(dynamic.iterator, Bound::Each(identifier(dynamic.iterator), collection.1), || {
            self.structure(structure, &content, true)
        })?;
        let parameter = parameter(dynamic.iterator, &written);
        Ok(format!("{}::for_each({}, |{parameter}| {written})", structure.name, collection.0))
    }

    /// The collection of a `dynamic` block, and the type of its elements.
    pub(crate) fn elements(&self, dynamic: &Dynamic<'_>) -> (String, RustType) {
        let Some(collection) = dynamic.for_each else { return ("Vec::<Value<Any>>::new()".into(), RustType::Any) };
        let collection = self.infer(collection, None);
        let collection = match collection.of {
            RustType::List(_) | RustType::Set(_) | RustType::Map(_) => collection,
            _ => collection.cast(&RustType::list(RustType::Any)),
        };
        (collection.owned(), collection.of.element())
    }
}

/// A `dynamic` block.
pub(crate) struct Dynamic<'a> {
    pub(crate) for_each: Option<&'a hcl_edit::expr::Expression>,
    pub(crate) iterator: &'a str,
    pub(crate) content: Option<&'a Body>,
}

impl<'a> Dynamic<'a> {
    pub(crate) fn of(block: &'a Block) -> Self {
        let iterator = block.body.get_attribute("iterator").and_then(|one| match &one.value {
            hcl_edit::expr::Expression::Variable(name) => Some(name.as_str()),
            other => other.as_str(),
        });
        Self {
            for_each: block.body.get_attribute("for_each").map(|one| &one.value),
            iterator: iterator.unwrap_or_else(|| block_name(block)),
            content: block.body.get_blocks("content").next().map(|content| &content.body),
        }
    }
}

/// The parameter of a closure, which may be unused.
pub(crate) fn parameter(iterator: &str, body: &str) -> String {
    let name = identifier(iterator);
    if body.contains(&format!("{name}.")) { name } else { "_".to_owned() }
}

/// The name of a nested block, repeated or not.
pub(crate) fn block_name(block: &Block) -> &str {
    match block.labels.first() {
        Some(label) if block.ident.as_str() == "dynamic" => label.as_str(),
        _ => block.ident.as_str(),
    }
}

fn find<'s>(structure: &'s TypedStructure, name: &str) -> Result<&'s TypedField, NoStruct> {
    let missing = || {
        NoStruct(format!(
            "`{}` has no `{name}`, because not all supported versions of the provider take it",
            structure.name
        ))
    };
    structure.fields.iter().find(|field| field.argument == name).ok_or_else(missing)
}

fn written(structure: &TypedStructure, fields: &BTreeMap<&str, (bool, String)>) -> Result<String, NoStruct> {
    let of = |required: bool| {
        let fields = structure.fields.iter().filter_map(|field| Some((field, fields.get(field.argument.as_str())?)));
        let fields = fields.filter(|(_, (is_required, _))| *is_required == required);
        fields.map(|(field, (_, code))| format!("{}: {code}", field.name)).collect::<Vec<_>>()
    };
    if let Some(missing) =
        structure.fields.iter().find(|field| field.required && !fields.contains_key(field.argument.as_str()))
    {
        return Err(NoStruct(format!("`{}` needs `{}`", structure.name, missing.argument)));
    }
    let (name, required, optional) = (&structure.name, of(true), of(false));
    let base = if required.is_empty() {
        format!("{name}::default()")
    } else {
        format!("{name}::new({name}Required {{ {} }})", required.join(", "))
    };
    Ok(if optional.is_empty() { base } else { format!("{name} {{ {}, ..{base} }}", optional.join(", ")) })
}
