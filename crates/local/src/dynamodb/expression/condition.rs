//! The grammar of conditions, filters and key conditions.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html#Expressions.OperatorsAndFunctions.Syntax>

use dynoxide::AttributeValue;

use super::Check;
use super::fault::{Fault, shown};
use super::operand::Operand;
use super::token::Kind;

const COMPARATORS: [&str; 6] = ["=", "<>", "<", "<=", ">", ">="];

/// Whether an expression was a single parenthesised group.
type IsGroup = bool;

impl<'a> Check<'a, '_> {
    pub(super) fn condition(&mut self) -> Result<(), Fault> {
        self.alternatives()?;
        self.reader.require(Kind::End).map(drop)
    }

    fn alternatives(&mut self) -> Result<IsGroup, Fault> {
        let mut is_group = self.conjunction()?;
        while self.reader.take_word("OR") {
            self.operators += 1;
            self.check_key_operator("OR");
            self.conjunction()?;
            is_group = false;
        }
        Ok(is_group)
    }

    fn conjunction(&mut self) -> Result<IsGroup, Fault> {
        let mut is_group = self.negation()?;
        while self.reader.take_word("AND") {
            self.operators += 1;
            self.negation()?;
            is_group = false;
        }
        Ok(is_group)
    }

    fn negation(&mut self) -> Result<IsGroup, Fault> {
        let mut negations = 0;
        while self.reader.take_word("NOT") {
            self.check_key_operator("NOT");
            negations += 1;
        }
        self.operators += negations;
        self.nested(negations, Self::primary).map(|is_group| is_group && negations == 0)
    }

    fn primary(&mut self) -> Result<IsGroup, Fault> {
        let is_group = self.reader.now().is_sign("(");
        if is_group {
            self.nested(1, Self::group)?;
        } else {
            self.comparison()?;
            self.faults.end_condition();
        }
        Ok(is_group)
    }

    fn group(&mut self) -> Result<(), Fault> {
        self.reader.require_sign("(")?;
        if self.alternatives()? {
            self.faults.add(Fault::RedundantParentheses);
        }
        self.reader.require_sign(")")
    }

    fn comparison(&mut self) -> Result<(), Fault> {
        let first = self.operand()?;
        let operator = self.reader.now();
        if operator.kind == Kind::Sign && COMPARATORS.contains(&operator.text) {
            self.reader.advance();
            let operands = [first, self.operand()?];
            self.check_comparison(operator.text, &operands);
        } else if self.reader.take_word("BETWEEN") {
            let lower = self.operand()?;
            self.reader.require_word("AND")?;
            let operands = [first, lower, self.operand()?];
            self.check_between(&operands);
        } else if self.reader.take_word("IN") {
            self.reader.require_sign("(")?;
            self.check_key_operator("IN");
            let listed = self.operands()?;
            self.check_used_as_value(&[first]);
            self.check_used_as_value(&listed);
        } else {
            return self.check_alone(&first);
        }
        self.operators += 1;
        Ok(())
    }

    /// A function other than `size` may be a condition by itself.
    fn check_alone(&mut self, operand: &Operand<'a>) -> Result<(), Fault> {
        match operand {
            Operand::Call("size", _) => {
                self.faults.add(Fault::Misused("size".to_owned()));
                Ok(())
            }
            Operand::Call(..) => Ok(()),
            _ => Err(self.reader.syntax_error()),
        }
    }

    fn check_comparison(&mut self, operator: &'a str, operands: &[Operand<'a>]) {
        self.check_used_as_value(operands);
        self.check_distinct(operator, operands);
        match operator {
            "<>" => self.check_key_operator(operator),
            "=" => {}
            _ => self.check_types(operator, operands, is_ordered),
        }
    }

    fn check_between(&mut self, operands: &[Operand<'a>]) {
        self.check_used_as_value(operands);
        self.check_types("BETWEEN", operands, is_ordered);
        if let [_, Operand::Value(Some(lower)), Operand::Value(Some(upper))] = operands {
            let rule = if lower.type_name() != upper.type_name() {
                "same data type for lower and upper bounds"
            } else if is_above(lower, upper) {
                "upper bound to be greater than or equal to lower bound"
            } else {
                return;
            };
            self.faults.add(Fault::Between { rule, lower: shown(lower), upper: shown(upper) });
        }
    }

    /// Key conditions allow only a few operators.
    pub(super) fn check_key_operator(&mut self, operator: &str) {
        if self.kind.is_key_condition() {
            self.faults.add(Fault::KeyOperator(operator.to_owned()));
        }
    }
}

fn is_ordered(type_name: &str) -> bool {
    matches!(type_name, "S" | "N" | "B")
}

/// Whether a value is greater than another of its type. Numbers that differ only after the 16th digit are treated as
/// equal.
fn is_above(one: &AttributeValue, other: &AttributeValue) -> bool {
    match (one, other) {
        (AttributeValue::S(one), AttributeValue::S(other)) => one > other,
        (AttributeValue::B(one), AttributeValue::B(other)) => one > other,
        (AttributeValue::N(one), AttributeValue::N(other)) => {
            let number = |text: &str| text.parse::<f64>().unwrap_or_default();
            number(one) > number(other)
        }
        _ => false,
    }
}
