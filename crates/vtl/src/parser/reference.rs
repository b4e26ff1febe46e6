//! Parses `$name`, `${name}` and the properties, methods and indexes after it.

use super::{Parser, Result, push_text};
use crate::ast::{Block, Call, Expression, ExpressionKind, Node, Reference, Step, StepKind};
use crate::lexer::{Kind, Token};
use crate::value::Key;

/// The parts of a reference's first token.
struct Root<'s> {
    /// The backslashes before it.
    backslashes: usize,
    /// The characters before its own `$`, which are printed.
    signs: &'s str,
    /// The rest from its own `$` on, or without a `$`.
    rest: &'s str,
}

impl<'s> Root<'s> {
    fn of(image: &'s str) -> Self {
        let backslashes = image.bytes().take_while(|&byte| byte == b'\\').count();
        let image = &image[backslashes..];
        let dollar = image.bytes().rposition(|byte| byte == b'$').unwrap_or(0);
        Self { backslashes, signs: &image[..dollar], rest: &image[dollar..] }
    }

    /// The start of the rest within the token.
    fn offset(&self) -> usize {
        self.backslashes + self.signs.len()
    }
}

/// A reference, or a text that the grammar parses as one: `$\!x`, and names and braces without a `$`.
pub(super) enum Parsed {
    Reference(Reference),
    /// It has no value, and prints this text.
    Nothing(String),
}

impl Parser<'_, '_> {
    /// Whether the next token is a reference that is neither quiet nor in braces.
    pub(super) fn at_plain_reference(&mut self) -> bool {
        let token = self.peek();
        let rest = Root::of(self.image(token)).rest;
        token.kind == Kind::Name && rest.starts_with('$') && !rest.starts_with("$!")
    }

    /// A reference in text.
    pub(super) fn printed_reference(&mut self, block: &mut Block) -> Result<()> {
        match self.parsed_reference()? {
            Parsed::Reference(reference) => block.push(Node::Reference(reference)),
            Parsed::Nothing(text) => push_text(block, &text),
        }
        Ok(())
    }

    /// A reference in a directive, which must be one.
    pub(super) fn reference(&mut self) -> Result<Reference> {
        if !matches!(self.kind(), Kind::Name | Kind::BraceOpen) {
            return Err(self.unexpected("a reference"));
        }
        let token = self.peek();
        match self.parsed_reference()? {
            Parsed::Reference(reference) => Ok(reference),
            Parsed::Nothing(_) => Err(self.unexpected_token(token, "a reference")),
        }
    }

    pub(super) fn parsed_reference(&mut self) -> Result<Parsed> {
        let first = self.take();
        let image = self.image(first);
        let root = Root::of(image);
        let braced = first.kind == Kind::BraceOpen;
        let name = if braced {
            let token = self.demand(Kind::Name, "the name of a reference")?;
            self.image(token)
        } else {
            root.rest.trim_start_matches('$').trim_start_matches('!')
        };
        let slot = self.names.slot(name);
        let steps = self.steps()?;
        if braced {
            self.demand(Kind::BraceClose, "`}` at the end of the reference")?;
        }
        if image.as_bytes().windows(2).any(|pair| pair == b"\\!") {
            return Ok(Parsed::Nothing(String::new()));
        }
        if !root.rest.starts_with('$') {
            return Ok(Parsed::Nothing(image.to_owned()));
        }
        let start = first.start() + root.offset();
        let text = (!self.verbatim).then(|| self.source[start..self.at].into());
        let escaped = root.backslashes % 2 == 1;
        let mut prefix = "\\".repeat(root.backslashes / 2);
        if !escaped {
            prefix.push_str(root.signs);
        }
        Ok(Parsed::Reference(Reference { slot, steps, span: self.span(start), prefix: prefix.into(), escaped, text }))
    }

    /// The indexes, properties and methods that follow.
    fn steps(&mut self) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        loop {
            let start = self.at;
            let kind = match self.kind() {
                Kind::IndexOpen => StepKind::Index(Box::new(self.index()?)),
                Kind::Dot if self.second_kind() == Kind::Name => {
                    self.take();
                    let token = self.take();
                    self.member(token)?
                }
                _ => return Ok(steps),
            };
            push_exactly(&mut steps, Step { kind, span: self.span(start) });
        }
    }

    fn member(&mut self, name: Token) -> Result<StepKind> {
        let name = self.image(name).into();
        if self.kind() == Kind::Open && starts_parameters(self.second_kind()) {
            self.take();
            let arguments = self.arguments()?;
            let is_literal = |argument: &Expression| matches!(argument.kind, ExpressionKind::String(_));
            let literal = arguments.first().is_some_and(is_literal).then(|| self.names.literal_call());
            return Ok(StepKind::Method(Box::new(Call { name, arguments, literal })));
        }
        Ok(StepKind::Property(Key::Text(name)))
    }

    fn index(&mut self) -> Result<Expression> {
        self.take();
        self.skip_whitespace();
        let index = match self.kind() {
            Kind::String | Kind::Integer | Kind::True | Kind::False | Kind::Name | Kind::BraceOpen => {
                self.nested(Parser::primary)?
            }
            _ => return Err(self.unexpected("an index: a string, an integer, `true`, `false` or a reference")),
        };
        self.skip_whitespace();
        self.demand(Kind::IndexClose, "`]`")?;
        Ok(index)
    }

    fn arguments(&mut self) -> Result<Vec<Expression>> {
        let mut arguments = Vec::new();
        if self.eat(Kind::MethodClose) {
            return Ok(arguments);
        }
        loop {
            push_exactly(&mut arguments, self.parameter()?);
            if self.eat(Kind::MethodClose) {
                return Ok(arguments);
            }
            self.demand(Kind::Comma, "`,` or `)` after an argument")?;
        }
    }
}

/// Adds an element. Few references have more than two steps and few methods more than two arguments, so that the first
/// element reserves room for two.
fn push_exactly<T>(list: &mut Vec<T>, element: T) {
    if list.is_empty() {
        list.reserve_exact(2);
    }
    list.push(element);
}

/// Whether a token can start the arguments of a method.
fn starts_parameters(kind: Kind) -> bool {
    matches!(kind, Kind::Whitespace | Kind::MethodClose) || super::literal::starts_value(kind)
}

impl From<Parsed> for ExpressionKind {
    fn from(parsed: Parsed) -> Self {
        match parsed {
            Parsed::Reference(reference) => Self::Reference(Box::new(reference)),
            Parsed::Nothing(_) => Self::Null,
        }
    }
}
