//! Parses the files of a module into expressions: Terraform JSON and HCL.
//!
//! Both give the same tree, so that no later code depends on the syntax.
//! <https://developer.hashicorp.com/terraform/language/syntax/json>

use std::path::{Path, PathBuf};

use hcl::expr::{Expression, ObjectKey};
use hcl::structure::{Block, Body, Structure};

use super::body::{self, Members};
use super::budget::Budget;
use super::error::Error;
use super::json::Json;
use crate::regular_file::{self, TEXT_LIMIT};

/// A parsed file.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) file: PathBuf,
    pub(super) members: Members,
}

/// Parses the files of a module's folder, sorted by name.
pub(super) fn read_folder(folder: &Path, budget: &Budget) -> Result<Vec<Document>, Error> {
    files(folder)?.into_iter().map(|file| read(file, budget)).collect()
}

/// Parses those files of a module's folder that can be parsed. Returns the errors of those that cannot and have no
/// block of these names.
pub(super) fn read_declaring(
    folder: &Path,
    words: &[&str],
    budget: &Budget,
) -> Result<(Vec<Document>, Vec<Error>), Error> {
    let (mut documents, mut unread) = (Vec::new(), Vec::new());
    for file in files(folder)? {
        match read(file.clone(), budget) {
            Ok(document) => documents.push(document),
            Err(error) if matches!(kind(&file), Some(Kind::Hcl)) && !declares(&file, words) => unread.push(error),
            Err(error) => return Err(error),
        }
    }
    Ok((documents, unread))
}

/// Whether a file of HCL may have a labelled block of one of these names.
fn declares(file: &Path, words: &[&str]) -> bool {
    let text = regular_file::text(file, TEXT_LIMIT).unwrap_or_default();
    let is_label = |rest: &str| rest.trim_start().starts_with('"');
    text.lines().any(|line| words.iter().any(|word| line.trim_start().strip_prefix(word).is_some_and(is_label)))
}

/// The files of a module's folder, sorted by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let unreadable = |source| Error::unreadable(folder, source);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        files.push(entry.map_err(unreadable)?.path());
    }
    // As in Terraform, a folder is never a file of the module, whatever its name.
    files.retain(|file| kind(file).is_some() && !file.is_dir());
    files.sort();
    if files.is_empty() {
        return Err(Error::malformed(
            folder,
            "no `*.tf.json` or `*.tf` file here; a Terraform module has at least one",
        ));
    }
    Ok(files)
}

#[derive(Clone, Copy)]
enum Kind {
    Json,
    Hcl,
}

fn kind(file: &Path) -> Option<Kind> {
    let name = file.file_name()?.to_str()?;
    if name.starts_with('.') {
        return None;
    }
    let mut parts = name.rsplit('.');
    match (parts.next(), parts.next()) {
        (Some("json"), Some("tf")) => Some(Kind::Json),
        (Some("tf"), Some(_)) => Some(Kind::Hcl),
        _ => None,
    }
}

fn read(file: PathBuf, budget: &Budget) -> Result<Document, Error> {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let stem = name.trim_end_matches(".json").trim_end_matches(".tf");
    if stem == "override" || stem.ends_with("_override") {
        return Err(Error::malformed(
            &file,
            "override files are not merged here; remove it and change the module instead",
        ));
    }
    let text = regular_file::text(&file, TEXT_LIMIT).map_err(|source| Error::unreadable(&file, source))?;
    budget.configuration(text.len()).map_err(|message| Error::malformed(&file, message))?;
    let members = match kind(&file) {
        Some(Kind::Hcl) => from_hcl(&file, &text)?,
        _ => from_json(&file, &text)?,
    };
    Ok(Document { file, members })
}

fn from_json(file: &Path, text: &str) -> Result<Members, Error> {
    let read = Json::read(text).and_then(body::members);
    read.map_err(|error| Error::malformed(file, error))
}

fn from_hcl(file: &Path, text: &str) -> Result<Members, Error> {
    let body = hcl::parse(text).map_err(|error| Error::malformed(file, error))?;
    Ok(body_members(body))
}

/// A body in the form of JSON: labels become keys, and blocks with the same name become a list.
fn body_members(body: Body) -> Members {
    let mut members: Members = Vec::new();
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => members.push((attribute.key.to_string(), attribute.expr)),
            Structure::Block(block) => {
                let (name, value) = block_member(block);
                match members.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, Expression::Array(list))) => list.push(value),
                    _ => members.push((name, Expression::Array(vec![value]))),
                }
            }
        }
    }
    members
}

fn block_member(block: Block) -> (String, Expression) {
    let members = body_members(block.body).into_iter().map(|(name, value)| (ObjectKey::Expression(name.into()), value));
    let body = Expression::Object(members.collect());
    let labelled = block.labels.into_iter().rev().fold(body, |inner, label| {
        Expression::Object([(ObjectKey::Expression(label.into_inner().into()), inner)].into_iter().collect())
    });
    (block.identifier.to_string(), labelled)
}

/// The members of an object, or of all objects in a list: a block may be written either way.
pub(super) fn objects(value: &Expression) -> Vec<&hcl::expr::Object<ObjectKey, Expression>> {
    match value {
        Expression::Object(object) => vec![object],
        Expression::Array(list) => list.iter().flat_map(objects).collect(),
        _ => Vec::new(),
    }
}

/// The text of a literal key.
pub(super) fn key(key: &ObjectKey) -> String {
    match key {
        ObjectKey::Expression(Expression::String(text)) => text.clone(),
        other => other.to_string(),
    }
}
