//! The code of one struct: its fields, its constructor, its way into a block, and the same for nested blocks.

use std::fmt::Write as _;

use super::common_schema::{CommonArgument, CommonBlock, CommonNested, Shape};
use super::rust_name;
use crate::schema::AttributeType;

/// The widest line that the generated code may have, as in `rustfmt.toml`.
const WIDTH: usize = 120;

/// One field of a struct.
struct Field {
    name: String,
    rust_type: String,
    doc: String,
    required: bool,
    empty: &'static str,
    write: String,
}

/// Writes a struct, its companion with what is required, and the structs of its nested blocks.
///
/// `what` says in the docs what the struct is.
pub(super) fn write_struct(code: &mut String, name: &str, what: &str, block: &CommonBlock) {
    let fields = fields(name, block);
    write_fields(code, name, what, &fields, block.has_required());
    if block.has_required() {
        write_companion(code, name, &fields);
        write_constructor(code, name, &fields);
    }
}

/// Writes the structs of nested blocks, each with its way into a block.
pub(super) fn write_nested(code: &mut String, name: &str, path: &str, block: &CommonBlock) {
    for nested in &block.nested {
        let inner = nested_name(name, &nested.name);
        let inner_path = format!("{path}.{}", nested.name);
        write_struct(code, &inner, &format!("A block `{}` of `{path}`.", nested.name), &nested.block);
        let _ = write!(code, "\nimpl From<{inner}> for Block {{\n    fn from(block: {inner}) -> Self {{\n");
        write_body(code, &inner, "block", "Self", &nested.block);
        code.push_str("    }\n}\n");
        write_nested(code, &inner, &inner_path, &nested.block);
    }
}

/// Writes the statements that turn the fields of `source` into a block.
pub(super) fn write_body(code: &mut String, name: &str, source: &str, block_type: &str, block: &CommonBlock) {
    let fields = fields(name, block);
    if fields.is_empty() {
        let unused = if source == "self" { "" } else { "        let _ = block;\n" };
        let _ = write!(code, "{unused}        {block_type}::new()\n");
        return;
    }
    let _ = write!(code, "        let mut arguments = {block_type}::new();\n");
    for field in &fields {
        let _ = write!(code, "        {};\n", field.write.replace("SOURCE", source));
    }
    code.push_str("        arguments\n");
}

fn write_fields(code: &mut String, name: &str, what: &str, fields: &[Field], has_required: bool) {
    let default = if has_required { "" } else { ", Default" };
    let _ = write!(code, "\n/// {what}\n#[derive(Debug, Clone{default})]\npub struct {name} ");
    write_field_list(code, fields.iter());
}

fn write_companion(code: &mut String, name: &str, fields: &[Field]) {
    let _ = write!(code, "\n/// What [`{name}`] cannot be without.\n#[derive(Debug, Clone)]\npub struct {name}Required ");
    write_field_list(code, fields.iter().filter(|field| field.required));
}

fn write_field_list<'a>(code: &mut String, fields: impl Iterator<Item = &'a Field>) {
    let lines: String =
        fields.map(|field| format!("    /// {}\n    pub {}: {},\n", field.doc, field.name, field.rust_type)).collect();
    let _ = if lines.is_empty() { writeln!(code, "{{}}") } else { writeln!(code, "{{\n{lines}}}") };
}

fn write_constructor(code: &mut String, name: &str, fields: &[Field]) {
    let _ = write!(code, "\nimpl {name} {{\n    /// Takes what is required; everything else is left out.\n");
    let _ = write!(code, "    pub fn new(required: {name}Required) -> Self {{\n");
    let values: Vec<_> = fields.iter().map(initial).collect();
    let line = format!("        Self {{ {} }}", values.join(", "));
    let lines = || values.iter().fold("        Self {\n".to_owned(), |lines, value| lines + "            " + value + ",\n");
    let literal = if line.len() <= WIDTH { line } else { lines() + "        }" };
    let _ = write!(code, "{literal}\n    }}\n}}\n");
}

fn initial(field: &Field) -> String {
    let Field { name, empty, .. } = field;
    if field.required { format!("{name}: required.{name}") } else { format!("{name}: {empty}") }
}

