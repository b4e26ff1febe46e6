//! Functions of texts.

use super::call;
use super::methods::methods;
use crate::terraform::expression::Expression;
use crate::terraform::value::{Any, List, Number, Value};

methods! {
    [] String {
        /// The text without line breaks at its end.
        chomp "chomp"() -> String;
        /// Whether it ends with a suffix.
        ends_with "endswith"(suffix: String) -> bool;
        /// Its length in characters.
        length "length"() -> Number;
        /// In lower case.
        lower "lower"() -> String;
        /// With each occurrence of a text replaced. A pattern between slashes is a regular expression.
        replace "replace"(substring: String, replacement: String) -> String;
        /// Whether it begins with a prefix.
        starts_with "startswith"(prefix: String) -> bool;
        /// Whether it contains a text.
        contains "strcontains"(substring: String) -> bool;
        /// Its characters in the opposite order.
        reverse "strrev"() -> String;
        /// The part from an offset on, in characters. A length of -1 is the rest.
        substring "substr"(offset: Number, length: Number) -> String;
        /// With the first letter of each word in upper case.
        title "title"() -> String;
        /// Without these characters at its beginning and end.
        trim "trim"(characters: String) -> String;
        /// Without a prefix.
        trim_prefix "trimprefix"(prefix: String) -> String;
        /// Without white space at its beginning and end.
        trim_space "trimspace"() -> String;
        /// Without a suffix.
        trim_suffix "trimsuffix"(suffix: String) -> String;
        /// In upper case.
        upper "upper"() -> String;
        /// The number that it writes, in a base from 2 to 62.
        parse_int "parseint"(base: Number) -> Number;
        /// As a number.
        to_number "tonumber"() -> Number;
        /// As `true` or `false`.
        to_bool "tobool"() -> bool;
    }
}

impl Value<String> {
    /// Whether a regular expression matches the whole text: `can(regex("^(?:…)$", text))`.
    ///
    /// Terraform's expressions are RE2. <https://developer.hashicorp.com/terraform/language/functions/regex>
    #[must_use]
    pub fn matches(&self, pattern: &str) -> Value<bool> {
        self.regex::<Any>(&format!("^(?:{pattern})$")).can()
    }

    /// `regex(pattern, text)`: the first match of a regular expression. It is a text, a list if the pattern has groups, or a
    /// map if they have names; the caller is responsible for the type.
    /// <https://developer.hashicorp.com/terraform/language/functions/regex>
    #[must_use]
    pub fn regex<T>(&self, pattern: &str) -> Value<T> {
        call("regex", [pattern.into(), self.clone().into()])
    }

    /// `regexall(pattern, text)`: all matches of a regular expression.
    /// <https://developer.hashicorp.com/terraform/language/functions/regexall>
    #[must_use]
    pub fn regex_all<T>(&self, pattern: &str) -> Value<List<T>> {
        call("regexall", [pattern.into(), self.clone().into()])
    }

    /// `split(separator, text)`. <https://developer.hashicorp.com/terraform/language/functions/split>
    #[must_use]
    pub fn split(&self, separator: &str) -> Value<List<String>> {
        call("split", [separator.into(), self.clone().into()])
    }

    /// `indent(spaces, text)`: with spaces before each line but the first.
    /// <https://developer.hashicorp.com/terraform/language/functions/indent>
    #[must_use]
    pub fn indent(&self, spaces: impl Into<Value<Number>>) -> Self {
        call("indent", [spaces.into().into(), self.clone().into()])
    }
}

/// A string template of literal texts and references.
///
/// ```
/// use gelato::terraform::{concat, path_module};
/// let template = concat([path_module(), "/template.vtl".into()]);
/// ```
pub fn concat<const N: usize>(parts: [Value<String>; N]) -> Value<String> {
    Value::from_expression(Expression::Template(parts.into_iter().map(Expression::from).collect()))
}

/// A text of several lines, as the heredoc `<<-` of Terraform's own language reads it: without the indentation that all
/// lines have in common, and without the line break after the opening quote.
/// <https://developer.hashicorp.com/terraform/language/expressions/strings#indented-heredocs>
///
/// ```
/// use gelato::terraform::{Value, heredoc};
/// let name: Value<String> = "ice".into();
/// let script = heredoc([
///     "
///     #!/bin/sh
///       echo "
///         .into(),
///     name,
/// ]);
/// ```
pub fn heredoc<const N: usize>(parts: [Value<String>; N]) -> Value<String> {
    let mut parts: Vec<Expression> = parts.into_iter().map(Expression::from).collect();
    if let Some(Expression::Text(first)) = parts.first_mut()
        && let Some(rest) = first.strip_prefix('\n')
    {
        *first = rest.to_owned();
    }
    let indentation = indentation(&parts);
    for (index, part) in parts.iter_mut().enumerate() {
        if let Expression::Text(text) = part {
            *text = without_indentation(text, indentation, index == 0);
        }
    }
    Value::from_expression(Expression::Template(parts))
}

/// The spaces that all lines have in common. Only lines that begin in a literal text count.
fn indentation(parts: &[Expression]) -> usize {
    let lines = parts.iter().enumerate().flat_map(|(index, part)| {
        let Expression::Text(text) = part else { return Vec::new() };
        let is_last = index + 1 == parts.len();
        let lines: Vec<&str> = text.split('\n').skip(usize::from(index > 0)).collect();
        let last = lines.len().saturating_sub(1);
        // A line of spaces counts only if a value follows it.
        let counts = |(at, line): &(usize, &str)| !line.trim().is_empty() || (*at == last && !is_last);
        lines.into_iter().enumerate().filter(counts).map(|(_, line)| line).collect()
    });
    lines.map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or_default()
}

fn without_indentation(text: &str, indentation: usize, is_first: bool) -> String {
    let lines = text.split('\n').enumerate().map(|(index, line)| {
        let begins = is_first || index > 0;
        let spaces = line.len() - line.trim_start_matches(' ').len();
        if begins { &line[indentation.min(spaces)..] } else { line }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// `format(format, values…)`: values in the places of verbs, such as `%s` or `%03d`.
/// <https://developer.hashicorp.com/terraform/language/functions/format>
pub fn format<const N: usize>(format: &str, values: [Expression; N]) -> Value<String> {
    call("format", std::iter::once(format.into()).chain(values))
}
