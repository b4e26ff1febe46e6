//! The parameters of a call, parsed by an action's model.
//!
//! AWS accepts a list or map under its own name and under the name of an element, with and without `member` or `entry`
//! before the number, whatever the model says: `MessageAttributes.1.Name`, `MessageAttribute.1.Name` and
//! `MessageAttributes.entry.1.Name` are equivalent.
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::failure::Failure;
use super::model::{Member, Shape};
use crate::service::Call;

/// The maximum nesting of names. AWS's deepest is 9, a list in an attribute in an entry of a batch.
const DEEPEST: usize = 12;

/// The parameters of a call, from its query and its form.
#[derive(Debug, Default)]
pub(crate) struct Parameters(Node);

/// A part of a name, such as `MessageAttribute` in `MessageAttribute.1.Name`, with everything below it.
#[derive(Debug, Default)]
struct Node {
    text: Option<String>,
    members: BTreeMap<String, Node>,
}

impl Parameters {
    /// The parameters of a call.
    pub(crate) fn of(call: &Call) -> Self {
        let mut root = Node::default();
        let query = call.query.as_deref().unwrap_or_default();
        for text in [query.as_bytes(), &call.body] {
            for (name, value) in form_urlencoded::parse(text) {
                root.insert(&name, value.into_owned());
            }
        }
        Self(root)
    }

    /// A text parameter.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.members.get(name)?.text.as_deref()
    }

    /// The input of an action in the form of its JSON, with all values as text. Parameters that the model does not have
    /// are ignored.
    pub(crate) fn read(&self, members: &[Member]) -> Result<Map<String, Value>, Failure> {
        self.0.structure(members)
    }
}

impl Node {
    fn insert(&mut self, name: &str, value: String) {
        let parts = name.splitn(DEEPEST, '.');
        let node = parts.fold(self, |node, part| node.members.entry(part.to_owned()).or_default());
        node.text = Some(value);
    }

    fn structure(&self, members: &[Member]) -> Result<Map<String, Value>, Failure> {
        let mut read = Map::new();
        for member in members {
            let mut names = vec![member.query, member.name];
            names.dedup();
            let nodes: Vec<_> = names.into_iter().filter_map(|name| self.members.get(name)).collect();
            if !nodes.is_empty() {
                read.insert(member.name.to_owned(), value(&nodes, &member.shape)?);
            }
        }
        Ok(read)
    }

    /// The numbered nodes in this one, sorted by number; a single text is a list of one.
    fn numbered(&self) -> Result<Vec<&Self>, Failure> {
        let inner = ["member", "entry"].iter().find_map(|name| self.members.get(*name)).unwrap_or(self);
        if inner.members.is_empty() {
            return Ok(if inner.text.as_deref().unwrap_or_default().is_empty() { Vec::new() } else { vec![inner] });
        }
        let mut numbered = BTreeMap::new();
        for (name, node) in &inner.members {
            let number: u32 = name
                .parse()
                .map_err(|_| Failure::refused("MalformedInput", format!("{name} must be the number of an element.")))?;
            numbered.insert(number, node);
        }
        Ok(numbered.into_values().collect())
    }

    /// The key and the value of an entry: `Name` and `Value` for some maps, `key` and `value` for others.
    fn entry(&self) -> Result<(&str, Option<&Self>), Failure> {
        let one_of = |names: [&str; 3]| names.iter().find_map(|name| self.members.get(*name));
        let name = one_of(["Name", "key", "Key"]).and_then(|node| node.text.as_deref());
        let missing = || Failure::refused("MissingParameter", "The request must contain the parameter Name.");
        Ok((name.ok_or_else(missing)?, one_of(["Value", "value", ""])))
    }
}

/// The value of a member, which may have several names.
fn value(nodes: &[&Node], shape: &Shape) -> Result<Value, Failure> {
    match shape {
        Shape::Text => Ok(nodes.iter().find_map(|node| node.text.clone()).unwrap_or_default().into()),
        Shape::Structure(members) => {
            nodes.first().map_or(Ok(Value::Null), |node| node.structure(members).map(Value::Object))
        }
        Shape::List { of, .. } => {
            let numbered = nodes.iter().map(|node| node.numbered()).collect::<Result<Vec<_>, _>>()?;
            numbered.into_iter().flatten().map(|node| value(&[node], of)).collect()
        }
        Shape::Map { of, .. } => map(nodes, of),
    }
}

