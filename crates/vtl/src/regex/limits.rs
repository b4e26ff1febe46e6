//! Limits of the work that a pattern may do on a text.
//!
//! A pattern without look-around, backreferences or possessive quantifiers takes linear time. Any other pattern
//! backtracks, and each step may read the rest of the text. The limit of steps therefore depends on the length of the text,
//! so that a match never takes more than a few seconds.

use std::sync::OnceLock;

use fancy_regex::{Regex, RegexBuilder};

use super::translation;
use crate::error::{Cause, Exception, Problem};

/// The limits for texts up to a size.
struct Limits {
    text_bytes: usize,
    /// The backtracking steps after which a search is abandoned.
    backtracks: usize,
    /// The maximum size of the compiled pattern.
    compiled_bytes: usize,
}

const LIMITS: [Limits; 3] = [
    Limits { text_bytes: 4 * 1024, backtracks: 100_000, compiled_bytes: 1024 * 1024 },
    Limits { text_bytes: 64 * 1024, backtracks: 10_000, compiled_bytes: 1024 * 1024 },
    Limits { text_bytes: usize::MAX, backtracks: 500, compiled_bytes: 256 * 1024 },
];

/// The longest text for a pattern that has to backtrack. Some of these patterns take quadratic time without a single
/// backtracking step, so that only the length bounds them.
const LONGEST_FOR_BACKTRACKING: usize = LIMITS[1].text_bytes;

/// A pattern, compiled for each range of text sizes when it is first used there.
#[derive(Debug, Default)]
pub(super) struct BySize([OnceLock<Result<Regex, Cause>>; LIMITS.len()]);

impl BySize {
    /// Whether the pattern is not yet compiled for texts of this length.
    pub(super) fn is_new(&self, length: usize) -> bool {
        self.0[class(length)].get().is_none()
    }

    /// The pattern for texts of a length.
    pub(super) fn regex(
        &self,
        source: &str,
        length: usize,
        wrap: impl FnOnce(String) -> String,
    ) -> Result<&Regex, Problem> {
        if length > LONGEST_FOR_BACKTRACKING && may_backtrack(source) {
            return Err(too_slow(source, None).into());
        }
        let class = class(length);
        let regex = self.0[class].get_or_init(|| build(&wrap(translation::translate(source)), &LIMITS[class]));
        regex
            .as_ref()
            .map_err(|cause| Exception::InvalidPattern { pattern: source.to_owned(), cause: cause.clone() }.into())
    }
}

fn class(length: usize) -> usize {
    LIMITS.iter().position(|limits| length <= limits.text_bytes).unwrap_or_default()
}

/// Whether a pattern has a construct that only backtracking can match: look-around, an atomic group, a backreference or
/// a possessive quantifier. Any other pattern takes linear time. Escaped and quoted text may be taken for one of these by
/// mistake, which only rules out long texts.
///
/// ```
/// assert!(gelato_vtl::may_backtrack("(?=.*a)b"));
/// assert!(!gelato_vtl::may_backtrack("[a-z]+"));
/// ```
pub fn may_backtrack(source: &str) -> bool {
    const CONSTRUCTS: [&str; 9] = ["(?=", "(?!", "(?<", "(?>", r"\k", "*+", "++", "?+", "}+"];
    let backreference = || source.as_bytes().windows(2).any(|pair| pair[0] == b'\\' && matches!(pair[1], b'1'..=b'9'));
    CONSTRUCTS.iter().any(|construct| source.contains(construct)) || backreference()
}

fn build(translated: &str, limits: &Limits) -> Result<Regex, Cause> {
    let builder = RegexBuilder::new(translated)
        .backtrack_limit(limits.backtracks)
        .delegate_size_limit(limits.compiled_bytes)
        .delegate_dfa_size_limit(limits.compiled_bytes)
        .build();
    builder.map_err(Cause::new)
}

pub(super) fn too_slow(pattern: &str, cause: Option<Cause>) -> Exception {
    Exception::SlowPattern { pattern: pattern.to_owned(), cause }
}

#[cfg(test)]
mod tests {
    use super::may_backtrack;

    #[test]
    fn patterns_that_need_backtracking_are_recognised() {
        for pattern in ["(?=a)b", "a(?!b)", "(?<=a)b", "(?>a+)", r"(a)\1", r"(?<n>a)\k<n>", "a++", "a{2}+"] {
            assert!(may_backtrack(pattern), "{pattern}");
        }
        for pattern in ["a+b*", r"\d{3}", "(?i)a", "(?:a|b)", "^a$", r"\\"] {
            assert!(!may_backtrack(pattern), "{pattern}");
        }
    }
}
