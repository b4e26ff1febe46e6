//! The common schema of several versions of a provider, so that typed code is valid for all of them.
//!
//! A deprecated argument is omitted, unless another version requires it, or another deprecated argument of the same block:
//! then the older form is the only one that all versions accept. An argument that one version requires is required.

use crate::schema::{AttributeSchema, AttributeType, BlockSchema, NestedBlock, Nesting};

/// A block with the arguments that all versions accept.
#[derive(Debug)]
pub(super) struct CommonBlock {
    pub(super) arguments: Vec<CommonArgument>,
    pub(super) nested: Vec<CommonNested>,
}

/// An argument that all versions accept.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the provider schema's own form")]
pub(super) struct CommonArgument {
    pub(super) name: String,
    pub(super) value_type: AttributeType,
    pub(super) required: bool,
    pub(super) computed: bool,
    pub(super) sensitive: bool,
    pub(super) write_only: bool,
    pub(super) description: Option<String>,
}

/// A nested block that all versions accept.
#[derive(Debug)]
pub(super) struct CommonNested {
    pub(super) name: String,
    /// The name of its struct.
    pub(super) structure: String,
    pub(super) shape: Shape,
    pub(super) block: CommonBlock,
    pub(super) limit: Option<usize>,
}

/// The number of nested blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// At most once.
    Optional,
    /// Exactly once.
    One,
    /// Any number of times.
    Many,
    /// At least once.
    Some,
    /// Any number of times, each with a label.
    Labelled,
}

/// An attribute that all versions have.
#[derive(Debug)]
pub(super) struct CommonAttribute {
    pub(super) name: String,
    pub(super) value_type: AttributeType,
    pub(super) settable: bool,
    pub(super) computed: bool,
    pub(super) deprecated: bool,
    pub(super) description: Option<String>,
}

/// The arguments that all versions of a block accept.
pub(super) fn arguments(versions: &[&BlockSchema]) -> CommonBlock {
    let Some((first, _)) = versions.split_first() else {
        return CommonBlock { arguments: Vec::new(), nested: Vec::new() };
    };
    let known: Vec<_> =
        first.attributes.keys().filter_map(|name| Some((name, attribute_in_all(name, versions)?))).collect();
    let has_older_form = known.iter().any(|(_, versions)| is_deprecated(versions) && is_required(versions));
    let arguments = known.iter().filter_map(|(name, versions)| argument(name, versions, has_older_form));
    let nested = first.block_types.keys().filter_map(|name| nested(name, &nested_in_all(name, versions)?));
    CommonBlock { arguments: required_first(arguments.collect()), nested: nested.collect() }
}

/// The attributes that all versions of a block have.
pub(super) fn attributes(versions: &[&BlockSchema]) -> Vec<CommonAttribute> {
    let Some((first, _)) = versions.split_first() else { return Vec::new() };
    let names = first.attributes.keys();
    names.filter_map(|name| attribute(name, &attribute_in_all(name, versions)?)).collect()
}

impl CommonBlock {
    /// Whether it has anything without a default.
    pub(super) fn has_required(&self) -> bool {
        self.arguments.iter().any(|argument| argument.required) || self.nested.iter().any(CommonNested::is_required)
    }
}

impl CommonNested {
    /// Whether the enclosing block must have it.
    pub(super) fn is_required(&self) -> bool {
        matches!(self.shape, Shape::One | Shape::Some)
    }
}

fn attribute_in_all<'a>(name: &str, versions: &[&'a BlockSchema]) -> Option<Vec<&'a AttributeSchema>> {
    versions.iter().map(|version| version.attributes.get(name)).collect()
}

fn nested_in_all<'a>(name: &str, versions: &[&'a BlockSchema]) -> Option<Vec<&'a NestedBlock>> {
    versions.iter().map(|version| version.block_types.get(name)).collect()
}

fn is_required(versions: &[&AttributeSchema]) -> bool {
    versions.iter().any(|version| version.required)
}

fn is_deprecated(versions: &[&AttributeSchema]) -> bool {
    versions.iter().any(|version| version.deprecated)
}

fn argument(name: &str, versions: &[&AttributeSchema], has_older_form: bool) -> Option<CommonArgument> {
    let required = is_required(versions);
    let in_older_form = has_older_form && !versions.iter().all(|version| version.deprecated);
    let settable = versions.iter().all(|version| version.is_argument());
    (settable && (required || in_older_form || !is_deprecated(versions))).then(|| CommonArgument {
        name: name.to_owned(),
        value_type: value_type(versions),
        required,
        computed: versions.iter().all(|version| version.computed),
        sensitive: versions.iter().any(|version| version.sensitive),
        write_only: versions.iter().any(|version| version.write_only),
        description: description(versions),
    })
}

fn attribute(name: &str, versions: &[&AttributeSchema]) -> Option<CommonAttribute> {
    let useless =
        versions.iter().all(|version| version.deprecated) || versions.iter().any(|version| version.write_only);
    (!useless).then(|| CommonAttribute {
        name: name.to_owned(),
        value_type: value_type(versions),
        settable: versions.iter().any(|version| version.is_argument()),
        computed: versions.iter().all(|version| version.computed),
        deprecated: versions.iter().any(|version| version.deprecated),
        description: description(versions),
    })
}

fn nested(name: &str, versions: &[&NestedBlock]) -> Option<CommonNested> {
    let fewest = versions.iter().map(|version| version.min_items).max().unwrap_or_default();
    let limit = versions.iter().filter_map(|version| version.limit()).min();
    let deprecated = versions.iter().any(|version| version.block.deprecated);
    let blocks: Vec<_> = versions.iter().map(|version| &version.block).collect();
    (fewest > 0 || !deprecated).then(|| CommonNested {
        name: name.to_owned(),
        structure: String::new(),
        shape: shape(versions, fewest, limit),
        block: arguments(&blocks),
        limit,
    })
}

fn shape(versions: &[&NestedBlock], fewest: usize, limit: Option<usize>) -> Shape {
    match (fewest, limit) {
        _ if versions.iter().any(|version| version.nesting_mode == Nesting::Map) => Shape::Labelled,
        (0, Some(1)) => Shape::Optional,
        (_, Some(1)) => Shape::One,
        (0, _) => Shape::Many,
        _ => Shape::Some,
    }
}

/// The common type of all versions, or any.
fn value_type(versions: &[&AttributeSchema]) -> AttributeType {
    let mut types = versions.iter().map(|version| version.value_type.as_ref());
    match types.next().flatten() {
        Some(first) if types.all(|other| other == Some(first)) => first.clone(),
        _ => AttributeType::Dynamic,
    }
}

fn description(versions: &[&AttributeSchema]) -> Option<String> {
    versions.iter().rev().find_map(|version| version.description.clone()).filter(|text| !text.trim().is_empty())
}

fn required_first(mut arguments: Vec<CommonArgument>) -> Vec<CommonArgument> {
    arguments.sort_by_key(|argument| !argument.required);
    arguments
}
