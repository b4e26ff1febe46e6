//! Filters: they select elements of an array, or an object.

use ecow::EcoString;

use super::comparison::Operator;
use super::{Found, JsonPath, Stop};
use crate::budget::Budget;
use crate::error::{JsonPathMismatch, Limit, Problem};
use crate::regex::Pattern;
use crate::value::{Value, print};

/// Alternatives of tests that must all hold. An empty filter is a bare `?`, whose filter nobody supplied: it fails.
#[derive(Debug)]
pub(super) struct Filter(pub(super) Vec<Vec<Test>>);

#[derive(Debug)]
pub(super) enum Test {
    /// Whether a path finds a value other than null, or `wanted` is false and it does not.
    Exists {
        path: JsonPath,
        wanted: bool,
    },
    Compare {
        left: Operand,
        operator: Operator,
        right: Operand,
    },
}

/// An operand of a comparison.
#[derive(Debug)]
pub(super) enum Operand {
    Path { root: bool, path: JsonPath },
    Text(EcoString),
    Pattern(Box<Pattern>),
}

impl Filter {
    pub(super) fn holds(&self, item: &Value, root: &Value, budget: &mut Budget) -> Result<bool, Problem> {
        if self.0.is_empty() {
            return Err(JsonPathMismatch::MissingFilter.into());
        }
        for tests in &self.0 {
            let mut all = true;
            for test in tests {
                all = all && test.holds(item, root, budget)?;
            }
            if all {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Test {
    fn holds(&self, item: &Value, root: &Value, budget: &mut Budget) -> Result<bool, Problem> {
        budget.work(1)?;
        let held = match self {
            Self::Exists { path, wanted } => match path.walk(item, root, budget) {
                Ok(found) => {
                    let found = found.shared();
                    Ok((!found.is_null() && path.is_complete(&found)) == *wanted)
                }
                Err(Stop::NotFound) => Ok(!wanted),
                Err(stop) => Err(stop),
            },
            Self::Compare { left, operator, right } => compared(left, *operator, right, item, root, budget),
        };
        match held {
            Ok(held) => Ok(held),
            Err(Stop::NotFound) => Ok(false),
            Err(Stop::Problem(problem)) => Err(problem),
        }
    }
}

fn compared(
    left: &Operand,
    operator: Operator,
    right: &Operand,
    item: &Value,
    root: &Value,
    budget: &mut Budget,
) -> Result<bool, Stop> {
    let (left_value, right_value) = (left.value(item, root, budget)?, right.value(item, root, budget)?);
    match (left, right) {
        (Operand::Pattern(_), Operand::Pattern(_)) => Err(JsonPathMismatch::TwoPatterns.into()),
        (Operand::Pattern(pattern), _) if operator == Operator::Matches => matched(pattern, &right_value, budget),
        (_, Operand::Pattern(pattern)) if operator == Operator::Matches => matched(pattern, &left_value, budget),
        _ if operator == Operator::Matches && right_value.is_null() && left_value.is_null() => Ok(false),
        _ if operator == Operator::Matches => Err(JsonPathMismatch::NoPattern.into()),
        (Operand::Pattern(_), _) | (_, Operand::Pattern(_)) => Ok(false),
        _ => operator.holds(&left_value, &right_value),
    }
}

/// Whether a pattern matches the whole text of a value.
fn matched(pattern: &Pattern, value: &Value, budget: &mut Budget) -> Result<bool, Stop> {
    if value.is_null() {
        return Ok(false);
    }
    let mut text = String::new();
    print(value, &mut text, budget.text_bytes).map_err(|_| Problem::from(Limit::StringSize))?;
    budget.text(text.len())?;
    Ok(pattern.matches(&text, budget)?)
}

impl Operand {
    /// The value; null for a pattern.
    fn value(&self, item: &Value, root: &Value, budget: &mut Budget) -> Result<Value, Stop> {
        match self {
            Self::Path { root: from_root, path } => {
                let from = if *from_root { root } else { item };
                path.walk(from, root, budget).map(Found::shared)
            }
            Self::Text(text) => Ok(Value::String(text.clone())),
            Self::Pattern(_) => Ok(Value::Null),
        }
    }
}
