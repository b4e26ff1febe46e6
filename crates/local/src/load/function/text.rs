//! Functions on text. <https://developer.hashicorp.com/terraform/language/functions#string-functions>

use regex::{Captures, Regex};
use serde_json::{Map, Value};

use super::{Arguments, Outcome, format};
use crate::load::convert;
use crate::load::shown::Shown;

pub(super) fn call(name: &str, given: &Arguments<'_>) -> Option<Outcome> {
    Some(match name {
        "format" => format::format(given),
        "formatlist" => format::format_list(given),
        "join" => join(given),
        "split" => split(given),
        "replace" => replace(given),
        "regex" => regex(given),
        "regexall" => regex_all(given),
        "lower" => map(given, str::to_lowercase),
        "upper" => map(given, str::to_uppercase),
        "title" => map(given, title),
        "trimspace" => map(given, |text| text.trim().to_owned()),
        "chomp" => map(given, |text| text.trim_end_matches(['\r', '\n']).to_owned()),
        "strrev" => map(given, |text| text.chars().rev().collect()),
        "trim" => with(given, |text, set| text.trim_matches(|letter| set.contains(letter)).to_owned()),
        "trimprefix" => with(given, |text, prefix| text.strip_prefix(prefix).unwrap_or(text).to_owned()),
        "trimsuffix" => with(given, |text, suffix| text.strip_suffix(suffix).unwrap_or(text).to_owned()),
        "startswith" => is(given, |text, part| text.starts_with(part)),
        "endswith" => is(given, |text, part| text.ends_with(part)),
        "strcontains" => is(given, |text, part| text.contains(part)),
        "substr" => substr(given),
        "indent" => indent(given),
        _ => return None,
    })
}

fn map(given: &Arguments<'_>, change: impl Fn(&str) -> String) -> Outcome {
    given.text(0).map(|text| Value::String(change(&text)))
}

fn with(given: &Arguments<'_>, change: impl Fn(&str, &str) -> String) -> Outcome {
    Ok(Value::String(change(&given.text(0)?, &given.text(1)?)))
}

fn is(given: &Arguments<'_>, holds: impl Fn(&str, &str) -> bool) -> Outcome {
    Ok(Value::Bool(holds(&given.text(0)?, &given.text(1)?)))
}

fn title(text: &str) -> String {
    let mut first = true;
    let capital = |letter: char| {
        let letter = if first { letter.to_ascii_uppercase() } else { letter };
        first = letter.is_whitespace();
        letter
    };
    text.chars().map(capital).collect()
}

fn join(given: &Arguments<'_>) -> Outcome {
    let separator = given.text(0)?;
    let mut parts = Vec::new();
    for index in 1..given.values.len() {
        given.budget.copies(1, given.value(index)?)?;
        for item in given.list(index)? {
            parts.push(convert::text(item)?);
        }
    }
    given.budget.text(parts.len(), separator.len())?;
    Ok(Value::String(parts.join(&separator)))
}

fn split(given: &Arguments<'_>) -> Outcome {
    let (separator, text) = (given.text(0)?, given.text(1)?);
    given.budget.elements(text.matches(separator.as_str()).count())?;
    Ok(text.split(separator.as_str()).collect())
}

/// A pattern between slashes is a regular expression.
fn replace(given: &Arguments<'_>) -> Outcome {
    let (text, pattern, with) = (given.text(0)?, given.text(1)?, given.text(2)?);
    if let Some(expression) = pattern.strip_prefix('/').and_then(|pattern| pattern.strip_suffix('/')) {
        return replace_matches(given, &text, &compile(expression)?, &with);
    }
    given.budget.text(text.matches(&pattern).count(), with.len())?;
    Ok(text.replace(&pattern, &with).into())
}

fn replace_matches(given: &Arguments<'_>, text: &str, pattern: &Regex, with: &str) -> Outcome {
    // Each `$1` expands to at most the whole match.
    let references = with.matches('$').count();
    let (mut replaced, mut end) = (String::new(), 0);
    for found in pattern.captures_iter(text) {
        let whole = found.get_match();
        given.budget.text(1, with.len().saturating_add(whole.len().saturating_mul(references)))?;
        replaced.push_str(&text[end..whole.start()]);
        found.expand(with, &mut replaced);
        end = whole.end();
    }
    replaced.push_str(&text[end..]);
    Ok(replaced.into())
}

fn compile(pattern: &str) -> Result<Regex, String> {
    Regex::new(pattern).map_err(|error| error.to_string())
}

fn regex(given: &Arguments<'_>) -> Outcome {
    let (pattern, text) = (compile(&given.text(0)?)?, given.text(1)?);
    let found = pattern.captures(&text).map(|found| captured(&pattern, &found));
    found.ok_or_else(|| format!("`{}` does not match `{pattern}`", Shown(&text.clone().into())))
}

fn regex_all(given: &Arguments<'_>) -> Outcome {
    let (pattern, text) = (compile(&given.text(0)?)?, given.text(1)?);
    let one = |found: Captures<'_>| {
        given.budget.elements(found.len())?;
        given.budget.text(found.len(), found.get_match().len())?;
        Ok(captured(&pattern, &found))
    };
    pattern.captures_iter(&text).map(one).collect()
}

/// The whole match, the groups as a list, or the named groups as a map.
fn captured(pattern: &Regex, found: &Captures<'_>) -> Value {
    let group = |found: Option<regex::Match<'_>>| found.map_or(Value::Null, |found| found.as_str().into());
    let names: Vec<_> = pattern.capture_names().flatten().collect();
    if !names.is_empty() {
        return names.into_iter().map(|name| (name.to_owned(), group(found.name(name)))).collect::<Map<_, _>>().into();
    }
    if found.len() == 1 { group(found.get(0)) } else { found.iter().skip(1).map(group).collect() }
}

fn substr(given: &Arguments<'_>) -> Outcome {
    let (text, offset, length) = (given.text(0)?, given.whole(1)?, given.whole(2)?);
    let count = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let start = if offset < 0 { count.saturating_add(offset) } else { offset };
    let start = usize::try_from(start).unwrap_or_default();
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    Ok(Value::String(text.chars().skip(start).take(length).collect()))
}

fn indent(given: &Arguments<'_>) -> Outcome {
    let (spaces, text) = (given.count(0)?, given.text(1)?);
    given.budget.text(text.matches('\n').count() + 1, spaces)?;
    Ok(Value::String(text.replace('\n', &format!("\n{}", " ".repeat(spaces)))))
}
