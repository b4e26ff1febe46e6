//! Java's replacement text: `$1` and `${name}` are groups, and a backslash escapes the next character.

use fancy_regex::{Captures, Regex};

use crate::error::{Exception, Problem};

/// A replacement, parsed once for all matches.
pub(super) struct Replacement(Vec<Part>);

enum Part {
    Text(String),
    Group(usize),
}

impl Replacement {
    pub(super) fn parse(source: &str, regex: &Regex) -> Result<Self, Problem> {
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut rest = source.chars();
        while let Some(c) = rest.next() {
            match c {
                '\\' => text.push(rest.next().ok_or(Exception::UnfinishedReplacement)?),
                '$' => {
                    let (group, after) = group(rest.as_str(), regex)?;
                    parts.extend([Part::Text(std::mem::take(&mut text)), Part::Group(group)]);
                    rest = after.chars();
                }
                c => text.push(c),
            }
        }
        parts.push(Part::Text(text));
        Ok(Self(parts))
    }

    pub(super) fn expand(&self, captures: &Captures<'_, str>, out: &mut String) {
        for part in &self.0 {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Group(group) => out.push_str(captures.get(*group).map_or("", |found| found.as_str())),
            }
        }
    }
}

/// The group after a `$`: as many digits as name an existing group, or a name in braces.
fn group<'t>(text: &'t str, regex: &Regex) -> Result<(usize, &'t str), Problem> {
    let unknown = || Exception::UnknownGroup { reference: format!("${text}") };
    if let Some(named) = text.strip_prefix('{') {
        let (name, after) = named.split_once('}').ok_or_else(unknown)?;
        let found = regex.capture_names().position(|known| known == Some(name));
        return Ok((found.ok_or_else(unknown)?, after));
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let groups = regex.captures_len();
    let fits = |length: &usize| text[..*length].parse().is_ok_and(|group: usize| group < groups);
    let length = (1..=digits.min(9)).take_while(fits).last().ok_or_else(unknown)?;
    let group = text[..length].parse().map_err(|_| unknown())?;
    Ok((group, &text[length..]))
}
