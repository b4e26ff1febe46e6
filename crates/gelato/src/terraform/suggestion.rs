//! "Did you mean": the known name that is most similar to an unknown one.
//!
//! A provider's names have common prefixes, which say nothing about similarity: only the words that differ are compared.

/// The minimum similarity of differing words: two letters of three.
const ALIKE: f64 = 0.66;

/// The separators of words in a name.
const SEPARATORS: [char; 2] = ['_', '.'];

/// The most similar candidate, if it is similar enough.
///
/// ```
/// use gelato::terraform::closest;
/// assert_eq!(closest("regoin", ["region", "stage"]), Some("region"));
/// assert_eq!(closest("memory", ["memory_mb", "timeout_seconds"]), Some("memory_mb"));
/// assert_eq!(closest("colour", ["region", "stage"]), None);
/// assert_eq!(closest("aws_kinesis_stream", ["aws_ssm_parameter", "aws_sns_topic"]), None);
/// assert_eq!(closest("aws_iam_user", ["aws_iam_role"]), None);
/// ```
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = candidates.into_iter().map(|candidate| (likeness(name, candidate), candidate));
    let best = scored.max_by(|left, right| left.0.total_cmp(&right.0));
    best.filter(|(score, _)| *score >= ALIKE).map(|(_, candidate)| candidate)
}

/// The similarity of two names, from 0 to 1.
fn likeness(name: &str, candidate: &str) -> f64 {
    match differing(name, candidate) {
        // The name is a prefix of the candidate, like `memory` of `memory_mb`.
        ("", _) => strsim::normalized_damerau_levenshtein(name, candidate),
        (typed, known) => strsim::normalized_damerau_levenshtein(typed, known),
    }
}

/// Two names without their common leading words.
fn differing<'n>(name: &'n str, candidate: &'n str) -> (&'n str, &'n str) {
    let (mut left, mut right) = (name, candidate);
    loop {
        let (left_word, left_rest) = left.split_once(SEPARATORS).unwrap_or((left, ""));
        let (right_word, right_rest) = right.split_once(SEPARATORS).unwrap_or((right, ""));
        if left_word != right_word || left.is_empty() {
            return (left, right);
        }
        (left, right) = (left_rest, right_rest);
    }
}
