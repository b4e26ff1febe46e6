//! Evaluates expressions and conditions.

use std::cmp::Ordering;
use std::rc::Rc;

use ecow::EcoString;
use num_bigint::BigInt;

use super::{Renderer, Result};
use crate::ast::{Expression, ExpressionKind, Node, Operator};
use crate::error::{Failure, Limit, Span};
use crate::value::{Entries, Key, ListKind, MapKind, Value, arithmetic, compare};

/// The size of a number in arithmetic, in words of 64 bits.
const BIG_WORDS: usize = 1024;

impl Renderer<'_> {
    /// The value of an expression. Nearly all are literal texts and references, which are evaluated inline.
    #[inline]
    pub(super) fn value(&mut self, expression: &Expression) -> Result<Value> {
        self.spend(1, expression.span)?;
        match &expression.kind {
            ExpressionKind::String(text) => Ok(Value::String(text.clone())),
            ExpressionKind::Reference(reference) => self.reference(reference),
            _ => self.value_of_any(expression),
        }
    }

    fn value_of_any(&mut self, expression: &Expression) -> Result<Value> {
        Ok(match &expression.kind {
            ExpressionKind::String(text) => Value::String(text.clone()),
            ExpressionKind::Interpolated { block, padded } => {
                Value::text(self.interpolated(block, *padded, expression.span)?)
            }
            ExpressionKind::Integer(number) => Value::Integer(*number),
            ExpressionKind::Long(number) => Value::Long(*number),
            ExpressionKind::Big(number) => Value::Big(Rc::new(BigInt::clone(number))),
            ExpressionKind::Double(number) => Value::Double(*number),
            ExpressionKind::Boolean(boolean) => Value::Boolean(*boolean),
            ExpressionKind::Null => Value::Null,
            ExpressionKind::List(elements) => {
                self.budget.list(elements.len()).map_err(|problem| problem.at(expression.span))?;
                let items = elements.iter().map(|element| self.value(element)).collect::<Result<_>>()?;
                Value::list(items, ListKind::Plain)
            }
            ExpressionKind::Map(entries) => self.map(entries, expression.span)?,
            ExpressionKind::Range(first, last) => self.range(first, last, expression.span)?,
            ExpressionKind::Reference(reference) => self.reference(reference)?,
            ExpressionKind::Not(_) => Value::Boolean(self.truth(expression)?),
            ExpressionKind::Binary(operator, left, right) => self.binary(*operator, left, right, expression.span)?,
        })
    }

    /// The output of a template within a string.
    pub(super) fn interpolated(&mut self, block: &[Node], padded: bool, span: Span) -> Result<String> {
        let mut text = self.captured(span, |renderer| renderer.block(block))?;
        if padded {
            text.pop();
        }
        Ok(text)
    }

    fn map(&mut self, entries: &[(Expression, Expression)], span: Span) -> Result<Value> {
        self.budget.map(entries.len()).map_err(|problem| problem.at(span))?;
        let mut map = Entries::default();
        for (key, value) in entries {
            let key = self.value(key)?;
            let key = Key::of(&key, &mut self.budget).map_err(|problem| problem.at(span))?;
            let value = self.value(value)?;
            map.insert(key, value);
        }
        Ok(Value::map(map, MapKind::Linked))
    }

    fn range(&mut self, first: &Expression, last: &Expression, span: Span) -> Result<Value> {
        let (first, last) = (self.value(first)?, self.value(last)?);
        let (Some(first), Some(last)) = (first.int_value(), last.int_value()) else { return Ok(Value::Null) };
        self.budget.list(first.abs_diff(last) as usize + 1).map_err(|problem| problem.at(span))?;
        let items = if first <= last {
            (first..=last).map(Value::Integer).collect()
        } else {
            (last..=first).rev().map(Value::Integer).collect()
        };
        Ok(Value::list(items, ListKind::Plain))
    }

    /// A reference is true unless it is Boolean false. Literals other than `true`, and arithmetic, are false and are not
    /// evaluated.
    pub(super) fn truth(&mut self, expression: &Expression) -> Result<bool> {
        match &expression.kind {
            ExpressionKind::Not(operand) => self.truth(operand).map(|truth| !truth),
            ExpressionKind::Reference(_) => match self.value(expression)? {
                Value::Boolean(truth) => Ok(truth),
                // Velocity takes the text of the value, which renders the block.
                Value::Block(body) => {
                    let mut rendered = false;
                    self.captured(expression.span, |renderer| {
                        rendered = renderer.defined(&body)?;
                        Ok(())
                    })?;
                    Ok(rendered)
                }
                _ => Ok(true),
            },
            ExpressionKind::Binary(operator, ..) if operator.is_arithmetic() => Ok(false),
            ExpressionKind::Boolean(_) | ExpressionKind::Binary(..) => {
                Ok(matches!(self.value(expression)?, Value::Boolean(true)))
            }
            _ => Ok(false),
        }
    }

    fn binary(&mut self, operator: Operator, left: &Expression, right: &Expression, span: Span) -> Result<Value> {
        match operator {
            Operator::Or => return Ok(Value::Boolean(self.truth(left)? || self.truth(right)?)),
            Operator::And => return Ok(Value::Boolean(self.truth(left)? && self.truth(right)?)),
            _ => {}
        }
        let sides = (left, right);
        let (left, right) = (self.peek(left)?, self.peek(right)?);
        let ordering = |test: fn(Ordering) -> bool| {
            let numbers = left.is_number() && right.is_number();
            Value::Boolean(numbers && compare(&left, &right).is_some_and(test))
        };
        Ok(match operator {
            Operator::Equal => Value::Boolean(self.equal(&left, &right, span)?),
            Operator::NotEqual => Value::Boolean(!self.equal(&left, &right, span)?),
            Operator::Less => ordering(Ordering::is_lt),
            Operator::Greater => ordering(Ordering::is_gt),
            Operator::LessOrEqual => ordering(Ordering::is_le),
            Operator::GreaterOrEqual => ordering(Ordering::is_ge),
            _ => self.calculate(operator, &left, &right, sides, span)?,
        })
    }

    /// Numbers compare as numbers, values of one class with `equals`, and others as texts.
    fn equal(&mut self, left: &Value, right: &Value, span: Span) -> Result<bool> {
        if left.is_null() || right.is_null() {
            return Ok(left.is_null() && right.is_null());
        }
        if left.is_number() && right.is_number() {
            return Ok(compare(left, right) == Some(Ordering::Equal));
        }
        if let (Value::String(left), Value::String(right)) = (left, right) {
            return Ok(left == right);
        }
        if std::mem::discriminant(left) == std::mem::discriminant(right) {
            return left.equals(right, &mut self.budget).map_err(|problem| problem.at(span));
        }
        Ok(self.text_of(left, span)? == self.text_of(right, span)?)
    }

    fn calculate(
        &mut self,
        operator: Operator,
        left: &Value,
        right: &Value,
        sides: (&Expression, &Expression),
        span: Span,
    ) -> Result<Value> {
        let words = big_words(left).max(big_words(right));
        if words > BIG_WORDS {
            return Err(Failure::new(Limit::Number, span));
        }
        self.spend(words * words / 8 + words, span)?;
        if left.is_number() && right.is_number() {
            return Ok(arithmetic(operator, left, right).unwrap_or(Value::Null));
        }
        let texts = matches!(left, Value::String(_)) || matches!(right, Value::String(_));
        if operator != Operator::Add || !texts {
            return Ok(Value::Null);
        }
        let (left, right) = (self.summand(left, sides.0, span)?, self.summand(right, sides.1, span)?);
        self.budget.text(left.len() + right.len()).map_err(|problem| problem.at(span))?;
        Ok(Value::String(left + &*right))
    }

    /// The text of an operand of `+`; for null it is a piece of the template's source.
    pub(super) fn summand(&mut self, value: &Value, side: &Expression, span: Span) -> Result<EcoString> {
        if !value.is_null() {
            return self.text_of(value, span);
        }
        let (start, end) = match &side.kind {
            // Of an operation, Velocity keeps the source after the operator, including whitespace.
            ExpressionKind::Binary(_, _, right) => {
                let before = self.source.get(..right.span.start).unwrap_or_default().trim_end().len();
                let after = self.source.get(right.span.end..).unwrap_or_default();
                (before, right.span.end + after.len() - after.trim_start().len())
            }
            _ => (side.span.start, side.span.end),
        };
        Ok(self.source.get(start..end).unwrap_or_default().into())
    }
}

/// The number of 64-bit words in a `BigInteger`, and zero for other values.
fn big_words(value: &Value) -> usize {
    match value {
        Value::Big(number) => number.iter_u64_digits().len(),
        _ => 0,
    }
}
