//! Java's regular expressions, for `matches`, `replaceAll`, `replaceFirst` and `split` of a string.
//!
//! `fancy-regex` runs them, and `translation` rewrites a Java pattern for it. Patterns without operators, which most
//! templates use, are searched for literally and never compiled.

mod java_pattern;
mod limits;
mod replacement;
mod translation;

use ecow::EcoString;
use fancy_regex::{Captures, Regex};

pub use java_pattern::JavaPattern;
pub use limits::may_backtrack;

use crate::budget::Budget;
use crate::error::{Cause, Limit, Problem};
use crate::scan::position;
use limits::BySize;
use replacement::Replacement;

/// A pattern, compiled when it is first used.
#[derive(Debug)]
pub(crate) struct Pattern {
    source: EcoString,
    literal: Option<String>,
    anywhere: BySize,
    whole: BySize,
}

impl Pattern {
    pub(crate) fn new(source: &str) -> Self {
        let literal = translation::literal(source);
        Self { source: source.into(), literal, anywhere: BySize::default(), whole: BySize::default() }
    }

    /// Compiles the pattern, so that an invalid one is reported before it is used.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        if self.literal.is_some() { Ok(()) } else { self.whole(0).map(drop) }
    }

    /// The pattern anchored at both ends, for a text of this length.
    fn whole(&self, length: usize) -> Result<&Regex, Problem> {
        self.whole.regex(&self.source, length, |translated| format!(r"\A(?:{translated})\z"))
    }

    /// `matches`: whether the pattern matches the whole text.
    pub(crate) fn matches(&self, text: &str, budget: &mut Budget) -> Result<bool, Problem> {
        if let Some(literal) = &self.literal {
            return Ok(literal == text);
        }
        budget.work(text.len())?;
        if self.whole.is_new(text.len()) {
            compiling(&self.source, budget)?;
        }
        self.whole(text.len())?
            .is_match(text)
            .map_err(|error| limits::too_slow(&self.source, Some(Cause::new(error))).into())
    }

    /// `replaceAll`, or `replaceFirst`.
    pub(crate) fn replace(
        &self,
        text: &EcoString,
        replacement: &str,
        all: bool,
        budget: &mut Budget,
    ) -> Result<EcoString, Problem> {
        if let Some(literal) = self.literal.as_ref().filter(|_| all && is_plain(replacement)) {
            return replace_text(text, literal, replacement, budget);
        }
        let mut matches = self.matches_in(text, budget)?;
        let mut parts = None;
        let mut out = String::new();
        let mut end = 0;
        while let Some(captures) = matches.next(budget)? {
            let whole = matches.last;
            if parts.is_none() {
                parts = Some(Replacement::parse(replacement, matches.regex)?);
            }
            out.push_str(&text[end..whole.0]);
            if let Some(parts) = &parts {
                parts.expand(&captures, &mut out);
            }
            end = whole.1;
            if out.len() > budget.text_bytes {
                return Err(Limit::StringSize.into());
            }
            if !all {
                break;
            }
        }
        budget.text(out.len() + text.len() - end)?;
        out.push_str(&text[end..]);
        Ok(out.into())
    }

    /// `split`: without a limit, trailing empty strings are dropped.
    pub(crate) fn split(&self, text: &str, limit: i32, budget: &mut Budget) -> Result<Vec<EcoString>, Problem> {
        let most = usize::try_from(limit).ok().filter(|&limit| limit > 0).unwrap_or(usize::MAX);
        let mut matches = self.matches_in(text, budget)?;
        let mut parts = Vec::new();
        let mut end = 0;
        while parts.len() + 1 < most && matches.next(budget)?.is_some() {
            let (start, next) = matches.last;
            if next == 0 {
                continue;
            }
            budget.memory(crate::budget::ELEMENT + start - end)?;
            parts.push(EcoString::from(&text[end..start]));
            end = next;
        }
        budget.memory(crate::budget::ELEMENT + text.len() - end)?;
        parts.push(EcoString::from(&text[end..]));
        if end > 0 && limit == 0 {
            let kept = parts.iter().rposition(|part| !part.is_empty()).map_or(0, |last| last + 1);
            parts.truncate(kept);
        }
        Ok(parts)
    }

    fn matches_in<'t>(&'t self, text: &'t str, budget: &mut Budget) -> Result<Matches<'t>, Problem> {
        budget.work(text.len())?;
        if self.anywhere.is_new(text.len()) {
            compiling(&self.source, budget)?;
        }
        let regex = self.anywhere.regex(&self.source, text.len(), |translated| translated)?;
        Ok(Matches { source: &self.source, regex, text, from: 0, last: (0, 0) })
    }
}

