//! The state of the analysis at one place: the contents of each variable, and the position in the JSON output.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Escape, Flow, Position};
use crate::ast::Block;

/// The most sources of a variable, so that chains of `#set` take linear time.
const SOURCES: usize = 64;

/// A client's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taint {
    pub(super) flow: Flow,
    /// Whether it is known to be text: an object may print quotes.
    pub(super) text: bool,
    /// Its position in the JSON, if a string around it determines that.
    pub(super) position: Option<Position>,
}

/// The possible contents of a variable.
#[derive(Debug, Clone, Default)]
pub(super) struct Contents<'t> {
    pub(super) taints: Vec<Taint>,
    /// Blocks of `#define`.
    pub(super) blocks: Vec<&'t Arc<Block>>,
    /// Whether a part of `$context.responseOverride` is among them.
    pub(super) overrides: bool,
}

impl Contents<'_> {
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

/// The whole state.
#[derive(Debug, Clone, Default)]
pub(super) struct State<'t> {
    pub(super) held: BTreeMap<usize, Contents<'t>>,
    /// The escapes that conditions guarantee, by the text of the reference.
    pub(super) vouched: Vec<(String, Escape)>,
    pub(super) position: Position,
    /// Whether no rendering gets here.
    pub(super) unreachable: bool,
    /// Whether the last character is a backslash in a JSON string.
    escaped: bool,
}

impl State<'_> {
    /// Merges the states of two paths.
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

    /// The size of the state, which merging only increases.
    pub(super) fn size(&self) -> usize {
        let held: usize = self.held.values().map(Contents::size).sum();
        held + usize::from(self.position == Position::Unknown)
    }

    /// Follows text of the output.
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
