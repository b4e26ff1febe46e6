//! What one block takes and gives: its attributes and the blocks nested in it.
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
    /// What it is for.
    pub description: Option<String>,
    /// Whether the provider wants it no longer used.
    #[serde(default)]
    pub deprecated: bool,
}

/// An attribute of a block.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the provider schema's own form")]
pub struct AttributeSchema {
    /// Its type, unless it has attributes of its own.
    #[serde(rename = "type")]
    pub value_type: Option<AttributeType>,
    /// The attributes of its own, in providers that nest attributes instead of blocks.
    pub nested_type: Option<NestedAttributes>,
    /// Whether it has to be set.
    #[serde(default)]
    pub required: bool,
    /// Whether it may be set.
    #[serde(default)]
    pub optional: bool,
    /// Whether the provider sets it, at least where the configuration does not.
    #[serde(default)]
    pub computed: bool,
    /// Whether Terraform hides it.
    #[serde(default)]
    pub sensitive: bool,
    /// Whether it is sent to the provider and never stored.
    #[serde(default)]
    pub write_only: bool,
    /// Whether the provider wants it no longer used.
    #[serde(default)]
    pub deprecated: bool,
    /// What it is for.
    pub description: Option<String>,
}

/// The attributes inside an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NestedAttributes {
    /// The attributes by name.
    #[serde(default)]
    pub attributes: BTreeMap<String, AttributeSchema>,
    /// How often they may stand there.
    pub nesting_mode: Nesting,
}

/// A block nested in another one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NestedBlock {
    /// What it takes and gives.
    pub block: BlockSchema,
    /// How it is nested.
    pub nesting_mode: Nesting,
    /// The fewest of its kind.
    #[serde(default)]
    pub min_items: usize,
    /// The most of its kind; none where there is no limit.
    pub max_items: Option<usize>,
}

/// How a block or attribute is nested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Nesting {
    /// At most one.
    Single,
    /// Always there, empty where it is not written.
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
    /// The most of its kind, with what the nesting mode implies.
    pub fn limit(&self) -> Option<usize> {
        match self.nesting_mode {
            Nesting::Single | Nesting::Group => Some(1),
            Nesting::List | Nesting::Set | Nesting::Map => self.max_items,
        }
    }
}
