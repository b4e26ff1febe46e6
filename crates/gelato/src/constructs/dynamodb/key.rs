//! Keys and attributes of a table.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html>

/// A key attribute: the only kind of attribute that a table declares.
///
/// ```
/// use gelato::constructs::dynamodb::Key;
/// assert_eq!(Key::number("year").kind.letter(), "N");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The attribute's name, 1 to 255 characters.
    pub name: String,
    /// Its type.
    pub kind: KeyKind,
}

/// The type of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// `S`: text of 1 to 2,048 bytes as partition key, 1 to 1,024 as sort key.
    String,
    /// `N`: a number.
    Number,
    /// `B`: bytes.
    Binary,
}

impl Key {
    /// A text key.
    pub fn string(name: impl Into<String>) -> Self {
        Self { name: name.into(), kind: KeyKind::String }
    }

    /// A number key.
    pub fn number(name: impl Into<String>) -> Self {
        Self { name: name.into(), kind: KeyKind::Number }
    }

    /// A key of bytes.
    pub fn binary(name: impl Into<String>) -> Self {
        Self { name: name.into(), kind: KeyKind::Binary }
    }
}

impl KeyKind {
    /// The type as DynamoDB writes it.
    pub fn letter(self) -> &'static str {
        match self {
            Self::String => "S",
            Self::Number => "N",
            Self::Binary => "B",
        }
    }
}
