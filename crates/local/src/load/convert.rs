//! Terraform's type conversions and the type constraints of variables.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/type-constraints>

use hcl::expr::{Expression, ObjectKey};
use serde_json::{Map, Number, Value};

use super::shown::Shown;

/// The type constraint of a variable.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    Any,
    Text,
    Number,
    Bool,
    List(Box<Type>),
    Set(Box<Type>),
    Map(Box<Type>),
    Tuple(Vec<Type>),
    Object(Vec<(String, Attribute)>),
}

/// A member of an object type.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attribute {
    kind: Type,
    optional: bool,
    default: Option<Value>,
}

impl Type {
    /// Parses a type; in JSON it is a string.
    pub(super) fn read(expression: &Expression) -> Result<Self, String> {
        match expression {
            Expression::String(text) => {
                let parsed: Expression = text.parse().map_err(|error| format!("`{text}` is not a type: {error}"))?;
                if matches!(parsed, Expression::String(_)) { Err(unknown(text)) } else { Self::read(&parsed) }
            }
            Expression::Variable(name) => match name.as_str() {
                "any" => Ok(Self::Any),
                "string" => Ok(Self::Text),
                "number" => Ok(Self::Number),
                "bool" => Ok(Self::Bool),
                other => Err(unknown(other)),
            },
            Expression::FuncCall(call) => Self::constructed(call.name.name.as_str(), &call.args),
            other => Err(unknown(&other.to_string())),
        }
    }

    fn constructed(name: &str, of: &[Expression]) -> Result<Self, String> {
        match (name, of) {
            ("list", [one]) => Ok(Self::List(Box::new(Self::read(one)?))),
            ("set", [one]) => Ok(Self::Set(Box::new(Self::read(one)?))),
            ("map", [one]) => Ok(Self::Map(Box::new(Self::read(one)?))),
            ("tuple", [Expression::Array(items)]) => {
                Ok(Self::Tuple(items.iter().map(Self::read).collect::<Result<_, _>>()?))
            }
            ("object", [Expression::Object(members)]) => {
                let members = members.iter().map(|(key, value)| Ok((name_of(key), Attribute::read(value)?)));
                Ok(Self::Object(members.collect::<Result<_, String>>()?))
            }
            (other, _) => Err(unknown(other)),
        }
    }

    /// Converts a value to this type as Terraform does.
    pub(super) fn convert(&self, value: Value) -> Result<Value, String> {
        if value.is_null() {
            return Ok(value);
        }
        match self {
            Self::Any => Ok(value),
            Self::Text => text(&value).map(Value::String),
            Self::Number => number(&value).map(Value::Number),
            Self::Bool => boolean(&value).map(Value::Bool),
            Self::List(of) => items(value, of).map(Value::Array),
            Self::Set(of) => items(value, of).map(|items| Value::Array(distinct_sorted(items))),
            Self::Map(of) => {
                let Value::Object(members) = value else { return Err(refused("a map", &value)) };
                let members = members.into_iter().map(|(name, value)| Ok((name, of.convert(value)?)));
                Ok(Value::Object(members.collect::<Result<_, String>>()?))
            }
            Self::Tuple(types) => match value {
                Value::Array(items) if items.len() == types.len() => {
                    types.iter().zip(items).map(|(of, item)| of.convert(item)).collect()
                }
                other => Err(refused(&format!("a tuple of {}", types.len()), &other)),
            },
            Self::Object(members) => {
                let Value::Object(mut given) = value else { return Err(refused("an object", &value)) };
                let converted = members.iter().map(|(name, of)| Ok((name.clone(), of.member(name, &mut given)?)));
                Ok(Value::Object(converted.collect::<Result<_, String>>()?))
            }
        }
    }

    /// Whether a value on the command line is literal text rather than an expression.
    pub(super) fn is_text(&self) -> bool {
        matches!(self, Self::Text)
    }
}

impl Attribute {
    fn read(expression: &Expression) -> Result<Self, String> {
        let required = |kind| Self { kind, optional: false, default: None };
        match expression {
            Expression::FuncCall(call) if call.name.name.as_str() == "optional" => match call.args.as_slice() {
                [kind] => Ok(Self { kind: Type::read(kind)?, optional: true, default: None }),
                [kind, default] => {
                    let default = constant(default)?;
                    Ok(Self { kind: Type::read(kind)?, optional: true, default: Some(default) })
                }
                _ => Err("`optional` takes a type and optionally a default".to_owned()),
            },
            other => Type::read(other).map(required),
        }
    }

