//! Java's regular expressions in terms of `fancy-regex`: classes of ASCII, `\Q…\E`, and Java's replacements.

use std::rc::Rc;

use fancy_regex::{Captures, Regex, RegexBuilder};

use super::methods::Outcome;
use super::{Renderer, Result};
use crate::error::{Failure, Span};
use crate::value::{ListKind, Value};

impl Renderer<'_> {
    /// A compiled pattern, which for `matches` covers the whole string.
    pub(super) fn pattern(&mut self, pattern: &str, whole: bool, span: Span) -> Result<Rc<Regex>> {
        let key = format!("{}{pattern}", if whole { "=" } else { "~" });
        if let Some(Value::Pattern(found)) = self.patterns.get(&key) {
            return Ok(found.clone());
        }
        self.spend(10_000 + pattern.len() * 100, span)?;
        let translated = translate(pattern);
        let translated = if whole { format!(r"\A(?:{translated})\z") } else { translated };
        let compiled = RegexBuilder::new(&translated).backtrack_limit(100_000).build();
        let compiled = Rc::new(compiled.map_err(|error| Failure::exception(format!("bad pattern: {error}"), span))?);
        self.patterns.insert(key, Value::Pattern(compiled.clone()));
        Ok(compiled)
    }

    pub(super) fn replace_pattern(
        &mut self,
        text: &str,
        pattern: &str,
        replacement: &str,
        count: usize,
        span: Span,
    ) -> Result<Outcome> {
        if let Some(literal) = literal(pattern).filter(|_| count == usize::MAX && !replacement.contains(['$', '\\'])) {
            let size = text.matches(&literal).count().saturating_mul(replacement.len()).saturating_add(text.len());
            if size > self.limits.output_bytes {
                return Err(Failure::limit("string size", span));
            }
            return Ok(Ok(Value::text(text.replace(&literal, replacement))));
        }
        let regex = self.pattern(pattern, false, span)?;
        let mut out = String::new();
        let mut end = 0;
        for captures in regex.captures_iter(text).take(count) {
            let Ok(captures) = captures else { return Ok(Err("the pattern takes too long".to_owned())) };
            let Some(whole) = captures.get(0) else { continue };
            out.push_str(&text[end..whole.start()]);
            if let Err(message) = expand(&captures, replacement, &mut out) {
                return Ok(Err(message));
            }
            end = whole.end();
            if out.len() > self.limits.output_bytes {
                return Err(Failure::limit("string size", span));
            }
        }
        out.push_str(&text[end..]);
        Ok(Ok(Value::text(out)))
    }

    /// `split`: without a limit, empty strings at the end are left out.
    pub(super) fn split(&mut self, text: &str, pattern: &str, limit: i32, span: Span) -> Result<Outcome> {
        let regex = self.pattern(pattern, false, span)?;
        let most = usize::try_from(limit).ok().filter(|&limit| limit > 0).unwrap_or(usize::MAX);
        let mut parts = Vec::new();
        let mut end = 0;
        for found in regex.find_iter(text) {
            let Ok(found) = found else { return Ok(Err("the pattern takes too long".to_owned())) };
            let empty_at_edge = found.start() == found.end() && (found.start() == 0 || found.end() == text.len());
            if parts.len() + 1 >= most || empty_at_edge {
                continue;
            }
            parts.push(&text[end..found.start()]);
            end = found.end();
        }
        parts.push(&text[end..]);
        while limit == 0 && parts.len() > 1 && parts.last().is_some_and(|part| part.is_empty()) {
            parts.pop();
        }
        if limit == 0 && !text.is_empty() && parts == [""] {
            parts.clear();
        }
        Ok(Ok(Value::list(parts.into_iter().map(Value::text).collect(), ListKind::Array)))
    }
}

/// The text that a pattern without operators stands for, which needs no compiling.
fn literal(pattern: &str) -> Option<String> {
    let mut out = String::new();
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => out.push(characters.next().filter(char::is_ascii_punctuation)?),
            '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^' | '$' => return None,
            c => out.push(c),
        }
    }
    (!out.is_empty()).then_some(out)
}

/// Java's `\d \w \s` know ASCII only, and `\Q…\E` quotes.
fn translate(pattern: &str) -> String {
    let mut out = String::new();
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match characters.next() {
            Some('d') => out.push_str("[0-9]"),
            Some('D') => out.push_str("[^0-9]"),
            Some('w') => out.push_str("[a-zA-Z0-9_]"),
            Some('W') => out.push_str("[^a-zA-Z0-9_]"),
            Some('s') => out.push_str(r"[ \t\n\x0B\f\r]"),
            Some('S') => out.push_str(r"[^ \t\n\x0B\f\r]"),
            Some('Q') => {
                let rest = characters.as_str();
                let (quoted, after) = rest.split_once("\\E").unwrap_or((rest, ""));
                out.push_str(&fancy_regex::escape(quoted));
                characters = after.chars();
            }
            // Java takes a backslash before any sign for the sign itself.
            Some(sign) if sign.is_ascii_punctuation() => {
                out.push_str(&fancy_regex::escape(sign.encode_utf8(&mut [0; 4])));
            }
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

/// Java's replacement text: `$1` and `${name}` are groups, and a backslash makes the next character itself.
fn expand(captures: &Captures<'_, str>, replacement: &str, out: &mut String) -> std::result::Result<(), String> {
    let mut rest = replacement.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => out.push(rest.next().ok_or("the replacement ends in a backslash")?),
            '$' => {
                let after = rest.as_str();
                let group = if let Some(named) = after.strip_prefix('{') {
                    let (name, after) = named.split_once('}').ok_or("the replacement names no group")?;
                    rest = after.chars();
                    captures.name(name)
                } else {
                    let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                    let fits =
                        |length: &usize| after[..*length].parse().is_ok_and(|group: usize| group < captures.len());
                    let length = (1..=digits).rev().find(fits).ok_or("the replacement names no group")?;
                    rest = after[length..].chars();
                    after[..length].parse().ok().and_then(|group| captures.get(group))
                };
                out.push_str(group.map_or("", |group| group.as_str()));
            }
            c => out.push(c),
        }
    }
    Ok(())
}
