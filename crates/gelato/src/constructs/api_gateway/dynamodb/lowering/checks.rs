//! The checks of a description, so that a mistake does not surface only when a client calls.

use std::collections::BTreeSet;

use gelato_vtl::Template;
use gelato_vtl::api_gateway::Request;

use crate::constructs::api_gateway::vtl;

use super::declaration::{Attribute, Decimal, Items, Kind, PageSize, Source, Text};
use super::name::is_name;
use super::page::{LIMIT, NEXT};
use super::value::Input;

/// The most iterations of a template's loop.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html>
const MOST_ITERATIONS: u16 = 1000;

impl Items {
    /// The problems of the description.
    pub(super) fn problems(&self) -> Vec<String> {
        let mut problems: Vec<_> = self.attributes.iter().filter_map(|attribute| problem(attribute).err()).collect();
        let mut seen = BTreeSet::new();
        for attribute in self.attributes.iter().filter(|attribute| !seen.insert(attribute.name)) {
            problems.push(format!("attribute `{}` is described twice", attribute.name));
        }
        problems.extend(self.key().filter_map(|key| self.key_problem(key).err()));
        problems.into_iter().map(|problem| format!("`{}`: {problem}", self.name)).collect()
    }

    fn key_problem(&self, key: &str) -> Result<(), String> {
        let (_, attribute) = self.attribute(key)?;
        let is_empty = matches!(attribute.kind, Kind::String(Text { min_length: 0, .. }));
        if !attribute.required || !attribute.kind.is_key() || is_empty {
            return Err(format!(
                "`{key}` is a key: allowed is a required `Kind::String` that is not empty, or `Kind::Number`"
            ));
        }
        Ok(())
    }
}

fn problem(attribute: &Attribute) -> Result<(), String> {
    let name = attribute.name;
    if !is_name(name) || name.len() > 255 {
        return Err(format!(
            "attribute `{name}`: allowed is a letter or `_`, then letters, digits, `_` and `-`, up to 255"
        ));
    }
    if let Kind::String(text) | Kind::List { of: text, .. } | Kind::Map { of: text, .. } = &attribute.kind {
        text.check().map_err(|problem| format!("attribute `{name}`: {problem}"))?;
    }
    match &attribute.kind {
        Kind::String(Text { min_length: 0, .. }) if !attribute.required => Err(format!(
            "attribute `{name}` is optional and may be empty: a template cannot distinguish a missing value from an \
             empty one\nhint: require the attribute, or set `min_length` to 1"
        )),
        Kind::List { max_items, .. } | Kind::Map { max_items, .. } if !(1..=MOST_ITERATIONS).contains(max_items) => {
            Err(format!("attribute `{name}`: {max_items} elements; allowed are 1 to {MOST_ITERATIONS}"))
        }
        Kind::Number(decimal) if decimal.decimals.is_some_and(|decimals| decimals > 18) => {
            Err(format!("attribute `{name}`: more than 18 decimals"))
        }
        Kind::Number(Decimal { minimum: Some(least), maximum: Some(most), .. }) if least > most => {
            Err(format!("attribute `{name}`: no number is at least {least} and at most {most}"))
        }
        _ => Ok(()),
    }
}

impl Text {
    fn check(self) -> Result<(), String> {
        if let Some(most) = self.max_length.filter(|most| *most < self.min_length) {
            return Err(format!("`max_length` is {most}, less than `min_length`, which is {}", self.min_length));
        }
        let Some(pattern) = self.pattern else { return Ok(()) };
        if pattern.starts_with('^') || (pattern.ends_with('$') && !pattern.ends_with(r"\$")) {
            return Err(format!("`{pattern}` always matches the whole text: leave out `^` and `$`"));
        }
        let probe = format!("#set($text = '')$text.matches({})", vtl::quoted(pattern));
        let rendered = Template::parse("pattern", probe).and_then(|probe| probe.render(&Request::default()));
        rendered.map(drop).map_err(|error| format!("`{pattern}` is not a valid pattern: {}", error.kind()))
    }
}

impl PageSize {
    pub(super) fn check(self) -> Result<(), String> {
        let fits = (1..=self.greatest).contains(&self.default) && self.greatest <= MOST_ITERATIONS;
        let Self { default, greatest } = self;
        let allowed = format!("allowed is 1 <= default <= greatest <= {MOST_ITERATIONS}");
        if fits { Ok(()) } else { Err(format!("a page of {default} items, at most {greatest}: {allowed}")) }
    }
}

/// Checks that each member of the body is read for one attribute only.
pub(super) fn check_members(inputs: &[Input]) -> Result<(), String> {
    let members = inputs.iter().filter_map(|input| match input.source {
        Source::Body(member) => Some((member, input.attribute.name)),
        _ => None,
    });
    let members: Vec<_> = members.collect();
    for (index, (member, name)) in members.iter().enumerate() {
        let overlaps = |other: &str| *member == other || member.starts_with(&format!("{other}."));
        let others = members.iter().enumerate().filter(|(known, _)| *known != index);
        if let Some((_, (_, other))) = others.into_iter().find(|(_, (known, _))| overlaps(known)) {
            return Err(format!("`{name}` and `{other}` are both read from `{member}` of the body"));
        }
    }
    Ok(())
}

/// Checks that no attribute is read from the page's parameters.
pub(super) fn check_page(inputs: &[Input]) -> Result<(), String> {
    let taken = inputs.iter().find(|input| matches!(input.source, Source::Query(LIMIT | NEXT)));
    taken.map_or(Ok(()), |input| {
        let (name, words) = (input.attribute.name, input.source.words());
        Err(format!("`{name}` is read from {words}, which is a parameter of the page: use another one"))
    })
}

/// Checks a message to the client, which must not be empty.
pub(super) fn check_message(message: &str) -> Result<String, String> {
    if message.is_empty() { Err("its message is empty".to_owned()) } else { Ok(vtl::constant(message)) }
}
