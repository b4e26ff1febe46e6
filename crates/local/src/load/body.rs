//! Terraform JSON as expressions: which members are blocks, which are values, and which may be repeated.
//!
//! How Terraform 1.11 treats a repeated name, found by running it:
//!
//! | Level | Terraform |
//! |---|---|
//! | the file: two `"resource"`, `"locals"`, `"variable"`, … | merges them |
//! | the file is a list of objects | merges them |
//! | a type: two `"aws_sns_topic"` in `"resource"` | merges them |
//! | a name: two `"notices"` of one type, two variables, outputs or modules of one name | rejects: declared twice |
//! | a list of bodies under a name | rejects more than one |
//! | an argument, also one whose values are objects | rejects: duplicate argument |
//! | a nested block | keeps both, in their order |
//! | a local value, in one `"locals"` or in two | rejects |
//! | a member of an object value | rejects |
//! | a variable in `terraform.tfvars.json` | rejects |
//! | `jsondecode` | the last one |
//!
//! The provider's schema, which is not read here, says which arguments of a resource are blocks. A repeated name is
//! treated as a block if all its values are objects or lists.

use hcl::expr::{Expression, ObjectKey, TemplateExpr};

use super::json::{Json, twice};

/// An object's members, in the order of the file.
pub(super) type Members = Vec<(String, Expression)>;

/// The maximum number of members of an object. They are compared with each other.
const MEMBERS: usize = 10_000;

/// Which members of a body may be blocks.
#[derive(Clone, Copy)]
enum Blocks {
    /// All but those that are known to be values.
    Most,
    /// Only these.
    Named(&'static [&'static str]),
}

impl Blocks {
    fn may_be(self, name: &str) -> bool {
        match self {
            Self::Most => name != "for_each",
            Self::Named(names) => names.contains(&name),
        }
    }
}

/// The members of a file.
pub(super) fn members(file: Json) -> Result<Members, String> {
    match file {
        Json::Object(members) => {
            let members = members.into_iter().filter(|(name, _)| name != "//");
            members.map(|(name, value)| Ok((name.clone(), top(&name, value)?))).collect()
        }
        Json::List(files) => Ok(files.into_iter().map(members).collect::<Result<Vec<_>, _>>()?.concat()),
        _ => Err("the file must be one JSON object, or a list of them".to_owned()),
    }
}

fn top(name: &str, value: Json) -> Result<Expression, String> {
    match name {
        "resource" | "data" => labelled(name, value, 2, Blocks::Most),
        "provider" => labelled(name, value, 1, Blocks::Most),
        "variable" => labelled(name, value, 1, Blocks::Named(&["validation"])),
        "output" => labelled(name, value, 1, Blocks::Named(&["precondition"])),
        "module" => labelled(name, value, 1, Blocks::Named(&[])),
        "locals" => locals(value),
        _ => labelled(name, value, 0, Blocks::Most),
    }
}

/// Objects with this many levels of labels above the body. Each member becomes a separate object, so that no member is
/// lost and the number of members is unlimited.
fn labelled(path: &str, value: Json, labels: usize, blocks: Blocks) -> Result<Expression, String> {
    match value {
        Json::List(items) => list(items, |item| labelled(path, item, labels, blocks)),
        Json::Object(members) if labels > 0 => {
            each(members, |name, value| labelled(&format!("{path}.{name}"), value, labels - 1, blocks))
        }
        Json::Object(members) => body(path, members, blocks),
        other => expression(path, other),
    }
}

/// Local values: each is an expression. Repeated names are detected where locals are declared.
fn locals(value: Json) -> Result<Expression, String> {
    match value {
        Json::List(items) => list(items, locals),
        Json::Object(members) => each(members, |name, value| expression(&format!("locals.{name}"), value)),
        other => expression("locals", other),
    }
}

fn each(
    members: Vec<(String, Json)>,
    one: impl Fn(&str, Json) -> Result<Expression, String>,
) -> Result<Expression, String> {
    let members = members.into_iter().filter(|(name, _)| name != "//");
    let single = members.map(|(name, value)| {
        let value = one(&name, value)?;
        Ok(Expression::Object([(ObjectKey::Expression(name.into()), value)].into_iter().collect()))
    });
    single.collect::<Result<_, _>>().map(Expression::Array)
}

