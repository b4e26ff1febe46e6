//! The text of a path into its steps.

use super::Step;
use super::filter::{Filter, Operand, Operator, Test};
use crate::error::Problem;
use crate::regex::Pattern;
use crate::value::{Key, Value};

/// How deep filters may nest.
const DEPTH: usize = 16;

/// What was read, and what is left of the text.
type Read<'t, T> = Option<(T, &'t str)>;

/// Reads the steps of a path.
pub(super) fn parse(path: &str) -> Result<Vec<Step>, Problem> {
    let trimmed = path.trim();
    if trimmed.is_empty() {
        return Err("the JSONPath is empty".into());
    }
    let read = match trimmed.strip_prefix(['$', '@']) {
        Some(rest) => steps(rest, DEPTH),
        None => steps(&format!(".{trimmed}"), DEPTH).map(|(read, rest)| (read, if rest.is_empty() { "" } else { "?" })),
    };
    match read {
        Some((steps, "")) => Ok(steps),
        _ => Err(format!("bad JSONPath `{path}`").into()),
    }
}

fn steps(text: &str, depth: usize) -> Read<'_, Vec<Step>> {
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
    let mut end = text.find([' ', '.', '[', '=', '!', '<', '>', '&', '|', '~', ',', ']']).unwrap_or(text.len());
    if let Some(close) = text[..end].find(')').filter(|_| !text[..end].contains('(')) {
        end = close;
    }
    if end == 0 {
        return None;
    }
    steps.push(Step::Members(vec![Key::text(&text[..end])]));
    Some(&text[end..])
}

fn brackets<'t>(text: &'t str, steps: &mut Vec<Step>, depth: usize) -> Option<&'t str> {
    if let Some(rest) = text.strip_prefix('?') {
        let (filter, rest) = alternatives(rest.trim_start().strip_prefix('(')?, depth)?;
        steps.push(Step::Filter(filter));
        return rest.trim_start().strip_prefix(')')?.trim_start().strip_prefix(']');
    }
    if text.starts_with(['\'', '"']) {
        let (names, rest) = names(text)?;
        steps.push(Step::Members(names));
        return Some(rest);
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

/// Names in quotes up to the bracket.
fn names(text: &str) -> Read<'_, Vec<Key>> {
    let mut names = Vec::new();
    let mut rest = text;
    loop {
        let (name, after) = quoted(rest)?;
        names.push(Key::text(&name));
        rest = after.trim_start();
        if let Some(after) = rest.strip_prefix(']') {
            return Some((names, after));
        }
        rest = rest.strip_prefix(',')?.trim_start();
    }
}

fn quoted(text: &str) -> Read<'_, String> {
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

/// Tests with `||` between them, each of which may be several with `&&`.
fn alternatives(text: &str, depth: usize) -> Read<'_, Filter> {
    chain(text, "||", |text| chain(text, "&&", |text| term(text, depth), Filter::All), Filter::Any)
}

fn chain<'t>(
    text: &'t str,
    operator: &str,
    read: impl Fn(&'t str) -> Read<'t, Filter>,
    join: fn(Vec<Filter>) -> Filter,
) -> Read<'t, Filter> {
    let (first, mut rest) = read(text)?;
    let mut parts = vec![first];
    while let Some(after) = rest.trim_start().strip_prefix(operator) {
        let (next, after) = read(after)?;
        parts.push(next);
        rest = after;
    }
    let single = if parts.len() == 1 { parts.pop() } else { None };
    Some((single.unwrap_or_else(|| join(parts)), rest))
}

/// A test, a group in parentheses, or the opposite of either.
fn term(text: &str, depth: usize) -> Read<'_, Filter> {
    let text = text.trim_start();
    let depth = depth.checked_sub(1)?;
    if let Some(rest) = text.strip_prefix('!') {
        let (filter, rest) = term(rest, depth)?;
        return Some((Filter::Not(Box::new(filter)), rest));
    }
    if let Some(rest) = text.strip_prefix('(') {
        let (filter, rest) = alternatives(rest, depth)?;
        return Some((filter, rest.trim_start().strip_prefix(')')?));
    }
    let (left, rest) = operand(text, depth)?;
    let rest = rest.trim_start();
    let Some((operator, rest)) = Operator::read(rest) else {
        return Some((Filter::Test(Box::new(Test { left, comparison: None })), rest));
    };
    let (right, rest) = operand(rest.trim_start(), depth)?;
    Some((Filter::Test(Box::new(Test { left, comparison: Some((operator, right)) })), rest))
}

fn operand(text: &str, depth: usize) -> Read<'_, Operand> {
    if let Some(path) = text.strip_prefix(['@', '$']) {
        let (steps, rest) = steps(path, depth)?;
        return Some((Operand::Path { root: text.starts_with('$'), steps }, rest));
    }
    if text.starts_with(['\'', '"']) {
        let (value, rest) = quoted(text)?;
        return Some((Operand::Text(value.into()), rest));
    }
    if let Some(pattern) = text.strip_prefix('/') {
        let (pattern, rest) = pattern.split_once('/')?;
        let (flags, rest) = rest.strip_prefix('i').map_or(("", rest), |rest| ("(?i)", rest));
        return Some((Operand::Pattern(Box::new(Pattern::new(&format!("{flags}{pattern}")))), rest));
    }
    if let Some(inside) = text.strip_prefix('[') {
        return list(inside, depth.checked_sub(1)?);
    }
    let end = text.find([' ', ')', '&', '|', ',', ']']).unwrap_or(text.len());
    let literal = match &text[..end] {
        "null" => Operand::Null,
        "true" => Operand::Boolean(true),
        "false" => Operand::Boolean(false),
        number => match Value::number(number.strip_prefix('+').unwrap_or(number))? {
            Value::Integer(number) => Operand::Integer(number.into()),
            Value::Long(number) => Operand::Integer(number),
            number => Operand::Double(number.as_double()?),
        },
    };
    Some((literal, &text[end..]))
}

/// The operands of a list, after its bracket.
fn list(text: &str, depth: usize) -> Read<'_, Operand> {
    let mut items = Vec::new();
    let mut rest = text.trim_start();
    if let Some(rest) = rest.strip_prefix(']') {
        return Some((Operand::List(items), rest));
    }
    loop {
        let (item, after) = operand(rest, depth)?;
        items.push(item);
        rest = after.trim_start();
        if let Some(after) = rest.strip_prefix(']') {
            return Some((Operand::List(items), after));
        }
        rest = rest.strip_prefix(',')?.trim_start();
    }
}
