//! A common view of blocks and of objects, which look the same in JSON.

use std::collections::BTreeMap;

use crate::terraform::{Argument, Block, Expression};

/// The content of a block.
#[derive(Clone, Copy)]
pub(super) enum Body<'a> {
    /// Written as a block.
    Block(&'a Block),
    /// Written as an object.
    Object(&'a BTreeMap<String, Expression>),
}

/// The content under one name.
#[derive(Clone, Copy)]
pub(super) enum Item<'a> {
    /// An expression.
    Value(&'a Expression),
    /// Blocks, in JSON a list of objects.
    Blocks(&'a [Block]),
}

impl<'a> Body<'a> {
    /// Whether it is a `dynamic` block, of which there may be none or several.
    pub(super) fn is_dynamic(self) -> bool {
        matches!(self, Self::Block(block) if block.is_dynamic())
    }

    /// The content by name.
    pub(super) fn items(self) -> Vec<(&'a str, Item<'a>)> {
        match self {
            Self::Block(block) => block.arguments().map(|(name, argument)| (name, Item::from(argument))).collect(),
            Self::Object(entries) => entries.iter().map(|(name, value)| (name.as_str(), Item::Value(value))).collect(),
        }
    }

    /// The content under a name; `null` counts as absent.
    pub(super) fn get(self, name: &str) -> Option<Item<'a>> {
        let item = match self {
            Self::Block(block) => block.get(name).map(Item::from),
            Self::Object(entries) => entries.get(name).map(Item::Value),
        };
        item.filter(|item| !item.is_null())
    }
}

impl<'a> Item<'a> {
    /// Whether it counts as absent.
    pub(super) fn is_null(self) -> bool {
        matches!(self, Self::Value(Expression::Null))
    }

    /// The written blocks with their indexes, or `None` for anything else.
    pub(super) fn bodies(self) -> Option<Vec<Body<'a>>> {
        match self {
            Self::Blocks(blocks) => Some(blocks.iter().map(Body::Block).collect()),
            Self::Value(Expression::Null) => Some(Vec::new()),
            Self::Value(Expression::Object(entries)) => Some(vec![Body::Object(entries)]),
            Self::Value(Expression::List(items)) => items.iter().map(object).collect(),
            Self::Value(_) => None,
        }
    }
}

fn object(item: &Expression) -> Option<Body<'_>> {
    match item {
        Expression::Object(entries) => Some(Body::Object(entries)),
        _ => None,
    }
}

impl<'a> From<&'a Argument> for Item<'a> {
    fn from(argument: &'a Argument) -> Self {
        match argument {
            Argument::Value(expression) => Self::Value(expression),
            Argument::Blocks(blocks) => Self::Blocks(blocks),
        }
    }
}
