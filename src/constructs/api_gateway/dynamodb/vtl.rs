//! Pieces of VTL that templates are made of.

/// What a number looks like, in JSON as in DynamoDB.
pub(super) const NUMBER: &str = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?";

/// A JSON string that holds exactly the text that a reference gives.
///
/// `$util.escapeJavaScript` makes JSON of everything but `'`, which it writes as `\'`.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html>
pub(super) fn json_string(reference: &str) -> String {
    format!(r#""$util.escapeJavaScript({reference}).replaceAll("\\'", "'")""#)
}

/// A JSON string of a text that the program knows. `$` and `#`, which begin VTL, are written as JSON's escapes.
pub(in crate::constructs::api_gateway) fn constant(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('$', "\\u0024").replace('#', "\\u0023")
}

/// A VTL string in which nothing is interpolated.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A condition that a value matches a pattern as a whole; false where it is no text.
pub(super) fn matches(variable: &str, pattern: &str) -> String {
    format!("${variable}.matches({}) == true", quoted(pattern))
}

/// Members of a JSON object, each on a line: first those that are always there, then those that are there under a
/// condition. Where all of them are, a variable holds the comma.
pub(super) fn members(always: &[String], perhaps: &[(String, String)]) -> String {
    if !always.is_empty() {
        let perhaps = perhaps.iter().map(|(condition, member)| format!("#if({condition}){LINE}{member}#end"));
        return always.join(LINE) + &perhaps.collect::<String>();
    }
    let lines = perhaps
        .iter()
        .map(|(condition, member)| format!("\n    #if({condition})${{comma}}{member}#set($comma = ', ')#end\n"));
    format!("#set($comma = ''){}", lines.collect::<String>().trim_end())
}

/// The separator of members.
pub(super) const LINE: &str = ",\n    ";

/// A pattern of the whole numbers from 1 to this one.
pub(super) fn up_to(greatest: u16) -> String {
    let text = greatest.to_string();
    let shorter = (1..text.len()).map(|length| format!("[1-9]{}", digits(length - 1)));
    let smaller = text.char_indices().filter_map(|(index, digit)| {
        let least = if index == 0 { '1' } else { '0' };
        let below = char::from_u32(u32::from(digit) - 1).filter(|below| *below >= least)?;
        let range = if below == least { least.to_string() } else { format!("[{least}-{below}]") };
        Some(format!("{}{range}{}", &text[..index], digits(text.len() - index - 1)))
    });
    shorter.chain(smaller).chain([text.clone()]).collect::<Vec<_>>().join("|")
}

fn digits(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "[0-9]".to_owned(),
        _ => format!("[0-9]{{{count}}}"),
    }
}

#[cfg(test)]
mod tests {
    use super::up_to;

    #[test]
    fn numbers_up_to_a_bound_match() {
        assert_eq!(up_to(1), "1");
        assert_eq!(up_to(100), "[1-9]|[1-9][0-9]|100");
        assert_eq!(up_to(25), "[1-9]|1[0-9]|2[0-4]|25");
        assert_eq!(up_to(1000), "[1-9]|[1-9][0-9]|[1-9][0-9]{2}|1000");
    }
}
