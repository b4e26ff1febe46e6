//! Filters: which elements of a list, or which objects, a path goes on with.

use std::cmp::Ordering;

use ecow::EcoString;

use super::{Step, walk};
use crate::budget::Budget;
use crate::error::Problem;
use crate::regex::Pattern;
use crate::value::{ListKind, Value, compare};

/// A condition on a value.
#[derive(Debug)]
pub(super) enum Filter {
    Any(Vec<Filter>),
    All(Vec<Filter>),
    Not(Box<Filter>),
    Test(Box<Test>),
}

/// A comparison, or without one whether the left side is there.
#[derive(Debug)]
pub(super) struct Test {
    pub(super) left: Operand,
    pub(super) comparison: Option<(Operator, Operand)>,
}

#[derive(Debug)]
pub(super) enum Operand {
    Path { root: bool, steps: Vec<Step> },
    Null,
    Boolean(bool),
    Integer(i64),
    Double(f64),
    Text(EcoString),
    List(Vec<Operand>),
    Pattern(Box<Pattern>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    LessOrEqual,
    GreaterOrEqual,
    Matches,
    Less,
    Greater,
    In,
    NotIn,
    Size,
    Empty,
}

impl Operator {
    /// The operator at the start of a text, and the rest.
    pub(super) fn read(text: &str) -> Option<(Self, &str)> {
        const SIGNS: [(&str, Operator); 11] = [
            ("==", Operator::Equal),
            ("!=", Operator::NotEqual),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("=~", Operator::Matches),
            ("<", Operator::Less),
            (">", Operator::Greater),
            ("in ", Operator::In),
            ("nin ", Operator::NotIn),
            ("size ", Operator::Size),
            ("empty ", Operator::Empty),
        ];
        SIGNS.iter().find_map(|(sign, operator)| Some((*operator, text.strip_prefix(sign)?)))
    }
}

impl Filter {
    pub(super) fn holds(&self, item: &Value, root: &Value, budget: &mut Budget) -> Result<bool, Problem> {
        budget.work(1)?;
        match self {
            Self::Any(filters) => {
                for filter in filters {
                    if filter.holds(item, root, budget)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::All(filters) => {
                for filter in filters {
                    if !filter.holds(item, root, budget)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Not(filter) => filter.holds(item, root, budget).map(|holds| !holds),
            Self::Test(test) => test.holds(item, root, budget),
        }
    }
}

impl Test {
    fn holds(&self, item: &Value, root: &Value, budget: &mut Budget) -> Result<bool, Problem> {
        let left = self.left.value(item, root, budget)?;
        let Some((operator, right)) = &self.comparison else { return Ok(left.is_some()) };
        if let Operand::Pattern(pattern) = right {
            return match left {
                Some(Value::String(text)) => pattern.matches(&text, budget),
                _ => Ok(false),
            };
        }
        let right = right.value(item, root, budget)?;
        match (left, right) {
            (Some(left), Some(right)) => compared(*operator, &left, &right, budget),
            _ => Ok(*operator == Operator::NotEqual),
        }
    }
}

impl Operand {
    /// The value, where there is one.
    fn value(&self, item: &Value, root: &Value, budget: &mut Budget) -> Result<Option<Value>, Problem> {
        Ok(match self {
            Self::Path { root: from_root, steps } => {
                let from = if *from_root { root } else { item };
                walk(steps, from, root, budget)?.into_iter().next()
            }
            Self::Null => Some(Value::Null),
            Self::Boolean(boolean) => Some(Value::Boolean(*boolean)),
            Self::Integer(number) => Some(Value::Long(*number)),
            Self::Double(number) => Some(Value::Double(*number)),
            Self::Text(text) => Some(Value::String(text.clone())),
            Self::List(items) => {
                budget.list(items.len())?;
                let mut values = Vec::with_capacity(items.len());
                for operand in items {
                    values.extend(operand.value(item, root, budget)?);
                }
                Some(Value::list(values, ListKind::Json))
            }
            Self::Pattern(_) => None,
        })
    }
}

fn compared(operator: Operator, left: &Value, right: &Value, budget: &mut Budget) -> Result<bool, Problem> {
    let ordering = || match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        _ => compare(left, right),
    };
    Ok(match operator {
        Operator::Equal => equal(left, right, budget)?,
        Operator::NotEqual => !equal(left, right, budget)?,
        Operator::Less => ordering().is_some_and(Ordering::is_lt),
        Operator::Greater => ordering().is_some_and(Ordering::is_gt),
        Operator::LessOrEqual => ordering().is_some_and(Ordering::is_le),
        Operator::GreaterOrEqual => ordering().is_some_and(Ordering::is_ge),
        Operator::In => within(left, right, budget)?,
        Operator::NotIn => !within(left, right, budget)?,
        Operator::Size => size(left).is_some_and(|size| compare(&Value::count(size), right) == Some(Ordering::Equal)),
        Operator::Empty => match (size(left), right) {
            (Some(size), Value::Boolean(wanted)) => (size == 0) == *wanted,
            _ => false,
        },
        Operator::Matches => false,
    })
}

fn equal(left: &Value, right: &Value, budget: &mut Budget) -> Result<bool, Problem> {
    if compare(left, right) == Some(Ordering::Equal) {
        return Ok(true);
    }
    left.equals(right, budget)
}

fn within(value: &Value, list: &Value, budget: &mut Budget) -> Result<bool, Problem> {
    let Value::List(list) = list else { return Ok(false) };
    for item in &list.borrow().items {
        if equal(value, item, budget)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn size(value: &Value) -> Option<usize> {
    match value {
        Value::List(list) => Some(list.borrow().items.len()),
        Value::String(text) => Some(text.encode_utf16().count()),
        _ => None,
    }
}
