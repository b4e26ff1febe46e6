//! Tracks which references find their variable set.
//!
//! A variable counts as set if any path through the template may have set it before. In a loop this includes a later
//! `#set`, because of the next iteration. A variable that a `#define` reads may be set until the block is printed.

use std::collections::HashSet;

use crate::error::Span;

/// The reads of variables, and those that are set.
#[derive(Debug, Default)]
pub(super) struct Reads {
    defined: HashSet<Span>,
    /// The number of open loops.
    pub(super) loops: usize,
    /// The number of open blocks of `#define`.
    pub(super) definitions: usize,
    /// Reads that wait for the end of the outermost loop.
    in_loops: Vec<(usize, Span)>,
    /// Reads that wait for the end of the template.
    in_definitions: Vec<(usize, Span)>,
}

impl Reads {
    /// Notes that a variable is read.
    pub(super) fn note(&mut self, slot: usize, span: Span, set: &HashSet<usize>) {
        if set.contains(&slot) {
            self.defined.insert(span);
        } else if self.definitions > 0 {
            self.in_definitions.push((slot, span));
        } else if self.loops > 0 {
            self.in_loops.push((slot, span));
        }
    }

    /// Leaves a loop.
    pub(super) fn leave_loop(&mut self, set: &HashSet<usize>) {
        self.loops -= 1;
        if self.loops == 0 {
            let waiting = std::mem::take(&mut self.in_loops);
            self.settle(waiting, set);
        }
    }

    /// Ends the template.
    pub(super) fn end(&mut self, set: &HashSet<usize>) {
        let waiting = std::mem::take(&mut self.in_definitions);
        self.settle(waiting, set);
    }

    fn settle(&mut self, waiting: Vec<(usize, Span)>, set: &HashSet<usize>) {
        self.defined.extend(waiting.into_iter().filter(|(slot, _)| set.contains(slot)).map(|(_, span)| span));
    }

    /// Whether the variable of a reference is set on some path to it.
    pub(super) fn is_defined(&self, span: Span) -> bool {
        self.defined.contains(&span)
    }
}
