//! The files of a module or root, and the declarations in each.
//!
//! The split follows Terraform's style guide: `main`, `variables`, `outputs` and `versions`.
//! <https://developer.hashicorp.com/terraform/language/style#file-names>

use std::collections::BTreeMap;

use super::document::{Declaration, Document, Entry};
use super::json::Json;
use super::mark::Mark;
use super::module::Module;
use super::reference::Target;
use super::root::Root;

/// File contents by file name.
pub type Files = BTreeMap<String, String>;

/// A file's top-level blocks: keyword (`resource`), then labels, then body.
type Blocks = BTreeMap<&'static str, BTreeMap<String, Json>>;

const MAIN: &str = "main";

impl Module {
    /// The module's Terraform JSON files, marked as this service's.
    pub fn files(&self, service: &str) -> Files {
        let mut files = document_files(&self.document());
        files.insert(Mark::OWNER_FILE.to_owned(), owned(self.versions().to_json(None), service));
        files
    }
}

impl Root {
    /// The root's Terraform JSON files, marked as this service's.
    pub fn files(&self, service: &str) -> Files {
        let mut files = document_files(&self.document());
        let versions = self.versions.having(self.document().needs());
        files.insert(Mark::OWNER_FILE.to_owned(), owned(versions.to_json(Some(&self.backend)), service));
        if !self.providers().is_empty() {
            files.insert(file_name("providers"), commented(self.providers_json()));
        }
        files
    }

    fn providers_json(&self) -> Json {
        let providers = self.providers();
        let mut by_name: BTreeMap<&str, Vec<Json>> = BTreeMap::new();
        for provider in providers.iter() {
            by_name.entry(&provider.name).or_default().push(provider.block.to_json());
        }
        let configurations = by_name.into_iter().map(|(name, blocks)| (name, one_or_several(blocks)));
        Json::object([("provider", Json::object(configurations))])
    }
}

/// Blocks of one name: a single block, or an array.
fn one_or_several(mut blocks: Vec<Json>) -> Json {
    if blocks.len() == 1 { blocks.remove(0) } else { Json::Array(blocks) }
}

fn document_files(document: &Document) -> Files {
    let mut by_file: BTreeMap<&str, Blocks> = BTreeMap::new();
    for (target, entry) in document.entries() {
        place(&mut by_file, target, entry);
    }
    let outputs = document.outputs().iter().map(|(name, output)| (name.clone(), output.to_json()));
    by_file.entry("outputs").or_default().entry("output").or_default().extend(outputs);
    let checks = document.checks().iter().map(|(name, check)| (name.clone(), check.to_json()));
    by_file.entry("checks").or_default().entry("check").or_default().extend(checks);
    let mut files: Files =
        by_file.into_iter().filter_map(|(name, blocks)| Some((file_name(name), pretty(blocks)?))).collect();
    let refactoring = document.refactoring().to_json();
    if !refactoring.is_empty() {
        files.insert(file_name("refactoring"), commented(Json::object(refactoring)));
    }
    files
}

fn place<'a>(by_file: &mut BTreeMap<&'a str, Blocks>, target: &Target, entry: &'a Entry) {
    let mut put = |file: &'a str, keyword: &'static str, label: &str, json: Json| {
        by_file.entry(file).or_default().entry(keyword).or_default().insert(label.to_owned(), json);
    };
    match (target, &entry.declaration) {
        (Target::Resource { kind, name } | Target::Data { kind, name }, Declaration::Block { block, meta, .. }) => {
            let keyword = if matches!(target, Target::Data { .. }) { "data" } else { "resource" };
            let body = block.to_json().with(meta.to_json());
            let blocks = by_file.entry(meta.file.unwrap_or(MAIN)).or_default().entry(keyword).or_default();
            insert_labelled(blocks, kind, name, body);
        }
        (Target::Variable(name), Declaration::Variable(variable)) => {
            put("variables", "variable", name, variable.to_json());
        }
        (Target::Local(name), Declaration::Local(value)) => put(MAIN, "locals", name, Json::of(value)),
        (Target::Module(name), Declaration::Call(call)) => put(MAIN, "module", name, call.to_json()),
        _ => {}
    }
}

fn insert_labelled(blocks: &mut BTreeMap<String, Json>, kind: &str, name: &str, body: Json) {
    let of_kind = blocks.entry(kind.to_owned()).or_insert_with(|| Json::Object(BTreeMap::new()));
    if let Json::Object(named) = of_kind {
        named.insert(name.to_owned(), body);
    }
}

fn pretty(blocks: Blocks) -> Option<String> {
    let written: Vec<_> = blocks.into_iter().filter(|(_, labelled)| !labelled.is_empty()).collect();
    let json = Json::object(written.into_iter().map(|(keyword, labelled)| (keyword, Json::Object(labelled))));
    (json != Json::Object(BTreeMap::new())).then(|| commented(json))
}

fn commented(json: Json) -> String {
    marked(json, Mark { service: None })
}

fn owned(json: Json, service: &str) -> String {
    marked(json, Mark { service: Some(service) })
}

/// Terraform ignores the key `//`.
fn marked(json: Json, mark: Mark<'_>) -> String {
    json.with(vec![("//", Json::from(mark.to_string().as_str()))]).to_pretty()
}

fn file_name(stem: &str) -> String {
    format!("{stem}.tf.json")
}
