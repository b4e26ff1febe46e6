//! The schemas that blocks are checked against: all known versions of all known providers.
//!
//! A type is parsed when it is first used. A type without a schema is not checked, which is reported.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::block_schema::{AttributeSchema, BlockSchema};
use super::check::check_block;
use super::finding::{Finding, Problem};
use super::provider_schema::{BlockKind, InvalidSchema, ProviderSchema};
use super::reference_check::check_attribute;
use crate::terraform::{Block, Reference, Target};

/// The schemas of the types with bindings, in the versions that the bindings support.
const AWS: [(&str, &str); 2] = [
    ("5.100.0", include_str!("../../schemas/hashicorp/aws/5.100.0.json")),
    ("6.69.1", include_str!("../../schemas/hashicorp/aws/6.69.1.json")),
];

/// Provider schemas to check against.
///
/// ```
/// use gelato::schema::{BlockKind, Catalog};
/// use gelato::terraform::Block;
/// let mut block = Block::new();
/// block.set("nmae", "alerts");
/// let findings = Catalog::aws()?.check(BlockKind::Resource, "aws_sns_topic", &block);
/// assert!(findings[0].to_string().contains("did you mean `name`?"));
/// # Ok::<(), gelato::schema::InvalidSchema>(())
/// ```
#[derive(Debug, Default)]
pub struct Catalog {
    versions: Vec<Version>,
}

/// One version of one provider, with the types parsed so far.
#[derive(Debug)]
struct Version {
    schema: ProviderSchema<'static>,
    parsed: Mutex<HashMap<(BlockKind, String), ParsedType>>,
}

/// A type's schema, or the error of its text; `None` if the provider does not have it. Both are kept for the next use.
type ParsedType = Result<Option<Arc<BlockSchema>>, Arc<InvalidSchema>>;

/// One version of a provider that has the type in question.
struct KnownVersion<'a> {
    provider: &'a str,
    version: &'a str,
    block: Arc<BlockSchema>,
}

impl Catalog {
    /// An empty catalog.
    pub fn new() -> Self {
        Self::default()
    }

    /// The embedded schemas of `hashicorp/aws`.
    ///
    /// # Errors
    /// If an embedded text is not a provider schema.
    pub fn aws() -> Result<Self, InvalidSchema> {
        Self::aws_where(|_| true)
    }

    /// The embedded schemas of `hashicorp/aws`, in some of its versions.
    ///
    /// # Errors
    /// If an embedded text is not a provider schema.
    pub fn aws_where(includes: impl Fn(&str) -> bool) -> Result<Self, InvalidSchema> {
        let mut catalog = Self::new();
        for (version, text) in AWS.into_iter().filter(|(version, _)| includes(version)) {
            catalog.versions.extend(ProviderSchema::read(version, text)?.into_iter().map(Version::from));
        }
        Ok(catalog)
    }

    /// Adds the schemas of a text of `terraform providers schema -json`, for types beyond the embedded ones.
    ///
    /// # Errors
    /// If the text is not a provider schema.
    pub fn add(&mut self, version: &str, text: &str) -> Result<(), InvalidSchema> {
        let schemas = ProviderSchema::read(version, text)?;
        self.versions.extend(schemas.into_iter().map(|schema| Version::from(schema.into_owned())));
        Ok(())
    }

    /// Whether blocks of a type can be checked.
    pub fn knows(&self, kind: BlockKind, type_name: &str) -> bool {
        self.versions.iter().any(|version| version.schema.has(kind, type_name))
    }

    /// The schemas of a type, in the versions that have it. A version whose text cannot be read has none.
    pub(crate) fn blocks(&self, kind: BlockKind, type_name: &str) -> Vec<Arc<BlockSchema>> {
        self.known(kind, type_name).0.into_iter().map(|version| version.block).collect()
    }

    /// The names of all types.
    pub(crate) fn type_names(&self, kind: BlockKind) -> BTreeSet<&str> {
        self.versions.iter().flat_map(|version| version.schema.type_names(kind)).collect()
    }

    /// The provider versions that blocks of a type are checked against, in the order that they were added.
    pub fn versions(&self, kind: BlockKind, type_name: &str) -> impl Iterator<Item = &str> {
        let having = self.versions.iter().filter(move |version| version.schema.has(kind, type_name));
        having.map(|version| version.schema.version.as_ref())
    }

    /// The findings for a block, in all versions that have the type.
    pub fn check(&self, kind: BlockKind, type_name: &str, block: &Block) -> Vec<Finding> {
        let (known, mut findings) = self.known(kind, type_name);
        for (index, version) in known.iter().enumerate() {
            let others = known.iter().enumerate().filter(|(other, _)| *other != index);
            let others: Vec<_> = others.map(|(_, other)| other.block.as_ref()).collect();
            let problems = check_block(&version.block, &others, block);
            findings.extend(problems.into_iter().map(|(path, problem)| version.finding(path, problem)));
        }
        findings
    }

