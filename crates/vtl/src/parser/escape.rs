//! Backslashes before directives. Before a reference they are part of its token, and elsewhere they are text.

use super::{Parser, push_text};
use crate::ast::Block;
use crate::lexer::Kind;

/// The directives outside of the grammar.
pub(super) const DIRECTIVES: [&str; 8] = ["foreach", "include", "parse", "macro", "literal", "break", "define", "stop"];

/// The directives of the grammar.
const CONTROL: [&str; 5] = ["if", "end", "set", "else", "elseif"];

impl Parser<'_, '_> {
    fn is_directive(&self, name: &str) -> bool {
        DIRECTIVES.contains(&name) || self.names.macros.contains(name)
    }

    /// A directive after an odd number of backslashes is text, and half of the backslashes stay.
    pub(super) fn escaped_directive(&mut self, block: &mut Block) {
        let token = self.take();
        let image = self.image(token);
        let backslashes = image.len() - image.trim_start_matches('\\').len();
        let name = image[backslashes + 1..].trim_start_matches('{').trim_end_matches('}');
        if self.is_directive(name) || CONTROL.contains(&name) {
            push_text(block, &image[..(backslashes - 1) / 2]);
            push_text(block, &image[backslashes..]);
        } else {
            push_text(block, image);
        }
    }

    /// Pairs of backslashes: half of them stay before a directive.
    pub(super) fn double_backslashes(&mut self, block: &mut Block) {
        let first = self.take();
        let mut end = first.end();
        while self.kind() == Kind::DoubleBackslash {
            end = self.take().end();
        }
        let next = self.peek();
        let control = matches!(next.kind, Kind::If | Kind::Else | Kind::ElseIf | Kind::EndDirective);
        let name = self.image(next).char_indices().nth(1).map_or("", |(second, _)| &self.image(next)[second..]);
        let length = if control || self.is_directive(name) { (end - first.start()) / 2 } else { end - first.start() };
        push_text(block, &self.source[first.start()..][..length]);
    }
}
