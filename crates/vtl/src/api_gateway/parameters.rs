//! The parameters of a request: those of its path and its query string, and its headers.

use super::{RequestRef, Session};
use crate::budget::{Budget, ENTRY};
use crate::error::Problem;
use crate::value::{Key, MapKind, Value};

/// Headers of a client that no template sees.
const DROPPED_HEADERS: [&str; 12] = [
    "connection",
    "content-length",
    "content-md5",
    "expect",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "te",
    "transfer-encoding",
    "trailer",
    "upgrade",
    "www-authenticate",
];

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Querystring,
    Header,
}

impl Place {
    const ALL: [Self; 3] = [Self::Path, Self::Querystring, Self::Header];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Querystring => "querystring",
            Self::Header => "header",
        }
    }

    /// Whether a parameter is there for a template.
    fn shows(self, name: &str) -> bool {
        self != Self::Header || !is_dropped(name)
    }
}

impl<'r> Session<'r> {
    /// `$input.params()`: all parameters, by their place.
    pub(super) fn all_parameters(&self, budget: &mut Budget) -> Result<Value, Problem> {
        for place in Place::ALL {
            self.count(place, budget)?;
        }
        Ok(self.parameters([]))
    }

    pub(super) fn parameters<const N: usize>(&self, more: [(&str, Value); N]) -> Value {
        let known = Place::ALL.map(|place| (place.name(), self.map_of(place)));
        let entries = known.into_iter().chain(more).map(|(name, value)| (Key::text(name), value));
        Value::map(entries.collect(), MapKind::Linked)
    }

    /// The parameters of one place, as a map of its own.
    pub(crate) fn parameters_at(&self, place: Place, budget: &mut Budget) -> Result<Value, Problem> {
        self.count(place, budget)?;
        Ok(self.map_of(place))
    }

    /// What that map has for a key.
    pub(crate) fn parameter_at(&self, place: Place, key: &Key, budget: &mut Budget) -> Result<Value, Problem> {
        let Key::Text(name) = key else { return Ok(Value::Null) };
        let Some(found) = self.last(place, name) else { return Ok(Value::Null) };
        budget.memory(found.len())?;
        Ok(Value::text(found))
    }

    /// `$input.params(name)`: the parameter of this name in the first place that has one.
    pub(super) fn parameter(&self, name: &str) -> Option<&'r str> {
        Place::ALL.into_iter().find_map(|place| self.last(place, name))
    }

    fn list(&self, place: Place) -> &'r [(String, String)] {
        let RequestRef { path, querystring, header, .. } = self.request;
        match place {
            Place::Path => path,
            Place::Querystring => querystring,
            Place::Header => header,
        }
    }

    /// Of a name given twice the last counts.
    fn last(&self, place: Place, name: &str) -> Option<&'r str> {
        let (name, value) = self.list(place).iter().rev().find(|(known, _)| known == name)?;
        place.shows(name).then_some(value.as_str())
    }

    fn map_of(&self, place: Place) -> Value {
        strings(self.list(place).iter().filter(|(name, _)| place.shows(name)))
    }

    /// Counts what the map of a place needs.
    fn count(&self, place: Place, budget: &mut Budget) -> Result<(), Problem> {
        budget.memory(self.list(place).iter().map(|(name, value)| name.len() + value.len() + ENTRY).sum())
    }
}

fn is_dropped(header: &str) -> bool {
    DROPPED_HEADERS.iter().any(|dropped| dropped.eq_ignore_ascii_case(header))
}

/// A map of texts.
pub(super) fn strings<'a>(list: impl IntoIterator<Item = &'a (String, String)>) -> Value {
    let entries = list.into_iter().map(|(name, value)| (Key::text(name), Value::text(value.as_str())));
    Value::map(entries.collect(), MapKind::Linked)
}
