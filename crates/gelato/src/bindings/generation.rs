//! The generation of one folder's files: all resource types, or all data sources, of a request.

use std::collections::{BTreeMap, BTreeSet};

use super::error::BindingsError;
use super::present::PresentTypes;
use super::type_file::TypeFile;
use super::{naming, pattern, rust_name};
use crate::schema::{BlockKind, ProviderSchema};
use crate::terraform::closest;

/// The shared inputs of a folder's files.
pub(super) struct Generation<'a> {
    schemas: &'a [ProviderSchema<'a>],
    kind: BlockKind,
    types: BTreeSet<&'a str>,
    taken: BTreeSet<String>,
    terraform: &'a str,
}

impl<'a> Generation<'a> {
    pub(super) fn new(
        schemas: &'a [ProviderSchema<'a>],
        kind: BlockKind,
        types: &'a [String],
        terraform: &'a str,
    ) -> Result<Self, BindingsError> {
        let types = pattern::expand(schemas, kind, types)?;
        let taken = naming::taken_by(types.iter().copied());
        Ok(Self { schemas, kind, types, taken, terraform })
    }

    /// The files' texts by module name, for a folder that already has others.
    pub(super) fn files(mut self, present: &PresentTypes) -> Result<BTreeMap<String, String>, BindingsError> {
        let mut by_module: BTreeMap<String, &str> = BTreeMap::new();
        for type_name in &self.types {
            let module = rust_name::module(rust_name::stem(type_name));
            let earlier = by_module.insert(module.clone(), *type_name);
            if let Some(first) = earlier.or_else(|| present.other_in(&module, type_name)) {
                return Err(same_file(first, type_name, &module));
            }
        }
        self.give_way(present, &by_module.keys().map(String::as_str).collect())?;
        by_module.into_iter().map(|(module, name)| Ok((module, self.file(name)?.code()))).collect()
    }

    /// Keeps nested blocks from using the struct names of other files. A type's own name cannot change.
    fn give_way(&mut self, present: &PresentTypes, made: &BTreeSet<&str>) -> Result<(), BindingsError> {
        for (name, first) in present.structures(made) {
            if !self.taken.insert(name.to_owned()) {
                let (first, name) = (first.to_owned(), name.to_owned());
                let second = self.types.iter().copied().find(|second| naming::taken_by([*second]).contains(&name));
                return Err(BindingsError::SameStruct { first, second: second.unwrap_or_default().to_owned(), name });
            }
        }
        Ok(())
    }

    fn file(&self, type_name: &'a str) -> Result<TypeFile<'a>, BindingsError> {
        let having = |schema: &&ProviderSchema<'_>| schema.has(self.kind, type_name);
        let home = self.schemas.iter().find(having).ok_or_else(|| self.unknown(type_name))?;
        let (mut versions, mut missing_in) = (Vec::new(), Vec::new());
        for schema in self.schemas.iter().filter(|schema| schema.provider == home.provider) {
            match schema.block(self.kind, type_name)? {
                Some(block) => versions.push((schema.version.as_ref(), block)),
                None => missing_in.push(schema.version.as_ref()),
            }
        }
        let Self { kind, ref taken, terraform, .. } = *self;
        let provider = home.provider.as_ref();
        Ok(TypeFile { kind, type_name, provider, versions, missing_in, taken: taken.clone(), terraform })
    }

    fn unknown(&self, type_name: &str) -> BindingsError {
        let known = self.schemas.iter().flat_map(|schema| schema.type_names(self.kind));
        let similar = closest(type_name, known).map(str::to_owned);
        BindingsError::UnknownType { type_name: type_name.to_owned(), similar }
    }
}

fn same_file(first: &str, second: &str, module: &str) -> BindingsError {
    BindingsError::SameFile { first: first.to_owned(), second: second.to_owned(), file: format!("{module}.rs") }
}
