//! Conditions on the sort key of a query: there where the request gives their values.

use super::attribute::{Attribute, Kind, Text};
use super::call::Call;
use super::operation::SortCondition;
use super::request::Request;
use super::source::Source;
use super::value::Given;

/// A condition on the sort key, ready to be written.
pub(super) struct Sort {
    /// With ` AND ` before it.
    pub(super) expression: String,
    /// The attribute's number and name.
    pub(super) named: (usize, &'static str),
    pub(super) given: Vec<Given>,
}

impl Call<'_> {
    /// Makes a condition on a sort key.
    pub(super) fn sort(&self, sort_key: &str, condition: SortCondition) -> Result<Sort, String> {
        let (number, attribute) = self.items.attribute(sort_key)?;
        let given = |variable: &str, source: Source, kind: &Kind| {
            let attribute = Attribute { kind: kind.clone(), ..attribute.clone() };
            let required = matches!(source, Source::Constant(_) | Source::Path(_));
            let given = Given { attribute, source, variable: variable.to_owned(), required };
            self.check_source(&given).map(|()| given)
        };
        let (expression, given) = match condition {
            SortCondition::Equals(source) => {
                (format!(" AND #a{number} = :s0"), vec![given("s0", source, &attribute.kind)?])
            }
            SortCondition::BeginsWith(_) if !matches!(attribute.kind, Kind::String(_)) => {
                return Err(format!("`{sort_key}` begins with nothing: allowed is a `Kind::String`"));
            }
            SortCondition::BeginsWith(source) => {
                let prefix = Kind::String(Text::ANY);
                (format!(" AND begins_with(#a{number}, :s0)"), vec![given("s0", source, &prefix)?])
            }
            SortCondition::Between(low, high) => {
                let given = vec![given("s0", low, &attribute.kind)?, given("s1", high, &attribute.kind)?];
                (format!(" AND #a{number} BETWEEN :s0 AND :s1"), given)
            }
        };
        Ok(Sort { expression, named: (number, attribute.name), given })
    }
}

impl Sort {
    /// Text that stands only where the request gives the condition's values.
    pub(super) fn where_given(&self, text: &str) -> String {
        let conditions: Vec<_> = self.given.iter().filter(|given| !given.required).map(Given::is_there).collect();
        if conditions.is_empty() { text.to_owned() } else { format!("#if({}){text}#end", conditions.join(" && ")) }
    }

    /// Refuses one bound without the other.
    pub(super) fn complete(&self, request: &mut Request) {
        let perhaps: Vec<_> = self.given.iter().filter(|given| !given.required).collect();
        if let [low, high] = perhaps.as_slice() {
            let (low, high) = (&low.variable, &high.variable);
            request.guard(format!("((${low} == \"\") == (${high} == \"\"))"));
        }
    }
}
