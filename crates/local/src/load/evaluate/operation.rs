//! Operators. <https://developer.hashicorp.com/terraform/language/expressions/operators>

use hcl::expr::{BinaryOp, BinaryOperator, Operation, UnaryOperator};
use serde_json::Value;

use super::{Evaluator, Outcome};
use crate::load::budget::Shared;
use crate::load::convert;

pub(super) fn value(evaluator: Evaluator<'_>, operation: &Operation) -> Outcome<Shared> {
    let value = match operation {
        Operation::Unary(unary) => {
            let operand = evaluator.value(&unary.expr)?;
            match unary.operator {
                UnaryOperator::Not => Value::Bool(!convert::boolean(&operand)?),
                UnaryOperator::Neg => convert::from_float(-convert::float(&operand)?)?,
            }
        }
        Operation::Binary(binary) => self::binary(evaluator, binary)?,
    };
    Ok(evaluator.budget().made(value)?)
}

fn binary(evaluator: Evaluator<'_>, binary: &BinaryOp) -> Outcome<Value> {
    let left = evaluator.value(&binary.lhs_expr)?;
    // As in Terraform 1.12 and later, the right operand is not evaluated if the left one decides.
    let decides = match binary.operator {
        BinaryOperator::And => Some(false),
        BinaryOperator::Or => Some(true),
        _ => None,
    };
    if let Some(decides) = decides
        && convert::boolean(&left)? == decides
    {
        return Ok(Value::Bool(decides));
    }
    let right = evaluator.value(&binary.rhs_expr)?;
    Ok(match binary.operator {
        BinaryOperator::Eq | BinaryOperator::NotEq => {
            evaluator.budget().comparisons(1, &left)?;
            Value::Bool(convert::equal(&left, &right) == (binary.operator == BinaryOperator::Eq))
        }
        BinaryOperator::And | BinaryOperator::Or => Value::Bool(convert::boolean(&right)?),
        operator => numeric(operator, convert::float(&left)?, convert::float(&right)?)?,
    })
}

fn numeric(operator: BinaryOperator, left: f64, right: f64) -> Result<Value, String> {
    let result = match operator {
        BinaryOperator::Less => return Ok(Value::Bool(left < right)),
        BinaryOperator::LessEq => return Ok(Value::Bool(left <= right)),
        BinaryOperator::Greater => return Ok(Value::Bool(left > right)),
        BinaryOperator::GreaterEq => return Ok(Value::Bool(left >= right)),
        BinaryOperator::Plus => left + right,
        BinaryOperator::Minus => left - right,
        BinaryOperator::Mul => left * right,
        BinaryOperator::Div if right == 0.0 => return Err(format!("division by zero: `{left} / 0`")),
        BinaryOperator::Div => left / right,
        // In Terraform, the remainder of a division by zero is the dividend.
        BinaryOperator::Mod if right == 0.0 => left,
        _ => left % right,
    };
    convert::from_float(result).map_err(|error| format!("`{left} {operator} {right}`: {error}"))
}
