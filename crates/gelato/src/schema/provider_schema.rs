//! One version of a provider: its schema text, of which only the types in use are parsed.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::block_schema::BlockSchema;

/// The kind of a type's top-level block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// `resource`
    Resource,
    /// `data`
    Data,
}

/// The schema of one version of one provider.
#[derive(Debug)]
pub struct ProviderSchema<'a> {
    /// The provider's address, such as `registry.terraform.io/hashicorp/aws`.
    pub provider: Cow<'a, str>,
    /// The provider's version, such as `6.69.1`.
    pub version: Cow<'a, str>,
    resources: Types<'a>,
    data_sources: Types<'a>,
}

type Types<'a> = BTreeMap<Cow<'a, str>, Cow<'a, RawValue>>;

type RawTypes<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

/// A schema text that is not the output of `terraform providers schema -json`.
#[derive(Debug, thiserror::Error)]
#[error("the provider schema of version `{version}` cannot be read{}", place(.type_name.as_deref()))]
pub struct InvalidSchema {
    /// The version of the text.
    pub version: String,
    /// The type with the invalid schema, if it is one type's.
    pub type_name: Option<String>,
    /// The parser's message.
    #[source]
    pub source: serde_json::Error,
}

fn place(type_name: Option<&str>) -> String {
    type_name.map(|name| format!(" at type `{name}`")).unwrap_or_default()
}

fn owned(types: Types<'_>) -> Types<'static> {
    let types = types.into_iter();
    types.map(|(name, raw)| (Cow::Owned(name.into_owned()), Cow::Owned(raw.into_owned()))).collect()
}

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    provider_schemas: BTreeMap<Cow<'a, str>, Provider<'a>>,
}

#[derive(Deserialize)]
struct Provider<'a> {
    #[serde(borrow, default)]
    resource_schemas: RawTypes<'a>,
    #[serde(borrow, default)]
    data_source_schemas: RawTypes<'a>,
}

#[derive(Deserialize)]
struct TypeSchema {
    block: BlockSchema,
}

impl<'a> ProviderSchema<'a> {
    /// Indexes a schema text, and returns a schema for each provider in it.
    ///
    /// # Errors
    /// If the text is not a provider schema.
    pub fn read(version: impl Into<Cow<'a, str>>, text: &'a str) -> Result<Vec<Self>, InvalidSchema> {
        let version = version.into();
        let document: Document<'a> = serde_json::from_str(text).map_err(|source| InvalidSchema {
            version: version.to_string(),
            type_name: None,
            source,
        })?;
        let providers = document.provider_schemas.into_iter();
        Ok(providers.map(|(address, provider)| Self::of(address, version.clone(), provider)).collect())
    }

    fn of(address: Cow<'a, str>, version: Cow<'a, str>, provider: Provider<'a>) -> Self {
        let borrowed = |types: RawTypes<'a>| types.into_iter().map(|(name, raw)| (name, Cow::Borrowed(raw))).collect();
        let (resources, data_sources) = (borrowed(provider.resource_schemas), borrowed(provider.data_source_schemas));
        Self { provider: address, version, resources, data_sources }
    }

    /// An owned copy of the schema.
    pub fn into_owned(self) -> ProviderSchema<'static> {
        ProviderSchema {
            provider: Cow::Owned(self.provider.into_owned()),
            version: Cow::Owned(self.version.into_owned()),
            resources: owned(self.resources),
            data_sources: owned(self.data_sources),
        }
    }

    /// The names of the types of a kind, sorted.
    pub fn type_names(&self, kind: BlockKind) -> impl Iterator<Item = &str> {
        self.types(kind).keys().map(AsRef::as_ref)
    }

    /// Whether the provider has a type.
    pub fn has(&self, kind: BlockKind, type_name: &str) -> bool {
        self.types(kind).contains_key(type_name)
    }

    /// Parses the schema of a type; `None` if the provider does not have it.
    ///
    /// # Errors
    /// If the type's schema cannot be read.
    pub fn block(&self, kind: BlockKind, type_name: &str) -> Result<Option<BlockSchema>, InvalidSchema> {
        let Some(raw) = self.types(kind).get(type_name) else { return Ok(None) };
        let parsed = serde_json::from_str::<TypeSchema>(raw.get());
        parsed.map(|schema| Some(schema.block)).map_err(|source| self.invalid(type_name, source))
    }

    fn types(&self, kind: BlockKind) -> &Types<'a> {
        match kind {
            BlockKind::Resource => &self.resources,
            BlockKind::Data => &self.data_sources,
        }
    }

    fn invalid(&self, type_name: &str, source: serde_json::Error) -> InvalidSchema {
        InvalidSchema { version: self.version.to_string(), type_name: Some(type_name.to_owned()), source }
    }
}
