//! The order in which names get their values: whatever a name refers to comes before it.
//!
//! References are followed with a list of what is under way instead of the stack, so that a chain of any length works,
//! and a name that is met again while it is under way closes a cycle.

use std::fmt;
use std::rc::Rc;

use super::{Instance, Name, Slot};
use crate::load::budget::Shared;
use crate::load::error::Error;

/// A name in a module as it is called.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) instance: Rc<Instance>,
    pub(super) name: Name,
}

/// A name that is under way, and what it refers to that was not looked at yet.
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

    /// What has no value yet and is referred to. Which outputs of a module these are is known when its instances are.
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

/// Gives a name its value, and everything that it refers to before.
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

/// Refuses all names of a cycle, whether or not an expression would get that far: the last name of a path refers to one
/// that is under way itself.
fn close(path: &mut Vec<Pending>, need: &Node) {
    let first = path.iter().position(|pending| pending.node.is(need)).unwrap_or_default();
    let cycle: Vec<_> = path.drain(first..).map(|pending| pending.node).collect();
    let names: Vec<_> = cycle.iter().chain([need]).map(Node::to_string).collect();
    let error = Error::wrong(&need.place(), arrows(&names));
    for node in cycle {
        node.finish(Err(error.clone()));
    }
}

/// A cycle as a path, without its middle where it is longer than anybody reads.
fn arrows(names: &[String]) -> String {
    const ENDS: usize = 10;
    let joined = |names: &[String]| names.join(" → ");
    let path = match names.len().checked_sub(ENDS) {
        Some(end) if end > ENDS => format!("{} → … → {}", joined(&names[..ENDS]), joined(&names[end..])),
        _ => joined(names),
    };
    format!("dependency cycle: {path}")
}
