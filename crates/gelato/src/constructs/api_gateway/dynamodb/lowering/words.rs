//! Constraints and sources in words, for error messages to clients and to the program's author.

use super::declaration::{Decimal, Kind, Source, Text};

impl Text {
    pub(super) fn words(&self) -> String {
        let length = match (self.min_length, self.max_length) {
            (least, Some(most)) => format!("text of {least} to {most} characters"),
            (0, None) => "text".to_owned(),
            (1, None) => "text that is not empty".to_owned(),
            (least, None) => format!("text of at least {least} characters"),
        };
        match &self.pattern {
            Some(pattern) if (self.min_length, self.max_length) == (1, None) => format!("text like {pattern}"),
            Some(pattern) => format!("{length} like {pattern}"),
            None => length,
        }
    }
}

impl Decimal {
    /// The constraints, in words.
    pub(super) fn words(self) -> String {
        let what = if self.decimals == Some(0) { "a whole number" } else { "a number" };
        let digits = if self.is_bounded() { "" } else { " of at most 38 digits" };
        let bounds = match (self.minimum, self.maximum) {
            (None, None) => String::new(),
            (Some(least), None) => format!(", at least {least}"),
            (None, Some(most)) => format!(", at most {most}"),
            (Some(least), Some(most)) => format!(" from {least} to {most}"),
        };
        let decimals = self.decimals.filter(|decimals| *decimals > 0);
        let decimals = decimals.map(|most| format!(" with at most {most} decimals")).unwrap_or_default();
        format!("{what}{digits}{bounds}{decimals}")
    }
}

impl Kind {
    /// The constraints, in words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::String(text) => text.words(),
            Self::Number(decimal) => decimal.words(),
            Self::Boolean => "true or false".to_owned(),
            Self::List { of, max_items } => format!("a list of at most {max_items}, each {}", of.words()),
            Self::Map { of, max_items } => {
                format!("an object of at most {max_items}, each with a name and {}", of.words())
            }
        }
    }
}

impl Source {
    /// The source, in words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Body(member) => format!("`{member}` of the body"),
            Self::Path(parameter) => format!("`{parameter}` of the path"),
            Self::Query(parameter) => format!("`{parameter}` of the query string"),
            Self::Context(name) => format!("`$context.{name}`"),
            Self::Constant(_) => "a constant".to_owned(),
        }
    }
}
