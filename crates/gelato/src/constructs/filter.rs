//! Filters of messages: the subscriptions of a topic and the functions on a queue get only what matches.
//!
//! SNS and Lambda write the same comparisons in JSON.
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>

use serde_json::{Map, Value as Json, json};

use crate::terraform::Refusal;

/// A condition on one value of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    json: Json,
    is_number: bool,
}

impl Match {
    /// Exactly this text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::of(Json::String(text.into()))
    }

    /// Exactly this number.
    pub fn number(number: impl Into<serde_json::Number>) -> Self {
        Self { json: json!({ "numeric": ["=", number.into()] }), is_number: true }
    }

    /// A number from the least to the greatest, both included.
    pub fn between(least: impl Into<serde_json::Number>, most: impl Into<serde_json::Number>) -> Self {
        Self { json: json!({ "numeric": [">=", least.into(), "<=", most.into()] }), is_number: true }
    }

    /// This number or more.
    pub fn at_least(least: impl Into<serde_json::Number>) -> Self {
        Self { json: json!({ "numeric": [">=", least.into()] }), is_number: true }
    }

    /// This number or less.
    pub fn at_most(most: impl Into<serde_json::Number>) -> Self {
        Self { json: json!({ "numeric": ["<=", most.into()] }), is_number: true }
    }

    /// A text that begins like this.
    pub fn prefix(prefix: impl Into<String>) -> Self {
        Self::of(json!({ "prefix": prefix.into() }))
    }

    /// A text that ends like this.
    pub fn suffix(suffix: impl Into<String>) -> Self {
        Self::of(json!({ "suffix": suffix.into() }))
    }

    /// This text, whatever its case.
    pub fn any_case(text: impl Into<String>) -> Self {
        Self::of(json!({ "equals-ignore-case": text.into() }))
    }

    /// Any text but these.
    pub fn anything_but<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::of(json!({ "anything-but": texts.into_iter().map(Into::into).collect::<Vec<String>>() }))
    }

    /// A text that does not begin like this.
    pub fn anything_but_prefix(prefix: impl Into<String>) -> Self {
        Self::of(json!({ "anything-but": { "prefix": prefix.into() } }))
    }

    /// Any value.
    pub fn exists() -> Self {
        Self::of(json!({ "exists": true }))
    }

    /// No value.
    pub fn absent() -> Self {
        Self::of(json!({ "exists": false }))
    }

    fn of(json: Json) -> Self {
        Self { json, is_number: false }
    }
}

/// What of a message must match: each of these names, with one of its conditions.
///
/// ```
/// use gelato::prelude::*;
/// let urgent = Filter::attributes([("kind", vec![Match::text("order"), Match::prefix("re-")])]);
/// let heavy = Filter::body([("parcel.weight", vec![Match::at_least(30)])]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    part: Part,
    conditions: Vec<(String, Vec<Match>)>,
}

/// The part of a message that a filter reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Attributes,
    Body,
}

impl Filter {
    /// A filter on the attributes of a message.
    pub fn attributes<N: Into<String>>(conditions: impl IntoIterator<Item = (N, Vec<Match>)>) -> Self {
        Self::on(Part::Attributes, conditions)
    }

    /// A filter on the text of a message, which is JSON. A dot leads into an object: `parcel.weight`.
    pub fn body<N: Into<String>>(conditions: impl IntoIterator<Item = (N, Vec<Match>)>) -> Self {
        Self::on(Part::Body, conditions)
    }

    fn on<N: Into<String>>(part: Part, conditions: impl IntoIterator<Item = (N, Vec<Match>)>) -> Self {
        Self { part, conditions: conditions.into_iter().map(|(name, matches)| (name.into(), matches)).collect() }
    }

