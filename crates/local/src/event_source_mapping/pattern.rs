//! Filter patterns: which records a function is invoked with.
//!
//! Fields are all to match, and of an array one. Numbers in items are text, so `numeric` never matches them.
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>

use serde_json::{Map, Value};

/// A pattern.
///
/// ```
/// use gelato_local::event_source_mapping::pattern::Pattern;
/// use serde_json::json;
/// let pattern = Pattern::parse(r#"{"eventName":["INSERT",{"prefix":"MOD"}]}"#).map_err(|reason| reason.to_string())?;
/// assert!(pattern.matches(&json!({ "eventName": "MODIFY" })));
/// assert!(!pattern.matches(&json!({ "eventName": "REMOVE" })));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern(Fields);

/// What is to match of an object: all of the fields, and one of each list of alternatives.
#[derive(Debug, Clone, PartialEq)]
struct Fields {
    fields: Vec<(String, Node)>,
    alternatives: Vec<Vec<Fields>>,
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Object(Fields),
    OneOf(Vec<Matcher>),
}

#[derive(Debug, Clone, PartialEq)]
enum Matcher {
    Equal(Value),
    EqualIgnoringCase(String),
    Prefix(String),
    Suffix(String),
    Numeric(Vec<(Comparison, f64)>),
    Exists(bool),
    AnythingBut(Vec<Matcher>),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Comparison {
    Equal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

type Parsed<T> = Result<T, String>;

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it, and what is allowed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
        let members = value.as_object().ok_or("a pattern is a JSON object")?;
        Ok(Self(fields(members)?))
    }

    /// Whether a record matches.
    pub fn matches(&self, record: &Value) -> bool {
        self.0.matches(record)
    }
}

fn fields(members: &Map<String, Value>) -> Parsed<Fields> {
    let mut parsed = Fields { fields: Vec::new(), alternatives: Vec::new() };
    for (name, value) in members {
        match (name.as_str(), value) {
            ("$or", Value::Array(list)) => parsed.alternatives.push(alternatives(list)?),
            (_, Value::Object(members)) => parsed.fields.push((name.clone(), Node::Object(fields(members)?))),
            (_, Value::Array(list)) => parsed.fields.push((name.clone(), Node::OneOf(matchers(name, list)?))),
            (_, other) => return Err(format!("`{name}` is `{other}`; it must be a list of values, or an object")),
        }
    }
    Ok(parsed)
}

fn alternatives(list: &[Value]) -> Parsed<Vec<Fields>> {
    let object = |value: &Value| fields(value.as_object().ok_or("each of `$or` is an object")?);
    list.iter().map(object).collect()
}

fn matchers(name: &str, list: &[Value]) -> Parsed<Vec<Matcher>> {
    if list.is_empty() {
        return Err(format!("`{name}` is an empty list, which matches nothing"));
    }
    list.iter().map(matcher).collect()
}

fn matcher(value: &Value) -> Parsed<Matcher> {
    let Value::Object(members) = value else { return Ok(Matcher::Equal(value.clone())) };
    let mut members = members.iter();
    let (Some((name, value)), None) = (members.next(), members.next()) else {
        return Err(format!("`{value}` must hold one operator"));
    };
    let text = || value.as_str().map(ToOwned::to_owned).ok_or_else(|| format!("`{name}` takes a string"));
    match name.as_str() {
        "prefix" => text().map(Matcher::Prefix),
        "suffix" => text().map(Matcher::Suffix),
        "equals-ignore-case" => text().map(Matcher::EqualIgnoringCase),
        "exists" => value.as_bool().map(Matcher::Exists).ok_or_else(|| "`exists` takes true or false".into()),
        "numeric" => numeric(value).map(Matcher::Numeric),
        "anything-but" => anything_but(value).map(Matcher::AnythingBut),
        _ => Err(format!(
            "`{name}` is no operator; there are `prefix`, `suffix`, `equals-ignore-case`, `anything-but`, `numeric` \
             and `exists`"
        )),
    }
}

fn anything_but(value: &Value) -> Parsed<Vec<Matcher>> {
    match value {
        Value::Array(list) => list.iter().map(matcher).collect(),
        Value::Object(members) => {
            let lists = members.iter().map(|(name, value)| match value {
                Value::Array(list) => list
                    .iter()
                    .map(|one| matcher(&Value::Object(Map::from_iter([(name.clone(), one.clone())]))))
                    .collect(),
                one => Ok(vec![matcher(&Value::Object(Map::from_iter([(name.clone(), one.clone())])))?]),
            });
            Ok(lists.collect::<Parsed<Vec<Vec<_>>>>()?.into_iter().flatten().collect())
        }
        one => Ok(vec![Matcher::Equal(one.clone())]),
    }
}

fn numeric(value: &Value) -> Parsed<Vec<(Comparison, f64)>> {
    const WRONG: &str = "`numeric` takes comparisons and numbers in turn, such as `[\">\", 0, \"<=\", 5]`";
    let list = value.as_array().filter(|list| !list.is_empty() && list.len() % 2 == 0).ok_or(WRONG)?;
    let pairs = list.chunks_exact(2).map(|pair| {
        let comparison = match pair.first()?.as_str()? {
            "=" => Comparison::Equal,
            "<" => Comparison::Less,
            "<=" => Comparison::AtMost,
            ">" => Comparison::Greater,
            ">=" => Comparison::AtLeast,
            _ => return None,
        };
        Some((comparison, pair.get(1)?.as_f64()?))
    });
    pairs.collect::<Option<_>>().ok_or_else(|| WRONG.into())
}

