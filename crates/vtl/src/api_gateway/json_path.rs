//! The Jayway dialect of `JSONPath`: members, indexes, slices, wildcards, deep scans and filters.

use std::cmp::Ordering;

use fancy_regex::Regex;

use crate::value::{Entries, Key, ListKind, MapKind, Value, compare, json};

/// A step of a path.
#[derive(Debug)]
pub(super) enum Step {
    Members(Vec<String>),
    Indexes(Vec<i64>),
    Slice(Option<i64>, Option<i64>),
    Wildcard,
    Deep,
    Filter(Vec<Vec<Test>>),
}

/// One comparison of a filter.
#[derive(Debug)]
pub(super) struct Test {
    negated: bool,
    left: Operand,
    operator: String,
    right: Option<Operand>,
}

#[derive(Debug)]
enum Operand {
    Path { root: bool, steps: Vec<Step> },
    Literal(LiteralText),
    Pattern(Box<Regex>),
}

/// The JSON text of a literal.
type LiteralText = String;

/// Reads a path; the leading `$.` may be left out.
pub(super) fn parse(path: &str) -> Result<Vec<Step>, String> {
    let trimmed = path.trim();
    if trimmed.is_empty() {
        return Err("the JSONPath is empty".to_owned());
    }
    let bare = !trimmed.starts_with(['$', '@']);
    let text = if bare { format!("$.{trimmed}") } else { trimmed.to_owned() };
    let bad = || format!("bad JSONPath `{path}`");
    let (steps, rest) = steps(&text[1..], 16).ok_or_else(bad)?;
    if rest.is_empty() { Ok(steps) } else { Err(bad()) }
}

fn steps(text: &str, depth: usize) -> Option<(Vec<Step>, &str)> {
    let mut steps = Vec::new();
    let mut rest = text;
    loop {
        if let Some(after) = rest.strip_prefix("..") {
            steps.push(Step::Deep);
            rest = if after.starts_with('[') { after } else { member(after, &mut steps)? };
        } else if let Some(after) = rest.strip_prefix('.') {
            rest = if after.starts_with('[') { after } else { member(after, &mut steps)? };
        } else if let Some(after) = rest.strip_prefix('[') {
            rest = brackets(after.trim_start(), &mut steps, depth.checked_sub(1)?)?;
        } else {
            return Some((steps, rest));
        }
    }
}

fn member<'t>(text: &'t str, steps: &mut Vec<Step>) -> Option<&'t str> {
    if let Some(rest) = text.strip_prefix('*') {
        steps.push(Step::Wildcard);
        return Some(rest);
    }
    let ends = |c: char| c == '.' || c == '[' || c == ' ' || "=!<>&|~,]".contains(c);
    let mut end = text.find(ends).unwrap_or(text.len());
    if let Some(close) = text[..end].find(')').filter(|_| !text[..end].contains('(')) {
        end = close;
    }
    if end == 0 {
        return None;
    }
    steps.push(Step::Members(vec![text[..end].to_owned()]));
    Some(&text[end..])
}

fn brackets<'t>(text: &'t str, steps: &mut Vec<Step>, depth: usize) -> Option<&'t str> {
    if let Some(rest) = text.strip_prefix('?') {
        let (filter, rest) = filter(rest.trim_start().strip_prefix('(')?, depth)?;
        steps.push(Step::Filter(filter));
        return rest.trim_start().strip_prefix(')')?.trim_start().strip_prefix(']');
    }
    if text.starts_with(['\'', '"']) {
        let mut names = Vec::new();
        let mut rest = text;
        loop {
            let (name, after) = quoted(rest)?;
            names.push(name);
            rest = after.trim_start();
            if let Some(after) = rest.strip_prefix(']') {
                steps.push(Step::Members(names));
                return Some(after);
            }
            rest = rest.strip_prefix(',')?.trim_start();
        }
    }
    let (inside, rest) = text.split_once(']')?;
    let inside = inside.trim();
    let number = |text: &str| if text.trim().is_empty() { Some(None) } else { text.trim().parse().ok().map(Some) };
    steps.push(if inside == "*" {
        Step::Wildcard
    } else if let Some((from, to)) = inside.split_once(':') {
        Step::Slice(number(from)?, number(to)?)
    } else {
        Step::Indexes(inside.split(',').map(|index| index.trim().parse().ok()).collect::<Option<_>>()?)
    });
    Some(rest)
}

fn quoted(text: &str) -> Option<(String, &str)> {
    let quote = text.chars().next().filter(|c| "'\"".contains(*c))?;
    let mut name = String::new();
    let mut characters = text[1..].chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => name.push(characters.next()?),
            c if c == quote => return Some((name, characters.as_str())),
            c => name.push(c),
        }
    }
    None
}

