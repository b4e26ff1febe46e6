//! Expressions: operators by precedence, literals, lists, maps and ranges.

use num_bigint::BigInt;

use super::{Parser, Result};
use crate::ast::{Expression, ExpressionKind, Operator};
use crate::error::Failure;

/// So many operators of one precedence may follow each other; it bounds the depth of the tree.
const CHAIN: usize = 256;

/// The operators from loosest to tightest, each with its signs and words.
const PRECEDENCES: [&[(&str, Operator)]; 6] = [
    &[("||", Operator::Or), ("or", Operator::Or)],
    &[("&&", Operator::And), ("and", Operator::And)],
    &[("==", Operator::Equal), ("eq", Operator::Equal), ("!=", Operator::NotEqual), ("ne", Operator::NotEqual)],
    &[
        ("<=", Operator::LessOrEqual),
        ("le", Operator::LessOrEqual),
        ("<", Operator::Less),
        ("lt", Operator::Less),
        (">=", Operator::GreaterOrEqual),
        ("ge", Operator::GreaterOrEqual),
        (">", Operator::Greater),
        ("gt", Operator::Greater),
    ],
    &[("+", Operator::Add), ("-", Operator::Subtract)],
    &[("*", Operator::Multiply), ("/", Operator::Divide), ("%", Operator::Remainder)],
];

impl Parser<'_, '_> {
    pub(super) fn expression(&mut self) -> Result<Expression> {
        self.nested(|parser| parser.binary(0))
    }

    fn binary(&mut self, level: usize) -> Result<Expression> {
        let Some(operators) = PRECEDENCES.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        for _ in 0..CHAIN {
            let Some(operator) = self.operator(operators) else { return Ok(left) };
            let right = self.binary(level + 1)?;
            let span = crate::Span::new(left.span.start, right.span.end);
            left = Expression { kind: ExpressionKind::Binary(operator, Box::new(left), Box::new(right)), span };
        }
        Err(Failure::limit("operators", left.span))
    }

    fn operator(&mut self, operators: &[(&str, Operator)]) -> Option<Operator> {
        let start = self.cursor.at;
        self.cursor.skip_whitespace();
        // A minus before a digit belongs to the number, even where no number can stand.
        let negative = self.cursor.peek() == Some(b'-') && self.number_follows(1);
        let sign = self.cursor.clone();
        let word = self.cursor.word();
        for (text, operator) in operators {
            if word == Some(text) {
                return Some(*operator);
            }
            if word.is_none() && !negative && sign.looking_at(text) {
                self.cursor.at += text.len();
                return Some(*operator);
            }
        }
        self.cursor.at = start;
        None
    }

    fn unary(&mut self) -> Result<Expression> {
        self.cursor.skip_whitespace();
        let start = self.cursor.at;
        if self.cursor.eat("!") || self.eat_not() {
            let operand = self.nested(Parser::unary)?;
            return Ok(Expression { kind: ExpressionKind::Not(Box::new(operand)), span: self.span(start) });
        }
        if self.cursor.eat("(") {
            let inner = self.expression()?;
            self.cursor.skip_whitespace();
            self.demand(")")?;
            return Ok(inner);
        }
        self.primary()
    }

    fn eat_not(&mut self) -> bool {
        let start = self.cursor.at;
        let found = self.cursor.word() == Some("not");
        if !found {
            self.cursor.at = start;
        }
        found
    }

    pub(super) fn parameter(&mut self) -> Result<Expression> {
        self.nested(Parser::primary)
    }

    /// A literal or a reference.
    pub(super) fn primary(&mut self) -> Result<Expression> {
        let start = self.cursor.at;
        let kind = match self.cursor.peek() {
            Some(b'$') => ExpressionKind::Reference(Box::new(self.reference()?)),
            Some(b'"') => self.double_quoted()?,
            Some(b'\'') => ExpressionKind::String(self.quoted('\'')?.into()),
            Some(b'[') => self.list_or_range()?,
            Some(b'{') => self.map()?,
            Some(b'-') if self.number_follows(1) => self.number()?,
            _ if self.number_follows(0) => self.number()?,
            _ => self.boolean()?,
        };
        Ok(Expression { kind, span: self.span(start) })
    }

    fn boolean(&mut self) -> Result<ExpressionKind> {
        let start = self.cursor.at;
        match self.cursor.word() {
            Some("true") => Ok(ExpressionKind::Boolean(true)),
            Some("false") => Ok(ExpressionKind::Boolean(false)),
            _ => {
                self.cursor.at = start;
                Err(self.unexpected("a reference, string, number, list, map, `true` or `false`"))
            }
        }
    }