/// A `replaceAll` whose pattern and replacement have no operators.
#[derive(Debug)]
pub(crate) struct LiteralReplacement {
    from: String,
    to: EcoString,
}

impl LiteralReplacement {
    pub(crate) fn of(pattern: &str, replacement: &EcoString) -> Option<Self> {
        let from = translation::literal(pattern).filter(|_| is_plain(replacement))?;
        Some(Self { from, to: replacement.clone() })
    }

    pub(crate) fn apply(&self, text: &EcoString, budget: &mut Budget) -> Result<EcoString, Problem> {
        replace_text(text, &self.from, &self.to, budget)
    }
}

/// Whether a replacement has no operators.
fn is_plain(replacement: &str) -> bool {
    replacement.bytes().all(|byte| !matches!(byte, b'$' | b'\\'))
}

/// `replace`, which knows no operators.
pub(crate) fn replace_text(text: &EcoString, from: &str, to: &str, budget: &mut Budget) -> Result<EcoString, Problem> {
    if from.is_empty() {
        budget.text(to.len().saturating_mul(text.len() + 1).saturating_add(text.len()))?;
        return Ok(text.replace("", to));
    }
    let mut next = find(text, from);
    if next.is_none() {
        budget.text(text.len())?;
        return Ok(text.clone());
    }
    let mut out = EcoString::new();
    let mut rest = &**text;
    while let Some(found) = next {
        budget.memory(found + to.len())?;
        out.push_str(&rest[..found]);
        out.push_str(to);
        rest = &rest[found + from.len()..];
        if out.len() > budget.text_bytes {
            return Err(Limit::StringSize.into());
        }
        next = find(rest, from);
    }
    budget.text(out.len() + rest.len())?;
    out.push_str(rest);
    Ok(out)
}

/// The position of a text in another. A short one is found by its first byte, which needs no preparation.
pub(crate) fn find(text: &str, sought: &str) -> Option<usize> {
    match sought.as_bytes().split_first() {
        Some((&first, rest)) if sought.len() <= 8 => find_short(text.as_bytes(), first, rest),
        _ => find_long(text, sought),
    }
}

fn find_short(text: &[u8], first: u8, rest: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = position(&text[from..], first) {
        if text[from + found + 1..].starts_with(rest) {
            return Some(from + found);
        }
        from += found + 1;
    }
    None
}

/// Not inlined, because its preparation needs much of the stack.
#[inline(never)]
fn find_long(text: &str, sought: &str) -> Option<usize> {
    memchr::memmem::find(text.as_bytes(), sought.as_bytes())
}

/// Java's iteration over matches, which advances by a character after an empty match.
struct Matches<'t> {
    source: &'t str,
    regex: &'t Regex,
    text: &'t str,
    from: usize,
    /// The start and the end of the last match.
    last: (usize, usize),
}

impl<'t> Matches<'t> {
    fn next(&mut self, budget: &mut Budget) -> Result<Option<Captures<'t, str>>, Problem> {
        if self.from > self.text.len() {
            return Ok(None);
        }
        budget.search(self.text.len())?;
        let found = self.regex.captures_from_pos(self.text, self.from);
        let found = found.map_err(|error| limits::too_slow(self.source, Some(Cause::new(error))))?;
        let Some((captures, whole)) =
            found.and_then(|found| found.get(0).map(|m| (m.start(), m.end())).map(|whole| (found, whole)))
        else {
            return Ok(None);
        };
        budget.work(1 + (whole.1 - self.from) / 16)?;
        self.last = whole;
        let step = self.text[whole.1..].chars().next().map_or(1, char::len_utf8);
        self.from = if whole.0 == whole.1 { whole.1 + step } else { whole.1 };
        Ok(Some(captures))
    }
}

/// Counts the work of compiling a pattern.
fn compiling(source: &str, budget: &mut Budget) -> Result<(), Problem> {
    budget.work(50_000 + source.len() * 1000)
}
