//! Operators. <https://developer.hashicorp.com/terraform/language/expressions/operators>

use hcl::expr::{BinaryOp, BinaryOperator, Operation, UnaryOperator};
use serde_json::Value;

use super::{Evaluator, Outcome};
use crate::load::convert;

pub(super) fn value(evaluator: Evaluator<'_>, operation: &Operation) -> Outcome<Value> {
    match operation {
        Operation::Unary(unary) => {
            let operand = evaluator.value(&unary.expr)?;
            Ok(match unary.operator {
                UnaryOperator::Not => Value::Bool(!convert::boolean(&operand)?),
                UnaryOperator::Neg => convert::from_float(-float(&operand)?),
            })
        }
        Operation::Binary(binary) => self::binary(evaluator, binary),
    }
}

fn binary(evaluator: Evaluator<'_>, binary: &BinaryOp) -> Outcome<Value> {
    let left = evaluator.value(&binary.lhs_expr)?;
    // As since Terraform 1.12, the right side need not have a value where the left one decides.
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
    let numbers = || Ok::<_, String>((float(&left)?, float(&right)?));
    let flags = || Ok::<_, String>((convert::boolean(&left)?, convert::boolean(&right)?));
    Ok(match binary.operator {
        BinaryOperator::Eq => Value::Bool(convert::equal(&left, &right)),
        BinaryOperator::NotEq => Value::Bool(!convert::equal(&left, &right)),
        BinaryOperator::And => flags().map(|(left, right)| Value::Bool(left && right))?,
        BinaryOperator::Or => flags().map(|(left, right)| Value::Bool(left || right))?,
        BinaryOperator::Less => numbers().map(|(left, right)| Value::Bool(left < right))?,
        BinaryOperator::LessEq => numbers().map(|(left, right)| Value::Bool(left <= right))?,
        BinaryOperator::Greater => numbers().map(|(left, right)| Value::Bool(left > right))?,
        BinaryOperator::GreaterEq => numbers().map(|(left, right)| Value::Bool(left >= right))?,
        BinaryOperator::Plus => numbers().map(|(left, right)| convert::from_float(left + right))?,
        BinaryOperator::Minus => numbers().map(|(left, right)| convert::from_float(left - right))?,
        BinaryOperator::Mul => numbers().map(|(left, right)| convert::from_float(left * right))?,
        BinaryOperator::Div => {
            let (left, right) = numbers()?;
            if right == 0.0 {
                return Err("division by zero".to_owned().into());
            }
            convert::from_float(left / right)
        }
        BinaryOperator::Mod => numbers().map(|(left, right)| convert::from_float(left % right))?,
    })
}

fn float(value: &Value) -> Result<f64, String> {
    convert::number(value)?.as_f64().ok_or_else(|| format!("`{value}` is too large a number"))
}
