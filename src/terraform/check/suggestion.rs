//! "Did you mean": the known name closest to one that is not known.

/// The candidate closest to a name, when it is close enough to be meant.
///
/// ```
/// use gelato::terraform::closest;
/// assert_eq!(closest("regoin", ["region", "stage"]), Some("region"));
/// assert_eq!(closest("colour", ["region", "stage"]), None);
/// ```
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = candidates.into_iter().map(|candidate| (strsim::jaro_winkler(name, candidate), candidate));
    let best = scored.max_by(|left, right| left.0.total_cmp(&right.0));
    best.filter(|(score, _)| *score > 0.8).map(|(_, candidate)| candidate)
}

/// The suggestion as the end of a message: a new line, or nothing.
pub(super) fn hint<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    closest(name, candidates).map_or_else(String::new, |meant| format!("\nhint: did you mean `{meant}`?"))
}
