//! The declarations of the files, and in which order a program can make them: after what they refer to.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::structure::{Attribute, Block};
use hcl_edit::visit::{Visit, visit_traversal};
use hcl_edit::{Decorate as _, Span as _};

use crate::source::{Source, SourceError};

/// A block of the files, or one entry of `locals`.
#[derive(Clone, Copy)]
pub(crate) struct Declaration<'a> {
    pub(crate) source: &'a Source,
    pub(crate) body: Part<'a>,
}

#[derive(Clone, Copy)]
pub(crate) enum Part<'a> {
    Block(&'a Block),
    Local(&'a Attribute),
}

impl<'a> Declaration<'a> {
    /// All of them, in the order of the files.
    pub(crate) fn all(sources: &'a [Source]) -> Vec<Self> {
        let mut all = Vec::new();
        for source in sources {
            for block in source.body.iter().filter_map(|structure| structure.as_block()) {
                if block.ident.as_str() == "locals" {
                    let locals = block.body.iter().filter_map(|structure| structure.as_attribute());
                    all.extend(locals.map(|local| Self { source, body: Part::Local(local) }));
                } else {
                    all.push(Self { source, body: Part::Block(block) });
                }
            }
        }
        all
    }

    /// The address by which expressions refer to it.
    pub(crate) fn address(&self) -> Option<String> {
        let block = match self.body {
            Part::Local(local) => return Some(format!("local.{}", local.key.as_str())),
            Part::Block(block) => block,
        };
        let labels: Vec<_> = block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect();
        match (block.ident.as_str(), &labels[..]) {
            ("variable", [name]) => Some(format!("var.{name}")),
            ("module", [name]) => Some(format!("module.{name}")),
            ("resource", [kind, name]) => Some(format!("{kind}.{name}")),
            ("data", [kind, name]) => Some(format!("data.{kind}.{name}")),
            _ => None,
        }
    }

    /// A name for what may stand only once: its address, or that of an output.
    fn identity(&self) -> Option<String> {
        self.address().or_else(|| match self.body {
            Part::Block(block) if block.ident.as_str() == "output" => {
                Some(format!("output.{}", block.labels.first()?.as_str()))
            }
            _ => None,
        })
    }

    pub(crate) fn span(&self) -> Option<std::ops::Range<usize>> {
        match self.body {
            Part::Block(block) => block.span(),
            Part::Local(local) => local.span(),
        }
    }

    fn place(&self) -> String {
        format!("{}:{}", self.source.name, self.source.line(self.span()))
    }

    /// The comments above it, without their marks.
    pub(crate) fn comments(&self) -> Vec<String> {
        let decor = match self.body {
            Part::Block(block) => block.decor(),
            Part::Local(local) => local.decor(),
        };
        let prefix = decor.prefix().map(|prefix| (**prefix).to_owned()).unwrap_or_default();
        let comments =
            prefix.lines().map(str::trim).filter_map(|line| line.strip_prefix("//").or_else(|| line.strip_prefix('#')));
        comments.map(|text| text.trim_start_matches('#').trim().to_owned()).filter(|text| !text.is_empty()).collect()
    }

    /// The addresses that it refers to.
    pub(crate) fn references(&self) -> BTreeSet<String> {
        let mut references = References::default();
        match self.body {
            Part::Block(block) => references.visit_block(block),
            Part::Local(local) => references.visit_expr(&local.value),
        }
        references.0
    }
}

/// Checks that nothing is declared twice.
pub(crate) fn check(all: &[Declaration<'_>]) -> Result<(), SourceError> {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for declaration in all {
        let Some(address) = declaration.identity() else { continue };
        if let Some(first) = known.insert(address.clone(), declaration.place()) {
            return Err(SourceError::Duplicate { address, first, second: declaration.place() });
        }
    }
    Ok(())
}

/// The declarations, each after those that it refers to, and otherwise in the order of the files.
pub(crate) fn in_order<'a>(all: &[Declaration<'a>]) -> Vec<Declaration<'a>> {
    let addresses: BTreeMap<String, usize> =
        all.iter().enumerate().filter_map(|(index, one)| Some((one.address()?, index))).collect();
    let mut order = Order { all, addresses: &addresses, done: vec![false; all.len()], found: Vec::new() };
    (0..all.len()).for_each(|index| order.visit(index));
    order.found.into_iter().map(|index| all[index]).collect()
}

struct Order<'a, 'b> {
    all: &'b [Declaration<'a>],
    addresses: &'b BTreeMap<String, usize>,
    done: Vec<bool>,
    found: Vec<usize>,
}

impl Order<'_, '_> {
    fn visit(&mut self, index: usize) {
        if std::mem::replace(&mut self.done[index], true) {
            return;
        }
        for address in self.all[index].references() {
            if let Some(before) = self.addresses.get(&address) {
                self.visit(*before);
            }
        }
        self.found.push(index);
    }
}

#[derive(Default)]
struct References(BTreeSet<String>);

impl Visit for References {
    fn visit_traversal(&mut self, traversal: &Traversal) {
        self.0.extend(target(traversal).map(|(address, _)| address));
        visit_traversal(self, traversal);
    }
}

/// The address that a reference begins with, and the number of its operators that belong to it.
pub(crate) fn target(traversal: &Traversal) -> Option<(String, usize)> {
    let Expression::Variable(root) = &traversal.expr else { return None };
    let attribute = |index: usize| match traversal.operators.get(index).map(hcl_edit::Decorated::value) {
        Some(TraversalOperator::GetAttr(name)) => Some(name.as_str()),
        _ => None,
    };
    match root.as_str() {
        "each" | "count" | "path" | "terraform" | "self" => None,
        "data" => Some((format!("data.{}.{}", attribute(0)?, attribute(1)?), 2)),
        root => Some((format!("{root}.{}", attribute(0)?), 1)),
    }
}
