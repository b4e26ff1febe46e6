//! The result of an action as XML or JSON, according to its model.

use serde_json::{Map, Value, json};

use super::model::{Member, Shape};
use crate::xml::{self, Element};

/// The elements of a structure; members without a value are left out.
pub(super) fn elements(members: &[Member], value: &Value) -> Vec<xml::Member> {
    let present =
        members.iter().filter_map(|member| Some((member, value.get(member.name).filter(|value| !value.is_null())?)));
    present.flat_map(|(member, value)| member_elements(member, value)).collect()
}

fn member_elements(member: &Member, value: &Value) -> Vec<xml::Member> {
    let own = |element| vec![(member.query.into(), element)];
    let within = |name: &'static str, elements: Vec<Element>| {
        elements.into_iter().map(|element| (name.into(), element)).collect::<Vec<_>>()
    };
    match &member.shape {
        Shape::List { of, flattened } => {
            let elements = value.as_array().into_iter().flatten().map(|one| element(of, one)).collect();
            if *flattened { within(member.query, elements) } else { own(Element::Members(within("member", elements))) }
        }
        Shape::Map { of, flattened } => {
            let pair = |(name, value): (&String, &Value)| {
                Element::of([("Name", Element::text(name)), ("Value", element(of, value))])
            };
            let elements = value.as_object().into_iter().flatten().map(pair).collect();
            if *flattened { within(member.query, elements) } else { own(Element::Members(within("entry", elements))) }
        }
        shape => own(element(shape, value)),
    }
}

fn element(shape: &Shape, value: &Value) -> Element {
    match (shape, value) {
        (Shape::Structure(members), value) => Element::Members(elements(members, value)),
        (_, Value::String(text)) => Element::text(text),
        (_, other) => Element::text(other.to_string()),
    }
}

/// The JSON of a structure: all members sorted by name, `null` for missing values, and maps as lists of names and
/// values.
pub(super) fn json(members: &[Member], value: &Value) -> Value {
    let mut object = Map::new();
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_by_key(|member| member.name);
    for member in sorted {
        let found = value.get(member.name).map_or(Value::Null, |value| member_json(&member.shape, value));
        object.insert(shown(member.name).to_owned(), found);
    }
    Value::Object(object)
}

/// The name of a member in this JSON. Only `Messages`, the result of `ReceiveMessage`, differs.
fn shown(name: &str) -> &str {
    if name == "Messages" { "messages" } else { name }
}

fn member_json(shape: &Shape, value: &Value) -> Value {
    match (shape, value) {
        (Shape::Structure(members), Value::Object(_)) => json(members, value),
        (Shape::List { of, .. }, Value::Array(list)) => list.iter().map(|one| member_json(of, one)).collect(),
        (Shape::Map { of, .. }, Value::Object(map)) => {
            map.iter().map(|(name, value)| json!({ "Name": name, "Value": member_json(of, value) })).collect()
        }
        (_, value) => value.clone(),
    }
}
