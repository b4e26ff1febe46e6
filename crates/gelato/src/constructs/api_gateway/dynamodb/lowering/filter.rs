//! Filters: which of the items read are in the answer.
//!
//! DynamoDB filters after it has read a page, so a page may have fewer items than its limit, or none, and still have a
//! next page.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.FilterExpression.html>

use std::fmt::Write as _;

use crate::constructs::api_gateway::vtl::{Members, members};
use crate::terraform::Refusal;

use super::call::{Call, Named, name};
use super::declaration::Source;
use super::request::{Request, object};
use super::value::Input;

/// Values that attributes must equal. Each term applies only if the request gives its value.
pub(super) struct Filter {
    terms: Vec<(usize, Input)>,
}

impl Call<'_> {
    /// Makes a filter. `keys` are the keys of the table or index that is queried, which a filter must not use; a scan
    /// passes none.
    pub(super) fn filter(&self, filter: &[(String, Source)], keys: &[&str]) -> Result<Filter, Refusal> {
        let term = |(place, (name, source)): (usize, &(String, Source))| {
            let (number, attribute) = self.items.attribute(name)?;
            if keys.contains(&name.as_str()) {
                let refused = Refusal::new(format!("the query filters by `{name}`, which is its key"));
                let hint = "a query selects by its partition key anyway; for its sort key, use `.sorted(…)`";
                return Err(refused.allowing("attributes that are not its key").hint(hint));
            }
            if !attribute.kind.is_scalar() {
                let refused = Refusal::new(format!("the filter is by `{name}`, which is a list or a map"));
                return Err(refused.allowing("texts, numbers and booleans"));
            }
            let required = matches!(source, Source::Constant(_) | Source::Path(_));
            let (attribute, variable) = (attribute.clone(), format!("f{place}"));
            let input = Input { attribute, source: source.clone(), variable, required };
            self.check_source(&input).map(|()| (number, input))
        };
        let terms = filter.iter().enumerate().map(term).collect::<Result<Vec<_>, Refusal>>()?;
        Ok(Filter { terms })
    }
}

impl Filter {
    /// Reads the values and adds the expression.
    pub(super) fn request(&self, request: &mut Request, path: &str) {
        if self.terms.is_empty() {
            return;
        }
        for (_, input) in &self.terms {
            request.read(input, path);
        }
        let mut lines = "#set($filter = '')\n".to_owned();
        for (number, input) in &self.terms {
            let (condition, variable) = (input.is_there(), &input.variable);
            let _ = writeln!(lines, "#if({condition})#set($filter = $filter + ' AND #a{number} = :{variable}')#end");
        }
        request.prepare(&lines);
        request.append("#if($filter != \"\"),\n  \"FilterExpression\": \"$filter.substring(5)\"#end".to_owned());
    }

    /// The names of the terms' attributes, after those that are always there.
    pub(super) fn names(&self, named: &[Named]) -> Members {
        let mut always: Vec<_> = named.iter().map(name).collect();
        let mut known = named.to_vec();
        let mut conditional = Vec::new();
        for (number, input) in &self.terms {
            let named = (*number, input.attribute.name.clone());
            if known.contains(&named) {
                continue;
            }
            let name = name(&named);
            known.push(named);
            if input.required { always.push(name) } else { conditional.push((input.is_there(), name)) }
        }
        (always, conditional)
    }

    /// The values of the terms.
    pub(super) fn values(&self) -> Members {
        let value = |input: &Input| format!("\":{}\": {}", input.variable, input.value());
        let (always, conditional): (Vec<_>, Vec<_>) = self.inputs().partition(|input| input.required);
        let conditional = conditional.into_iter().map(|input| (input.is_there(), value(input)));
        (always.into_iter().map(value).collect(), conditional.collect())
    }

    /// Adds an object to the request, unless it would be empty.
    pub(super) fn add(request: &mut Request, name: &str, (always, conditional): &Members) {
        let text = object(&members(always, conditional));
        if !always.is_empty() {
            request.member(name, &text);
        } else if !conditional.is_empty() {
            request.append(format!("#if($filter != \"\"),\n  \"{name}\": {text}#end"));
        }
    }

    /// The inputs.
    pub(super) fn inputs(&self) -> impl Iterator<Item = &Input> {
        self.terms.iter().map(|(_, input)| input)
    }
}
