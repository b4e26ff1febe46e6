//! Building blocks of VTL templates.

/// A JSON string with exactly the text of a reference.
///
/// `$util.escapeJavaScript` escapes everything as JSON does, except `'`, which it writes as `\'`.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html>
pub(super) fn json_string(reference: &str) -> String {
    format!(r#""$util.escapeJavaScript({reference}).replaceAll("\\'", "'")""#)
}

/// A JSON string of a constant. `$` and `#`, which begin VTL, are written as JSON escapes.
pub(super) fn constant(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('$', "\\u0024").replace('#', "\\u0023")
}

/// A VTL string in which nothing is interpolated.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The condition that a value matches a pattern in full; false if it is not text.
pub(super) fn matches(variable: &str, pattern: &str) -> String {
    format!("${variable}.matches({}) == true", quoted(pattern))
}

/// Unconditional members, and conditional ones with their conditions.
pub(super) type Members = (Vec<String>, Vec<(String, String)>);

/// Members of a JSON object, each on a line: first the unconditional ones, then the conditional ones. If all are
/// conditional, a variable holds the comma.
pub(super) fn members(always: &[String], conditional: &[(String, String)]) -> String {
    if !always.is_empty() {
        let conditional = conditional.iter().map(|(condition, member)| format!("#if({condition}){LINE}{member}#end"));
        return always.join(LINE) + &conditional.collect::<String>();
    }
    let lines = conditional
        .iter()
        .map(|(condition, member)| format!("\n    #if({condition})${{comma}}{member}#set($comma = ', ')#end\n"));
    format!("#set($comma = ''){}", lines.collect::<String>().trim_end())
}

/// The separator of members.
pub(super) const LINE: &str = ",\n    ";
