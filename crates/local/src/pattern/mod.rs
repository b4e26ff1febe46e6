//! Filter patterns for JSON: for the records that invoke a function, and the messages that a subscription receives.
//!
//! All fields must match, and in an array at least one element. `{"a.b": …}` and `{"a": {"b": …}}` are equivalent, both
//! in patterns and in messages.
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html>

mod complexity;
mod dots;
mod matcher;
mod parse;
mod steps;

use serde_json::Value;

use matcher::Matcher;
use steps::{Matched, Steps, all, any};

/// The length of a pattern in messages, in bytes.
const SHOWN: usize = 200;

/// A pattern.
///
/// ```
/// use gelato_local::pattern::{Dialect, Pattern};
/// use serde_json::json;
/// let pattern = Pattern::parse(r#"{"eventName":["INSERT",{"prefix":"MOD"}]}"#, Dialect::EventSource)?;
/// assert_eq!(pattern.matches(&json!({ "eventName": "MODIFY" })), Ok(true));
/// assert_eq!(pattern.matches(&json!({ "eventName": "REMOVE" })), Ok(false));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// The text for messages, shortened.
    source: String,
    fields: Fields,
}

/// A match was aborted, because a large pattern met a large record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the pattern `{0}` takes too many steps on this text")]
pub struct TooManySteps(String);

/// The service of a pattern: their operators and limits differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// A filter of an event source mapping.
    EventSource,
    /// A filter policy on a message's attributes.
    Attributes,
    /// A filter policy on a message's body.
    Body,
}

/// The conditions on an object: all fields, and one of each list of alternatives.
#[derive(Debug, Clone, PartialEq, Default)]
struct Fields {
    fields: Vec<(String, Node)>,
    alternatives: Vec<Vec<Fields>>,
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Object(Fields),
    OneOf(Vec<Matcher>),
}

impl Pattern {
    /// Parses a pattern.
    ///
    /// # Errors
    /// The fault of the pattern, and what is allowed.
    pub fn parse(text: &str, dialect: Dialect) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
        let members = value.as_object().ok_or("a pattern is a JSON object")?;
        complexity::check(text, members, dialect)?;
        let fields = parse::fields(members, dialect, dots::MOST_LEVELS)?;
        Ok(Self { source: shortened(text), fields })
    }

    /// Whether a record matches.
    ///
    /// # Errors
    /// If that would take more than about a second.
    pub fn matches(&self, record: &Value) -> Result<bool, TooManySteps> {
        let matched = self.fields.matches(&dots::nested(record), &mut Steps::new());
        matched.map_err(|_| TooManySteps(self.source.clone()))
    }
}

/// The text of a pattern for messages, shortened.
pub(crate) fn shortened(text: &str) -> String {
    let end = text.floor_char_boundary(SHOWN);
    format!("{}{}", &text[..end], if end < text.len() { "…" } else { "" })
}

impl Fields {
    fn matches(&self, value: &Value, steps: &mut Steps) -> Matched {
        steps.take(0)?;
        if let Value::Array(list) = value {
            return any(list, |value| self.matches(value, steps));
        }
        let fields = all(&self.fields, |(name, node)| {
            steps.take(name.len())?;
            node.matches(value.get(name), steps)
        });
        Ok(fields? && all(&self.alternatives, |fields| any(fields, |fields| fields.matches(value, steps)))?)
    }

    /// Adds a node below a name, and merges it with a node that is there.
    fn add(&mut self, name: &str, node: Node) {
        let (first, node) = match name.split_once('.') {
            Some((first, rest)) => {
                let mut inner = Self::default();
                inner.add(rest, node);
                (first, Node::Object(inner))
            }
            None => (name, node),
        };
        let same = self.fields.iter_mut().find(|(known, node)| known == first && matches!(node, Node::Object(_)));
        match (same, node) {
            (Some((_, Node::Object(known))), Node::Object(more)) => {
                more.fields.into_iter().for_each(|(name, node)| known.add(&name, node));
                known.alternatives.extend(more.alternatives);
            }
            (_, node) => self.fields.push((first.to_owned(), node)),
        }
    }
}

