//! The one place where text is escaped for Terraform's template language.
//!
//! Terraform reads every JSON string as a template, in which `${` starts an interpolation and `%{` a
//! directive. Literal text that contains them, such as a mapping template, doubles the `$` or `%`.
//! <https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping>

use std::fmt::Write as _;

/// Escapes literal text, so that Terraform's template language yields it unchanged.
///
/// ```
/// use gelato::terraform::escape_template;
/// assert_eq!(escape_template("${x} costs 5% or %{y}, $z"), "$${x} costs 5% or %%{y}, $z");
/// ```
pub fn escape_template(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}

/// Writes literal text as a quoted string of Terraform's native syntax, for use inside `${…}`.
///
/// ```
/// use gelato::terraform::quote;
/// assert_eq!(quote("a \"b\"\n${c}"), r#""a \"b\"\n$${c}""#);
/// ```
pub fn quote(text: &str) -> String {
    format!("\"{}\"", quote_body(text))
}

/// The inside of [`quote`], for text between the interpolations of a quoted string.
pub(super) fn quote_body(text: &str) -> String {
    let mut body = String::with_capacity(text.len());
    for character in escape_template(text).chars() {
        push_quoted(&mut body, character);
    }
    body
}

fn push_quoted(quoted: &mut String, character: char) {
    match character {
        '"' => quoted.push_str("\\\""),
        '\\' => quoted.push_str("\\\\"),
        '\n' => quoted.push_str("\\n"),
        '\r' => quoted.push_str("\\r"),
        '\t' => quoted.push_str("\\t"),
        control if control.is_control() => {
            let _ = write!(quoted, "\\u{:04x}", u32::from(control));
        }
        plain => quoted.push(plain),
    }
}
