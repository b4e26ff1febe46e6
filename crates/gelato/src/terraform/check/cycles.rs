//! There are no dependency cycles.

use std::collections::BTreeMap;

use crate::terraform::document::Document;
use crate::terraform::problem::{Problem, ProblemKind};
use crate::terraform::reference::{Address, Target};

use super::expressions::Located;

/// The dependencies of each declaration.
type Graph<'a> = BTreeMap<&'a Target, Vec<&'a Target>>;

/// The first cycle, if there is one.
pub(super) fn check(document: &Document, located: &[Located<'_>]) -> Option<Problem> {
    let graph = graph(document, located);
    let mut done = Vec::new();
    let cycle = graph.keys().find_map(|start| walk(&graph, start, &mut Vec::new(), &mut done))?;
    let place = document.entries().get(cycle[0]).map(|entry| entry.place);
    let path = cycle.iter().map(ToString::to_string).collect();
    Some(Problem { kind: ProblemKind::Cycle { document: document.name().to_owned(), path }, place })
}

fn graph<'a>(document: &Document, located: &'a [Located<'_>]) -> Graph<'a> {
    let mut graph = Graph::new();
    for located in located {
        let Address { document: owner, target: needed, .. } = &located.reference.address;
        if owner.as_deref().is_some_and(|owner| owner != document.name()) {
            continue;
        }
        // A variable's validation may refer to the variable.
        if let Some(owner) = located.owner.filter(|_| !matches!(needed, Target::Variable(_) | Target::Given(_))) {
            graph.entry(owner).or_default().push(needed);
        }
    }
    graph
}

fn walk<'a>(
    graph: &Graph<'a>,
    at: &'a Target,
    path: &mut Vec<&'a Target>,
    done: &mut Vec<&'a Target>,
) -> Option<Vec<&'a Target>> {
    if let Some(start) = path.iter().position(|visited| *visited == at) {
        return Some(path[start..].iter().copied().chain([at]).collect());
    }
    if done.contains(&at) {
        return None;
    }
    path.push(at);
    let found = graph.get(at).into_iter().flatten().find_map(|next| walk(graph, next, path, done));
    path.pop();
    done.push(at);
    found
}
