//! A Java regular expression for use outside of templates, with the same limits.

use super::Pattern;
use crate::budget::Budget;
use crate::error::{ErrorKind, Problem};
use crate::limits::Limits;

/// A Java regular expression that must match a whole text, as in selection patterns and token validation.
///
/// ```
/// use gelato_vtl::JavaPattern;
/// let pattern = JavaPattern::new(r"4\d{2}")?;
/// assert_eq!((pattern.matches("404"), pattern.matches("4040")), (Ok(true), Ok(false)));
/// # Ok::<(), gelato_vtl::ErrorKind>(())
/// ```
#[derive(Debug)]
pub struct JavaPattern(Box<Pattern>);

impl JavaPattern {
    /// Compiles a pattern, which must be valid and not too large.
    pub fn new(source: &str) -> Result<Self, ErrorKind> {
        let pattern = Pattern::new(source);
        pattern.check().map_err(Problem::into_kind)?;
        Ok(Self(Box::new(pattern)))
    }

    /// The pattern as it was written.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// Whether the pattern matches the whole text, unless it takes too many steps to tell.
    pub fn matches(&self, text: &str) -> Result<bool, ErrorKind> {
        let mut budget = Budget::new(&Limits::default());
        self.0.matches(text, &mut budget).map_err(Problem::into_kind)
    }
}