fn body(path: &str, members: Vec<(String, Json)>, blocks: Blocks) -> Result<Expression, String> {
    let members = members.into_iter().filter(|(name, _)| name != "//");
    let members = members.map(|(name, value)| {
        let path = format!("{path}.{name}");
        let value = if blocks.may_be(&name) { block(&path, value) } else { expression(&path, value) };
        Ok((name, value?))
    });
    let again = |name: &str, value: &Expression| {
        blocks.may_be(name) && matches!(value, Expression::Array(_) | Expression::Object(_))
    };
    object(members, again, path)
}

/// A block, or a value that looks like one.
fn block(path: &str, value: Json) -> Result<Expression, String> {
    match value {
        Json::List(items) => list(items, |item| block(path, item)),
        Json::Object(members) => body(path, members, Blocks::Most),
        other => expression(path, other),
    }
}

/// A value: strings are templates, and names must be unique.
fn expression(path: &str, value: Json) -> Result<Expression, String> {
    match value {
        Json::Null => Ok(Expression::Null),
        Json::Bool(flag) => Ok(flag.into()),
        Json::Number(number) => Ok(number.as_i64().map_or_else(
            || number.as_u64().map_or_else(|| number.as_f64().unwrap_or_default().into(), Expression::from),
            Expression::from,
        )),
        Json::Text(text) => Ok(template(text)),
        Json::List(items) => list(items, |item| expression(path, item)),
        Json::Object(members) => {
            let inner = |name: &str, value| expression(&format!("{path}.{name}"), value);
            object(
                members.into_iter().map(|(name, value)| Ok((name.clone(), inner(&name, value)?))),
                |_, _| false,
                path,
            )
        }
    }
}

fn list(items: Vec<Json>, one: impl Fn(Json) -> Result<Expression, String>) -> Result<Expression, String> {
    items.into_iter().map(one).collect::<Result<_, _>>().map(Expression::Array)
}

/// An object; the values of a name that may be repeated become a list.
fn object(
    members: impl Iterator<Item = Result<(String, Expression), String>>,
    again: impl Fn(&str, &Expression) -> bool,
    path: &str,
) -> Result<Expression, String> {
    let mut object = hcl::expr::Object::new();
    for member in members {
        let (name, value) = member?;
        if object.len() == MEMBERS {
            return Err(format!("`{path}` has more than {MEMBERS} members, the limit here"));
        }
        let key = ObjectKey::Expression(template(name.clone()));
        let Some(before) = object.remove(&key) else {
            object.insert(key, value);
            continue;
        };
        if !again(&name, &before) || !again(&name, &value) {
            return Err(twice(&format!("{path}.{name}")));
        }
        object.insert(key, Expression::Array([blocks(before), blocks(value)].concat()));
    }
    Ok(Expression::Object(object))
}

/// The blocks with one name, which may be written as a list.
fn blocks(value: Expression) -> Vec<Expression> {
    match value {
        Expression::Array(blocks) => blocks,
        block => vec![block],
    }
}

fn template(text: String) -> Expression {
    if text.contains("${") || text.contains("%{") {
        Expression::TemplateExpr(Box::new(TemplateExpr::QuotedString(text)))
    } else {
        Expression::String(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_nested_blocks_of_one_name_are_kept_in_their_order() {
        let file = r#"{"resource": {"aws_dynamodb_table": {"t": {
            "attribute": {"name": "a"}, "attribute": [{"name": "b"}, {"name": "c"}], "attribute": {"name": "d"}
        }}}}"#;
        let members = Json::read(file).and_then(members).unwrap();
        let kept = r#"[{"aws_dynamodb_table" = [{"t" = {
            "attribute" = [{"name" = "a"}, {"name" = "b"}, {"name" = "c"}, {"name" = "d"}]
        }}]}]"#;
        assert_eq!(members[0].1, kept.parse().unwrap());
    }
}
