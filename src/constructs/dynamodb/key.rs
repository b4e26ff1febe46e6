//! Keys and attributes of a table.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html>

/// A key attribute: the only kind of attribute that a table declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The attribute's name, 1 to 255 characters.
    pub name: String,
    /// Its type.
    pub kind: KeyKind,
}

/// The types that a key can have.
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
    pub fn string(name: &str) -> Self {
        Self { name: name.to_owned(), kind: KeyKind::String }
    }

    /// A number key.
    pub fn number(name: &str) -> Self {
        Self { name: name.to_owned(), kind: KeyKind::Number }
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