fn fields(name: &str, block: &CommonBlock) -> Vec<Field> {
    let arguments = block.arguments.iter().map(argument_field);
    arguments.chain(block.nested.iter().map(|nested| nested_field(name, nested))).collect()
}

fn argument_field(argument: &CommonArgument) -> Field {
    let name = rust_name::field(&argument.name);
    let value = format!("Value<{}>", rust_type(&argument.value_type));
    let setter = if argument.required { "set" } else { "set_optional" };
    Field {
        rust_type: if argument.required { value } else { format!("Option<{value}>") },
        doc: argument_doc(argument),
        required: argument.required,
        empty: "None",
        write: format!("arguments.{setter}(\"{}\", SOURCE.{name})", argument.name),
        name,
    }
}

fn nested_field(parent: &str, nested: &CommonNested) -> Field {
    let name = rust_name::field(&nested.name);
    let inner = nested_name(parent, &nested.name);
    let (rust_type, empty) = match nested.shape {
        Shape::Optional => (format!("Option<{inner}>"), "None"),
        Shape::One => (inner, ""),
        Shape::Many | Shape::Some => (format!("Vec<{inner}>"), "Vec::new()"),
        Shape::Labelled => (format!("BTreeMap<String, {inner}>"), "BTreeMap::new()"),
    };
    let write = nested_write(nested, &name);
    Field { rust_type, doc: nested_doc(nested), required: nested.is_required(), empty, write, name }
}

fn nested_write(nested: &CommonNested, field: &str) -> String {
    match nested.shape {
        Shape::One => format!("arguments.nest(\"{}\", [SOURCE.{field}])", nested.name),
        Shape::Labelled => format!("arguments.nest_labelled(\"{}\", SOURCE.{field})", nested.name),
        Shape::Optional | Shape::Many | Shape::Some => format!("arguments.nest(\"{}\", SOURCE.{field})", nested.name),
    }
}

fn nested_name(parent: &str, name: &str) -> String {
    let suffix = if ["required", "attributes"].contains(&name) { "Block" } else { "" };
    format!("{parent}{}{suffix}", rust_name::pascal(name))
}

/// A Terraform type as its Rust marker.
pub(super) fn rust_type(value_type: &AttributeType) -> String {
    match value_type {
        AttributeType::String => "String".into(),
        AttributeType::Number => "Number".into(),
        AttributeType::Bool => "bool".into(),
        AttributeType::List(inner) => format!("List<{}>", rust_type(inner)),
        AttributeType::Set(inner) => format!("Set<{}>", rust_type(inner)),
        AttributeType::Map(inner) => format!("Map<{}>", rust_type(inner)),
        AttributeType::Dynamic | AttributeType::Object(_) | AttributeType::Tuple(_) => "Any".into(),
    }
}

fn argument_doc(argument: &CommonArgument) -> String {
    let mut doc = described(argument.description.as_deref(), &argument.name);
    doc.push_str(match (argument.required, argument.computed) {
        (true, _) => " Required.",
        (false, true) => " Optional; the provider sets it where it is left out.",
        (false, false) => " Optional.",
    });
    if argument.sensitive {
        doc.push_str(" Sensitive.");
    }
    if argument.write_only {
        doc.push_str(" Write-only: never stored in the state.");
    }
    doc
}

fn nested_doc(nested: &CommonNested) -> String {
    let name = &nested.name;
    match (nested.shape, nested.limit) {
        (Shape::Optional, _) => format!("Block `{name}`. At most one."),
        (Shape::One, _) => format!("Block `{name}`. Exactly one."),
        (Shape::Many, None) => format!("Blocks `{name}`. Any number."),
        (Shape::Many, Some(limit)) => format!("Blocks `{name}`. At most {limit}."),
        (Shape::Some, None) => format!("Blocks `{name}`. At least one."),
        (Shape::Some, Some(limit)) => format!("Blocks `{name}`. At least one, at most {limit}."),
        (Shape::Labelled, _) => format!("Blocks `{name}`, each by its label. Any number."),
    }
}

/// The schema's own description in one line, after the name.
pub(super) fn described(description: Option<&str>, name: &str) -> String {
    let words = description.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let plain = words.map(|text| text.replace(['<', '>', '[', ']'], "").trim_end_matches('.').to_owned());
    plain.map_or_else(|| format!("`{name}`."), |text| format!("`{name}`: {text}."))
}