/// Alternatives of tests that must all hold.
fn filter(text: &str, depth: usize) -> Option<(Vec<Vec<Test>>, &str)> {
    let mut alternatives = vec![Vec::new()];
    let mut rest = text;
    loop {
        let (comparison, after) = test(rest.trim_start(), depth)?;
        alternatives.last_mut()?.push(comparison);
        rest = after.trim_start();
        if let Some(after) = rest.strip_prefix("&&") {
            rest = after;
        } else if let Some(after) = rest.strip_prefix("||") {
            alternatives.push(Vec::new());
            rest = after;
        } else {
            return Some((alternatives, rest));
        }
    }
}

fn test(text: &str, depth: usize) -> Option<(Test, &str)> {
    let negated = text.starts_with('!');
    let (left, rest) = operand(text.trim_start_matches(['!', ' ']), depth)?;
    let rest = rest.trim_start();
    let operators = ["==", "!=", "<=", ">=", "=~", "<", ">", "in ", "nin ", "size ", "empty "];
    let Some(operator) = operators.iter().find(|operator| rest.starts_with(**operator)) else {
        return Some((Test { negated, left, operator: String::new(), right: None }, rest));
    };
    let (right, rest) = operand(rest[operator.len()..].trim_start(), depth)?;
    Some((Test { negated, left, operator: operator.trim().to_owned(), right: Some(right) }, rest))
}

fn operand(text: &str, depth: usize) -> Option<(Operand, &str)> {
    if text.starts_with(['@', '$']) {
        let (steps, rest) = steps(&text[1..], depth)?;
        return Some((Operand::Path { root: text.starts_with('$'), steps }, rest));
    }
    if text.starts_with(['\'', '"']) {
        let (value, rest) = quoted(text)?;
        return Some((Operand::Literal(serde_json::to_string(&value).ok()?), rest));
    }
    if let Some(pattern) = text.strip_prefix('/') {
        let (pattern, rest) = pattern.split_once('/')?;
        let (flags, rest) = rest.strip_prefix('i').map_or(("", rest), |rest| ("(?i)", rest));
        let pattern = Regex::new(&format!(r"{flags}\A(?:{pattern})\z")).ok()?;
        return Some((Operand::Pattern(Box::new(pattern)), rest));
    }
    let end =
        if text.starts_with('[') { text.find(']')? + 1 } else { text.find([' ', ')', '&', '|']).unwrap_or(text.len()) };
    let literal = text[..end].replace('\'', "\"");
    json::read(&literal).ok()?;
    Some((Operand::Literal(literal), &text[end..]))
}

/// What a path finds: null for a definite path that finds nothing, a list for an indefinite one.
pub(super) fn select(document: &Value, steps: &[Step], work: &mut u64) -> Result<Value, String> {
    let definite = steps.iter().all(|step| match step {
        Step::Members(_) => true,
        Step::Indexes(indexes) => indexes.len() == 1,
        _ => false,
    });
    let mut found = vec![document.clone()];
    for step in steps {
        let mut next = Vec::new();
        for value in &found {
            apply(step, value, document, &mut next, work)?;
        }
        found = next;
    }
    *work = work.checked_sub(found.len() as u64).ok_or("the JSONPath finds too much")?;
    let found = found.iter().map(|value| copy(value, work)).collect::<Result<Vec<_>, _>>()?;
    Ok(if definite { found.into_iter().next().unwrap_or(Value::Null) } else { Value::list(found, ListKind::Json) })
}

fn copy(value: &Value, work: &mut u64) -> Result<Value, String> {
    let size = match value {
        Value::List(list) => list.borrow().items.len(),
        Value::Map(map) => map.borrow().entries.len(),
        _ => return Ok(value.clone()),
    };
    *work = work.checked_sub(size as u64 + 1).ok_or("the JSONPath finds too much")?;
    Ok(match value {
        Value::List(list) => {
            let items = list.borrow().items.iter().map(|item| copy(item, work)).collect::<Result<_, String>>()?;
            Value::list(items, ListKind::Json)
        }
        Value::Map(map) => {
            let map = map.borrow();
            let entries = map.entries.iter().map(|(key, value)| Ok((key.clone(), copy(value, work)?)));
            Value::map(entries.collect::<Result<Entries, String>>()?, MapKind::Linked)
        }
        other => other.clone(),
    })
}

