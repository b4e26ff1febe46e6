//! Aspects: rules over every resource of a program, such as a company's tags, names or policies.

use std::rc::Rc;

use crate::schema::{BlockKind, Catalog};
use crate::terraform::{Argument, Block, Declaration, Document, Entry, Expression, Meta, Problem, Refusal, Target};

/// A rule over every resource.
pub(super) type Aspect = Box<dyn Fn(&mut VisitedResource<'_>)>;

/// The aspects of a service, in the order of the program.
pub(super) struct Aspects {
    pub(super) catalog: Rc<Catalog>,
    pub(super) all: Vec<Aspect>,
}

/// A resource while an aspect looks at it, and may change it.
pub struct VisitedResource<'a> {
    document: &'a str,
    kind: &'a str,
    name: &'a str,
    block: &'a mut Block,
    meta: &'a mut Meta,
    catalog: &'a Catalog,
    refusals: Vec<Refusal>,
}

impl Aspects {
    /// Shows every resource of a document to each aspect.
    pub(super) fn visit(&self, document: &mut Document) {
        if self.all.is_empty() {
            return;
        }
        let name = document.name().to_owned();
        let mut problems = Vec::new();
        for (target, entry) in document.entries_mut() {
            for refusal in self.refusals(&name, target, entry) {
                problems.push(Problem { kind: refusal.into(), place: Some(entry.place) });
            }
        }
        for problem in problems {
            document.add_problem(problem);
        }
    }

    fn refusals(&self, document: &str, target: &Target, entry: &mut Entry) -> Vec<Refusal> {
        let Target::Resource { kind, name } = target else { return Vec::new() };
        let Declaration::Block { block, meta, .. } = &mut entry.declaration else { return Vec::new() };
        let refusals = Vec::new();
        let mut visited = VisitedResource { document, kind, name, block, meta, catalog: &self.catalog, refusals };
        for aspect in &self.all {
            aspect(&mut visited);
        }
        visited.refusals
    }
}

impl VisitedResource<'_> {
    /// Its type, such as `aws_s3_bucket`.
    pub fn kind(&self) -> &str {
        self.kind
    }

    /// Its logical name.
    pub fn name(&self) -> &str {
        self.name
    }

    /// The module, or the environment whose root has it.
    pub fn document(&self) -> &str {
        self.document
    }

    /// An argument or nested blocks.
    pub fn get(&self, name: &str) -> Option<&Argument> {
        self.block.get(name)
    }

    /// Whether its type has an argument, in every version of the provider. A type that no schema describes has none.
    pub fn accepts(&self, argument: &str) -> bool {
        self.catalog.accepts(BlockKind::Resource, self.kind, argument)
    }

    /// Sets an argument.
    pub fn set(&mut self, name: &str, value: impl Into<Expression>) {
        self.block.set(name, value);
    }

    /// Its arguments and nested blocks, to change them.
    pub fn block_mut(&mut self) -> &mut Block {
        self.block
    }

    /// Its meta-arguments, to change them.
    pub fn meta_mut(&mut self) -> &mut Meta {
        self.meta
    }

    /// Adds a tag, if its type has tags and the program did not set the same one.
    pub fn tag(&mut self, key: &str, value: &str) {
        if !self.accepts("tags") {
            return;
        }
        let mut tags = match self.block.get("tags") {
            None => Expression::Object([].into()),
            Some(Argument::Value(tags)) => tags.clone(),
            Some(Argument::Blocks(_)) => return,
        };
        match &mut tags {
            Expression::Object(entries) => {
                entries.entry(key.to_owned()).or_insert_with(|| value.into());
            }
            other => {
                let added = Expression::Object([(key.to_owned(), value.into())].into());
                *other = Expression::Call { function: "merge".into(), arguments: vec![added, other.clone()] };
            }
        }
        self.block.set("tags", tags);
    }

    /// Refuses the resource, at its place in the program.
    pub fn refuse(&mut self, refusal: impl Into<Refusal>) {
        let part = format!("`{}.{}` in `{}`", self.kind, self.name, self.document);
        self.refusals.push(refusal.into().within(part));
    }
}
