//! Parses values: strings, numbers, Booleans, lists, ranges, maps and references.

use std::borrow::Cow;

use super::{Parser, Result};
use crate::ast::{Expression, ExpressionKind};
use crate::error::{Failure, Limit};
use crate::lexer::{Kind, Token};

/// Whether a token starts a value.
pub(super) fn starts_value(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::String
            | Kind::Integer
            | Kind::Float
            | Kind::ListOpen
            | Kind::MapOpen
            | Kind::True
            | Kind::False
            | Kind::Name
            | Kind::BraceOpen
    )
}

impl Parser<'_, '_> {
    /// A value with whitespace around it: an argument, an element, a key.
    pub(super) fn parameter(&mut self) -> Result<Expression> {
        self.skip_whitespace();
        let value = self.nested(Parser::primary)?;
        self.skip_whitespace();
        Ok(value)
    }

    /// A value.
    pub(super) fn primary(&mut self) -> Result<Expression> {
        let kind = self.kind();
        if !starts_value(kind) {
            return Err(self.unexpected("a reference, string, number, list, map, `true` or `false`"));
        }
        let start = self.peek().start();
        if matches!(kind, Kind::Name | Kind::BraceOpen) {
            let kind = self.parsed_reference()?.into();
            return Ok(Expression { kind, span: self.span(start) });
        }
        let token = self.take();
        let kind = match kind {
            Kind::String => self.string(token)?,
            Kind::Integer => self.integer(token)?,
            Kind::Float => self.float(token)?,
            Kind::ListOpen => self.list()?,
            Kind::MapOpen => self.map()?,
            boolean => ExpressionKind::Boolean(boolean == Kind::True),
        };
        Ok(Expression { kind, span: self.span(start) })
    }

    fn integer(&mut self, token: Token) -> Result<ExpressionKind> {
        let text = self.image(token).trim_start_matches('#');
        let failure = || Failure::new(Limit::Number, self.span(token.start()));
        if text.len() > 4096 {
            return Err(failure());
        }
        let integer = text.parse().map(ExpressionKind::Integer).or_else(|_| text.parse().map(ExpressionKind::Long));
        integer.or_else(|_| text.parse().map(|number| ExpressionKind::Big(Box::new(number)))).map_err(|_| failure())
    }

    fn float(&mut self, token: Token) -> Result<ExpressionKind> {
        let number = self.image(token).parse().map(ExpressionKind::Double);
        number.map_err(|_| Failure::new(Limit::Number, self.span(token.start())))
    }

    /// A quoted text. In double quotes it is a template: Velocity appends a space to it, unless it has a comment, and
    /// removes the last character of the result.
    fn string(&mut self, token: Token) -> Result<ExpressionKind> {
        let image = self.image(token);
        let (quote, inside) = (&image[..1], &image[1..image.len() - 1]);
        let verbatim = !inside.contains(quote);
        let text = if verbatim { Cow::Borrowed(inside) } else { Cow::Owned(inside.replace(&quote.repeat(2), quote)) };
        if quote == "'" || memchr::memchr2(b'$', b'#', text.as_bytes()).is_none() {
            return Ok(ExpressionKind::String((*text).into()));
        }
        let padded = !text.contains("##");
        let source = text.into_owned() + if padded { " " } else { "" };
        let block = self.within(&source, token.start() + 1, verbatim).template()?;
        Ok(ExpressionKind::Interpolated { block, padded })
    }

    /// The rest of a list, or of a range.
    fn list(&mut self) -> Result<ExpressionKind> {
        let mut elements = Vec::new();
        if self.eat(Kind::ListClose) {
            return Ok(ExpressionKind::List(elements));
        }
        loop {
            self.skip_whitespace();
            let first = matches!(self.kind(), Kind::Integer | Kind::Name | Kind::BraceOpen) && elements.is_empty();
            elements.push(self.parameter()?);
            if first && self.eat(Kind::Range) {
                return self.range(elements.swap_remove(0));
            }
            if self.eat(Kind::ListClose) {
                return Ok(ExpressionKind::List(elements));
            }
            self.demand(Kind::Comma, "`,` or `]` after an element")?;
        }
    }

    fn range(&mut self, first: Expression) -> Result<ExpressionKind> {
        self.skip_whitespace();
        if !matches!(self.kind(), Kind::Integer | Kind::Name | Kind::BraceOpen) {
            return Err(self.unexpected("an integer or a reference at the end of the range"));
        }
        let last = self.parameter()?;
        self.demand(Kind::ListClose, "`]` at the end of the range")?;
        Ok(ExpressionKind::Range(Box::new(first), Box::new(last)))
    }

    /// The rest of a map.
    fn map(&mut self) -> Result<ExpressionKind> {
        let mut entries = Vec::new();
        let filled = starts_value(self.kind()) || (self.kind() == Kind::Whitespace && starts_value(self.second_kind()));
        if filled {
            entries.push(self.entry()?);
            while self.eat(Kind::Comma) {
                entries.push(self.entry()?);
            }
        } else {
            self.skip_whitespace();
        }
        if !self.eat(Kind::BraceClose) {
            self.demand(Kind::MapClose, "`,` or `}` after an entry")?;
        }
        Ok(ExpressionKind::Map(entries))
    }

    fn entry(&mut self) -> Result<(Expression, Expression)> {
        let key = self.parameter()?;
        self.demand(Kind::Colon, "`:` after a key")?;
        Ok((key, self.parameter()?))
    }
}
