//! Checks expressions before any item is read, as DynamoDB does: a faulty expression is rejected even if the table is
//! empty.
//!
//! The library finds many faults of filters, key conditions and projections only when it evaluates them for an item,
//! and its parser is private. The parser here evaluates nothing: it borrows the request's text and collects faults. The
//! library still checks whatever passes.

mod condition;
mod fault;
mod function;
mod operand;
mod request;
mod reserved_word;
mod token;
mod update;

use std::collections::HashMap;

use dynoxide::AttributeValue;

use fault::{Fault, Faults};
use token::{Kind as TokenKind, Reader};

pub(super) use request::Checked;

/// The maximum length of an expression in bytes. The error for a longer one depends on the action, and the library has
/// it.
const LONGEST: usize = 4096;

/// The maximum number of operators and functions of an expression.
const MOST_OPERATORS: usize = 300;

/// The maximum nesting of parentheses, negations and functions.
const DEEPEST: usize = 64;

/// The member of a request that holds the expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Condition,
    Filter,
    KeyCondition,
    Projection,
    Update,
}

impl Kind {
    fn member(self) -> &'static str {
        match self {
            Self::Condition => "ConditionExpression",
            Self::Filter => "FilterExpression",
            Self::KeyCondition => "KeyConditionExpression",
            Self::Projection => "ProjectionExpression",
            Self::Update => "UpdateExpression",
        }
    }

    fn is_update(self) -> bool {
        self == Self::Update
    }

    fn is_key_condition(self) -> bool {
        self == Self::KeyCondition
    }
}

/// Why a request's expressions are rejected.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(super) struct Refused(#[from] Reason);

#[derive(Debug, thiserror::Error)]
enum Reason {
    #[error("{}", message(*.0, .1))]
    Invalid(&'static str, Fault),
    #[error("Value provided in {member} unused in expressions: keys: {{{}}}", keys.join(", "))]
    Unused { member: &'static str, keys: Vec<String> },
}

fn message(member: &str, fault: &Fault) -> String {
    match fault {
        Fault::KeyOperator(_) => fault.to_string(),
        _ => format!("Invalid {member}: {fault}"),
    }
}

/// The values of a request's placeholders.
#[derive(Debug, Clone, Copy, Default)]
struct Definitions<'a> {
    names: Option<&'a HashMap<String, String>>,
    values: Option<&'a HashMap<String, AttributeValue>>,
}

impl<'a> Definitions<'a> {
    fn name(self, placeholder: &str) -> Option<&'a str> {
        self.names?.get(placeholder).map(String::as_str)
    }

    fn value(self, placeholder: &str) -> Option<&'a AttributeValue> {
        self.values?.get(placeholder)
    }

    /// Whether the library rejects them before it looks at any expression.
    fn are_refused(self) -> bool {
        let names = self.names.is_some_and(|names| names.is_empty() || !names.keys().all(|key| key.starts_with('#')));
        let values = self.values.is_some_and(|all| all.is_empty() || !all.keys().all(|key| key.starts_with(':')));
        names || values
    }

    fn check_unused(self, used: &[&str]) -> Result<(), Reason> {
        unused("ExpressionAttributeNames", self.names.into_iter().flat_map(HashMap::keys), used)?;
        unused("ExpressionAttributeValues", self.values.into_iter().flat_map(HashMap::keys), used)
    }
}

fn unused<'a>(member: &'static str, keys: impl Iterator<Item = &'a String>, used: &[&str]) -> Result<(), Reason> {
    let mut keys: Vec<_> = keys.filter(|key| !used.contains(&key.as_str())).cloned().collect();
    keys.sort_unstable();
    if keys.is_empty() { Ok(()) } else { Err(Reason::Unused { member, keys }) }
}

/// Checks the expressions that share placeholders, in DynamoDB's order.
fn check<'a>(definitions: Definitions<'a>, expressions: &[(Kind, Option<&'a str>)]) -> Result<(), Refused> {
    let given = || expressions.iter().filter_map(|(kind, text)| Some((*kind, (*text)?)));
    let is_left = given().any(|(_, text)| text.is_empty() || text.len() > LONGEST);
    if given().next().is_none() || is_left || definitions.are_refused() {
        return Ok(());
    }
    let mut used = Vec::new();
    for (kind, text) in given() {
        let reader = Reader::new(text);
        let check =
            Check { kind, reader, definitions, used: &mut used, faults: Faults::default(), operators: 0, depth: 0 };
        check.finish().map_err(|fault| Reason::Invalid(kind.member(), fault))?;
    }
    Ok(definitions.check_unused(&used)?)
}

/// The check of one expression.
struct Check<'a, 'u> {
    kind: Kind,
    reader: Reader<'a>,
    definitions: Definitions<'a>,
    /// The placeholders used in this expression and those before.
    used: &'u mut Vec<&'a str>,
    faults: Faults,
    /// The number of operators and functions so far.
    operators: usize,
    depth: usize,
}

impl Check<'_, '_> {
    fn finish(mut self) -> Result<(), Fault> {
        match self.kind {
            Kind::Update => self.update(),
            Kind::Projection => self.projection(),
            Kind::Condition | Kind::Filter | Kind::KeyCondition => self.condition(),
        }?;
        if self.operators > MOST_OPERATORS {
            return Err(Fault::TooManyOperators(self.operators));
        }
        self.faults.into_result()
    }

    /// Parses a nested part.
    fn nested<T>(&mut self, levels: usize, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        self.depth += levels;
        if self.depth > DEEPEST {
            return Err(Fault::TooDeep(DEEPEST));
        }
        let outcome = read(self);
        self.depth -= levels;
        outcome
    }

    /// Paths separated by commas.
    fn projection(&mut self) -> Result<(), Fault> {
        self.path()?;
        while self.reader.take_sign(",") {
            self.path()?;
        }
        self.reader.require(TokenKind::End).map(drop)
    }
}
