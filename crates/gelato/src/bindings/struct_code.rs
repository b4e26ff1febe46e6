//! The code of one struct: its fields, its constructor, its conversion to a block, and the same for nested blocks and
//! objects.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::common_block::{CommonArgument, CommonBlock, CommonNested, CommonType, Form, Shape, Structure};
use super::description::one_line;
use super::{layout, rust_name};
use crate::schema::AttributeType;

/// One field of a struct.
struct Field {
    name: String,
    rust_type: String,
    doc: String,
    required: bool,
    /// Its default.
    empty: &'static str,
    /// The method of `Block` that sets it, and its name there if it has one.
    writer: (&'static str, Option<String>),
    /// Whether the method takes several values and this is a single one.
    single: bool,
}

/// Writes a struct, its companion with the required fields, and the structs of its nested blocks.
///
/// `what` describes the struct in its documentation.
pub(super) fn write_struct(code: &mut String, name: &str, what: &str, block: &CommonBlock) {
    write_struct_of(code, name, what, block, &fields(block));
}

fn write_struct_of(code: &mut String, name: &str, what: &str, block: &CommonBlock, fields: &[Field]) {
    write_fields(code, name, what, fields, block.has_required());
    if block.has_required() {
        write_companion(code, name, fields);
        write_constructor(code, name, fields);
    }
}

/// Writes the structs of nested blocks and objects, each with its conversion. Those that are `shared` stand for equal blocks
/// elsewhere in the type, too.
pub(super) fn write_structures(code: &mut String, path: &str, block: &CommonBlock, shared: &BTreeSet<String>) {
    for (name, structure) in block.structures().filter(|(_, structure)| !structure.is_repeated) {
        let Structure { name: inner, form, block, .. } = structure;
        let kind = if *form == Form::Block { "A block" } else { "An object" };
        let elsewhere = if shared.contains(inner) { " Equal ones elsewhere in the type share the struct." } else { "" };
        let what = format!("{kind} `{name}` of `{path}`.{elsewhere}");
        match form {
            Form::Block => write_nested(code, inner, &what, block),
            Form::Object | Form::WholeObject => write_object(code, structure, &what),
        }
        write_structures(code, &format!("{path}.{name}"), block, shared);
    }
}

/// Writes the struct of a nested block, which Terraform may repeat.
fn write_nested(code: &mut String, name: &str, what: &str, block: &CommonBlock) {
    let fields: Vec<_> = fields(block).into_iter().chain([repetition()]).collect();
    write_struct_of(code, name, what, block, &fields);
    code.push('\n');
    code.push_str(&layout::implementation(&format!("From<{name}>"), "Block"));
    code.push_str(&layout::function("fn from", &format!("block: {name}")));
    write_statements(code, "block", "Self", &fields);
    let _ = write!(code, "        arguments\n    }}\n}}\n\nnested_block!({name});\n");
}

/// Writes the struct of an object, which becomes a value.
fn write_object(code: &mut String, Structure { name, form, block, .. }: &Structure, what: &str) {
    let mut fields = fields(block);
    if *form == Form::WholeObject {
        for field in &mut fields {
            field.writer.0 = "set_nullable";
        }
    }
    write_struct_of(code, name, what, block, &fields);
    code.push('\n');
    code.push_str(&layout::implementation(&format!("From<{name}>"), &format!("Value<{name}>")));
    let parameter = if fields.is_empty() { "_object" } else { "object" };
    code.push_str(&layout::function("fn from", &format!("{parameter}: {name}")));
    write_statements(code, "object", "Block", &fields);
    code.push_str("        Self::from_expression(arguments)\n    }\n}\n");
}

/// Writes the statements that turn the fields of `source` into a block.
pub(super) fn write_body(code: &mut String, source: &str, block_type: &str, block: &CommonBlock) {
    let fields = fields(block);
    if fields.is_empty() {
        let _ = writeln!(code, "        {block_type}::new()");
    } else {
        write_statements(code, source, block_type, &fields);
        code.push_str("        arguments\n");
    }
}

/// Writes the statements that make the block `arguments` of fields.
fn write_statements(code: &mut String, source: &str, block_type: &str, fields: &[Field]) {
    let mutable = if fields.is_empty() { "" } else { "mut " };
    let _ = writeln!(code, "        let {mutable}arguments = {block_type}::new();");
    for field in fields {
        code.push_str(&field.write(source));
    }
}

fn write_fields(code: &mut String, name: &str, what: &str, fields: &[Field], has_required: bool) {
    let default = if has_required { "" } else { ", Default" };
    let _ = write!(code, "\n/// {what}\n#[derive(Debug, Clone{default})]\n");
    code.push_str(&layout::structure(&format!("pub struct {name}"), &field_list(fields.iter())));
}

fn write_companion(code: &mut String, name: &str, fields: &[Field]) {
    let _ = write!(code, "\n/// The required arguments of [`{name}`].\n#[derive(Debug, Clone)]\n");
    let required = field_list(fields.iter().filter(|field| field.required));
    code.push_str(&layout::structure(&format!("pub struct {name}Required"), &required));
}

fn field_list<'a>(fields: impl Iterator<Item = &'a Field>) -> String {
    let lines = fields.map(|field| format!("    /// {}\n{}", field.doc, layout::field(&field.name, &field.rust_type)));
    lines.collect::<Vec<_>>().concat()
}

