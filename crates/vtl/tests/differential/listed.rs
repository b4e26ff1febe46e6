//! The differences that `docs/vtl.md` lists: templates that may show one are not compared.

const VIEWS: [&str; 3] = [".keySet()", ".values()", ".entrySet()"];
const CHANGES: [&str; 5] = [".put", ".remove", ".clear", ".retainAll", ".add"];

/// Why a template may differ, where it may.
pub(crate) fn reason(source: &str) -> Option<&'static str> {
    let has = |texts: &[&str]| texts.iter().any(|text| source.contains(text));
    if has(&VIEWS) && (source.contains("($m.") || source.contains("($m[") || has(&CHANGES)) {
        return Some("keys, values and entries of a map are copies, not views");
    }
    None
}