impl Node {
    fn matches(&self, value: Option<&Value>, steps: &mut Steps) -> Matched {
        match self {
            Self::Object(fields) => fields.matches(value.unwrap_or(&Value::Null), steps),
            Self::OneOf(matchers) => any(matchers, |matcher| matcher.matches(value, steps)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, json};

    #[track_caller]
    fn check(pattern: Value, record: Value, expected: bool) {
        let parsed = Pattern::parse(&pattern.to_string(), Dialect::EventSource);
        assert_eq!(parsed.map(|parsed| parsed.matches(&record)), Ok(Ok(expected)), "{pattern} on {record}");
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
    fn a_missing_field_matches_only_exists_false() {
        check(json!({"k": [{"exists": false}]}), json!({}), true);
        check(json!({"k": [{"exists": true}]}), json!({}), false);
        check(json!({"k": [{"anything-but": "a"}]}), json!({}), false);
        check(json!({"k": {"S": [{"exists": false}]}}), json!({}), true);
    }

    #[test]
    fn an_object_is_not_a_leaf() {
        check(json!({"k": [{"exists": false}]}), json!({"k": {"S": "x"}}), true);
        check(json!({"k": ["x"]}), json!({"k": {"S": "x"}}), false);
    }

    #[test]
    fn all_fields_and_one_alternative_must_match() {
        let pattern = json!({"a": ["1"], "$or": [{"b": ["2"]}, {"c": ["3"]}]});
        check(pattern.clone(), json!({"a": "1", "c": "3"}), true);
        check(pattern.clone(), json!({"a": "1", "c": "4"}), false);
        check(pattern, json!({"a": "0", "b": "2"}), false);
    }

    #[test]
    fn an_invalid_pattern_is_rejected_with_a_reason() {
        for (pattern, reason) in [
            ("[]", "a pattern is a JSON object"),
            (r#"{"k":"v"}"#, r#"`k` is `"v"`; it must be a list of values, or an object"#),
            (r#"{"k":[]}"#, "`k` is an empty list, which matches nothing"),
            (r#"{"k":[{"prefix":1}]}"#, "`prefix` takes a string"),
        ] {
            assert_eq!(Pattern::parse(pattern, Dialect::EventSource), Err(reason.to_owned()));
        }
        let pattern = |length: usize| json!({ "k": ["v".repeat(length - r#"{"k":[""]}"#.len())] }).to_string();
        assert!(Pattern::parse(&pattern(4096), Dialect::EventSource).is_ok());
        let refused = Pattern::parse(&pattern(4097), Dialect::EventSource);
        assert_eq!(refused, Err("it has 4097 characters; the limit is 4096".to_owned()));
    }

    #[track_caller]
    fn check_body(pattern: &Value, body: &Value, expected: bool) {
        let parsed = Pattern::parse(&pattern.to_string(), Dialect::Body);
        assert_eq!(parsed.map(|parsed| parsed.matches(body)), Ok(Ok(expected)), "{pattern} on {body}");
    }

    #[test]
    fn a_name_with_dots_is_a_member_of_a_member() {
        let bodies = [
            json!({"boat": {"mast": {"flag": "red"}}}),
            json!({"boat.mast.flag": "red"}),
            json!({"boat.mast": {"flag": "red"}}),
            json!({"boat": {"mast.flag": "red"}}),
            json!({"boat": [{"mast": "none"}, {"mast.flag": ["blue", "red"]}]}),
        ];
        for pattern in [
            json!({"boat.mast.flag": ["red"]}),
            json!({"boat": {"mast": {"flag": ["red"]}}}),
            json!({"boat": {"mast.flag": ["red"]}}),
        ] {
            for body in &bodies {
                check_body(&pattern, body, true);
            }
            check_body(&pattern, &json!({"boat.mast.flag": "blue"}), false);
        }
        let both = json!({"boat.mast": ["tall"], "boat": {"flag": ["red"]}});
        check_body(&both, &json!({"boat": {"mast": "tall", "flag": "red"}}), true);
        check_body(&both, &json!({"boat": [{"mast": "tall"}, {"flag": "red"}]}), false);
        check_body(&json!({"boat.mast": [{"exists": false}]}), &json!({"boat": {"mast": 1}}), false);
    }

    #[test]
    fn addresses_match_the_prefix_of_a_network() {
        for (net, address, expected) in [
            ("10.0.0.0/24", json!("10.0.0.255"), true),
            ("10.0.0.0/24", json!("10.0.1.0"), false),
            ("10.0.0.9/24", json!("10.0.0.1"), true),
            ("2001:db8::/64", json!("2001:db8::1"), true),
            ("2001:db8::/64", json!("10.0.0.1"), false),
            ("10.0.0.0/24", json!("10.0.0.1 "), false),
            ("10.0.0.0/24", json!(["x", "10.0.0.1"]), true),
            ("10.0.0.0/24", json!(10), false),
        ] {
            check_body(&json!({"from": [{"cidr": net}]}), &json!({ "from": address }), expected);
        }
    }

    #[test]
    fn an_invalid_filter_policy_is_rejected_with_a_reason() {
        let values = |count: usize| Value::from((0..count).collect::<Vec<_>>());
        let names: Map<String, Value> = (0..6).map(|number| (format!("n{number}"), json!(["v"]))).collect();
        for (policy, dialect, reason) in [
            (json!({"k": {"n": ["v"]}}), Dialect::Attributes, "attributes have no members"),
            (Value::Object(names), Dialect::Attributes, "it has 6 names; the limit is 5"),
            (json!({"a": values(151)}), Dialect::Attributes, "151 combinations; the limit is 150"),
            (json!({"a": {"b": values(50)}, "c": values(2)}), Dialect::Body, "200 combinations"),
            (json!({"$or": [{"a": values(100)}, {"b": values(60)}]}), Dialect::Body, "160 combinations"),
            (json!({"k": [{"cidr": "10.0.0.0"}]}), Dialect::Body, "an address with a mask"),
            (json!({"k": [{"wildcard": "a*"}]}), Dialect::Body, "`wildcard` is not an operator"),
            (json!({"k": [{"anything-but": {"suffix": "x"}}]}), Dialect::Body, "only `prefix` is allowed in it"),
            (json!({"k": [{"anything-but": ["x", 1]}]}), Dialect::Body, "only strings, or only numbers"),
            (json!({"k": [["x"]]}), Dialect::Body, "a list in a list"),
            (json!({"k": [{"numeric": ["<", 5, ">", 1]}]}), Dialect::Body, "two comparisons are"),
            (json!({"k": [{"numeric": [">", 5, "<", 1]}]}), Dialect::Body, "two comparisons are"),
            (json!({"k": [{"prefix": "a", "suffix": "b"}]}), Dialect::Body, "must hold one operator"),
        ] {
            let refused = Pattern::parse(&policy.to_string(), dialect).err().unwrap_or_default();
            assert!(refused.contains(reason), "{policy}: {refused}");
        }
        assert!(Pattern::parse(&json!({"a": values(150)}).to_string(), Dialect::Attributes).is_ok());
        assert!(Pattern::parse(r#"{"$or": ["v"]}"#, Dialect::Body).is_ok());
    }
}
