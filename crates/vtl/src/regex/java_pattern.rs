//! A Java regular expression for use outside of templates, with the same bounds as inside.

use super::Pattern;
use crate::budget::Budget;
use crate::limits::Limits;

/// A Java regular expression that must match a whole text, as selection patterns and token validation do.
///
/// ```
/// use gelato_vtl::JavaPattern;
/// let pattern = JavaPattern::new(r"4\d{2}")?;
/// assert_eq!((pattern.matches("404"), pattern.matches("4040")), (Ok(true), Ok(false)));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug)]
pub struct JavaPattern(Box<Pattern>);

impl JavaPattern {
    /// Compiles a pattern; the error says why it is none, or that it is too large.
    pub fn new(source: &str) -> Result<Self, String> {
        let pattern = Pattern::new(source);
        if pattern.literal.is_none() {
            pattern.whole(0).map_err(|problem| problem.to_string())?;
        }
        Ok(Self(Box::new(pattern)))
    }

    /// The pattern as it was written.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// Whether the pattern matches the whole text; the error says that it would take too many steps to tell.
    pub fn matches(&self, text: &str) -> Result<bool, String> {
        let mut budget = Budget::new(&Limits::default());
        self.0.matches(text, &mut budget).map_err(|problem| problem.to_string())
    }
}
