//! Literal values in Rust.

use hcl_edit::expr::Expression;

use crate::rust_type::RustType;

/// A text as Rust writes it: raw if it has several lines.
pub(crate) fn text(text: &str) -> String {
    let plain = |letter: char| letter == '\n' || !letter.is_control();
    if text.contains('\n') && text.trim_end_matches('\n').contains('\n') && text.chars().all(plain) {
        let mut marks = "#".to_owned();
        while text.contains(&format!("\"{marks}")) {
            marks.push('#');
        }
        format!("r{marks}\"{text}\"{marks}")
    } else {
        format!("{text:?}")
    }
}

/// A literal of a simple type as Rust writes it. Terraform converts between texts, numbers and booleans.
pub(crate) fn simple(expression: &Expression, wanted: &RustType) -> Option<String> {
    match (expression, wanted) {
        (Expression::String(string), RustType::Text) => Some(text(string)),
        (Expression::String(string), RustType::Number) => number_text(string),
        (Expression::String(string), RustType::Bool) => {
            ["true", "false"].contains(&string.as_str()).then(|| string.as_str().to_owned())
        }
        (Expression::Number(number), RustType::Number) => Some(number.to_string()),
        (Expression::Number(number), RustType::Text) => Some(text(&number.to_string())),
        (Expression::Bool(flag), RustType::Bool) => Some(flag.to_string()),
        (Expression::Bool(flag), RustType::Text) => Some(text(&flag.to_string())),
        (Expression::UnaryOp(operation), RustType::Number) => match &operation.expr {
            Expression::Number(number) if operation.operator.to_string() == "-" => Some(format!("-{}", number.value())),
            _ => None,
        },
        (Expression::Parenthesis(inner), wanted) => simple(inner.inner(), wanted),
        _ => None,
    }
}

/// The type of a literal.
pub(crate) fn own_type(expression: &Expression) -> Option<RustType> {
    match expression {
        Expression::String(_) => Some(RustType::Text),
        Expression::Number(_) => Some(RustType::Number),
        Expression::Bool(_) => Some(RustType::Bool),
        Expression::UnaryOp(_) => simple(expression, &RustType::Number).map(|_| RustType::Number),
        _ => None,
    }
}

fn number_text(string: &str) -> Option<String> {
    (string.parse::<i64>().is_ok() || (string.contains('.') && string.parse::<f64>().is_ok()))
        .then(|| string.to_owned())
}
