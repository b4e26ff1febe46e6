//! Text reaches Terraform unchanged, whatever it contains.

use gelato::terraform::{Expression, Json, concat, escape_template, jsonencode, quote};
use proptest::prelude::*;

/// Undoes the escaping of Terraform's template language, as Terraform 1.11 does; `None` if the text is not a literal.
///
/// It drops one sign of a run before a brace: `$$${` becomes `$${`.
fn unescape(text: &str) -> Option<String> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let run = rest.len() - rest.trim_start_matches(next).len();
        let opens = matches!(next, '$' | '%') && rest[run..].starts_with('{');
        match (opens, run) {
            (true, 1) => return None,
            (true, _) => plain.push_str(&rest[1..run]),
            (false, _) => plain.push_str(&rest[..run]),
        }
        rest = &rest[run..];
    }
    Some(plain)
}

/// Text that is likely to break an escape: signs, braces and backslashes among arbitrary characters.
fn tricky() -> impl Strategy<Value = String> {
    proptest::collection::vec(prop_oneof![r#"[$%{}"\\]{1,4}"#, "\\PC{0,3}", "[\\x00-\\x1f]"], 0..8)
        .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn literal_text_survives_the_template_language(text in tricky()) {
        prop_assert_eq!(unescape(&escape_template(&text)), Some(text));
    }

    #[test]
    fn quoted_text_is_a_json_string_apart_from_the_template_signs(text in tricky()) {
        let decoded: String = serde_json::from_str(&quote(&text)).unwrap();
        prop_assert_eq!(unescape(&decoded), Some(text));
    }

    #[test]
    fn rendered_literals_are_json_that_holds_the_text(text in tricky()) {
        let rendered = Json::of(&Expression::from(text.clone())).to_pretty();
        let decoded: String = serde_json::from_str(&rendered).unwrap();
        prop_assert_eq!(unescape(&decoded), Some(text));
    }
}

#[test]
fn velocity_references_are_not_terraform_interpolations() {
    let rendered = Json::of(&Expression::from("${input} $x $!{y} 100%{z}")).to_pretty();
    assert_eq!(rendered.trim(), r#""$${input} $x $!{y} 100%%{z}""#);
}

#[test]
fn a_quote_at_either_end_of_a_part_survives_in_a_call() {
    let value = jsonencode(concat(["\"".into(), gelato::terraform::path_root(), "\\\"".into()]));
    let rendered = Json::of(value.expression()).to_pretty();
    let decoded: String = serde_json::from_str(&rendered).unwrap();
    assert_eq!(decoded, r#"${jsonencode("\"${path.root}\\\"")}"#);
}
