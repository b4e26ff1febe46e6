//! The deviations that `docs/vtl.md` lists. Templates that may show one are not compared.

const VIEWS: [&str; 4] = [".keySet()", ".values()", ".entrySet()", ".iterator()"];
const CHANGES: [&str; 5] = [".put", ".remove", ".clear", ".retainAll", ".add"];

/// The deviation that a template may show, if any.
pub(crate) fn reason(source: &str) -> Option<&'static str> {
    let has = |texts: &[&str]| texts.iter().any(|text| source.contains(text));
    if has(&VIEWS) && (has(&["($m.", "($m[", "( $m.", "( $m["]) || has(&CHANGES)) {
        return Some("keys, values and entries of a map, and iterators, are copies, not views");
    }
    if source.contains(".hashCode()") && has(&[".split(", ".toCharArray(", ".toArray("]) {
        return Some("the hash of a Java array differs from run to run");
    }
    if source.contains("#evaluate(") {
        return Some("`#evaluate` is text on API Gateway");
    }
    if has(&["#set($m.k = $d)", "#set($m.k=$d)"]) {
        return Some("a block of `#define` in a map or list prints nothing with it");
    }
    if source.contains("\\#m") && !source.contains("#macro(m") {
        return Some("Velocity's parser remembers the macros of earlier templates");
    }
    if source.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() >= 19) && has(&["%", "/", "*", "+", "-"]) {
        return Some("a `BigInteger` and a `Double` calculate as a `Double`, not as a `BigDecimal`");
    }
    if has(&[".shortValue()", ".byteValue()"]) && has(&[".compareTo(", ".equals("]) {
        return Some("a `Short` and a `Byte` are an `Integer`, and compare with one");
    }
    let member =
        |after: &str| after.strip_prefix('.').is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
    if source.split("util").skip(1).any(|after| !member(after)) {
        return Some("`$util` itself prints nothing");
    }
    None
}

/// The deviation that a document and a path may show, if any.
pub(crate) fn path_reason(_: &str) -> Option<&'static str> {
    None
}
