//! Names with dots, which are paths of nested members.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// The maximum number of levels of a pattern, and of levels that names with dots add to a message. Patterns and
/// messages are processed recursively.
pub(super) const MOST_LEVELS: usize = 128;

/// The levels left below a name, each of whose dots uses one; `None` if there are too few.
pub(super) fn levels_below(name: &str, levels: usize) -> Option<usize> {
    levels.checked_sub(1 + name.matches('.').count())
}

/// A value in which names with dots are nested objects. If a name has several values, they become an array. Names that
/// are deeper than any pattern are kept.
pub(super) fn nested(value: &Value) -> Cow<'_, Value> {
    if has_dots(value) { Cow::Owned(rebuilt(value, MOST_LEVELS)) } else { Cow::Borrowed(value) }
}

fn has_dots(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(name, value)| name.contains('.') || has_dots(value)),
        Value::Array(list) => list.iter().any(has_dots),
        _ => false,
    }
}

fn rebuilt(value: &Value, levels: usize) -> Value {
    match value {
        Value::Object(members) => {
            let mut object = Map::new();
            for (name, value) in members {
                match levels_below(name, levels) {
                    Some(levels) => insert(&mut object, name, rebuilt(value, levels)),
                    None => merge(&mut object, name, value.clone()),
                }
            }
            Value::Object(object)
        }
        Value::Array(list) => list.iter().map(|value| rebuilt(value, levels)).collect(),
        other => other.clone(),
    }
}

fn insert(object: &mut Map<String, Value>, name: &str, value: Value) {
    let Some((first, rest)) = name.split_once('.') else { return merge(object, name, value) };
    let value = rest.rsplit('.').fold(value, |value, part| Value::Object(Map::from_iter([(part.to_owned(), value)])));
    merge(object, first, value);
}

fn merge(object: &mut Map<String, Value>, name: &str, value: Value) {
    match (object.get_mut(name), value) {
        (Some(Value::Object(known)), Value::Object(more)) => {
            more.into_iter().for_each(|(name, value)| merge(known, &name, value));
        }
        (Some(Value::Array(known)), value) => known.push(value),
        (Some(known), value) => *known = Value::Array(vec![known.take(), value]),
        (None, value) => drop(object.insert(name.to_owned(), value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_with_dots_become_objects() {
        for (value, wanted) in [
            (json!({"a": 1}), json!({"a": 1})),
            (json!({"a.b.c": 1}), json!({"a": {"b": {"c": 1}}})),
            (json!({"a.b": 1, "a": {"c": 2}}), json!({"a": {"b": 1, "c": 2}})),
            (json!([{"a": {"b.c": 1}}]), json!([{"a": {"b": {"c": 1}}}])),
            (json!({"a": 1, "a.b": 2}), json!({"a": [1, {"b": 2}]})),
        ] {
            assert_eq!(*nested(&value), wanted);
        }
    }

    #[test]
    fn many_dots_do_not_exhaust_the_stack() {
        let value = Value::Object(Map::from_iter([(".".repeat(100_000), json!(1))]));
        assert_eq!(*nested(&value), value);
    }
}
