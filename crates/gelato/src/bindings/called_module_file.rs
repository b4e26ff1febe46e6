//! The generated file of a module of others: a struct with its inputs, and one with its outputs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use super::attributes_code::write_attributes;
use super::common_block::{CommonArgument, CommonAttribute, CommonBlock, CommonType, Form, Structure};
use super::described_module::{Constraint, DescribedModule, DescribedOutput, DescribedVariable, Entry};
use super::error::BindingsError;
use super::module_file::{GENERATED, module_file};
use super::present::Present;
use super::struct_code::{write_body, write_struct, write_structures};
use super::{imports, layout, naming, rust_name};
use crate::schema::AttributeType;

/// The longest default that the documentation of a variable shows.
const LONGEST_DEFAULT: usize = 60;

/// Generates the files for a module, in a folder that may already have others: text by path. `mod.rs` names all of them.
///
/// # Errors
/// If the folder has a struct of its name for something else.
pub fn generate_module(
    module: &DescribedModule,
    present: &Present,
) -> Result<BTreeMap<PathBuf, String>, BindingsError> {
    let file = rust_name::module(&module.name.replace('-', "_"));
    let mut taken = naming::taken_by_structure(&rust_name::structure(&module.name));
    let own = BTreeSet::from([file.as_str()]);
    for (name, first) in present.resources.structures(&own) {
        if !taken.insert(name.to_owned()) {
            let (first, second, name) = (first.to_owned(), module.name.clone(), name.to_owned());
            return Err(BindingsError::SameStruct { first, second, name });
        }
    }
    let modules: BTreeSet<_> = present.resources.modules().cloned().chain([file.clone()]).collect();
    let modules: Vec<_> = modules.into_iter().collect();
    let what = "Modules of others: a struct for the inputs of each, and one for its outputs.";
    let listed = module_file(what, &modules, present.data_sources.modules().next().is_some());
    Ok([("mod.rs".into(), listed), (format!("{file}.rs").into(), code(module, taken))].into())
}

fn code(module: &DescribedModule, mut taken: BTreeSet<String>) -> String {
    let (name, mut inputs) = (rust_name::structure(&module.name), inputs(module));
    let shared = naming::name_structures(&name, &mut inputs, &mut taken);
    let mut body = String::new();
    write_struct(&mut body, &name, &format!("A call of the module `{}`.", module.source.shown()), &inputs);
    write_trait(&mut body, &name, module, &inputs);
    let outputs: Vec<_> = module.outputs.iter().map(attribute).collect();
    let what = format!("The outputs of a call of the module `{}`.", module.name);
    write_attributes(&mut body, &format!("{name}Outputs"), &what, &outputs);
    write_structures(&mut body, &module.name, &inputs, &shared);
    let header = format!("//! The module `{}`: `{}`.\n//!\n{GENERATED}\n", module.name, module.source.shown());
    format!("{header}\n{}{body}", imports::of(&body, "gelato::terraform"))
}

fn write_trait(code: &mut String, name: &str, module: &DescribedModule, inputs: &CommonBlock) {
    let _ = write!(
        code,
        "\nimpl ForeignModule for {name} {{\n    type Outputs = {name}Outputs;\n\n    \
         const INTERFACE: Option<&'static ModuleInterface> = Some(&ModuleInterface {{\n"
    );
    write_list(code, "variables", module.variables.iter().map(variable));
    write_list(code, "outputs", module.outputs.iter().map(output));
    let _ = write!(
        code,
        "    }});\n\n    fn source(&self) -> ModuleSource {{\n        {}\n    }}\n\n    \
         fn into_inputs(self) -> Block {{\n",
        module.source.code()
    );
    write_body(code, "self", "Block", inputs);
    code.push_str("    }\n}\n");
}

/// Writes a list of the interface.
fn write_list(code: &mut String, field: &str, elements: impl Iterator<Item = String>) {
    let lines: String = elements.collect();
    if lines.is_empty() {
        let _ = writeln!(code, "        {field}: &[],");
    } else {
        let _ = write!(code, "        {field}: &[\n{lines}        ],\n");
    }
}

fn variable(variable: &DescribedVariable) -> String {
    let DescribedVariable { name, constraint, default, .. } = variable;
    let constraint = constraint.to_string();
    let required = default.is_none();
    let fields = [format!("name: {name:?}"), format!("constraint: {constraint:?}"), format!("required: {required}")];
    layout::element("ModuleVariable", &fields)
}

fn output(output: &DescribedOutput) -> String {
    let DescribedOutput { name, value_type, sensitive, .. } = output;
    let constraint = value_type.constraint();
    let fields = [format!("name: {name:?}"), format!("constraint: {constraint:?}"), format!("sensitive: {sensitive}")];
    layout::element("ModuleOutput", &fields)
}

fn inputs(module: &DescribedModule) -> CommonBlock {
    let mut arguments: Vec<_> = module.variables.iter().map(argument).collect();
    arguments.sort_by_key(|argument| !argument.required);
    CommonBlock { arguments, nested: Vec::new() }
}

fn argument(variable: &DescribedVariable) -> CommonArgument {
    let default = variable.default.as_deref().filter(|default| !variable.sensitive && is_short(default));
    let default = default.map(|default| format!("Default: `{default}`"));
    let description = variable.description.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let description: Vec<_> =
        description.map(|text| text.trim_end_matches('.').to_owned()).into_iter().chain(default).collect();
    CommonArgument {
        name: variable.name.clone(),
        value_type: value_type(&variable.constraint),
        required: variable.default.is_none(),
        computed: false,
        sensitive: variable.sensitive,
        write_only: false,
        description: (!description.is_empty()).then(|| description.join(". ")),
    }
}

/// Whether a default can stand in a line of documentation.
fn is_short(default: &str) -> bool {
    default != "null" && default.len() <= LONGEST_DEFAULT && !default.contains(['`', '\n'])
}

fn attribute(output: &DescribedOutput) -> CommonAttribute {
    CommonAttribute {
        name: output.name.clone(),
        value_type: output.value_type.clone(),
        settable: false,
        computed: false,
        deprecated: false,
        description: output.description.clone().filter(|text| !text.trim().is_empty()),
    }
}

fn value_type(constraint: &Constraint) -> CommonType {
    match constraint {
        Constraint::String => CommonType::Plain(AttributeType::String),
        Constraint::Number => CommonType::Plain(AttributeType::Number),
        Constraint::Bool => CommonType::Plain(AttributeType::Bool),
        Constraint::Any | Constraint::Tuple(_) => CommonType::Plain(AttributeType::Dynamic),
        Constraint::List(inner) => CommonType::List(Box::new(value_type(inner))),
        Constraint::Set(inner) => CommonType::Set(Box::new(value_type(inner))),
        Constraint::Map(inner) => CommonType::Map(Box::new(value_type(inner))),
        Constraint::Object(entries) => {
            let mut arguments: Vec<_> = entries.iter().map(entry).collect();
            arguments.sort_by_key(|argument| !argument.required);
            let block = CommonBlock { arguments, nested: Vec::new() };
            CommonType::Object(Structure::new(Form::Object, block))
        }
    }
}

fn entry(entry: &Entry) -> CommonArgument {
    CommonArgument {
        name: entry.name.clone(),
        value_type: value_type(&entry.constraint),
        required: !entry.optional,
        computed: false,
        sensitive: false,
        write_only: false,
        description: None,
    }
}