    /// The filter policy of a subscription: its scope and its JSON text.
    /// <https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html>
    pub(in crate::constructs) fn policy(&self) -> Result<(&'static str, String), Refusal> {
        self.check()?;
        if self.conditions.len() > 5 {
            let refused = Refusal::new(format!("the filter has {} names", self.conditions.len()));
            return Err(refused.allowing("up to 5"));
        }
        let combinations: usize = self.conditions.iter().map(|(_, matches)| matches.len()).product();
        if combinations > 150 {
            let refused = Refusal::new(format!("the filter has {combinations} combinations of conditions"));
            return Err(refused.allowing("up to 150: the numbers of each name's conditions, multiplied"));
        }
        Ok(match self.part {
            Part::Attributes => ("MessageAttributes", Json::Object(self.by_name()).to_string()),
            Part::Body => ("MessageBody", nested(&self.conditions).to_string()),
        })
    }

    /// The pattern of the mapping of a queue to a function.
    /// <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html>
    pub(in crate::constructs) fn pattern_of_queue(&self) -> Result<String, Refusal> {
        self.check()?;
        let pattern = match self.part {
            Part::Body => json!({ "body": nested(&self.conditions) }),
            Part::Attributes => {
                self.check_texts()?;
                let text = |(name, conditions): (String, Json)| (name, json!({ "stringValue": conditions }));
                let attributes: Map<String, Json> = self.by_name().into_iter().map(text).collect();
                json!({ "messageAttributes": attributes })
            }
        };
        Ok(pattern.to_string())
    }

    fn by_name(&self) -> Map<String, Json> {
        self.conditions.iter().map(|(name, matches)| (name.clone(), list(matches))).collect()
    }

    /// The attributes of a message in a queue are texts, even numbers.
    fn check_texts(&self) -> Result<(), Refusal> {
        let number = self.conditions.iter().find(|(_, matches)| matches.iter().any(|condition| condition.is_number));
        number.map_or(Ok(()), |(name, _)| {
            let refused = Refusal::new(format!("the filter compares the attribute `{name}` with a number"));
            let hint = "a queue hands attributes to functions as texts; filter the body instead: `Filter::body(…)`";
            Err(refused.allowing("conditions on texts").hint(hint))
        })
    }

    fn check(&self) -> Result<(), Refusal> {
        if self.conditions.is_empty() {
            return Err(Refusal::new("the filter has no condition").hint("leave the filter out to get all messages"));
        }
        let mut known: Vec<&str> = Vec::new();
        for (name, matches) in &self.conditions {
            if matches.is_empty() {
                let refused = Refusal::new(format!("the filter has no condition on `{name}`, so that nothing matches"));
                return Err(refused.hint("say what may stand there, such as `Match::exists()`"));
            }
            let is_bad_path = self.part == Part::Body && name.split('.').any(str::is_empty);
            if name.is_empty() || is_bad_path {
                let refused = Refusal::new(format!("the filter has a condition on `{name}`"));
                return Err(refused.allowing("a name, or names with dots between them: `parcel.weight`"));
            }
            let overlaps = |other: &&str| {
                **other == *name || self.part == Part::Body && (is_inside(name, other) || is_inside(other, name))
            };
            if let Some(other) = known.iter().find(|other| overlaps(other)) {
                let refused = Refusal::new(format!("the filter has conditions on `{other}` and on `{name}`"));
                return Err(refused.allowing("one list of conditions for each value"));
            }
            known.push(name);
        }
        Ok(())
    }
}

/// Whether a path leads into the value of another one.
fn is_inside(path: &str, of: &str) -> bool {
    path.strip_prefix(of).is_some_and(|rest| rest.starts_with('.'))
}

fn list(matches: &[Match]) -> Json {
    matches.iter().map(|condition| condition.json.clone()).collect()
}

/// Conditions by path, as objects in objects.
fn nested(conditions: &[(String, Vec<Match>)]) -> Json {
    let mut object = Map::new();
    for (path, matches) in conditions {
        insert(&mut object, path, list(matches));
    }
    Json::Object(object)
}

fn insert(object: &mut Map<String, Json>, path: &str, conditions: Json) {
    let Some((first, rest)) = path.split_once('.') else {
        object.insert(path.to_owned(), conditions);
        return;
    };
    let inner = object.entry(first).or_insert_with(|| json!({}));
    if let Json::Object(inner) = inner {
        insert(inner, rest, conditions);
    }
}
