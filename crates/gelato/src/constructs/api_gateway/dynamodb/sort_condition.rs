//! Conditions on the sort key of a query: there where the request gives their values.

use super::attribute::{Attribute, Decimal, Kind, Text};
use super::call::Call;
use super::operation::SortCondition;
use super::request::Request;
use super::source::Source;
use super::value::Given;
use super::vtl::{LINE, Members};

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
        // What is compared with is any value of the type: what is allowed is allowed to be stored.
        let any = match &attribute.kind {
            Kind::Number(_) => Kind::Number(Decimal::default()),
            _ => Kind::String(Text::ANY),
        };
        let equal = if matches!(attribute.kind, Kind::Number(_)) { &any } else { &attribute.kind };
        let one = |source| given("s0", source, &any);
        let (expression, given) = match condition {
            SortCondition::Equals(source) => (format!(" AND #a{number} = :s0"), vec![given("s0", source, equal)?]),
            SortCondition::BeginsWith(_) if !matches!(attribute.kind, Kind::String(_)) => {
                return Err(format!("`{sort_key}` begins with nothing: allowed is a `Kind::String`"));
            }
            SortCondition::BeginsWith(source) => (format!(" AND begins_with(#a{number}, :s0)"), vec![one(source)?]),
            SortCondition::AtLeast(source) => (format!(" AND #a{number} >= :s0"), vec![one(source)?]),
            SortCondition::AtMost(source) => (format!(" AND #a{number} <= :s0"), vec![one(source)?]),
            SortCondition::Between(low, high) => {
                let given = vec![one(low)?, given("s1", high, &any)?];
                (format!(" AND #a{number} BETWEEN :s0 AND :s1"), given)
            }
        };
        Ok(Sort { expression, named: (number, attribute.name), given })
    }
}

impl Sort {
    /// Reads the values.
    pub(super) fn request(&self, request: &mut Request, path: &str) {
        for given in &self.given {
            request.read(given, path);
        }
        self.complete(request);
    }

    /// The values, as members.
    pub(super) fn values(&self) -> String {
        let value = |given: &Given| format!("\":{}\": {}", given.variable, given.value());
        self.given.iter().map(value).collect::<Vec<_>>().join(LINE)
    }

    /// Adds text to what is always there, or to what is there under a condition.
    pub(super) fn add(&self, text: String, (always, perhaps): &mut Members) {
        match self.condition() {
            Some(condition) => perhaps.insert(0, (condition, text)),
            None => always.push(text),
        }
    }

    /// The condition that the request gives the values; none where it always does.
    fn condition(&self) -> Option<String> {
        let conditions: Vec<_> = self.given.iter().filter(|given| !given.required).map(Given::is_there).collect();
        (!conditions.is_empty()).then(|| conditions.join(" && "))
    }

    /// Text that stands only where the request gives the condition's values.
    pub(super) fn where_given(&self, text: &str) -> String {
        self.condition().map_or_else(|| text.to_owned(), |condition| format!("#if({condition}){text}#end"))
    }

    /// Refuses one bound without the other.
    fn complete(&self, request: &mut Request) {
        if let Some((low, high)) = self.pair() {
            let (low, high) = (&low.variable, &high.variable);
            request.guard(format!("((${low} == \"\") == (${high} == \"\"))"));
        }
    }

    /// The same in words.
    pub(super) fn rule(&self) -> Option<String> {
        let (low, high) = self.pair()?;
        Some(format!("{} and {} go together", low.source.parameter()?, high.source.parameter()?))
    }

    /// The bounds, where a request need not give them.
    fn pair(&self) -> Option<(&Given, &Given)> {
        match self.given.as_slice() {
            [low, high] if !low.required && !high.required => Some((low, high)),
            _ => None,
        }
    }
}
