//! The checks of a description, so that a mistake does not surface only when a client calls.

use std::collections::BTreeSet;

use gelato_vtl::Template;
use gelato_vtl::api_gateway::Request;

use crate::constructs::api_gateway::vtl;
use crate::terraform::Refusal;

use super::declaration::{Attribute, Decimal, Items, Kind, PageSize, Source, Text};
use super::name::is_name;
use super::page::{LIMIT, NEXT};
use super::value::Input;

/// The most iterations of a template's loop.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html>
const MOST_ITERATIONS: u16 = 1000;

/// The most decimals of a number: a model's `multipleOf` is exact up to here.
const MOST_DECIMALS: u8 = 18;

impl Items {
    /// The problems of the description.
    pub(super) fn problems(&self) -> Vec<Refusal> {
        let mut problems = attribute_problems(&self.attributes);
        problems.extend(self.key().filter_map(|key| self.key_problem(key)));
        problems.into_iter().map(|problem| problem.within(format_args!("item `{}`", self.name))).collect()
    }

    fn key_problem(&self, key: &str) -> Option<Refusal> {
        let Ok((_, attribute)) = self.attribute(key) else {
            let refused = Refusal::new(format!("the table's key `{key}` is missing"));
            return Some(refused.hint(format!("describe it too: `Attribute::required(\"{key}\", …)`")));
        };
        let found = match &attribute.kind {
            kind if !kind.is_key() => "is neither a text nor a number",
            _ if !attribute.required => "is optional",
            Kind::String(Text { min_length: 0, .. }) => "may be empty",
            _ => return None,
        };
        let refused = Refusal::new(format!("`{key}` is a key of the table, and {found}"));
        Some(refused.allowing("required numbers, and required texts that are not empty, such as `text(1..=80)`"))
    }
}

/// The problems of attributes, whatever they belong to.
pub(super) fn attribute_problems(attributes: &[Attribute]) -> Vec<Refusal> {
    let mut problems: Vec<_> = attributes.iter().filter_map(|attribute| problem(attribute).err()).collect();
    let mut seen = BTreeSet::new();
    for attribute in attributes.iter().filter(|attribute| !seen.insert(&attribute.name)) {
        let found = format!("attribute `{}` is described twice", attribute.name);
        problems.push(Refusal::new(found).hint("remove one of the two, or rename it"));
    }
    problems
}

fn problem(attribute: &Attribute) -> Result<(), Refusal> {
    let name = &attribute.name;
    if !is_name(name) || name.len() > 255 {
        let allowed = "a letter or `_`, followed by letters, digits, `_` and `-`; 255 in all";
        return Err(Refusal::new(format!("attribute `{name}` has an invalid name")).allowing(allowed));
    }
    if let Kind::String(text) | Kind::List { of: text, .. } | Kind::Map { of: text, .. } = &attribute.kind {
        text.check().map_err(|refused| refused.within(format_args!("attribute `{name}`")))?;
    }
    let refused = |found: &str| Refusal::new(format!("attribute `{name}` {found}"));
    match &attribute.kind {
        Kind::String(Text { min_length: 0, .. }) if !attribute.required => Err(refused("is optional and may be empty")
            .hint(
                "a template cannot tell a missing text from an empty one: require the attribute, or let it have at \
                 least one character, such as `text(1..=80)`",
            )),
        Kind::List { max_items, .. } | Kind::Map { max_items, .. } if !(1..=MOST_ITERATIONS).contains(max_items) => {
            Err(refused(&format!("has up to {max_items} elements")).allowing(format!("1 to {MOST_ITERATIONS}")))
        }
        Kind::Number(Decimal { decimals: Some(decimals), .. }) if *decimals > MOST_DECIMALS => {
            Err(refused(&format!("has up to {decimals} decimals")).allowing(format!("0 to {MOST_DECIMALS}")))
        }
        Kind::Number(Decimal { minimum: Some(least), maximum: Some(most), .. }) if least > most => {
            let found = format!("allows no number: its minimum is {least}, and its maximum is {most}");
            Err(refused(&found).allowing("a minimum up to the maximum"))
        }
        _ => Ok(()),
    }
}

impl Text {
    fn check(&self) -> Result<(), Refusal> {
        if let Some(most) = self.max_length.filter(|most| *most < self.min_length) {
            let found =
                format!("no text fits: its `min_length` is {}, and its `max_length` is {most}", self.min_length);
            return Err(Refusal::new(found).allowing("a `min_length` up to the `max_length`"));
        }
        let Some(pattern) = &self.pattern else { return Ok(()) };
        if pattern.starts_with('^') || (pattern.ends_with('$') && !pattern.ends_with(r"\$")) {
            let refused = Refusal::new(format!("the pattern `{pattern}` begins with `^` or ends with `$`"));
            return Err(refused.hint("leave them out: a pattern always matches the whole text"));
        }
        let probe = format!("#set($text = '')$text.matches({})", vtl::quoted(pattern));
        let rendered = Template::parse("pattern", probe).and_then(|probe| probe.render(&Request::default()));
        rendered.map(drop).map_err(|error| {
            let refused = Refusal::new(format!("`{pattern}` is not a valid pattern: {}", error.kind()));
            refused.allowing("a regular expression, such as `[0-9]{4}`")
        })
    }
}

impl PageSize {
    pub(super) fn check(self) -> Result<(), Refusal> {
        let Self { default, greatest } = self;
        if (1..=greatest).contains(&default) && greatest <= MOST_ITERATIONS {
            return Ok(());
        }
        let refused = Refusal::new(format!("a page has {default} items by default, and at most {greatest}"));
        Err(refused.allowing(format!("1 <= default <= greatest <= {MOST_ITERATIONS}")))
    }
}

/// Checks that each member of the body is read for one attribute only.
pub(super) fn check_members(inputs: &[Input]) -> Result<(), Refusal> {
    let members = inputs.iter().filter_map(|input| match &input.source {
        Source::Body(member) => Some((member, &input.attribute.name)),
        _ => None,
    });
    let members: Vec<_> = members.collect();
    for (index, (member, name)) in members.iter().enumerate() {
        let overlaps = |other: &str| *member == other || member.starts_with(&format!("{other}."));
        let others = members.iter().enumerate().filter(|(known, _)| *known != index);
        if let Some((_, (_, other))) = others.into_iter().find(|(_, (known, _))| overlaps(known)) {
            let refused = Refusal::new(format!("`{name}` and `{other}` are both read from `{member}` of the body"));
            return Err(refused.hint("read one of the two from another member"));
        }
    }
    Ok(())
}

/// Checks that no attribute is read from the page's parameters.
pub(super) fn check_page(inputs: &[Input]) -> Result<(), Refusal> {
    let taken = inputs
        .iter()
        .find(|input| matches!(&input.source, Source::Query(name) if [LIMIT, NEXT].contains(&name.as_str())));
    taken.map_or(Ok(()), |input| {
        let (name, words) = (&input.attribute.name, input.source.words());
        let refused = Refusal::new(format!("`{name}` is read from {words}, which is a parameter of the page"));
        Err(refused.allowing(format!("query parameters other than `{LIMIT}` and `{NEXT}`")))
    })
}

/// Checks a message to the client, which must not be empty.
pub(super) fn check_message(message: &str) -> Result<String, Refusal> {
    if message.is_empty() {
        let refused = Refusal::new("its message of success is empty");
        return Err(refused.hint("say what was done, such as `.answering(\"Added\")`"));
    }
    Ok(vtl::constant(message))
}
