//! The parameters of a request: path, query string and headers.

use super::{RequestRef, Session};
use crate::budget::{Budget, ENTRY};
use crate::error::Problem;
use crate::value::{Key, MapKind, Value};

/// Client headers that API Gateway drops.
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

/// The location of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Location {
    Path,
    Querystring,
    Header,
}

impl Location {
    const ALL: [Self; 3] = [Self::Path, Self::Querystring, Self::Header];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|location| location.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Querystring => "querystring",
            Self::Header => "header",
        }
    }

    /// Whether templates see a parameter.
    fn shows(self, name: &str) -> bool {
        self != Self::Header || !is_dropped(name)
    }
}

impl<'r> Session<'r> {
    /// `$input.params()`: all parameters, by their location.
    pub(super) fn all_parameters(&self, budget: &mut Budget) -> Result<Value, Problem> {
        for location in Location::ALL {
            self.count(location, budget)?;
        }
        Ok(self.parameters([]))
    }

    pub(super) fn parameters<const N: usize>(&self, more: [(&str, Value); N]) -> Value {
        let known = Location::ALL.map(|location| (location.name(), self.map_of(location)));
        let entries = known.into_iter().chain(more).map(|(name, value)| (Key::text(name), value));
        Value::map(entries.collect(), MapKind::Linked)
    }

    /// The parameters of one location, as a map.
    pub(crate) fn parameters_at(&self, location: Location, budget: &mut Budget) -> Result<Value, Problem> {
        self.count(location, budget)?;
        Ok(self.map_of(location))
    }

    /// One entry of that map.
    pub(crate) fn parameter_at(&self, location: Location, key: &Key, budget: &mut Budget) -> Result<Value, Problem> {
        let Key::Text(name) = key else { return Ok(Value::Null) };
        let Some(found) = self.last(location, name) else { return Ok(Value::Null) };
        budget.memory(found.len())?;
        Ok(Value::text(found))
    }

    /// `$input.params(name)`: the parameter of this name in the first location that has one.
    pub(super) fn parameter(&self, name: &str) -> Option<&'r str> {
        Location::ALL.into_iter().find_map(|location| self.last(location, name))
    }

    fn list(&self, location: Location) -> &'r [(String, String)] {
        let RequestRef { path, querystring, header, .. } = self.request;
        match location {
            Location::Path => path,
            Location::Querystring => querystring,
            Location::Header => header,
        }
    }

    /// The value of a name: the last one if it is repeated.
    fn last(&self, location: Location, name: &str) -> Option<&'r str> {
        let (name, value) = self.list(location).iter().rev().find(|(known, _)| known == name)?;
        location.shows(name).then_some(value.as_str())
    }

    fn map_of(&self, location: Location) -> Value {
        strings(self.list(location).iter().filter(|(name, _)| location.shows(name)))
    }

    /// Counts the memory of a location's map.
    fn count(&self, location: Location, budget: &mut Budget) -> Result<(), Problem> {
        budget.memory(self.list(location).iter().map(|(name, value)| name.len() + value.len() + ENTRY).sum())
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
