//! The generated types that are already in a folder, so that one run can add to another's.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::error::BindingsError;
use super::module_file::has_mark;
use crate::whole_file;

/// The types in a folder, and the data sources in its folder `data`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Present {
    pub(super) resources: PresentTypes,
    pub(super) data_sources: PresentTypes,
}

/// The generated types of one kind, by module name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PresentTypes(BTreeMap<String, PresentType>);

/// A generated type.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PresentType {
    /// The type's name, such as `aws_sns_topic`.
    name: String,
    /// The structs that its file declares.
    structures: BTreeSet<String>,
}

impl Present {
    /// Finds them in a folder.
    ///
    /// # Errors
    /// If the folder or a file in it cannot be read.
    pub fn read(folder: &Path) -> Result<Self, BindingsError> {
        let (resources, data_sources) = (PresentTypes::read(folder)?, PresentTypes::read(&folder.join("data"))?);
        Ok(Self { resources, data_sources })
    }
}

impl PresentTypes {
    fn read(folder: &Path) -> Result<Self, BindingsError> {
        let mut types = BTreeMap::new();
        if !folder.is_dir() {
            return Ok(Self(types));
        }
        let entries = fs::read_dir(folder).map_err(|source| BindingsError::file("list", folder, source))?;
        for path in entries.flatten().map(|entry| entry.path()).filter(|path| is_type_file(path)) {
            let text = whole_file::read_text(&path).map_err(|source| BindingsError::file("read", &path, source))?;
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            types.extend(PresentType::of(&text).map(|present| (stem, present)));
        }
        Ok(Self(types))
    }

    /// The module names, sorted.
    pub(super) fn modules(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    /// The type of a module, unless it is this one.
    pub(super) fn other_in(&self, module: &str, type_name: &str) -> Option<&str> {
        self.0.get(module).map(|present| present.name.as_str()).filter(|present| *present != type_name)
    }

    /// The structs of all types outside of these modules, with the name of their type.
    pub(super) fn structures<'a>(&'a self, but: &'a BTreeSet<&str>) -> impl Iterator<Item = (&'a str, &'a str)> + 'a {
        let kept = self.0.iter().filter(|(module, _)| !but.contains(module.as_str()));
        kept.flat_map(|(_, present)| present.structures.iter().map(|name| (name.as_str(), present.name.as_str())))
    }
}

impl PresentType {
    /// The type of a generated file, which its first line names.
    fn of(text: &str) -> Option<Self> {
        let name = has_mark(text).then(|| text.lines().next()?.split('`').nth(1))??;
        let structures = text.lines().filter_map(|line| line.strip_prefix("pub struct "));
        let until = |letter: char| !letter.is_ascii_alphanumeric();
        let structures = structures.filter_map(|line| line.split(until).next()).map(str::to_owned).collect();
        Some(Self { name: name.to_owned(), structures })
    }
}

fn is_type_file(path: &Path) -> bool {
    let is_rust = path.extension().is_some_and(|extension| extension == "rs");
    is_rust && path.is_file() && path.file_stem().is_some_and(|stem| stem != "mod")
}
