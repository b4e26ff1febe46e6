//! What every part of the conversion shares.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use gelato::bindings::{TypedBlock, typed_block};
use gelato::schema::{BlockKind, Catalog};

use crate::code::Code;
use crate::names::Names;
use crate::note::Note;
use crate::source::Source;

/// The conversion so far.
pub(crate) struct Context<'a> {
    catalog: &'a Catalog,
    types: RefCell<BTreeMap<(BlockKind, String), Option<TypedBlock>>>,
    pub(crate) names: RefCell<Names>,
    notes: RefCell<Vec<Note>>,
    here: RefCell<(String, usize)>,
    scopes: RefCell<Vec<(String, Bound)>>,
    used: RefCell<BTreeSet<&'static str>>,
}

/// The meaning of a name in an expression.
#[derive(Debug, Clone)]
pub(crate) enum Bound {
    /// The variable of a `for`.
    Value(Code),
    /// The iterator of a `dynamic` block: its variable, and the type of its elements.
    Each(String, crate::rust_type::RustType),
    /// `self`: the variable, and what it is.
    This(crate::names::Declared),
}

impl<'a> Context<'a> {
    pub(crate) fn new(catalog: &'a Catalog) -> Self {
        Self {
            catalog,
            types: RefCell::default(),
            names: RefCell::default(),
            notes: RefCell::default(),
            here: RefCell::default(),
            scopes: RefCell::default(),
            used: RefCell::default(),
        }
    }

    /// The struct of a type of the provider `aws`.
    pub(crate) fn typed(&self, kind: BlockKind, type_name: &str) -> Option<TypedBlock> {
        let mut types = self.types.borrow_mut();
        let make = || type_name.starts_with("aws_").then(|| typed_block(self.catalog, kind, type_name)).flatten();
        types.entry((kind, type_name.to_owned())).or_insert_with(make).clone()
    }

    /// Sets the place that notes are about.
    pub(crate) fn at(&self, source: &Source, span: Option<std::ops::Range<usize>>) {
        *self.here.borrow_mut() = (source.name.clone(), source.line(span));
    }

    /// Records what the program cannot say as the HCL does.
    pub(crate) fn note(&self, text: impl Into<String>) {
        let (file, line) = self.here.borrow().clone();
        let note = Note { file, line, text: text.into() };
        let mut notes = self.notes.borrow_mut();
        if !notes.contains(&note) {
            notes.push(note);
        }
    }

    pub(crate) fn count_notes(&self) -> usize {
        self.notes.borrow().len()
    }

    pub(crate) fn notes_since(&self, count: usize) -> Vec<Note> {
        self.notes.borrow()[count..].to_vec()
    }

    /// The name of something in `gelato::terraform` that the prelude does not have.
    pub(crate) fn import(&self, name: &'static str) -> &'static str {
        self.used.borrow_mut().insert(name);
        name
    }

    pub(crate) fn imports(&self) -> BTreeSet<&'static str> {
        self.used.borrow().clone()
    }

    /// Writes something while a name is bound.
    pub(crate) fn with<R>(&self, name: &str, bound: Bound, write: impl FnOnce() -> R) -> R {
        self.scopes.borrow_mut().push((name.to_owned(), bound));
        let written = write();
        self.scopes.borrow_mut().pop();
        written
    }

    pub(crate) fn bound(&self, name: &str) -> Option<Bound> {
        self.scopes.borrow().iter().rev().find(|(known, _)| known == name).map(|(_, bound)| bound.clone())
    }
}
