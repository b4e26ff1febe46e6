//! Functions on text. <https://developer.hashicorp.com/terraform/language/functions#string-functions>

use regex::{Captures, Regex};
use serde_json::{Map, Value};

use super::{Arguments, Outcome};
use crate::load::convert;

pub(super) fn call(name: &str, given: &Arguments<'_>) -> Option<Outcome> {
    Some(match name {
        "format" => format(given),
        "formatlist" => format_list(given),
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
        for item in given.list(index)? {
            parts.push(convert::text(item)?);
        }
    }
    Ok(Value::String(parts.join(&separator)))
}

fn split(given: &Arguments<'_>) -> Outcome {
    let (separator, text) = (given.text(0)?, given.text(1)?);
    Ok(text.split(separator.as_str()).collect())
}

/// A pattern between slashes is a regular expression.
fn replace(given: &Arguments<'_>) -> Outcome {
    let (text, pattern, with) = (given.text(0)?, given.text(1)?, given.text(2)?);
    let expression = pattern.strip_prefix('/').and_then(|pattern| pattern.strip_suffix('/'));
    Ok(Value::String(match expression {
        Some(expression) => compile(expression)?.replace_all(&text, with.as_str()).into_owned(),
        None => text.replace(&pattern, &with),
    }))
}

fn compile(pattern: &str) -> Result<Regex, String> {
    Regex::new(pattern).map_err(|error| error.to_string())
}

fn regex(given: &Arguments<'_>) -> Outcome {
    let (pattern, text) = (compile(&given.text(0)?)?, given.text(1)?);
    let found = pattern.captures(&text).map(|found| captured(&pattern, &found));
    found.ok_or_else(|| format!("`{text}` does not match `{pattern}`"))
}

fn regex_all(given: &Arguments<'_>) -> Outcome {
    let (pattern, text) = (compile(&given.text(0)?)?, given.text(1)?);
    Ok(pattern.captures_iter(&text).map(|found| captured(&pattern, &found)).collect())
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
    let start = usize::try_from(if offset < 0 { count + offset } else { offset }).unwrap_or_default();
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    Ok(Value::String(text.chars().skip(start).take(length).collect()))
}

fn indent(given: &Arguments<'_>) -> Outcome {
    let blanks = " ".repeat(usize::try_from(given.whole(0)?).unwrap_or_default());
    Ok(Value::String(given.text(1)?.replace('\n', &format!("\n{blanks}"))))
}

fn format_list(given: &Arguments<'_>) -> Outcome {
    let count = given.values.iter().filter_map(Value::as_array).map(Vec::len).max().unwrap_or(1);
    let one = |index: usize| {
        let values = given.values.iter().map(|value| match value.as_array() {
            Some(items) => items.get(index).cloned().unwrap_or(Value::Null),
            None => value.clone(),
        });
        format(&Arguments { values: &values.collect::<Vec<_>>(), files: given.files })
    };
    (0..count).map(one).collect()
}

/// `format`, with the verbs that names and ARNs are made with.
fn format(given: &Arguments<'_>) -> Outcome {
    let pattern = given.text(0)?;
    let mut values = given.values.iter().skip(1);
    let (mut text, mut letters) = (String::new(), pattern.chars().peekable());
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        let mut flags = String::new();
        while let Some(flag) = letters.next_if(|letter| letter.is_ascii_digit() || "-+. ".contains(*letter)) {
            flags.push(flag);
        }
        let verb = letters.next().ok_or("the pattern ends after `%`")?;
        if verb == '%' {
            text.push('%');
            continue;
        }
        let value = values.next().ok_or_else(|| format!("there is no value for `%{flags}{verb}`"))?;
        text.push_str(&verbalised(&flags, verb, value)?);
    }
    match values.next() {
        Some(left) => Err(format!("the pattern has no place for `{left}`")),
        None => Ok(Value::String(text)),
    }
}

fn verbalised(flags: &str, verb: char, value: &Value) -> Result<String, String> {
    let plain = match (verb, value) {
        ('s' | 'v', Value::Array(_) | Value::Object(_) | Value::Null) if verb == 'v' => value.to_string(),
        ('s' | 'v' | 't', value) => convert::text(value)?,
        ('d', value) => convert::number(value)?.to_string(),
        ('f', value) => {
            let digits = flags.split_once('.').and_then(|(_, digits)| digits.parse().ok()).unwrap_or(6);
            format!("{:.digits$}", convert::number(value)?.as_f64().unwrap_or_default())
        }
        ('q', value) => Value::String(convert::text(value)?).to_string(),
        ('x', value) => format!("{:x}", convert::number(value)?.as_i64().unwrap_or_default()),
        (other, _) => return Err(format!("the verb `%{other}` is not known here")),
    };
    let width = flags.split('.').next().unwrap_or_default();
    let (left, width) = width.strip_prefix('-').map_or((false, width), |width| (true, width));
    let size: usize = width.parse().unwrap_or_default();
    Ok(match (left, width.starts_with('0')) {
        (true, _) => format!("{plain:<size$}"),
        (false, true) => format!("{plain:0>size$}"),
        (false, false) => format!("{plain:>size$}"),
    })
}
