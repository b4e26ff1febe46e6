//! Terraform's JSON as HCL: the same declarations, whose texts are templates.
//!
//! <https://developer.hashicorp.com/terraform/language/syntax/json>

use hcl_edit::Ident;
use hcl_edit::expr::{Array, Expression, Object, ObjectKey, ObjectValue};
use hcl_edit::structure::{Attribute, Block, BlockLabel, Body};
use hcl_edit::template::StringTemplate;
use serde_json::{Map, Value};

/// How many names stand before the body of each kind of block.
const BLOCKS: [(&str, usize); 12] = [
    ("resource", 2),
    ("data", 2),
    ("variable", 1),
    ("output", 1),
    ("module", 1),
    ("provider", 1),
    ("check", 1),
    ("terraform", 0),
    ("locals", 0),
    ("moved", 0),
    ("removed", 0),
    ("import", 0),
];

/// Arguments that are written as bare references.
const REFERENCES: [&str; 7] =
    ["depends_on", "provider", "ignore_changes", "replace_triggered_by", "from", "to", "type"];

/// Arguments that are objects, and never blocks, where no schema says so.
const OBJECTS: [&str; 5] = ["tags", "default", "value", "providers", "required_providers"];

pub(crate) fn parse(text: &str) -> Result<Body, String> {
    let root: Map<String, Value> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut body = Body::new();
    for (keyword, content) in root.iter().filter(|(keyword, _)| *keyword != "//") {
        let labels = BLOCKS.iter().find(|(known, _)| known == keyword).map(|(_, labels)| *labels);
        let labels = labels.ok_or_else(|| format!("`{keyword}` is no block of Terraform"))?;
        add(&mut body, keyword, content, labels, &mut Vec::new())?;
    }
    Ok(body)
}

fn add(body: &mut Body, keyword: &str, content: &Value, labels: usize, names: &mut Vec<String>) -> Result<(), String> {
    match content {
        Value::Array(items) => items.iter().try_for_each(|item| add(body, keyword, item, labels, names)),
        Value::Object(entries) if labels > 0 => {
            entries.iter().filter(|(name, _)| *name != "//").try_for_each(|(name, inner)| {
                names.push(name.clone());
                let added = add(body, keyword, inner, labels - 1, names);
                names.pop();
                added
            })
        }
        Value::Object(entries) => {
            let mut block = Block::new(ident(keyword)?);
            block.labels = names.iter().map(|name| BlockLabel::from(name.as_str())).collect();
            block.body = content_of(entries, keyword)?;
            body.push(block);
            Ok(())
        }
        _ => Err(format!("`{keyword}` must be an object")),
    }
}

fn content_of(entries: &Map<String, Value>, keyword: &str) -> Result<Body, String> {
    let mut body = Body::new();
    for (name, value) in entries.iter().filter(|(name, _)| *name != "//") {
        let nests = !["locals", "variable", "output", "module"].contains(&keyword)
            || ["validation", "precondition"].contains(&name.as_str());
        let is_blocks = nests
            && !OBJECTS.contains(&name.as_str())
            && match value {
                Value::Object(_) => !["tags", "variables", "parameters"].iter().any(|end| name.ends_with(end)),
                Value::Array(items) => !items.is_empty() && items.iter().all(Value::is_object),
                _ => false,
            };
        if name == "dynamic" || (is_blocks && name == "data") {
            add(&mut body, name, value, if name == "data" { 2 } else { 1 }, &mut Vec::new())?;
        } else if is_blocks || (keyword == "terraform" && name == "required_providers") {
            add(&mut body, name, value, 0, &mut Vec::new())?;
        } else {
            body.push(Attribute::new(ident(name)?, argument(name, value)?));
        }
    }
    Ok(body)
}

fn argument(name: &str, value: &Value) -> Result<Expression, String> {
    let reference = |text: &str| text.parse::<Expression>().map_err(|error| error.to_string());
    match value {
        Value::String(text) if REFERENCES.contains(&name) && !text.contains("${") => reference(text),
        Value::Array(items) if REFERENCES.contains(&name) => {
            let items =
                items.iter().map(|item| reference(item.as_str().unwrap_or_default())).collect::<Result<Vec<_>, _>>()?;
            Ok(Expression::from(items.into_iter().collect::<Array>()))
        }
        other => expression(other),
    }
}

fn expression(value: &Value) -> Result<Expression, String> {
    Ok(match value {
        Value::Null => Expression::null(),
        Value::Bool(flag) => Expression::from(*flag),
        Value::Number(number) => number.to_string().parse::<Expression>().map_err(|error| error.to_string())?,
        Value::String(text) => template(text)?,
        Value::Array(items) => Expression::from(
            items.iter().map(expression).collect::<Result<Vec<_>, _>>()?.into_iter().collect::<Array>(),
        ),
        Value::Object(entries) => {
            let mut object = Object::new();
            for (key, value) in entries {
                object.insert(ObjectKey::from(template(key)?), ObjectValue::new(expression(value)?));
            }
            Expression::from(object)
        }
    })
}

fn template(text: &str) -> Result<Expression, String> {
    if !text.contains("${") && !text.contains("%{") {
        return Ok(Expression::from(text));
    }
    let template: hcl_edit::template::Template =
        text.parse().map_err(|error: hcl_edit::parser::Error| error.to_string())?;
    Ok(Expression::from(template.into_iter().collect::<StringTemplate>()))
}

fn ident(name: &str) -> Result<Ident, String> {
    Ident::try_new(name).map_err(|_| format!("`{name}` is no name"))
}