    fn member(&self, name: &str, given: &mut Map<String, Value>) -> Result<Value, String> {
        match given.remove(name).filter(|value| !value.is_null() || !self.optional) {
            Some(value) => self.kind.convert(value).map_err(|error| format!("`{name}`: {error}")),
            None if self.optional => self.kind.convert(self.default.clone().unwrap_or(Value::Null)),
            None => Err(format!("the member `{name}` is missing")),
        }
    }
}

fn constant(expression: &Expression) -> Result<Value, String> {
    serde_json::to_value(expression).map_err(|error| format!("`{expression}` is not a constant: {error}"))
}

fn name_of(key: &ObjectKey) -> String {
    match key {
        ObjectKey::Expression(Expression::String(text)) => text.clone(),
        other => other.to_string(),
    }
}

fn unknown(found: &str) -> String {
    format!(
        "`{found}` is not a type; allowed are string, number, bool, any, list(…), set(…), map(…), tuple([…]) and object({{…}})"
    )
}

fn items(value: Value, of: &Type) -> Result<Vec<Value>, String> {
    let Value::Array(items) = value else { return Err(refused("a list", &value)) };
    items.into_iter().map(|item| of.convert(item)).collect()
}

fn refused(wanted: &str, found: &Value) -> String {
    format!("`{}` cannot be {wanted}", Shown(found))
}

/// The items of a set: unique, and in Terraform's order.
pub(super) fn distinct_sorted(mut items: Vec<Value>) -> Vec<Value> {
    if items.iter().all(Value::is_number) {
        items.sort_by(|one, other| one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(std::cmp::Ordering::Equal));
    } else if items.iter().all(Value::is_string) {
        items.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
    } else {
        items.sort_by_cached_key(Value::to_string);
    }
    items.dedup();
    items
}

/// Converts to a string.
pub(super) fn text(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Number(number) => Ok(number_text(number)),
        other => Err(refused("a string", other)),
    }
}

fn number_text(number: &Number) -> String {
    match number.as_f64() {
        // Whole numbers have no fraction in Terraform, even if they are computed.
        Some(float) if number.is_f64() && float.fract() == 0.0 => format!("{float:.0}"),
        _ => number.to_string(),
    }
}

/// Converts to a number.
pub(super) fn number(value: &Value) -> Result<Number, String> {
    match value {
        Value::Number(number) => Ok(number.clone()),
        Value::String(text) => match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(whole), _) => Ok(whole.into()),
            // Terraform does not accept `nan` and the like as numbers.
            (_, Ok(float)) if text.contains(|letter: char| letter.is_ascii_digit()) => finite(float),
            _ => Err(refused("a number", value)),
        },
        _ => Err(refused("a number", value)),
    }
}

/// Converts to a float.
pub(super) fn float(value: &Value) -> Result<f64, String> {
    number(value)?.as_f64().ok_or_else(|| refused("a number", value))
}

/// 2^53, up to which a double holds every integer exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Converts to a whole number.
pub(super) fn whole(value: &Value) -> Result<i64, String> {
    let number = number(value)?;
    let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() <= EXACT);
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of at most 2^53")]
    let whole = number.as_i64().or_else(|| float.map(|float| float as i64));
    whole.ok_or_else(|| format!("is `{number}`, not a whole number of at most 2^53"))
}

fn finite(float: f64) -> Result<Number, String> {
    if float.is_nan() {
        return Err("the result is not a number".to_owned());
    }
    Number::from_f64(float).ok_or_else(|| {
        format!(
            "the result is infinite or beyond {:e}, the largest number here; no argument can hold infinity",
            f64::MAX
        )
    })
}

/// Converts to a Boolean.
pub(super) fn boolean(value: &Value) -> Result<bool, String> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::String(text) if text == "true" => Ok(true),
        Value::String(text) if text == "false" => Ok(false),
        other => Err(refused("a bool", other)),
    }
}

/// A number from a float: a whole one becomes an integer. Infinity and NaN are rejected, as JSON has neither.
pub(super) fn from_float(float: f64) -> Result<Value, String> {
    if float.fract() == 0.0 && float.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
        return Ok(Value::from(float as i64));
    }
    finite(float).map(Value::Number)
}

/// The number of a literal.
pub(super) fn from_literal(number: &hcl::Number) -> Result<Value, String> {
    let whole = number.as_i64().map(Value::from).or_else(|| number.as_u64().map(Value::from));
    whole.map_or_else(|| from_float(number.as_f64().unwrap_or(f64::NAN)), Ok)
}

/// Whether two values are equal; 1 and 1.0 are.
pub(super) fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|other| equal(value, other)))
        }
        (one, other) => one == other,
    }
}