fn apply(step: &Step, value: &Value, root: &Value, out: &mut Vec<Value>, work: &mut u64) -> Result<(), String> {
    let before = out.len();
    match (step, value) {
        (Step::Members(names), Value::Map(map)) => {
            let map = map.borrow();
            let pairs = names.iter().map(|name| Key::text(name));
            let pairs = pairs.filter_map(|key| map.entries.get(&key).map(|value| (key, value.clone())));
            if names.len() == 1 {
                out.extend(pairs.map(|(_, value)| value));
            } else {
                out.push(Value::map(pairs.collect(), MapKind::Linked));
            }
        }
        (Step::Indexes(indexes), Value::List(list)) => {
            let items = &list.borrow().items;
            let at = |index: i64| usize::try_from(if index < 0 { index + length(items) } else { index }).ok();
            out.extend(indexes.iter().filter_map(|&index| items.get(at(index)?).cloned()));
        }
        (Step::Slice(from, to), Value::List(list)) => {
            let items = &list.borrow().items;
            let length = length(items);
            let place = |index: i64| {
                usize::try_from(if index < 0 { index + length } else { index }).unwrap_or(0).min(items.len())
            };
            let (from, to) = (place(from.unwrap_or(0)), place(to.unwrap_or(length)));
            out.extend(items.get(from..to).unwrap_or_default().iter().cloned());
        }
        (Step::Wildcard, Value::List(list)) => out.extend(list.borrow().items.iter().cloned()),
        (Step::Wildcard, Value::Map(map)) => out.extend(map.borrow().entries.values().cloned()),
        (Step::Deep, _) => deep(value, out, work)?,
        (Step::Filter(filter), Value::List(list)) => {
            for item in &list.borrow().items {
                if holds(filter, item, root, work)? {
                    out.push(item.clone());
                }
            }
        }
        (Step::Filter(filter), Value::Map(_)) if holds(filter, value, root, work)? => out.push(value.clone()),
        _ => {}
    }
    *work = work.checked_sub((out.len() - before) as u64 + 1).ok_or("the JSONPath finds too much")?;
    Ok(())
}

fn length(items: &[Value]) -> i64 {
    i64::try_from(items.len()).unwrap_or(i64::MAX)
}

/// The value and all lists and maps in it, each before what it contains.
fn deep(value: &Value, out: &mut Vec<Value>, work: &mut u64) -> Result<(), String> {
    *work = work.checked_sub(1).ok_or("the JSONPath finds too much")?;
    match value {
        Value::List(list) => {
            out.push(value.clone());
            list.borrow().items.iter().try_for_each(|item| deep(item, out, work))
        }
        Value::Map(map) => {
            out.push(value.clone());
            map.borrow().entries.values().try_for_each(|item| deep(item, out, work))
        }
        _ => Ok(()),
    }
}

fn holds(filter: &[Vec<Test>], item: &Value, root: &Value, work: &mut u64) -> Result<bool, String> {
    for tests in filter {
        let mut all = true;
        for test in tests {
            all = all && (passes(test, item, root, work)? != test.negated);
        }
        if all {
            return Ok(true);
        }
    }
    Ok(false)
}

fn evaluate(operand: &Operand, item: &Value, document: &Value, work: &mut u64) -> Result<Option<Value>, String> {
    match operand {
        Operand::Path { root, steps } => {
            let mut found = vec![if *root { document.clone() } else { item.clone() }];
            for step in steps {
                let mut next = Vec::new();
                for value in &found {
                    apply(step, value, document, &mut next, work)?;
                }
                found = next;
            }
            Ok(found.into_iter().next())
        }
        Operand::Literal(text) => Ok(json::read(text).ok()),
        Operand::Pattern(_) => Ok(None),
    }
}

fn passes(comparison: &Test, item: &Value, root: &Value, work: &mut u64) -> Result<bool, String> {
    let left = evaluate(&comparison.left, item, root, work)?;
    let Some(operand) = &comparison.right else { return Ok(left.is_some()) };
    if let Operand::Pattern(pattern) = operand {
        return Ok(matches!(&left, Some(Value::String(text)) if pattern.is_match(&**text).unwrap_or(false)));
    }
    let right = evaluate(operand, item, root, work)?;
    let (Some(left), Some(right)) = (left, right) else { return Ok(comparison.operator == "!=") };
    let ordering = match (&left, &right) {
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        _ => compare(&left, &right),
    };
    let equal = |left: &Value, right: &Value| compare(left, right) == Some(Ordering::Equal) || left.equals(right, 100);
    let within =
        |list: &Value| matches!(list, Value::List(list) if list.borrow().items.iter().any(|item| equal(&left, item)));
    let size = || match &left {
        Value::List(list) => Some(list.borrow().items.len()),
        Value::String(text) => Some(text.encode_utf16().count()),
        _ => None,
    };
    Ok(match comparison.operator.as_str() {
        "==" => equal(&left, &right),
        "!=" => !equal(&left, &right),
        "<" => ordering.is_some_and(Ordering::is_lt),
        ">" => ordering.is_some_and(Ordering::is_gt),
        "<=" => ordering.is_some_and(Ordering::is_le),
        ">=" => ordering.is_some_and(Ordering::is_ge),
        "in" => within(&right),
        "nin" => !within(&right),
        "size" => size().map(Value::count).is_some_and(|size| equal(&size, &right)),
        _ => size().is_some_and(|size| right.equals(&Value::Boolean(size == 0), 0)),
    })
}
