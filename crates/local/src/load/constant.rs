//! Constants: expressions without references and calls, such as the values of variables in files.

use hcl::expr::{Expression, ObjectKey, Operation, TemplateExpr, UnaryOperator};
use hcl::template::{Element, Template};
use serde_json::{Map, Value};

use super::convert;

/// The value of a constant. The error does not show the expression, which may be a secret.
pub(super) fn constant(expression: &Expression) -> Result<Value, String> {
    match expression {
        Expression::Null => Ok(Value::Null),
        Expression::Bool(flag) => Ok(Value::Bool(*flag)),
        Expression::Number(number) => convert::from_literal(number),
        Expression::String(text) => Ok(Value::String(text.clone())),
        Expression::TemplateExpr(template) => text(template).map(Value::String),
        Expression::Array(items) => items.iter().map(constant).collect::<Result<_, _>>().map(Value::Array),
        Expression::Object(members) => {
            let members = members.iter().map(|(key, value)| Ok((name(key)?, constant(value)?)));
            members.collect::<Result<Map<_, _>, String>>().map(Value::Object)
        }
        Expression::Parenthesis(inner) => constant(inner),
        Expression::Operation(operation) => match operation.as_ref() {
            Operation::Unary(unary) if unary.operator == UnaryOperator::Neg => {
                convert::from_float(-convert::float(&constant(&unary.expr)?)?)
            }
            _ => Err(refused()),
        },
        _ => Err(refused()),
    }
}

/// A string without interpolations.
fn text(template: &TemplateExpr) -> Result<String, String> {
    let parsed = Template::from_expr(template).map_err(|error| error.to_string())?;
    let literal = |element: &Element| match element {
        Element::Literal(text) => Ok(text.clone()),
        _ => Err(refused()),
    };
    parsed.elements().iter().map(literal).collect()
}

/// The name of an object's member. A bare word is its own name.
fn name(key: &ObjectKey) -> Result<String, String> {
    match key {
        ObjectKey::Expression(key) => convert::text(&constant(key)?),
        ObjectKey::Identifier(name) => Ok(name.to_string()),
        _ => Err(refused()),
    }
}

fn refused() -> String {
    "it is not a constant: references, operators and calls of functions are not allowed here".to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn value(text: &str) -> Result<Value, String> {
        constant(&text.parse().map_err(|error| format!("{error}"))?)
    }

    #[test]
    fn constants_have_values() {
        for (text, expected) in [
            ("null", json!(null)),
            ("-1.5", json!(-1.5)),
            ("-(2)", json!(-2)),
            (r#""$${a} \"b\"""#, json!("${a} \"b\"")),
            (r#"[1, "a", true]"#, json!([1, "a", true])),
            (r#"{ a = 1, "b" = { c = [] }, (2) = 3 }"#, json!({ "a": 1, "b": { "c": [] }, "2": 3 })),
        ] {
            assert_eq!(value(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn references_and_calls_are_refused() {
        for text in ["var.a", "upper(\"a\")", "\"a ${b}\"", "[b]", "{ a = b }", "1 + 1", "{ (b) = 1 }"] {
            assert_eq!(value(text), Err(refused()), "{text}");
        }
    }
}
