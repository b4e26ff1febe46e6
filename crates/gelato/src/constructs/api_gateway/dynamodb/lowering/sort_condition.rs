//! Conditions on the sort key of a query, which apply only if the request gives their values.

use crate::constructs::api_gateway::vtl::{LINE, Members};
use crate::terraform::Refusal;

use super::call::{Call, Named};
use super::declaration::{Attribute, Decimal, Kind, SortCondition, Source, Text};
use super::request::Request;
use super::value::Input;

/// A condition on the sort key, ready to be written.
pub(super) struct Sort {
    /// The expression, which begins with ` AND `.
    pub(super) expression: String,
    /// The attribute's number and name.
    pub(super) named: Named,
    pub(super) inputs: Vec<Input>,
}

impl Call<'_> {
    /// Makes a condition on a sort key.
    pub(super) fn sort(&self, sort_key: &str, condition: SortCondition) -> Result<Sort, Refusal> {
        let (number, attribute) = self.items.attribute(sort_key)?;
        let input = |variable: &str, source: Source, kind: &Kind| {
            let attribute = Attribute { kind: kind.clone(), ..attribute.clone() };
            let required = matches!(source, Source::Constant(_) | Source::Path(_));
            let input = Input { attribute, source, variable: variable.to_owned(), required };
            self.check_source(&input).map(|()| input)
        };
        // The constraints apply to stored values. A range may be compared with any value of the type.
        let any = match &attribute.kind {
            Kind::Number(_) => Kind::Number(Decimal::default()),
            _ => Kind::String(Text::any()),
        };
        let equal = if matches!(attribute.kind, Kind::Number(_)) { &any } else { &attribute.kind };
        let one = |source| input("s0", source, &any);
        let (expression, inputs) = match condition {
            SortCondition::Equals(source) => (format!(" AND #a{number} = :s0"), vec![input("s0", source, equal)?]),
            SortCondition::BeginsWith(_) if !matches!(attribute.kind, Kind::String(_)) => {
                let refused = Refusal::new(format!("the condition on `{sort_key}`, a number, is `BeginsWith`"));
                return Err(refused.allowing("`Equals`, `AtLeast`, `AtMost` and `Between`"));
            }
            SortCondition::BeginsWith(source) => (format!(" AND begins_with(#a{number}, :s0)"), vec![one(source)?]),
            SortCondition::AtLeast(source) => (format!(" AND #a{number} >= :s0"), vec![one(source)?]),
            SortCondition::AtMost(source) => (format!(" AND #a{number} <= :s0"), vec![one(source)?]),
            SortCondition::Between(low, high) => {
                let inputs = vec![one(low)?, input("s1", high, &any)?];
                (format!(" AND #a{number} BETWEEN :s0 AND :s1"), inputs)
            }
        };
        Ok(Sort { expression, named: (number, attribute.name.clone()), inputs })
    }
}

impl Sort {
    /// Reads the inputs.
    pub(super) fn request(&self, request: &mut Request, path: &str) {
        for input in &self.inputs {
            request.read(input, path);
        }
        self.complete(request);
    }

    /// The values, as members.
    pub(super) fn values(&self) -> String {
        let value = |input: &Input| format!("\":{}\": {}", input.variable, input.value());
        self.inputs.iter().map(value).collect::<Vec<_>>().join(LINE)
    }

    /// Adds text to the unconditional or to the conditional members.
    pub(super) fn add(&self, text: String, (always, conditional): &mut Members) {
        match self.condition() {
            Some(condition) => conditional.insert(0, (condition, text)),
            None => always.push(text),
        }
    }

    /// The condition that the request gives the values; `None` if it always does.
    fn condition(&self) -> Option<String> {
        let conditions: Vec<_> = self.inputs.iter().filter(|input| !input.required).map(Input::is_there).collect();
        (!conditions.is_empty()).then(|| conditions.join(" && "))
    }

    /// Text that is there only if the request gives the values.
    pub(super) fn where_input(&self, text: &str) -> String {
        self.condition().map_or_else(|| text.to_owned(), |condition| format!("#if({condition}){text}#end"))
    }

    /// Refuses one bound without the other.
    fn complete(&self, request: &mut Request) {
        if let Some((low, high)) = self.pair() {
            let (low, high) = (&low.variable, &high.variable);
            request.guard(format!("((${low} == \"\") == (${high} == \"\"))"));
        }
    }

    /// The rule that one bound requires the other, in words.
    pub(super) fn rule(&self) -> Option<String> {
        let (low, high) = self.pair()?;
        Some(format!("{} and {} go together", low.source.parameter()?, high.source.parameter()?))
    }

    /// Both bounds, if they are optional.
    fn pair(&self) -> Option<(&Input, &Input)> {
        match self.inputs.as_slice() {
            [low, high] if !low.required && !high.required => Some((low, high)),
            _ => None,
        }
    }
}
