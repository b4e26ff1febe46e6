//! The schema of a block: its attributes and nested blocks.
//!
//! <https://developer.hashicorp.com/terraform/cli/commands/providers/schema#block-representation>

use std::collections::BTreeMap;

use serde::Deserialize;

use super::attribute_type::AttributeType;

/// The body of a resource, data source, provider or nested block.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct BlockSchema {
    /// Attributes by name.
    #[serde(default)]
    pub attributes: BTreeMap<String, AttributeSchema>,
    /// Nested blocks by name.
    #[serde(default)]
    pub block_types: BTreeMap<String, NestedBlock>,
    /// Its description.
    pub description: Option<String>,
    /// Whether it is deprecated.
    #[serde(default)]
    pub deprecated: bool,
}

/// An attribute of a block.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the provider schema's own form")]
pub struct AttributeSchema {
    /// Its type, unless it has nested attributes.
    #[serde(rename = "type")]
    pub value_type: Option<AttributeType>,
    /// Its nested attributes, in providers that nest attributes instead of blocks.
    pub nested_type: Option<NestedAttributes>,
    /// Whether it is required.
    #[serde(default)]
    pub required: bool,
    /// Whether it is optional.
    #[serde(default)]
    pub optional: bool,
    /// Whether it is computed: the provider sets it, at least if the configuration does not.
    #[serde(default)]
    pub computed: bool,
    /// Whether it is sensitive.
    #[serde(default)]
    pub sensitive: bool,
    /// Whether it is write-only: sent to the provider and never stored.
    #[serde(default)]
    pub write_only: bool,
    /// Whether it is deprecated.
    #[serde(default)]
    pub deprecated: bool,
    /// Its description.
    pub description: Option<String>,
}

/// The attributes inside an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NestedAttributes {
    /// The attributes by name.
    #[serde(default)]
    pub attributes: BTreeMap<String, AttributeSchema>,
    /// Their nesting mode.
    pub nesting_mode: Nesting,
}

/// A block nested in another one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NestedBlock {
    /// Its schema.
    pub block: BlockSchema,
    /// Its nesting mode.
    pub nesting_mode: Nesting,
    /// The minimum number.
    #[serde(default)]
    pub min_items: usize,
    /// The maximum number, or `None` without a limit.
    pub max_items: Option<usize>,
}

/// The nesting mode of a block or attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Nesting {
    /// At most one.
    Single,
    /// Exactly one, which is empty if it is not written.
    Group,
    /// Any number, in order.
    List,
    /// Any number, without order.
    Set,
    /// Any number, each with a label.
    Map,
}

impl AttributeSchema {
    /// Whether a configuration may set it.
    pub fn is_argument(&self) -> bool {
        self.required || self.optional
    }
}

impl NestedBlock {
    /// The maximum number, including the limit of the nesting mode.
    pub fn limit(&self) -> Option<usize> {
        match self.nesting_mode {
            Nesting::Single | Nesting::Group => Some(1),
            Nesting::List | Nesting::Set | Nesting::Map => self.max_items,
        }
    }
}
