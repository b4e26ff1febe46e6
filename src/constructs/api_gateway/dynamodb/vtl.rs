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

/// The members of a JSON object or the elements of a list: first those that are always there, then those that are
/// there under a condition.
pub(super) fn members(always: &[String], perhaps: &[(String, String)], separator: &str) -> String {
    let conditional = |(index, (condition, member)): (usize, &(String, String))| match (always.is_empty(), index) {
        (false, _) => format!("#if({condition}){separator}{member}#end"),
        (true, 0) if perhaps.len() == 1 => format!("#if({condition}){member}#end"),
        (true, _) => format!("#if({condition})${{comma}}{member}#set($comma = '{separator}')#end"),
    };
    let needs_comma = always.is_empty() && perhaps.len() > 1;
    let begin = if needs_comma { "#set($comma = '')" } else { "" };
    let perhaps: String = perhaps.iter().enumerate().map(conditional).collect();
    format!("{begin}{}{perhaps}", always.join(separator))
}

/// A pattern of the whole numbers from 1 to this one.
pub(super) fn up_to(greatest: u16) -> String {
    let digits = greatest.to_string();
    let mut alternatives = Vec::new();
    if digits.len() > 1 {
        alternatives.push(format!("[1-9][0-9]{{0,{}}}", digits.len() - 2));
    }
    for (index, digit) in digits.bytes().enumerate() {
        let least = if index == 0 { b'1' } else { b'0' };
        let rest = digits.len() - index - 1;
        if digit > least {
            let (prefix, below) = (&digits[..index], char::from(digit - 1));
            alternatives.push(format!("{prefix}[{}-{below}][0-9]{{{rest}}}", char::from(least)));
        }
    }
    alternatives.push(digits);
    alternatives.join("|")
}

#[cfg(test)]
mod tests {
    use super::up_to;

    #[test]
    fn numbers_up_to_a_bound_match() {
        assert_eq!(up_to(1), "1");
        assert_eq!(up_to(100), "[1-9][0-9]{0,1}|100");
        assert_eq!(up_to(25), "[1-9][0-9]{0,0}|[1-1][0-9]{1}|2[0-4][0-9]{0}|25");
    }
}
