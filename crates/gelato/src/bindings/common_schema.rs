//! The common schema of several versions of a provider, so that typed code is valid for all of them.
//!
//! A deprecated argument is omitted, unless another version requires it, or another deprecated argument of the same block:
//! then the older form is the only one that all versions accept. An argument that one version requires is required.

use super::common_block::{CommonArgument, CommonAttribute, CommonBlock, CommonNested, Form, Shape, Structure};
use super::common_type::{argument_type, value_type};
use crate::schema::{AttributeSchema, BlockSchema, NestedBlock, Nesting};

/// The arguments that all versions of a block accept.
pub(super) fn arguments(versions: &[&BlockSchema]) -> CommonBlock {
    let Some((first, _)) = versions.split_first() else { return CommonBlock::default() };
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
        value_type: argument_type(versions, arguments),
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
        shape: shape(versions, fewest, limit),
        limit,
        structure: Structure::new(Form::Block, arguments(&blocks)),
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

fn description(versions: &[&AttributeSchema]) -> Option<String> {
    versions.iter().rev().find_map(|version| version.description.clone()).filter(|text| !text.trim().is_empty())
}

fn required_first(mut arguments: Vec<CommonArgument>) -> Vec<CommonArgument> {
    arguments.sort_by_key(|argument| !argument.required);
    arguments
}
