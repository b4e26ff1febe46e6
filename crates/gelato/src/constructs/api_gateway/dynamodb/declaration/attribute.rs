//! Attributes: names, types and constraints.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>

use std::ops::RangeInclusive;

/// An attribute of an item.
///
/// ```
/// use gelato::prelude::*;
/// let title = Attribute::required("title", text(1..=200), "What it is called");
/// let lent = Attribute::optional("lent", Kind::Boolean, "Whether somebody has it");
/// assert!(title.required && !lent.required);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name, both in the table and in the API: a letter or `_`, then letters, digits, `_` and `-`.
    pub name: String,
    /// Its description in the API's models.
    pub description: String,
    /// Its type.
    pub kind: Kind,
    /// Whether an item must have it. An optional attribute is never stored empty.
    pub required: bool,
}

/// The type of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// `S`: text.
    String(Text),
    /// `N`: a number of up to 38 digits.
    Number(Decimal),
    /// `BOOL`: true or false.
    Boolean,
    /// `L` of `S`: a list of texts.
    List {
        /// The constraints of each text.
        of: Text,
        /// The most elements: 1 to 1,000, which is the most iterations of a template's loop.
        max_items: u16,
    },
    /// `M` of `S`: a map of texts.
    Map {
        /// The constraints of each text.
        of: Text,
        /// The most entries: 1 to 1,000.
        max_items: u16,
    },
}

/// The constraints of a text. Lengths count Unicode characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The fewest characters.
    pub min_length: u32,
    /// The most characters.
    pub max_length: Option<u32>,
    /// A regular expression for the whole text, in the syntax that Java and JavaScript share, without `^` and `$`.
    pub pattern: Option<String>,
}

impl Text {
    /// Any text that is not empty.
    pub fn any() -> Self {
        Self { min_length: 1, max_length: None, pattern: None }
    }
}

/// A text of this length in characters.
///
/// ```
/// use gelato::prelude::*;
/// let title = text(1..=200);
/// assert_eq!(title.max_length, Some(200));
/// ```
pub fn text(length: RangeInclusive<u32>) -> Text {
    Text { min_length: *length.start(), max_length: Some(*length.end()), pattern: None }
}

/// A text that matches a regular expression in full, in the syntax that Java and JavaScript share.
///
/// ```
/// use gelato::prelude::*;
/// let price = matching(r"[0-9]{1,6}\.[0-9]{2}");
/// assert_eq!(price.min_length, 1);
/// ```
pub fn matching(pattern: impl Into<String>) -> Text {
    Text { pattern: Some(pattern.into()), ..Text::any() }
}

/// A whole number in this range.
///
/// ```
/// use gelato::prelude::*;
/// let people = number(1..=500);
/// assert_eq!(people.decimals, Some(0));
/// ```
pub fn number(range: RangeInclusive<i64>) -> Decimal {
    decimal(range, 0)
}

/// A number in this range with at most so many digits after the decimal point, 0 to 18.
pub fn decimal(range: RangeInclusive<i64>, decimals: u8) -> Decimal {
    Decimal { minimum: Some(*range.start()), maximum: Some(*range.end()), decimals: Some(decimals) }
}

/// A list of texts with at most so many elements: 1 to 1,000, which is the most iterations of a template's loop.
pub fn list(of: Text, max_items: u16) -> Kind {
    Kind::List { of, max_items }
}

/// A map of texts with at most so many entries: 1 to 1,000.
pub fn map(of: Text, max_items: u16) -> Kind {
    Kind::Map { of, max_items }
}

impl From<Text> for Kind {
    fn from(text: Text) -> Self {
        Self::String(text)
    }
}

impl From<Decimal> for Kind {
    fn from(decimal: Decimal) -> Self {
        Self::Number(decimal)
    }
}

/// The constraints of a number. The model checks a number in a body, the template one in a path or query string. With
/// any constraint, the latter must be in plain digits: `120`, not `1.2e2`.
///
/// ```
/// use gelato::constructs::api_gateway::dynamodb::{Decimal, Kind};
/// let price = Kind::Number(Decimal { minimum: Some(0), maximum: Some(1_000), decimals: Some(2) });
/// assert_eq!(price.letter(), "N");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Decimal {
    /// The least.
    pub minimum: Option<i64>,
    /// The greatest.
    pub maximum: Option<i64>,
    /// The most digits after the decimal point, 0 to 18; `None` for any.
    pub decimals: Option<u8>,
}

impl Kind {
    /// The type as DynamoDB writes it.
    pub fn letter(&self) -> &'static str {
        match self {
            Self::String(_) => "S",
            Self::Number(_) => "N",
            Self::Boolean => "BOOL",
            Self::List { .. } => "L",
            Self::Map { .. } => "M",
        }
    }
}

impl Attribute {
    /// An attribute that every item has.
    pub fn required(name: impl Into<String>, kind: impl Into<Kind>, description: impl Into<String>) -> Self {
        Self { name: name.into(), description: description.into(), kind: kind.into(), required: true }
    }

    /// An optional attribute.
    pub fn optional(name: impl Into<String>, kind: impl Into<Kind>, description: impl Into<String>) -> Self {
        Self { required: false, ..Self::required(name, kind, description) }
    }
}
