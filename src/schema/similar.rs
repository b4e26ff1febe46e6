//! "Did you mean": the known name that a wrong one is closest to.

/// The least likeness at which a name is offered.
const THRESHOLD: f64 = 0.8;

/// The known name closest to a wrong one, if one is close enough.
pub fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = known.into_iter().map(|name| (strsim::jaro_winkler(wrong, name), name));
    let likely = scored.filter(|(likeness, _)| *likeness >= THRESHOLD);
    likely.max_by(|(left, _), (right, _)| left.total_cmp(right)).map(|(_, name)| name)
}
