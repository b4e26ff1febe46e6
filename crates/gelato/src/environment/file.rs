//! The file of an environment. Its text is parsed once for each type that describes a part of it.

use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::de::DeTable;

use crate::printable::PrintablePath as _;
use crate::terraform::closest;
use crate::whole_file;

use super::error::{self, Error};
use super::folder::list;
use super::local_defaults;
use super::name::EnvironmentName;

/// A file and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EnvironmentFile {
    path: PathBuf,
    text: String,
}

impl EnvironmentFile {
    pub(super) fn read(folder: &Path, name: &EnvironmentName) -> Result<Self, Error> {
        let path = folder.join(format!("{name}.toml"));
        let text = whole_file::read_text(&path).map_err(|source| unreadable(folder, name, source))?;
        Ok(Self { path, text })
    }

    /// Parses the file as a type. An error has the path of keys to the place, because the line alone does not say to
    /// which key an item of a list belongs.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let mut track = serde_path_to_error::Track::new();
        let table = DeTable::parse(&self.text).and_then(local_defaults::complete);
        let read = table.and_then(|table| {
            T::deserialize(serde_path_to_error::Deserializer::new(toml::Deserializer::from(table), &mut track))
        });
        read.map_err(|mut source| {
            source.set_input(Some(&self.text));
            error::invalid(&self.path, &serde_path_to_error::Error::new(track.path(), source))
        })
    }

    /// Whether the file itself has a key.
    pub(super) fn has(&self, key: &str) -> bool {
        DeTable::parse(&self.text).is_ok_and(|table| table.get_ref().contains_key(key))
    }

    /// An error about a key, such as `writes`, or about a table, such as `[api]`.
    pub(super) fn contradiction(&self, key: &str, detail: &str) -> Error {
        error::contradiction(&self.path, &self.text, key, detail)
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
