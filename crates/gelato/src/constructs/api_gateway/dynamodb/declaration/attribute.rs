//! Attributes: names, types and constraints.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>

/// An attribute of an item.
///
/// ```
/// use gelato::constructs::api_gateway::dynamodb::{Attribute, Kind, Text};
/// let title = Attribute::required("title", Kind::String(Text::of_length(1, 200)), "What it is called");
/// let lent = Attribute::optional("lent", Kind::Boolean, "Whether somebody has it");
/// assert!(title.required && !lent.required);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name, both in the table and in the API: a letter or `_`, then letters, digits, `_` and `-`.
    pub name: &'static str,
    /// Its description in the API's models.
    pub description: &'static str,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// The fewest characters.
    pub min_length: u32,
    /// The most characters.
    pub max_length: Option<u32>,
    /// A regular expression for the whole text, in the syntax that Java and JavaScript share, without `^` and `$`.
    pub pattern: Option<&'static str>,
}

impl Text {
    /// Any text that is not empty.
    pub const ANY: Self = Self { min_length: 1, max_length: None, pattern: None };

    /// A text of this length in characters.
    pub const fn of_length(min_length: u32, max_length: u32) -> Self {
        Self { min_length, max_length: Some(max_length), pattern: None }
    }

    /// A text that matches a pattern in full.
    ///
    /// ```
    /// use gelato::constructs::api_gateway::dynamodb::Text;
    /// let price = Text::matching(r"[0-9]{1,6}\.[0-9]{2}");
    /// assert_eq!(price.min_length, 1);
    /// ```
    pub const fn matching(pattern: &'static str) -> Self {
        Self { pattern: Some(pattern), ..Self::ANY }
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
    pub fn required(name: &'static str, kind: Kind, description: &'static str) -> Self {
        Self { name, description, kind, required: true }
    }

    /// An optional attribute.
    pub fn optional(name: &'static str, kind: Kind, description: &'static str) -> Self {
        Self { name, description, kind, required: false }
    }
}
