//! Filters: tests joined by `&&` and `||`. As in Jayway, parentheses around tests are ignored, and operators are found
//! anywhere in a test, even in its texts.

use super::{Result, steps};
use crate::api_gateway::json_path::JsonPath;
use crate::api_gateway::json_path::comparison::Operator;
use crate::api_gateway::json_path::filter::{Filter, Operand, Test};
use crate::error::{Cause, JsonPathError};
use crate::regex::Pattern;

/// The filter in brackets, with its `?` at a position.
pub(super) fn filter(piece: &str, at: usize, depth: usize) -> Result<Filter> {
    let start = piece[..at].rfind('[').ok_or(JsonPathError::Filter)?;
    let piece = &piece[start..];
    let inside = trimmed(&piece[..balanced(piece)?]).strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let inside = trimmed(inside.ok_or(JsonPathError::Filter)?).strip_prefix('?').ok_or(JsonPathError::Filter)?;
    let inside =
        trimmed(inside).strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).ok_or(JsonPathError::Filter)?;
    alternatives(trimmed(inside), depth)
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c| c <= ' ')
}

/// The end of a filter's brackets: outside of texts, with no open parenthesis.
fn balanced(piece: &str) -> Result<usize> {
    let (mut brackets, mut parentheses) = (0, 0);
    let mut in_text = false;
    let mut before = b' ';
    for (at, byte) in piece.bytes().enumerate() {
        match byte {
            b'\'' if before != b'\\' => in_text = !in_text,
            _ if in_text => {}
            b'(' => parentheses += 1,
            b')' => parentheses -= 1,
            b'[' => brackets += 1,
            b']' => {
                brackets -= 1;
                if parentheses == 0 {
                    return if brackets == 0 { Ok(at + 1) } else { Err(JsonPathError::Unclosed) };
                }
            }
            _ => {}
        }
        before = byte;
    }
    Err(JsonPathError::Unclosed)
}

/// The tests from the last to the first, in the order of evaluation.
fn alternatives(text: &str, depth: usize) -> Result<Filter> {
    let mut filter = vec![Vec::new()];
    let mut rest = text;
    while let Some(at) = rest.rfind("&&").max(rest.rfind("||")) {
        let (before, after) = (&rest[..at], &rest[at + 2..]);
        if let Some(tests) = filter.last_mut() {
            tests.push(test(after, depth)?);
        }
        if rest[at..].starts_with("||") {
            filter.push(Vec::new());
        }
        rest = before;
    }
    if let Some(tests) = filter.last_mut() {
        tests.push(test(rest, depth)?);
    }
    Ok(Filter(filter))
}

fn test(text: &str, depth: usize) -> Result<Test> {
    let text = trimmed(text).trim_start_matches(['[', '?', '(', ' ']).trim_end_matches([')', ' ']);
    let found = Operator::ALL.iter().find_map(|&(sign, operator)| Some((text.split_once(sign)?, operator)));
    let Some(((left, right), operator)) = found else {
        let path = path_of(trimmed(text)).ok_or(JsonPathError::Test)?;
        let wanted = !trimmed(text).starts_with('!');
        return Ok(Test::Exists { path: definite(path, depth)?, wanted });
    };
    let (left, right) = (trimmed(left), trimmed(right));
    if right.starts_with("!@") {
        return Err(JsonPathError::Filter);
    }
    Ok(Test::Compare { left: operand(left, depth)?, operator, right: operand(right, depth)? })
}

/// The path in an operand. A negation before it counts only outside of comparisons.
fn path_of(text: &str) -> Option<&str> {
    let path = if text.starts_with("!@") { &text[1..] } else { text };
    path.starts_with(['$', '@']).then_some(path)
}

fn definite(path: &str, depth: usize) -> Result<JsonPath> {
    let path = JsonPath::new(steps(path, depth)?);
    if path.definite { Ok(path) } else { Err(JsonPathError::IndefinitePath) }
}

fn operand(text: &str, depth: usize) -> Result<Operand> {
    if let Some(path) = path_of(text) {
        return Ok(Operand::Path { root: path.starts_with('$'), path: definite(path, depth)? });
    }
    if text.starts_with('\'') && text.ends_with('\'') {
        return text.get(1..text.len() - 1).map(|text| Operand::Text(text.into())).ok_or(JsonPathError::Unclosed);
    }
    if text.starts_with('/') && (text.ends_with('/') || text.ends_with("/i")) {
        return pattern(text);
    }
    Ok(Operand::Text(text.into()))
}

fn pattern(text: &str) -> Result<Operand> {
    let (pattern, flags) = text[1..].rsplit_once('/').ok_or(JsonPathError::Unclosed)?;
    let flags = if flags == "i" { "(?i)" } else { "" };
    let pattern = Pattern::new(&format!("{flags}{pattern}"));
    match pattern.check() {
        Ok(()) => Ok(Operand::Pattern(Box::new(pattern))),
        Err(problem) => Err(JsonPathError::Pattern(Cause::new(problem.into_kind()))),
    }
}
