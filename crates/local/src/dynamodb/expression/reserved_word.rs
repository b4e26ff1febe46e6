//! Reserved words, which cannot name an attribute in an expression. They are case-insensitive.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html>

use std::sync::LazyLock;

static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut words: Vec<_> = include_str!("reserved_words.txt").lines().collect();
    words.sort_unstable();
    words
});

/// Whether a word is reserved, in any case.
pub(super) fn is_reserved(word: &str) -> bool {
    let upper = || word.bytes().map(|letter| letter.to_ascii_uppercase());
    WORDS.binary_search_by(|known| known.bytes().cmp(upper())).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_case_insensitive() {
        assert_eq!(WORDS.len(), 573);
        for word in WORDS.iter() {
            assert!(is_reserved(word) && is_reserved(&word.to_lowercase()), "{word}");
        }
        for free in ["", "A", "flavour", "NAMED", "ZONES", "remove"] {
            assert!(!is_reserved(free), "{free}");
        }
    }
}
