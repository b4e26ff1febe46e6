//! The evaluation order: dependencies come first.
//!
//! Dependencies are followed with an explicit stack instead of recursion, so that a chain may have any length. A name
//! that is reached again while it is on the stack closes a cycle.

use std::fmt;
use std::rc::Rc;

use super::{Instance, Name, Slot};
use crate::load::budget::Shared;
use crate::load::error::Error;

/// A name in an instance of a module.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) instance: Rc<Instance>,
    pub(super) name: Name,
}

/// A name on the stack, and the dependencies that have not been visited.
struct Pending {
    node: Node,
    needs: Vec<Node>,
}

impl Node {
    fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.instance, &other.instance) && self.name == other.name
    }

    fn is_done(&self) -> bool {
        matches!(self.instance.memory.borrow().get(&self.name), Some(Slot::Done(_)))
    }

    fn is_pending(&self) -> bool {
        matches!(self.instance.memory.borrow().get(&self.name), Some(Slot::Pending))
    }

    fn pending(self) -> Pending {
        self.instance.memory.borrow_mut().insert(self.name.clone(), Slot::Pending);
        Pending { needs: self.needs(), node: self }
    }

    /// The dependencies without a value. The outputs of a module are known only after its instances.
    fn needs(&self) -> Vec<Self> {
        let mut needs = self.instance.needs(&self.name);
        needs.retain(|need| !need.is_done());
        needs.reverse();
        needs
    }

    fn finish(&self, outcome: Result<Shared, Error>) {
        self.instance.memory.borrow_mut().insert(self.name.clone(), Slot::Done(outcome));
    }
}

impl fmt::Display for Node {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.instance.prefix, self.name)
    }
}

/// Evaluates a name after its dependencies.
pub(super) fn settle(node: Node) {
    if node.is_done() {
        return;
    }
    let mut path = vec![node.pending()];
    while let Some(mut pending) = path.pop() {
        match pending.needs.pop() {
            Some(need) if need.is_pending() => {
                path.push(pending);
                close(&mut path, &need);
            }
            Some(need) if need.is_done() => path.push(pending),
            Some(need) => path.extend([pending, need.pending()]),
            None => {
                pending.needs = pending.node.needs();
                if pending.needs.is_empty() {
                    pending.node.finish(pending.node.instance.settle(&pending.node.name));
                } else {
                    path.push(pending);
                }
            }
        }
    }
}

/// Rejects all names of a cycle, even if no expression would need that value: the last name on the stack depends on one
/// that is also on the stack.
fn close(path: &mut Vec<Pending>, need: &Node) {
    let first = path.iter().position(|pending| pending.node.is(need)).unwrap_or_default();
    let cycle: Vec<_> = path.drain(first..).map(|pending| pending.node).collect();
    let names: Vec<_> = cycle.iter().chain([need]).map(Node::to_string).collect();
    let error = Error::wrong(&need.place(), arrows(&names));
    for node in cycle {
        node.finish(Err(error.clone()));
    }
}

/// A cycle as a path; the middle of a long one is omitted.
fn arrows(names: &[String]) -> String {
    const ENDS: usize = 10;
    let joined = |names: &[String]| names.join(" → ");
    let path = match names.len().checked_sub(ENDS) {
        Some(end) if end > ENDS => format!("{} → … → {}", joined(&names[..ENDS]), joined(&names[end..])),
        _ => joined(names),
    };
    format!("dependency cycle: {path}")
}
