//! Parameters of a form: `Entries.member.1.Id=a` is a list with an object in it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::service::Call;

/// How deep the names of parameters may nest; the deepest that AWS has is 6.
const DEEPEST: usize = 8;

#[derive(Default)]
struct Node {
    text: Option<String>,
    members: BTreeMap<String, Node>,
}

/// The parameters of a call, from its query and its form, as an object. Every value is a text.
pub(crate) fn parameters(call: &Call) -> Value {
    let mut root = Node::default();
    let query = call.query.as_deref().unwrap_or_default();
    for text in [query.as_bytes(), &call.body] {
        for (name, value) in form_urlencoded::parse(text) {
            root.insert(&name, value.into_owned());
        }
    }
    Value::Object(root.members.into_iter().map(|(name, node)| (name, node.into_value())).collect())
}

impl Node {
    fn insert(&mut self, name: &str, value: String) {
        let parts = name.splitn(DEEPEST, '.');
        let node = parts.fold(self, |node, part| node.members.entry(part.to_owned()).or_default());
        node.text = Some(value);
    }

    fn into_value(self) -> Value {
        if self.members.is_empty() {
            return Value::String(self.text.unwrap_or_default());
        }
        let numbers: Option<Vec<u32>> = self.members.keys().map(|name| name.parse().ok()).collect();
        let members = self.members.into_iter();
        match numbers {
            Some(numbers) => {
                let sorted: BTreeMap<u32, Node> = numbers.into_iter().zip(members.map(|(_, node)| node)).collect();
                Value::Array(sorted.into_values().map(Self::into_value).collect())
            }
            None => Value::Object(members.map(|(name, node)| (name, node.into_value())).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, Method};
    use serde_json::json;

    use super::*;

    fn parsed(form: &'static str) -> Value {
        parameters(&Call {
            action: None,
            method: Method::POST,
            path: "/".into(),
            query: Some("Action=Publish".into()),
            headers: HeaderMap::new(),
            body: Bytes::from_static(form.as_bytes()),
        })
    }

    #[test]
    fn names_with_dots_are_objects_and_with_numbers_lists_in_the_order_of_the_numbers() {
        let found = parsed("E.member.10.Id=b&E.member.2.Id=a&Message=a%26b+c");
        let wanted = json!({
            "Action": "Publish", "Message": "a&b c", "E": {"member": [{"Id": "a"}, {"Id": "b"}]}
        });
        assert_eq!(found, wanted);
    }

    #[test]
    fn deep_names_do_not_nest_without_end() {
        let form: &'static str = Box::leak(format!("{}x=1", "a.".repeat(10_000)).into_boxed_str());
        assert!(parsed(form).to_string().matches('{').count() <= DEEPEST);
    }
}