    /// The findings for a reference's first attribute, in all versions that have the type.
    ///
    /// The path of such a finding is the reference, such as `aws_sns_topic.alerts.arn`.
    pub fn check_reference(&self, reference: &Reference) -> Vec<Finding> {
        let (kind, type_name) = match &reference.address.target {
            Target::Resource { kind, .. } => (BlockKind::Resource, kind),
            Target::Data { kind, .. } => (BlockKind::Data, kind),
            _ => return Vec::new(),
        };
        let Some(attribute) = reference.attributes.first() else { return Vec::new() };
        let (known, mut findings) = self.known(kind, type_name);
        findings.extend(known.iter().filter_map(|version| {
            let problem = check_attribute(&version.block, attribute)?;
            Some(version.finding(format!("{}.{attribute}", reference.address.target), problem))
        }));
        findings
    }

    /// The findings for the path of a resource's argument whose changes are ignored, such as `ttl[0].enabled`.
    pub(crate) fn check_ignored(&self, type_name: &str, path: &str) -> Vec<Finding> {
        let name = path.split(['.', '[']).next().unwrap_or_default();
        let (known, mut findings) = self.known(BlockKind::Resource, type_name);
        findings.extend(known.iter().filter_map(|version| {
            let problem = check_attribute(&version.block, name).filter(|problem| *problem != Problem::Deprecated)?;
            Some(version.finding("lifecycle.ignore_changes".to_owned(), problem))
        }));
        findings
    }

    /// The type of a reference's attribute as Terraform writes it, and whether it is sensitive. `None` if no version knows
    /// it.
    pub fn attribute_type(&self, reference: &Reference) -> Option<(String, bool)> {
        let (kind, type_name) = match &reference.address.target {
            Target::Resource { kind, .. } => (BlockKind::Resource, kind),
            Target::Data { kind, .. } => (BlockKind::Data, kind),
            _ => return None,
        };
        let [attribute] = reference.attributes.as_slice() else { return None };
        let (known, _) = self.known(kind, type_name);
        let schema = known.iter().find_map(|version| version.block.attributes.get(attribute))?;
        Some((schema.value_type.as_ref()?.constraint(), schema.sensitive))
    }

    /// Whether every version that has the type lets a program set an argument. It is false if no version has the type.
    pub fn accepts(&self, kind: BlockKind, type_name: &str, argument: &str) -> bool {
        let (known, _) = self.known(kind, type_name);
        let has = |block: &BlockSchema| block.attributes.get(argument).is_some_and(AttributeSchema::is_argument);
        !known.is_empty() && known.iter().all(|version| has(&version.block))
    }

    /// Whether all versions that have the type have an attribute. It is true if no version has the type.
    pub fn attribute_exists(&self, kind: BlockKind, type_name: &str, attribute: &str) -> bool {
        let (known, _) = self.known(kind, type_name);
        known.iter().all(|version| version.block.gives(attribute))
    }

    /// The versions that have a type, and a finding for each version whose text cannot be read.
    fn known(&self, kind: BlockKind, type_name: &str) -> (Vec<KnownVersion<'_>>, Vec<Finding>) {
        let (mut known, mut unreadable) = (Vec::new(), Vec::new());
        for version in &self.versions {
            match version.block(kind, type_name) {
                Ok(Some(block)) => known.push(version.known(block)),
                Ok(None) => {}
                Err(cause) => unreadable.push(version.unreadable(&cause)),
            }
        }
        (known, unreadable)
    }
}

impl From<ProviderSchema<'static>> for Version {
    fn from(schema: ProviderSchema<'static>) -> Self {
        Self { schema, parsed: Mutex::default() }
    }
}

impl Version {
    fn block(&self, kind: BlockKind, type_name: &str) -> ParsedType {
        let mut parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        parsed.entry((kind, type_name.to_owned())).or_insert_with(|| self.parse(kind, type_name)).clone()
    }

    fn parse(&self, kind: BlockKind, type_name: &str) -> ParsedType {
        let block = self.schema.block(kind, type_name);
        block.map(|block| block.map(Arc::new)).map_err(Arc::new)
    }

    fn known(&self, block: Arc<BlockSchema>) -> KnownVersion<'_> {
        KnownVersion { provider: &self.schema.provider, version: &self.schema.version, block }
    }

    fn unreadable(&self, invalid: &InvalidSchema) -> Finding {
        let cause = invalid.source.to_string();
        Finding {
            provider: self.schema.provider.to_string(),
            version: self.schema.version.to_string(),
            path: String::new(),
            problem: Problem::UnreadableSchema { cause },
        }
    }
}

impl KnownVersion<'_> {
    fn finding(&self, path: String, problem: Problem) -> Finding {
        Finding { provider: self.provider.to_owned(), version: self.version.to_owned(), path, problem }
    }
}
