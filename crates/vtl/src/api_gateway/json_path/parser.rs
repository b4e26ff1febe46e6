//! Parses a path into its steps.
//!
//! As in Jayway, a path is first cut into pieces, which are then parsed, with some odd results: a member after a dot is
//! parsed as if it were quoted in brackets, and the first significant character in brackets decides what they are.

mod brackets;
mod tests;

use super::Step;
use crate::error::{Exception, JsonPathError, Problem};

/// The maximum nesting of filters.
pub(super) const DEPTH: usize = 16;

type Result<T> = std::result::Result<T, JsonPathError>;

/// Parses a path whose filters nest up to a depth.
pub(super) fn parse(path: &str, depth: usize) -> std::result::Result<Vec<Step>, Problem> {
    steps(path, depth).map_err(|cause| Exception::InvalidJsonPath { path: path.to_owned(), cause }.into())
}

fn steps(path: &str, depth: usize) -> Result<Vec<Step>> {
    let depth = depth.checked_sub(1).ok_or(JsonPathError::Nesting)?;
    let path = path.trim_matches(|c| c <= ' ');
    if path.is_empty() {
        return Err(JsonPathError::Empty);
    }
    if path.ends_with("..") {
        return Err(JsonPathError::TrailingDot);
    }
    let Some(rest) = path.strip_prefix(['$', '@']) else { return pieces(&format!(".{path}"), depth) };
    if !rest.is_empty() && !rest.starts_with(['.', '[']) {
        return Err(JsonPathError::Start);
    }
    pieces(rest, depth)
}

fn pieces(path: &str, depth: usize) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = path;
    while let Some(first) = rest.chars().next() {
        rest = match first {
            ' ' => return Err(JsonPathError::Space),
            '$' => {
                steps.push(Step::Same);
                &rest[1..]
            }
            '*' => {
                steps.push(Step::Wildcard);
                &rest[1..]
            }
            '[' => {
                let (piece, after) = rest.split_at(brackets::closed(rest));
                steps.push(brackets::step(piece, depth)?);
                after
            }
            '.' => after_dot(&rest[1..], &mut steps, depth)?,
            _ => member(rest, &mut steps, depth)?,
        };
    }
    Ok(steps)
}

fn after_dot<'t>(rest: &'t str, steps: &mut Vec<Step>, depth: usize) -> Result<&'t str> {
    match rest.chars().next() {
        None => Err(JsonPathError::TrailingDot),
        Some('.') => {
            steps.push(Step::Scan);
            Ok(&rest[1..])
        }
        Some('[' | ' ') => Ok(rest),
        Some(_) => member(rest, steps, depth),
    }
}

/// A name without quotes.
fn member<'t>(rest: &'t str, steps: &mut Vec<Step>, depth: usize) -> Result<&'t str> {
    let (name, after) = rest.split_at(rest.find(['.', '[', ' ']).unwrap_or(rest.len()));
    steps.push(if name == "*" { Step::Wildcard } else { brackets::step(&format!("['{name}']"), depth)? });
    Ok(after)
}