impl Fields {
    fn matches(&self, value: &Value) -> bool {
        if let Value::Array(list) = value {
            return list.iter().any(|value| self.matches(value));
        }
        self.fields.iter().all(|(name, node)| node.matches(value.get(name)))
            && self.alternatives.iter().all(|fields| fields.iter().any(|fields| fields.matches(value)))
    }
}

impl Node {
    fn matches(&self, value: Option<&Value>) -> bool {
        match self {
            Self::Object(fields) => fields.matches(value.unwrap_or(&Value::Null)),
            Self::OneOf(matchers) => matchers.iter().any(|matcher| matcher.matches(value)),
        }
    }
}

impl Matcher {
    fn matches(&self, value: Option<&Value>) -> bool {
        // An object is no leaf: nothing is there to be compared, even where the name is.
        let leaf = value.filter(|value| !value.is_object());
        if let Self::Exists(exists) = self {
            return leaf.is_some() == *exists;
        }
        match leaf {
            Some(Value::Array(list)) => list.iter().any(|value| self.matches_leaf(value)),
            Some(value) => self.matches_leaf(value),
            None => false,
        }
    }

    fn matches_leaf(&self, value: &Value) -> bool {
        let text = value.as_str();
        match self {
            Self::Equal(Value::Number(number)) => value.as_f64().is_some_and(|found| Some(found) == number.as_f64()),
            Self::Equal(wanted) => value == wanted,
            Self::EqualIgnoringCase(wanted) => text.is_some_and(|text| text.to_lowercase() == wanted.to_lowercase()),
            Self::Prefix(prefix) => text.is_some_and(|text| text.starts_with(prefix)),
            Self::Suffix(suffix) => text.is_some_and(|text| text.ends_with(suffix)),
            Self::Numeric(comparisons) => value
                .as_f64()
                .is_some_and(|found| comparisons.iter().all(|(comparison, wanted)| comparison.holds(found, *wanted))),
            Self::Exists(exists) => *exists,
            Self::AnythingBut(matchers) => !matchers.iter().any(|matcher| matcher.matches_leaf(value)),
        }
    }
}

impl Comparison {
    #[expect(clippy::float_cmp, reason = "a pattern names the very number")]
    fn holds(self, found: f64, wanted: f64) -> bool {
        match self {
            Self::Equal => found == wanted,
            Self::Less => found < wanted,
            Self::AtMost => found <= wanted,
            Self::Greater => found > wanted,
            Self::AtLeast => found >= wanted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(pattern: Value, record: Value, expected: bool) {
        let parsed = Pattern::parse(&pattern.to_string());
        assert_eq!(parsed.map(|parsed| parsed.matches(&record)), Ok(expected), "{pattern} on {record}");
    }

    #[test]
    fn operators_match_as_documented() {
        for (matcher, value, expected) in [
            (json!("a"), json!("a"), true),
            (json!("a"), json!("b"), false),
            (json!(null), json!(null), true),
            (json!(""), json!(""), true),
            (json!(1), json!(1.0), true),
            (json!({"prefix": "pi"}), json!("pistachio"), true),
            (json!({"suffix": "io"}), json!("pistachio"), true),
            (json!({"suffix": "oi"}), json!("pistachio"), false),
            (json!({"equals-ignore-case": "PIE"}), json!("pie"), true),
            (json!({"anything-but": "a"}), json!("b"), true),
            (json!({"anything-but": ["a", "b"]}), json!("b"), false),
            (json!({"anything-but": {"prefix": "pi"}}), json!("pie"), false),
            (json!({"numeric": [">", 1, "<=", 3]}), json!(3), true),
            (json!({"numeric": [">", 1, "<=", 3]}), json!(3.1), false),
            (json!({"numeric": ["=", 42]}), json!("42"), false),
            (json!({"exists": true}), json!("x"), true),
            (json!({"exists": false}), json!("x"), false),
        ] {
            check(json!({ "k": [matcher] }), json!({ "k": value }), expected);
        }
    }

    #[test]
    fn what_is_absent_matches_only_that_it_is_absent() {
        check(json!({"k": [{"exists": false}]}), json!({}), true);
        check(json!({"k": [{"exists": true}]}), json!({}), false);
        check(json!({"k": [{"anything-but": "a"}]}), json!({}), false);
        check(json!({"k": {"S": [{"exists": false}]}}), json!({}), true);
    }

    #[test]
    fn an_object_is_no_leaf() {
        check(json!({"k": [{"exists": false}]}), json!({"k": {"S": "x"}}), true);
        check(json!({"k": ["x"]}), json!({"k": {"S": "x"}}), false);
    }

    #[test]
    fn fields_are_all_to_match_and_alternatives_one() {
        let pattern = json!({"a": ["1"], "$or": [{"b": ["2"]}, {"c": ["3"]}]});
        check(pattern.clone(), json!({"a": "1", "c": "3"}), true);
        check(pattern.clone(), json!({"a": "1", "c": "4"}), false);
        check(pattern, json!({"a": "0", "b": "2"}), false);
    }

    #[test]
    fn a_wrong_pattern_says_why() {
        for (pattern, reason) in [
            ("[]", "a pattern is a JSON object"),
            (r#"{"k":"v"}"#, r#"`k` is `"v"`; it must be a list of values, or an object"#),
            (r#"{"k":[]}"#, "`k` is an empty list, which matches nothing"),
            (r#"{"k":[{"prefix":1}]}"#, "`prefix` takes a string"),
        ] {
            assert_eq!(Pattern::parse(pattern), Err(reason.to_owned()));
        }
    }
}