fn map(nodes: &[&Node], of: &Shape) -> Result<Value, Failure> {
    let mut map = Map::new();
    for node in nodes {
        for numbered in node.numbered()? {
            let (name, found) = numbered.entry()?;
            let found = found.map_or(Ok(Value::Null), |found| value(&[found], of))?;
            if map.insert(name.to_owned(), found).is_some() {
                return Err(Failure::refused("InvalidParameterValue", format!("The name {name} is repeated.")));
            }
        }
    }
    Ok(Value::Object(map))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, Method};
    use serde_json::json;

    use super::*;

    const ATTRIBUTE: &[Member] =
        &[Member::text("DataType"), Member::text("StringValue"), Member::flat_list("Parts", "Part", &Shape::Text)];
    const ENTRY: &[Member] =
        &[Member::text("Id"), Member::flat_map("Attributes", "Attribute", &Shape::Structure(ATTRIBUTE))];
    const INPUT: &[Member] = &[
        Member::text("Message"),
        Member::flat_list("Names", "Name", &Shape::Text),
        Member::flat_map("Attributes", "Attribute", &Shape::Structure(ATTRIBUTE)),
        Member::list("Entries", &Shape::Structure(ENTRY)),
    ];

    fn parsed(form: &str) -> Result<Value, Failure> {
        let call = Call {
            action: None,
            method: Method::POST,
            path: "/".into(),
            query: Some("Action=Publish".into()),
            headers: HeaderMap::new(),
            body: Bytes::from(form.to_owned()),
        };
        Parameters::of(&call).read(INPUT).map(Value::Object)
    }

    #[test]
    fn lists_come_in_the_order_of_their_numbers() {
        let found = parsed("Entries.member.10.Id=b&Entries.member.2.Id=a&Message=a%26b+c");
        assert_eq!(found, Ok(json!({ "Message": "a&b c", "Entries": [{"Id": "a"}, {"Id": "b"}] })));
    }

    #[test]
    fn every_way_to_write_a_list_is_the_same_list() {
        for form in
            ["Name.1=a&Name.2=b", "Names.1=a&Names.2=b", "Names.member.1=a&Names.member.2=b", "Name.1=a&Names.1=b"]
        {
            assert_eq!(parsed(form), Ok(json!({ "Names": ["a", "b"] })), "{form}");
        }
        assert_eq!(parsed("Name=a"), Ok(json!({ "Names": ["a"] })));
        assert_eq!(parsed("Names="), Ok(json!({ "Names": [] })));
    }

    #[test]
    fn every_way_to_write_a_map_is_the_same_map() {
        let wanted = json!({ "Attributes": { "k": { "StringValue": "v", "Parts": ["p"] } } });
        for (entry, name, value) in [
            ("Attribute.1", "Name", "Value"),
            ("Attributes.1", "Name", "Value"),
            ("Attributes.entry.1", "Name", "Value"),
            ("Attributes.entry.1", "key", "value"),
        ] {
            let form = format!("{entry}.{name}=k&{entry}.{value}.StringValue=v&{entry}.{value}.Part.1=p");
            assert_eq!(parsed(&form), Ok(wanted.clone()), "{form}");
            let nested = format!("Entries.1.{}", form.replace('&', "&Entries.1."));
            assert_eq!(parsed(&nested), Ok(json!({ "Entries": [wanted.clone()] })), "{nested}");
        }
    }

    #[test]
    fn invalid_lists_and_maps_are_rejected() {
        for form in [
            "Name.first=a",
            "Attribute.Name=k",
            "Attribute.1.Value.StringValue=v",
            "Attribute.1.Name=k&Attribute.2.Name=k",
        ] {
            assert!(parsed(form).is_err(), "{form}");
        }
    }

    #[test]
    fn the_nesting_of_names_is_limited() {
        assert_eq!(parsed(&format!("{}x=1", "Message.".repeat(10_000))), Ok(json!({ "Message": "" })));
    }
}
