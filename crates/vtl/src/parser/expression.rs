//! Parses expressions by operator precedence.

use super::{Parser, Result};
use crate::ast::{Expression, ExpressionKind, Operator};
use crate::error::{Failure, Limit, Span};
use crate::lexer::Kind;

/// The most operators of one precedence in a chain, which bounds the depth of the tree.
const CHAIN: usize = 256;

/// The loosest precedence, and the tightest.
const LOOSEST: usize = 0;
const TIGHTEST: usize = 5;

/// An operator and its precedence.
fn operator(kind: Kind) -> Option<(usize, Operator)> {
    Some(match kind {
        Kind::Or => (LOOSEST, Operator::Or),
        Kind::And => (1, Operator::And),
        Kind::Equal => (2, Operator::Equal),
        Kind::NotEqual => (2, Operator::NotEqual),
        Kind::Less => (3, Operator::Less),
        Kind::LessOrEqual => (3, Operator::LessOrEqual),
        Kind::Greater => (3, Operator::Greater),
        Kind::GreaterOrEqual => (3, Operator::GreaterOrEqual),
        Kind::Plus => (4, Operator::Add),
        Kind::Minus => (4, Operator::Subtract),
        Kind::Multiply => (TIGHTEST, Operator::Multiply),
        Kind::Divide => (TIGHTEST, Operator::Divide),
        Kind::Remainder => (TIGHTEST, Operator::Remainder),
        _ => return None,
    })
}

impl Parser<'_, '_> {
    pub(super) fn expression(&mut self) -> Result<Expression> {
        self.nested(|parser| parser.binary(LOOSEST))
    }

    fn binary(&mut self, precedence: usize) -> Result<Expression> {
        let mut left = self.unary()?;
        for _ in 0..CHAIN {
            let Some((found, operator)) = operator(self.kind()).filter(|(found, _)| *found >= precedence) else {
                return Ok(left);
            };
            self.take();
            let right = if found == TIGHTEST { self.unary()? } else { self.binary(found + 1)? };
            let span = Span::new(left.span.start, right.span.end);
            left = Expression { kind: ExpressionKind::Binary(operator, Box::new(left), Box::new(right)), span };
        }
        Err(Failure::new(Limit::Operators, left.span))
    }

    fn unary(&mut self) -> Result<Expression> {
        self.skip_whitespace();
        let start = self.peek().start();
        let kind = match self.kind() {
            Kind::Not => {
                self.take();
                ExpressionKind::Not(Box::new(self.nested(Parser::unary)?))
            }
            Kind::Open => {
                self.take();
                let inner = self.expression()?;
                self.demand(Kind::Close, "an operator or `)`")?;
                self.skip_whitespace();
                return Ok(inner);
            }
            _ => self.nested(Parser::primary)?.kind,
        };
        let span = self.span(start);
        self.skip_whitespace();
        Ok(Expression { kind, span })
    }
}
