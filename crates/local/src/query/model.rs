//! A service's model: the members of its actions, and their names in the query protocol.
//!
//! Lists and maps are numbered: `Names.member.1=a`, or `Name.1=a` if the list is flattened in the model.
//! <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>

/// An action of a service.
#[derive(Debug)]
pub(crate) struct Action {
    pub(crate) name: &'static str,
    pub(crate) input: &'static [Member],
    /// The result; some actions have none.
    pub(crate) output: Option<&'static [Member]>,
}

/// A member of a structure.
#[derive(Debug)]
pub(crate) struct Member {
    /// Its name in the JSON protocol.
    pub(crate) name: &'static str,
    /// Its name in the query protocol: the name of an element if it is flattened.
    pub(crate) query: &'static str,
    pub(crate) shape: Shape,
}

/// The type of a member.
#[derive(Debug)]
pub(crate) enum Shape {
    /// Text, a number, or bytes in Base64.
    Text,
    /// Named members.
    Structure(&'static [Member]),
    /// Numbered elements, under the member's name if flattened, otherwise under `member` in it.
    List { of: &'static Shape, flattened: bool },
    /// Numbered entries with `Name` and `Value`, under the member's name if flattened, otherwise under `entry` in it.
    Map { of: &'static Shape, flattened: bool },
}

impl Action {
    /// The action with a name.
    pub(crate) fn find(actions: &'static [Self], name: &str) -> Option<&'static Self> {
        actions.iter().find(|action| action.name == name)
    }
}

impl Member {
    pub(crate) const fn text(name: &'static str) -> Self {
        Self { name, query: name, shape: Shape::Text }
    }

    /// A list that is not flattened.
    pub(crate) const fn list(name: &'static str, of: &'static Shape) -> Self {
        Self { name, query: name, shape: Shape::List { of, flattened: false } }
    }

    /// A flattened list, and the name of an element.
    pub(crate) const fn flat_list(name: &'static str, query: &'static str, of: &'static Shape) -> Self {
        Self { name, query, shape: Shape::List { of, flattened: true } }
    }

    /// A map that is not flattened.
    pub(crate) const fn map(name: &'static str, of: &'static Shape) -> Self {
        Self { name, query: name, shape: Shape::Map { of, flattened: false } }
    }

    /// A flattened map, and the name of an entry.
    pub(crate) const fn flat_map(name: &'static str, query: &'static str, of: &'static Shape) -> Self {
        Self { name, query, shape: Shape::Map { of, flattened: true } }
    }
}
