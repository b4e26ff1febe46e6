//! What is known at one place of a template: what each variable holds, and where in the JSON the output is.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Escape, Flow, Position};
use crate::ast::Block;

/// A variable keeps at most so many sources, so that chains of `#set` stay linear.
const SOURCES: usize = 64;

/// A client's data on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taint {
    pub(super) flow: Flow,
    /// Whether it is text for sure: an object may print quotes of its own.
    pub(super) text: bool,
    /// Its place in the JSON, where a string that it is part of says so.
    pub(super) position: Option<Position>,
}

/// What a variable may hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Held<'t> {
    pub(super) taints: Vec<Taint>,
    /// The blocks of `#define` that it may be.
    pub(super) blocks: Vec<&'t Arc<Block>>,
    /// Whether it may be a part of `$context.responseOverride`.
    pub(super) overrides: bool,
}

impl Held<'_> {
    pub(super) fn add(&mut self, taint: Taint) {
        if self.taints.len() < SOURCES && !self.taints.contains(&taint) {
            self.taints.push(taint);
        }
    }

    fn merge(&mut self, other: &Self) {
        for taint in &other.taints {
            self.add(taint.clone());
        }
        for block in &other.blocks {
            if !self.blocks.iter().any(|known| Arc::ptr_eq(known, block)) {
                self.blocks.push(block);
            }
        }
        self.overrides |= other.overrides;
    }

    fn size(&self) -> usize {
        self.taints.len() + self.blocks.len() + usize::from(self.overrides)
    }
}

/// All of it.
#[derive(Debug, Clone, Default)]
pub(super) struct State<'t> {
    pub(super) held: BTreeMap<usize, Held<'t>>,
    /// What conditions vouch for, by the text of the reference.
    pub(super) vouched: Vec<(String, Escape)>,
    pub(super) position: Position,
    /// Whether no rendering comes here.
    pub(super) unreachable: bool,
    /// Whether a backslash stands right before, within a JSON string.
    escaped: bool,
}

impl State<'_> {
    /// What holds after either of two ways.
    pub(super) fn merge(&mut self, other: &Self) {
        if other.unreachable {
            return;
        }
        if self.unreachable {
            *self = other.clone();
            return;
        }
        for (slot, held) in &other.held {
            self.held.entry(*slot).or_default().merge(held);
        }
        self.vouched.retain(|vouched| other.vouched.contains(vouched));
        if self.position != other.position {
            self.position = Position::Unknown;
        }
    }

    /// How much is known; merging only ever adds to it.
    pub(super) fn size(&self) -> usize {
        let held: usize = self.held.values().map(Held::size).sum();
        held + usize::from(self.position == Position::Unknown)
    }

    /// Goes over text of the output.
    pub(super) fn text(&mut self, text: &str) {
        for c in text.chars() {
            match (c, self.position) {
                (_, Position::Unknown) => return,
                ('"', Position::Value) => self.position = Position::String,
                ('"', Position::String) if !self.escaped => self.position = Position::Value,
                _ => {}
            }
            self.escaped = c == '\\' && !self.escaped && self.position == Position::String;
        }
    }
}
