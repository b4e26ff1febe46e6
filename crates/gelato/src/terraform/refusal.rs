//! Refusals: what a construct cannot make, in parts that a program can read.

use std::fmt;

use super::suggestion::closest;

/// Why a construct refuses what a program describes.
///
/// ```
/// use gelato::terraform::Refusal;
/// let refused = Refusal::new("index `by_yaer` is unknown").allowing("the table's indexes: by_year").hint("did you mean `by_year`?");
/// assert_eq!(
///     refused.to_string(),
///     "index `by_yaer` is unknown; allowed: the table's indexes: by_year\nhint: did you mean `by_year`?"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Refusal {
    /// What was found, and where in the description, such as ``method `add_book` ``.
    pub found: String,
    /// What is allowed instead.
    pub allowed: Option<String>,
    /// What to do.
    pub hint: Option<String>,
}

impl Refusal {
    /// A refusal of what was found.
    pub fn new(found: impl Into<String>) -> Self {
        Self { found: found.into(), allowed: None, hint: None }
    }

    /// The same refusal, with what is allowed instead.
    #[must_use]
    pub fn allowing(self, allowed: impl Into<String>) -> Self {
        Self { allowed: Some(allowed.into()), ..self }
    }

    /// The same refusal, with what to do.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same refusal of an unknown name: allowed are the known ones, and a similar one was probably meant.
    ///
    /// ```
    /// use gelato::terraform::Refusal;
    /// let refused = Refusal::new("index `by_yaer` is unknown").knowing("by_yaer", ["by_author", "by_year"]);
    /// assert_eq!(refused.allowed.as_deref(), Some("`by_author`, `by_year`"));
    /// assert_eq!(refused.hint.as_deref(), Some("did you mean `by_year`?"));
    /// ```
    #[must_use]
    pub fn knowing<'a>(self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let refused = match closest(name, known.iter().copied()) {
            Some(meant) => self.hint(format!("did you mean `{meant}`?")),
            None => self,
        };
        refused.listing(known)
    }

    /// The same refusal, with the names that are allowed instead, if there are any.
    #[must_use]
    pub fn listing<'a>(self, names: impl IntoIterator<Item = &'a str>) -> Self {
        let quoted: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
        if quoted.is_empty() { self } else { self.allowing(quoted.join(", ")) }
    }

    /// The same refusal, with the part of the description that it is about.
    #[must_use]
    pub fn within(self, part: impl fmt::Display) -> Self {
        Self { found: format!("{part}: {}", self.found), ..self }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.found)?;
        if let Some(allowed) = &self.allowed {
            write!(formatter, "; allowed: {allowed}")?;
        }
        if let Some(hint) = &self.hint {
            write!(formatter, "\nhint: {hint}")?;
        }
        Ok(())
    }
}
