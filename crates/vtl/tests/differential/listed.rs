//! The differences that `docs/vtl.md` lists: templates that have one are not compared.

/// Why a template may differ, where it may.
pub(crate) fn reason(source: &str) -> Option<&'static str> {
    let has = |text: &str| source.contains(text);
    if has("$d(") {
        return Some("a block of `#define` called with arguments");
    }
    None
}
