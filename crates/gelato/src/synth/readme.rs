//! A module's README: its purpose, how to call it, its variables and outputs.

use handlebars::{Handlebars, RenderError};
use serde::Serialize;

use crate::terraform::{DeclaredVariable, Document, Json, Module, Versions};

const NAME: &str = "module_readme.hbs";
const TEMPLATE: &str = include_str!("module_readme.hbs");

#[derive(Serialize)]
struct Page<'a> {
    name: &'a str,
    description: &'a str,
    terraform: String,
    providers: Vec<Row>,
    inputs: Vec<Row>,
    outputs: Vec<Row>,
    required: Vec<Row>,
}

/// A row of one of the tables.
#[derive(Clone, Serialize)]
struct Row {
    name: String,
    description: String,
    kind: String,
    default: String,
}

/// The READMEs of modules, from one parsed template.
pub(super) struct Readmes(Handlebars<'static>);

impl Readmes {
    /// Parses the template.
    pub(super) fn new() -> Result<Self, RenderError> {
        let mut handlebars = Handlebars::new();
        handlebars.register_escape_fn(handlebars::no_escape);
        handlebars.register_template_string(NAME, TEMPLATE)?;
        Ok(Self(handlebars))
    }

    /// The README of a module, in Markdown.
    pub(super) fn of(&self, module: &Module) -> Result<String, RenderError> {
        let (name, document) = (module.name(), module.document());
        self.0.render(NAME, &page(&name, module, &document))
    }
}

fn page<'a>(name: &'a str, module: &'a Module, document: &Document) -> Page<'a> {
    let Versions { terraform, providers } = module.versions();
    let inputs: Vec<_> = document.variables().map(|(name, variable)| input(name, variable)).collect();
    Page {
        name,
        description: &module.description,
        terraform,
        providers: providers.iter().map(|one| row(&one.source, &one.version, "", "")).collect(),
        required: inputs.iter().filter(|row| row.default == "required").cloned().collect(),
        inputs,
        outputs: document.outputs().iter().map(|(name, output)| row(name, &output.description, "", "")).collect(),
    }
}

fn input(name: &str, variable: &DeclaredVariable) -> Row {
    let default = variable.default.as_ref().map(|value| Json::of(value).to_pretty().trim_end().to_owned());
    let default = default.map_or("required".to_owned(), |json| format!("`{json}`"));
    let sensitive = if variable.sensitive { " Sensitive." } else { "" };
    row(name, &format!("{}{sensitive}", variable.description), &variable.constraint, &default)
}

fn row(name: &str, description: &str, kind: &str, default: &str) -> Row {
    // A `|` would end the cell.
    let cell = |text: &str| text.replace('|', "\\|");
    Row { name: name.to_owned(), description: cell(description), kind: kind.to_owned(), default: cell(default) }
}