    fn number_follows(&self, offset: usize) -> bool {
        let digit = |offset| self.cursor.peek_at(offset).is_some_and(|byte| byte.is_ascii_digit());
        digit(offset) || (self.cursor.peek_at(offset) == Some(b'.') && digit(offset + 1))
    }

    fn number(&mut self) -> Result<ExpressionKind> {
        let start = self.cursor.at;
        self.cursor.eat("-");
        self.cursor.skip_while(|byte| byte.is_ascii_digit());
        let mut float = false;
        if self.cursor.peek() == Some(b'.') && self.number_follows(0) {
            float = true;
            self.cursor.at += 1;
            self.cursor.skip_while(|byte| byte.is_ascii_digit());
        }
        float |= self.exponent();
        let text = self.cursor.slice(start, self.cursor.at);
        let failure = || Failure::limit("number", self.span(start));
        if float {
            return text.parse().map(ExpressionKind::Double).map_err(|_| failure());
        }
        if text.len() > 4096 {
            return Err(failure());
        }
        let integer = text.parse().map(ExpressionKind::Integer).or_else(|_| text.parse().map(ExpressionKind::Long));
        integer.or_else(|_| text.parse::<BigInt>().map(ExpressionKind::Big)).map_err(|_| failure())
    }

    fn exponent(&mut self) -> bool {
        let start = self.cursor.at;
        if self.cursor.eat("e") || self.cursor.eat("E") {
            let _ = self.cursor.eat("-") || self.cursor.eat("+");
            if self.number_follows(0) && self.cursor.peek() != Some(b'.') {
                self.cursor.skip_while(|byte| byte.is_ascii_digit());
                return true;
            }
        }
        self.cursor.at = start;
        false
    }

    /// The text of a string; its quote stands in it doubled, and backslashes mean nothing.
    fn quoted(&mut self, quote: char) -> Result<String> {
        let mut text = String::new();
        self.cursor.at += 1;
        loop {
            let rest = self.cursor.rest();
            let Some(length) = rest.find(quote) else {
                self.cursor.at += rest.len();
                return Err(self.unexpected(&format!("`{quote}` at the end of the string")));
            };
            text.push_str(&rest[..length]);
            self.cursor.at += length + 1;
            if self.cursor.peek() != Some(quote as u8) {
                return Ok(text);
            }
            text.push(quote);
            self.cursor.at += 1;
        }
    }

    fn double_quoted(&mut self) -> Result<ExpressionKind> {
        let base = self.base + self.cursor.at + 1;
        let text = self.quoted('"')?;
        if !text.contains(['$', '#']) {
            return Ok(ExpressionKind::String(text.into()));
        }
        let nesting = self.nesting.saturating_sub(1);
        let inner = Parser::new(&text, base, true, nesting, self.names);
        Ok(ExpressionKind::Interpolated(inner.template()?))
    }

    fn list_or_range(&mut self) -> Result<ExpressionKind> {
        self.cursor.at += 1;
        self.cursor.skip_whitespace();
        let mut elements = Vec::new();
        if self.cursor.eat("]") {
            return Ok(ExpressionKind::List(elements));
        }
        loop {
            self.cursor.skip_whitespace();
            elements.push(self.parameter()?);
            self.cursor.skip_whitespace();
            if elements.len() == 1 && self.cursor.eat("..") {
                return self.range(elements.swap_remove(0));
            }
            if self.cursor.eat("]") {
                return Ok(ExpressionKind::List(elements));
            }
            if !self.cursor.eat(",") {
                return Err(self.unexpected("`,` or `]` after an element"));
            }
        }
    }

    fn range(&mut self, first: Expression) -> Result<ExpressionKind> {
        self.cursor.skip_whitespace();
        let last = self.parameter()?;
        self.cursor.skip_whitespace();
        self.demand("]")?;
        Ok(ExpressionKind::Range(Box::new(first), Box::new(last)))
    }

    fn map(&mut self) -> Result<ExpressionKind> {
        self.cursor.at += 1;
        self.cursor.skip_whitespace();
        let mut entries = Vec::new();
        if self.cursor.eat("}") {
            return Ok(ExpressionKind::Map(entries));
        }
        loop {
            self.cursor.skip_whitespace();
            let key = self.parameter()?;
            self.cursor.skip_whitespace();
            self.demand(":")?;
            self.cursor.skip_whitespace();
            entries.push((key, self.parameter()?));
            self.cursor.skip_whitespace();
            if self.cursor.eat("}") {
                return Ok(ExpressionKind::Map(entries));
            }
            if !self.cursor.eat(",") {
                return Err(self.unexpected("`,` or `}` after an entry"));
            }
        }
    }
}