fn write_constructor(code: &mut String, name: &str, fields: &[Field]) {
    let _ = write!(code, "\nimpl {name} {{\n    /// Creates it with the required arguments only.\n");
    code.push_str(&layout::function("pub fn new", &format!("required: {name}Required")));
    code.push_str(&layout::literal(&fields.iter().map(Field::initial).collect::<Vec<_>>()));
    code.push_str("    }\n}\n");
}

impl Field {
    fn initial(&self) -> String {
        let Self { name, empty, .. } = self;
        if self.required { format!("{name}: required.{name}") } else { format!("{name}: {empty}") }
    }

    fn write(&self, source: &str) -> String {
        let (method, name) = &self.writer;
        let value = format!("{source}.{}", self.name);
        layout::call(method, name.as_deref(), &if self.single { format!("[{value}]") } else { value })
    }
}

fn fields(block: &CommonBlock) -> Vec<Field> {
    let arguments = block.arguments.iter().map(argument_field);
    arguments.chain(block.nested.iter().map(nested_field)).collect()
}

fn argument_field(argument: &CommonArgument) -> Field {
    let name = rust_name::field(&argument.name);
    let value = format!("Value<{}>", argument_type(&argument.value_type));
    let writer = if argument.required { "set" } else { "set_optional" };
    Field {
        rust_type: if argument.required { value } else { format!("Option<{value}>") },
        doc: argument_doc(argument),
        required: argument.required,
        empty: "None",
        writer: (writer, Some(argument.name.clone())),
        single: false,
        name,
    }
}

fn nested_field(nested: &CommonNested) -> Field {
    let name = rust_name::field(&nested.name);
    let inner = nested.structure.name.clone();
    let (rust_type, empty) = match nested.shape {
        Shape::Optional => (format!("Option<{inner}>"), "None"),
        Shape::One => (inner, ""),
        Shape::Many | Shape::Some => (format!("Vec<{inner}>"), "Vec::new()"),
        Shape::Labelled => (format!("BTreeMap<String, {inner}>"), "BTreeMap::new()"),
    };
    let method = if nested.shape == Shape::Labelled { "nest_labelled" } else { "nest" };
    Field {
        name,
        rust_type,
        doc: nested_doc(nested),
        required: nested.is_required(),
        empty,
        writer: (method, Some(nested.name.clone())),
        single: nested.shape == Shape::One,
    }
}

/// The field of a nested block that makes it a `dynamic` one.
fn repetition() -> Field {
    Field {
        name: "dynamic".into(),
        rust_type: "Option<Dynamic>".into(),
        doc: "What repeats the block: `for_each` and `only_if` set it.".into(),
        required: false,
        empty: "None",
        writer: ("repeat", None),
        single: false,
    }
}

/// An argument's type as its Rust marker.
fn argument_type(value_type: &CommonType) -> String {
    match value_type {
        CommonType::Plain(plain) => rust_type(plain),
        CommonType::List(inner) => format!("List<{}>", argument_type(inner)),
        CommonType::Set(inner) => format!("Set<{}>", argument_type(inner)),
        CommonType::Map(inner) => format!("Map<{}>", argument_type(inner)),
        CommonType::Object(structure) => structure.name.clone(),
    }
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
    let mut sentences: Vec<_> = argument.description.iter().map(|text| format!("{}.", one_line(text))).collect();
    sentences.push(match (argument.required, argument.computed) {
        (true, _) => "Required.".to_owned(),
        (false, true) => "Optional, computed.".to_owned(),
        (false, false) => "Optional.".to_owned(),
    });
    sentences.extend(argument.sensitive.then(|| "Sensitive.".to_owned()));
    sentences.extend(argument.write_only.then(|| "Write-only: never stored in the state.".to_owned()));
    sentences.join(" ")
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
