//! The response templates of each representation.
//!
//! `Plain` omits an attribute that an item lacks, or that has another type than described.

use std::fmt::Write as _;

use crate::constructs::api_gateway::vtl::{self, json_string, members};

use super::declaration::{Attribute, Attributes, Items, Kind, Representation};
use super::number::NUMBER;
use super::page::Page;
use super::value::COMMA;

impl Representation {
    /// The template of an answer with one item, which is in a member of DynamoDB's answer.
    pub(super) fn item(self, items: &Items, attributes: &Attributes, member: &str) -> String {
        match self {
            Self::DynamoDb => format!("{{\"Item\":$input.json('$.{member}')}}\n"),
            Self::Plain => {
                let (sets, members) = plain(items, attributes);
                format!("#set($item = $input.path('$.{member}'))\n{sets}{{\n    {members}\n}}\n")
            }
        }
    }

    /// The template of an answer with a page of items.
    pub(super) fn page(self, items: &Items, attributes: &Attributes, page: &Page) -> String {
        let key = "#set($last = $input.path('$.LastEvaluatedKey'))\n";
        let next = page.answer();
        match self {
            Self::DynamoDb => format!("{key}{{\n  \"Items\": $input.json('$.Items'){next}\n}}\n"),
            Self::Plain => {
                let (sets, members) = plain(items, attributes);
                let item = format!("{sets}  {{\n    {members}\n  }}#if($foreach.hasNext),#end\n\n");
                let all = format!("#foreach($item in $input.path('$.Items'))\n{item}#end\n");
                format!("{key}{{\n  \"items\": [\n{all}  ]{next}\n}}\n")
            }
        }
    }

    /// The member that holds a page's items.
    pub(super) fn items_member(self) -> &'static str {
        match self {
            Self::DynamoDb => "Items",
            Self::Plain => "items",
        }
    }
}

/// The lines before an item's members, and the members.
fn plain(items: &Items, attributes: &Attributes) -> (String, String) {
    let (mut sets, mut always, mut conditional) = (String::new(), Vec::new(), Vec::new());
    for (number, attribute) in items.attributes.iter().enumerate() {
        if !attributes.contain(&attribute.name) {
            continue;
        }
        let variable = format!("v{number}");
        let letter = attribute.kind.letter();
        let _ = writeln!(sets, "#set(${variable} = $item.get('{}').get('{letter}'))", attribute.name);
        let member = format!("\"{}\": {}", attribute.name, json(&variable, attribute));
        if items.is_key(&attribute.name) && matches!(attribute.kind, Kind::String(_)) {
            always.push(member);
        } else {
            conditional.push((condition(&variable, attribute), member));
        }
    }
    (sets, members(&always, &conditional))
}

/// The condition that a stored attribute has the described type.
fn condition(variable: &str, attribute: &Attribute) -> String {
    match attribute.kind {
        Kind::Number(_) => vtl::matches(variable, NUMBER),
        _ => format!("$item.get('{}').containsKey('{}') == true", attribute.name, attribute.kind.letter()),
    }
}

/// A stored value as JSON.
fn json(variable: &str, attribute: &Attribute) -> String {
    match &attribute.kind {
        Kind::String(_) => json_string(&format!("${variable}")),
        Kind::Number(_) => format!("${variable}"),
        Kind::Boolean => format!("#if(${variable} == true)true#{{else}}false#end"),
        Kind::List { .. } => {
            format!("[#foreach($element in ${variable}){}{COMMA}#end]", json_string("$element.get('S')"))
        }
        Kind::Map { .. } => {
            let entry = format!("{}: {}", json_string("$entry.key"), json_string("$entry.value.get('S')"));
            format!("{{#foreach($entry in ${variable}.entrySet()){entry}{COMMA}#end}}")
        }
    }
}
