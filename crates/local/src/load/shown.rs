//! Shortened values and lists of names in messages.

use std::fmt::{self, Display, Write};

use serde_json::Value;

/// The maximum length of a value.
const LENGTH: usize = 200;
/// The maximum number of names.
const NAMES: usize = 20;

/// A value's JSON, shortened.
pub(super) struct Shown<'v>(pub(super) &'v Value);

impl Display for Shown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut beginning = Beginning(String::new());
        // Writing stops at the maximum length, which is not an error.
        let whole = write!(beginning, "{}", self.0).is_ok();
        write!(formatter, "{}{}", beginning.0, if whole { "" } else { "…" })
    }
}

struct Beginning(String);

impl Write for Beginning {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let left = LENGTH.saturating_sub(self.0.len());
        if text.len() <= left {
            self.0.push_str(text);
            return Ok(());
        }
        self.0.push_str(&text[..text.floor_char_boundary(left)]);
        Err(fmt::Error)
    }
}

/// A list of names, shortened.
pub(super) fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut names = names.peekable();
    let first: Vec<_> = names.by_ref().take(NAMES).collect();
    let more = if names.peek().is_some() { format!(" and {} more", names.count()) } else { String::new() };
    format!("{}{more}", first.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn long_values_and_lists_are_shortened() {
        assert_eq!(Shown(&json!([1, "é"])).to_string(), "[1,\"é\"]");
        let long = Shown(&json!("é".repeat(1_000_000))).to_string();
        assert!(long.len() <= LENGTH + "…".len() && long.ends_with("é…"), "{long}");
        let names: Vec<_> = (0..25).map(|number| number.to_string()).collect();
        assert!(listed(names.iter().map(String::as_str)).ends_with("18, 19 and 5 more"));
        assert_eq!(listed(["a", "b"].into_iter()), "a, b");
    }
}
