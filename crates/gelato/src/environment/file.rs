//! The file of an environment. Its text is parsed once for each type that describes a part of it.

use std::io;
use std::path::Path;

use serde::de::DeserializeOwned;
use toml::de::DeTable;

use crate::printable::{self, PrintablePath as _};
use crate::terraform::{closest, file_and_line};
use crate::whole_file;

use super::change::changed;
use super::error::{self, Error};
use super::folder::list;
use super::in_code::{Change, EnvironmentInCode};
use super::local_defaults;
use super::name::EnvironmentName;

/// The text of a file, or that of an environment in code.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EnvironmentFile {
    /// What errors call it.
    shown: String,
    text: String,
    /// The values that the program changes.
    changes: Vec<Change>,
    /// Which environment in code reads the text, for errors in it.
    reader: String,
}

impl EnvironmentFile {
    pub(super) fn read(folder: &Path, name: &EnvironmentName) -> Result<Self, Error> {
        let path = folder.join(format!("{name}.toml"));
        let text = whole_file::read_text(&path).map_err(|source| unreadable(folder, name, source))?;
        Ok(Self { shown: path.printable(), text, changes: Vec::new(), reader: String::new() })
    }

    /// The text of an environment in code, which comes from this file or from the program.
    pub(super) fn in_code(one: &EnvironmentInCode, file: Option<String>, text: String) -> Self {
        let environment = format!("environment `{}` ({})", printable::line(&one.name), file_and_line(one.place));
        let reader = if file.is_some() { format!("\nfor the {environment}") } else { String::new() };
        Self { shown: file.unwrap_or(environment), text, changes: one.changes.clone(), reader }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// Parses the file as a type. An error has the path of keys to the place, because the line alone does not say to
    /// which key an item of a list belongs.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let mut track = serde_path_to_error::Track::new();
        let table = DeTable::parse(&self.text).and_then(|table| changed(table, &self.changes));
        let read = table.and_then(local_defaults::complete).and_then(|table| {
            T::deserialize(serde_path_to_error::Deserializer::new(toml::Deserializer::from(table), &mut track))
        });
        read.map_err(|mut source| {
            let path = track.path();
            let key = path.to_string();
            if let Some(change) = self.changes.iter().rev().find(|change| change.covers(&key)) {
                return error::changed(change.place, &key, source.message());
            }
            source.set_input(Some(&self.text));
            error::invalid(&self.shown, &self.reader, &serde_path_to_error::Error::new(path, source))
        })
    }

    /// Whether the file itself has a key.
    pub(super) fn has(&self, key: &str) -> bool {
        let is_below = |change: &Change| change.key.split('.').next() == Some(key);
        DeTable::parse(&self.text).is_ok_and(|table| table.get_ref().contains_key(key))
            || self.changes.iter().any(is_below)
    }

    /// An error about a key, such as `writes`, or about a table, such as `[api]`.
    pub(super) fn contradiction(&self, key: &str, detail: &str) -> Error {
        match self.changes.iter().rev().find(|change| change.is_of(key)) {
            Some(change) => error::at(change.place, detail),
            None => error::contradiction(&self.shown, &self.text, key, &format!("{detail}{}", self.reader)),
        }
    }
}

fn unreadable(folder: &Path, name: &EnvironmentName, source: io::Error) -> Error {
    if source.kind() != io::ErrorKind::NotFound {
        return Error::Unreadable { file: folder.join(format!("{name}.toml")).printable(), source };
    }
    let known = list(folder).unwrap_or_default();
    let known: Vec<&str> = known.iter().map(EnvironmentName::as_str).collect();
    let hint = error::did_you_mean(closest(name.as_str(), known.iter().copied()));
    Error::Unknown { name: name.to_string(), folder: folder.printable(), known: known.join(", "), hint }
}
