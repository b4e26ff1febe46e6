//! Selection patterns: Java regular expressions that must match the whole text.

use fancy_regex::Regex;

/// A compiled selection pattern.
#[derive(Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// Compiles a pattern.
    ///
    /// ```
    /// use gelato_local::stack::rest_api::pattern::Pattern;
    /// let pattern = Pattern::new(r"4\d{2}")?;
    /// assert!(pattern.matches("404") && !pattern.matches("4040"));
    /// # Ok::<(), String>(())
    /// ```
    pub fn new(pattern: &str) -> Result<Self, String> {
        Regex::new(&format!(r"\A(?:{pattern})\z")).map(Self).map_err(|error| error.to_string())
    }

    /// Whether the pattern matches the whole text.
    pub fn matches(&self, text: &str) -> bool {
        self.0.is_match(text).unwrap_or(false)
    }
}
