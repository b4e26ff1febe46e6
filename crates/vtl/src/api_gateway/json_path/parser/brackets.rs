//! Brackets: names, numbers, or a filter.

use super::Result;
use super::tests::filter;
use crate::api_gateway::json_path::filter::Filter;
use crate::api_gateway::json_path::{Elements, Step};
use crate::error::JsonPathError;
use crate::value::Key;

/// The length of the brackets at the start of a text.
pub(super) fn closed(text: &str) -> usize {
    let mut open = 0;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b']' if open == 0 => return at + 1,
            b'[' => open += 1,
            b']' => open -= 1,
            _ => {}
        }
    }
    text.len()
}

/// The step in brackets, which the first significant character decides.
pub(super) fn step(piece: &str, depth: usize) -> Result<Step> {
    if piece == "[*]" {
        return Ok(Step::Wildcard);
    }
    if is_bare_filter(piece) {
        return Ok(Step::Filter(Filter(Vec::new())));
    }
    let significant = |c: char| matches!(c, '?' | '\'' | ':' | '-' | '@' | '0'..='9');
    let at = piece.find(significant).ok_or(JsonPathError::Brackets)?;
    let rest = &piece[at..];
    match rest.as_bytes()[0] {
        b'?' => filter(piece, at, depth).map(Step::Filter),
        b'\'' => names(rest).map(|names| Step::Members { names, required: false }),
        b'@' => from_end(rest).map(Step::Elements),
        _ => numbers(rest).map(Step::Elements),
    }
}

/// `[?]`, and several of them as in `[?,?]`.
fn is_bare_filter(piece: &str) -> bool {
    let inside = piece.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
    let spaces = |c: char| matches!(c, ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r');
    let inside = inside.trim_start_matches(spaces);
    inside.starts_with('?') && inside.chars().all(|c| spaces(c) || matches!(c, '?' | ',' | '*'))
}

/// Quoted names up to the first bracket. Nothing in them is escaped.
fn names(text: &str) -> Result<Vec<Key>> {
    let (inside, _) = text.split_once(']').ok_or(JsonPathError::Unclosed)?;
    let mut parts: Vec<_> = inside.split('\'').collect();
    // With an odd number of quotes the last name is not closed, and does not count.
    if parts.len() % 2 == 0 {
        parts.pop();
    }
    Ok(parts.into_iter().skip(1).step_by(2).map(Key::text).collect())
}

/// `@.length - 1` or `@.size() - 1`, with optional parentheses.
fn from_end(text: &str) -> Result<Elements> {
    let signs: Vec<char> = text.chars().collect();
    let minus = signs.iter().skip(2).position(|&c| c == '-').ok_or(JsonPathError::Calculation)? + 2;
    let function: String = signs[2..minus].iter().filter(|c| !matches!(c, ' ' | '(' | ')')).collect();
    let end = signs[minus..].iter().position(|&c| c == ')').ok_or(JsonPathError::Calculation)? + minus;
    let number: String = signs[minus..end].iter().filter(|&&c| c != ' ').collect();
    if function != "size" && function != "length" {
        return Err(JsonPathError::Calculation);
    }
    number_of(&number).map(Elements::FromEnd)
}

fn number_of(text: &str) -> Result<i32> {
    text.parse().map_err(|_| JsonPathError::Index)
}

/// The numbers, commas and colons so far.
#[derive(Default)]
struct Numbers {
    all: Vec<i32>,
    digits: String,
    list: bool,
    slices: Vec<Slice>,
}

/// The bounds of a slice.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slice {
    From,
    To,
    Between,
}

impl Numbers {
    fn end_number(&mut self) -> Result<()> {
        self.all.push(number_of(&self.digits)?);
        self.digits.clear();
        Ok(())
    }

    fn elements(self) -> Elements {
        let slices = |slice| self.slices.contains(&slice);
        match self.all.as_slice() {
            [index] if !slices(Slice::From) && !slices(Slice::To) => Elements::One(*index),
            _ if self.list => Elements::Each(self.all),
            [from, ..] if slices(Slice::From) => Elements::From(*from),
            [to, ..] if slices(Slice::To) => Elements::To(*to),
            [from, to, ..] if slices(Slice::Between) => Elements::Between(*from, *to),
            _ => Elements::Unclear,
        }
    }
}

fn numbers(text: &str) -> Result<Elements> {
    let mut read = Numbers::default();
    let mut signs = text.chars().peekable();
    loop {
        match signs.next().ok_or(JsonPathError::Unclosed)? {
            ' ' => {}
            ':' => {
                let first = read.digits.is_empty();
                if !first {
                    read.end_number()?;
                }
                while let Some(c) = signs.next_if(|c| matches!(c, '0'..='9' | ' ' | '-')) {
                    read.digits.extend(Some(c).filter(|&c| c != ' '));
                }
                let slice = match (first, read.digits.is_empty()) {
                    (true, _) => Slice::To,
                    (false, true) => Slice::From,
                    (false, false) => Slice::Between,
                };
                read.slices.push(slice);
                if slice != Slice::From {
                    read.end_number()?;
                }
                // The character that ends the number is skipped.
                if signs.next().ok_or(JsonPathError::Unclosed)? == ']' {
                    break;
                }
            }
            ',' => {
                read.end_number()?;
                read.list = true;
            }
            c @ ('0'..='9' | '-') => read.digits.push(c),
            _ => break,
        }
    }
    if !read.digits.is_empty() {
        read.end_number()?;
    }
    Ok(read.elements())
}
