//! Logical names of resources, variables, outputs and module calls.
//!
//! They are part of the contract with the state: renaming a resource replaces it. Gelato never derives names from a hash.
//! <https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers>

use std::fmt;

/// A logical name: a letter or `_`, then letters, digits, `_` and `-`.
///
/// ```
/// use gelato::terraform::Name;
/// assert_eq!(Name::try_new("books")?.as_str(), "books");
/// assert!(Name::try_new("2nd").is_err());
/// # Ok::<(), gelato::terraform::InvalidName>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// A text that cannot be a logical name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a logical name; allowed: a letter or `_`, then letters, digits, `_` and `-`")]
pub struct InvalidName(pub String);

impl Name {
    /// Checks a logical name.
    ///
    /// # Errors
    /// If the text is empty, starts with a digit or has a character that is not allowed.
    pub fn try_new(text: &str) -> Result<Self, InvalidName> {
        let mut characters = text.chars();
        let starts_well = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
        let goes_on_well = characters.all(|next| next.is_ascii_alphanumeric() || next == '_' || next == '-');
        if starts_well && goes_on_well { Ok(Self(text.to_owned())) } else { Err(InvalidName(text.to_owned())) }
    }

    /// Makes a logical name of any text: characters that are not allowed become `_`.
    ///
    /// ```
    /// use gelato::terraform::Name;
    /// assert_eq!(Name::new_sanitized("GET /books/{id}").as_str(), "GET_books_id");
    /// ```
    pub fn new_sanitized(text: &str) -> Self {
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
        let joined = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_");
        Self::try_new(&joined).unwrap_or_else(|_| Self(format!("_{joined}")))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
