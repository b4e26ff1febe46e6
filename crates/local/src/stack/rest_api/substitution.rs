//! Texts of gateway responses and access logs, in which only variables are replaced.

use super::mapping::{Source, request_source};

/// A text with variables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Substitution(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Variable(Source),
}

impl Substitution {
    /// Reads a text: `$context.NAME`, `$stageVariables.NAME` and `$method.request.…` are variables, and everything else
    /// is text.
    ///
    /// ```
    /// use gelato_local::stack::rest_api::substitution::Substitution;
    /// let line = Substitution::parse("$context.status #if $x");
    /// assert_eq!(line.fill(|_, out| out.push_str("200")), "200 #if $x");
    /// ```
    pub fn parse(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(dollar) = rest.find('$') {
            plain.push_str(&rest[..dollar]);
            rest = &rest[dollar..];
            if let Some((source, length)) = variable(rest) {
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Variable(source));
                rest = &rest[length..];
            } else {
                plain.push('$');
                rest = &rest[1..];
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Self(pieces)
    }

    /// Fills in the text, with a function that writes the value of each variable.
    pub fn fill(&self, mut value: impl FnMut(&Source, &mut String)) -> String {
        let mut out = String::with_capacity(256);
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Variable(source) => value(source, &mut out),
            }
        }
        out
    }
}

/// The variable at the start of a text, and its length.
fn variable(text: &str) -> Option<(Source, usize)> {
    let braced = text.starts_with("${");
    let start = if braced { 2 } else { 1 };
    let name = &text[start..];
    let hyphens = name.starts_with("method.") || name.starts_with("stageVariables.");
    let part = |letter: char| letter.is_ascii_alphanumeric() || "._".contains(letter) || hyphens && letter == '-';
    let end = name.find(|letter| !part(letter)).unwrap_or(name.len());
    let name = name[..end].trim_end_matches(['.', '-']);
    let source = request_source(name)?;
    let length = start + name.len();
    match (braced, text[length..].starts_with('}')) {
        (true, true) => Some((source, length + 1)),
        (true, false) => None,
        (false, _) => Some((source, length)),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let filled = Substitution::parse(text).fill(|source, out| {
            let _ = write!(out, "<{source:?}>");
        });
        assert_eq!(filled, expected);
    }

    #[test]
    fn only_variables_are_replaced() {
        check("{\"m\":$context.error.messageString}", "{\"m\":<Context(\"error.messageString\")>}");
        check("$context.status. $context.a-$x", "<Context(\"status\")>. <Context(\"a\")>-$x");
        check("${stageVariables.a-b}!", "<StageVariable(\"a-b\")>!");
        check("$method.request.header.X-Y", "<Header(\"X-Y\")>");
        check("#if($context) $ $", "#if($context) $ $");
        check("${context.a", "${context.a");
    }
}
