//! Cases for the library's templates: a request or response with hostile values, and the exact expected result.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gelato_vtl::api_gateway::Request;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::hostile::{hostile, percent_encoded};
use super::library::TABLE;

/// A template's input and its expected output.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The golden file's name: method, then `request` or the status.
    pub(crate) template: &'static str,
    pub(crate) given: Request,
    pub(crate) expected: Json,
}

/// The value of the description's constant.
const MEDIUM: &str = "'paper' & $1 #set";

/// The message for what no model can check: DynamoDB limits the digits of a number, and requires members to have names.
pub(crate) const UNMODELLED: &str = "pages is a number of at most 38 digits, at least 1, notes is an object of at most 10, \
                                     each with a name and text of 1 to 60 characters";

/// The optional attributes of a book: number, name, value as JSON, value in DynamoDB's form.
type Detail = (usize, &'static str, Option<(Json, Json)>);

fn text() -> impl Strategy<Value = String> {
    hostile().prop_filter("an empty text is a missing one", |text| !text.is_empty())
}

/// A number and its notation.
fn number() -> impl Strategy<Value = (Json, String)> {
    let whole = any::<i64>().prop_map(|number| (json!(number), number.to_string()));
    let quarters = (-4000_i32..4000).prop_map(|quarters| f64::from(quarters) / 4.0);
    prop_oneof![whole, quarters.prop_map(|number| (json!(number), format!("{number:?}")))]
}

fn details() -> impl Strategy<Value = Vec<Detail>> {
    let authors = prop::collection::vec(hostile(), 0..4);
    let notes = prop::collection::btree_map(hostile(), hostile(), 0..4);
    (option::of(number()), option::of(any::<bool>()), option::of(authors), option::of(notes)).prop_map(
        |(pages, lent, authors, notes)| {
            vec![
                (3, "pages", pages.map(|(number, text)| (number, json!({ "N": text })))),
                (4, "lent", lent.map(|lent| (json!(lent), json!({ "BOOL": lent })))),
                (5, "authors", authors.map(|authors| (json!(authors), list(&authors)))),
                (6, "notes", notes.map(|notes| (json!(notes), map(notes)))),
            ]
        },
    )
}

fn list(texts: &[String]) -> Json {
    json!({ "L": texts.iter().map(|text| json!({ "S": text })).collect::<Vec<_>>() })
}

fn map(texts: impl IntoIterator<Item = (String, String)>) -> Json {
    json!({ "M": texts.into_iter().map(|(name, text)| (name, json!({ "S": text }))).collect::<Map<_, _>>() })
}

/// A body: its members, with `null` or nothing for those that are missing.
fn body(mut members: Json, details: &[Detail], nulls: bool) -> String {
    for (_, name, value) in details {
        match value {
            Some((json, _)) => members[*name] = json.clone(),
            None if nulls => members[*name] = Json::Null,
            None => {}
        }
    }
    members.to_string()
}

/// A request for a path of encoded segments, whose parameters the gateway passes decoded or as sent.
fn asked(before: &str, parameters: &[(&str, &str)], after: &str, is_decoded: bool) -> Request {
    let mut path = before.to_owned();
    let mut given = Vec::new();
    for (index, (name, value)) in parameters.iter().enumerate() {
        let segment = percent_encoded(value);
        path.extend([if index == 0 { "/" } else { "/books/" }, &segment]);
        given.push(((*name).to_owned(), if is_decoded { (*value).to_owned() } else { segment }));
    }
    path += after;
    let context = json!({ "path": path }).as_object().unwrap().clone();
    Request { path: given, context, ..Request::default() }
}

fn book(shelf: &str, code: &str, after: &str, is_decoded: bool) -> Request {
    asked("/v1/shelves", &[("shelf", shelf), ("code", code)], after, is_decoded)
}

fn key(shelf: &str, code: &str) -> Json {
    json!({ "shelf": { "S": shelf }, "code": { "S": code } })
}

fn put() -> impl Strategy<Value = Case> {
    (text(), text(), text(), text(), details(), any::<bool>()).prop_map(|(shelf, code, title, by, details, nulls)| {
        let mut item = key(&shelf, &code);
        item["title"] = json!({ "S": title });
        item["by"] = json!({ "S": by });
        item["medium"] = json!({ "S": MEDIUM });
        for (_, name, value) in &details {
            if let Some((_, stored)) = value {
                item[*name] = stored.clone();
            }
        }
        let members = json!({ "shelf": shelf, "code": code, "names": { "title": title } });
        let context = json!({ "requestId": by }).as_object().unwrap().clone();
        let given = Request { body: body(members, &details, nulls), context, ..Request::default() };
        let expected = json!({
            "TableName": TABLE,
            "Item": item,
            "ConditionExpression": "attribute_not_exists(#a0)",
            "ExpressionAttributeNames": { "#a0": "shelf" },
        });
        Case { template: "put.request", given, expected }
    })
}

fn replace() -> impl Strategy<Value = Case> {
    (text(), text(), text(), text(), details(), any::<bool>()).prop_map(|(shelf, code, title, by, details, decoded)| {
        let mut values = json!({ ":v2": { "S": title }, ":v7": { "S": by }, ":v8": { "S": MEDIUM } });
        let (mut sets, mut removes) = (vec!["#a2 = :v2".to_owned(), "#a7 = :v7".to_owned()], Vec::new());
        for (number, _, value) in &details {
            if let Some((_, stored)) = value {
                sets.push(format!("#a{number} = :v{number}"));
                values[format!(":v{number}")] = stored.clone();
            } else {
                removes.push(format!("#a{number}"));
            }
        }
        sets.push("#a8 = :v8".to_owned());
        let mut expression = format!("SET {}", sets.join(", "));
        if !removes.is_empty() {
            expression.extend([" REMOVE ", &removes.join(", ")]);
        }
        let mut given =
            Request { body: body(json!({ "title": title }), &details, decoded), ..book(&shelf, &code, "", decoded) };
        given.context.insert("requestId".to_owned(), by.into());
        let names = json!({
            "#a0": "shelf", "#a2": "title", "#a3": "pages", "#a4": "lent", "#a5": "authors", "#a6": "notes",
            "#a7": "by", "#a8": "medium",
        });
        let expected = json!({
            "TableName": TABLE,
            "Key": key(&shelf, &code),
            "UpdateExpression": expression,
            "ConditionExpression": "attribute_exists(#a0)",
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
            "ReturnValues": "ALL_NEW",
        });
        Case { template: "replace.request", given, expected }
    })
}

fn patch() -> impl Strategy<Value = Case> {
    (text(), text(), details(), any::<bool>()).prop_map(|(shelf, code, details, decoded)| {
        let (mut sets, mut names, mut values) = (Vec::new(), json!({}), json!({}));
        for (number, name, value) in &details {
            if let Some((_, stored)) = value {
                sets.push(format!("#a{number} = :v{number}"));
                names[format!("#a{number}")] = json!(name);
                values[format!(":v{number}")] = stored.clone();
            }
        }
        let given = Request { body: body(json!({}), &details, decoded), ..book(&shelf, &code, "", decoded) };
        let update = json!({
            "TableName": TABLE,
            "Key": key(&shelf, &code),
            "UpdateExpression": format!("SET {}", sets.join(", ")),
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
        });
        Case { template: "patch.request", given, expected: if sets.is_empty() { json!({}) } else { update } }
    })
}

fn keyed() -> impl Strategy<Value = Case> {
    let methods = prop::sample::select(vec!["get.request", "delete.request", "stored.request"]);
    (text(), text(), any::<bool>(), methods).prop_map(|(shelf, code, decoded, template)| {
        let after = if template == "stored.request" { "/stored" } else { "" };
        let mut expected = match template {
            "get.request" => json!({ "ConsistentRead": true }),
            "delete.request" => json!({
                "ConditionExpression": "attribute_exists(#a0)",
                "ExpressionAttributeNames": { "#a0": "shelf" },
                "ReturnValues": "ALL_OLD",
            }),
            _ => json!({
                "ProjectionExpression": "#a2, #a4",
                "ExpressionAttributeNames": { "#a2": "title", "#a4": "lent" },
            }),
        };
        expected["TableName"] = json!(TABLE);
        expected["Key"] = key(&shelf, &code);
        Case { template, given: book(&shelf, &code, after, decoded), expected }
    })
}

/// The token for a page, as in an answer.
pub(crate) fn token(parts: &[&str]) -> String {
    let encoded = parts.iter().map(|part| STANDARD.encode(part).replace('+', "-").replace('/', "_").replace('=', "~"));
    encoded.collect::<Vec<_>>().join(".")
}

fn parameters(known: &[(&str, Option<String>)]) -> Vec<(String, String)> {
    let given = known.iter().filter_map(|(name, value)| Some(((*name).to_owned(), value.clone()?)));
    given.collect()
}

fn shelf() -> impl Strategy<Value = Case> {
    let page = (option::of(1_u16..=100), option::of(text()));
    (text(), option::of(text()), page, any::<bool>()).prop_map(|(shelf, prefix, (limit, code), decoded)| {
        let next = code.as_ref().map(|code| token(&[code]));
        let mut given = asked("/v1/shelves", &[("shelf", &shelf)], "/books", decoded);
        let limit_text = limit.map(|limit| limit.to_string());
        given.querystring = parameters(&[("prefix", prefix.clone()), ("limit", limit_text), ("next", next)]);
        let mut values = json!({ ":v0": { "S": shelf } });
        let mut condition = "#a0 = :v0".to_owned();
        if let Some(prefix) = prefix {
            values[":s0"] = json!({ "S": prefix });
            condition += " AND begins_with(#a1, :s0)";
        }
        let mut expected = json!({
            "TableName": TABLE,
            "KeyConditionExpression": condition,
            "ProjectionExpression": "#a1, #a2, #a3",
            "ExpressionAttributeNames": { "#a0": "shelf", "#a1": "code", "#a2": "title", "#a3": "pages" },
            "ExpressionAttributeValues": values,
            "ScanIndexForward": false,
            "ConsistentRead": true,
            "Limit": limit.unwrap_or(20),
        });
        if let Some(code) = code {
            expected["ExclusiveStartKey"] = key(&shelf, &code);
        }
        Case { template: "shelf.request", given, expected }
    })
}

fn titles() -> impl Strategy<Value = Case> {
    let bounds = option::of((number(), number()));
    let page = (option::of(1_u16..=25), option::of((number(), text(), text())));
    (text(), bounds, page).prop_map(|(title, bounds, (limit, last))| {
        let next = last.as_ref().map(|((_, pages), shelf, code)| token(&[pages, shelf, code]));
        let (least, most) = bounds.map(|((_, least), (_, most))| (least, most)).unzip();
        let known = [
            ("title", Some(title.clone())),
            ("least", least.clone()),
            ("most", most.clone()),
            ("limit", limit.map(|limit| limit.to_string())),
            ("next", next),
        ];
        let given = Request { querystring: parameters(&known), ..Request::default() };
        let mut expected = json!({
            "TableName": TABLE,
            "IndexName": "by_title",
            "KeyConditionExpression": "#a2 = :v2",
            "ExpressionAttributeNames": { "#a2": "title" },
            "ExpressionAttributeValues": { ":v2": { "S": title } },
            "Limit": limit.unwrap_or(5),
        });
        if let (Some(least), Some(most)) = (least, most) {
            expected["KeyConditionExpression"] = json!("#a2 = :v2 AND #a3 BETWEEN :s0 AND :s1");
            expected["ExpressionAttributeNames"]["#a3"] = json!("pages");
            expected["ExpressionAttributeValues"][":s0"] = json!({ "N": least });
            expected["ExpressionAttributeValues"][":s1"] = json!({ "N": most });
        }
        if let Some(((_, pages), shelf, code)) = last {
            let mut start = key(&shelf, &code);
            start["title"] = json!({ "S": title });
            start["pages"] = json!({ "N": pages });
            expected["ExclusiveStartKey"] = start;
        }
        Case { template: "titles.request", given, expected }
    })
}

fn scan() -> impl Strategy<Value = Case> {
    (option::of(1_u16..=100), option::of((text(), text()))).prop_map(|(limit, last)| {
        let next = last.as_ref().map(|(shelf, code)| token(&[shelf, code]));
        let known = [("limit", limit.map(|limit| limit.to_string())), ("next", next)];
        let given = Request { querystring: parameters(&known), ..Request::default() };
        let mut expected = json!({ "TableName": TABLE, "Limit": limit.unwrap_or(20) });
        if let Some((shelf, code)) = last {
            expected["ExclusiveStartKey"] = key(&shelf, &code);
        }
        Case { template: "scan.request", given, expected }
    })
}

/// Requests of every operation.
pub(crate) fn requests() -> impl Strategy<Value = Case> {
    prop_oneof![put(), replace(), patch(), keyed(), shelf(), titles(), scan()]
}

/// A stored book and its plain JSON.
fn stored() -> impl Strategy<Value = (Json, Json)> {
    (text(), text(), option::of(hostile()), details()).prop_map(|(shelf, code, title, details)| {
        let mut stored = key(&shelf, &code);
        let mut plain = json!({ "shelf": shelf, "code": code });
        if let Some(title) = title {
            stored["title"] = json!({ "S": title });
            plain["title"] = json!(title);
        }
        for (_, name, value) in details {
            if let Some((json, dynamodb)) = value {
                stored[name] = dynamodb;
                plain[name] = json;
            }
        }
        // Attributes that the program does not describe, and attributes of another type than described.
        stored["unknown"] = json!({ "S": "\"" });
        stored["medium"] = json!({ "N": "1" });
        (stored, plain)
    })
}

fn one() -> impl Strategy<Value = Case> {
    let methods = prop::sample::select(vec!["get.200", "replace.200", "delete.200", "stored.200"]);
    (stored(), methods).prop_map(|((stored, plain), template)| {
        let member = if matches!(template, "get.200" | "stored.200") { "Item" } else { "Attributes" };
        let is_plain = matches!(template, "get.200" | "replace.200");
        let given = Request { body: json!({ member: stored }).to_string(), ..Request::default() };
        Case { template, given, expected: if is_plain { plain } else { json!({ "Item": stored }) } }
    })
}

fn page() -> impl Strategy<Value = Case> {
    let last = option::of((text(), text(), text(), number()));
    let methods = prop::sample::select(vec!["scan.200", "shelf.200", "titles.200"]);
    (prop::collection::vec(stored(), 0..4), last, methods).prop_map(|(books, last, template)| {
        let stored: Vec<_> = books.iter().map(|(stored, _)| stored).collect();
        let plain = books.iter().map(|(_, plain)| match template {
            "shelf.200" => chosen(plain, &["code", "title", "pages"]),
            _ => plain.clone(),
        });
        let mut expected = match template {
            "titles.200" => json!({ "Items": stored }),
            _ => json!({ "items": plain.collect::<Vec<_>>() }),
        };
        let mut body = json!({ "Items": stored, "Count": stored.len(), "ScannedCount": stored.len() });
        if let Some((shelf, code, title, (_, pages))) = last {
            body["LastEvaluatedKey"] = key(&shelf, &code);
            body["LastEvaluatedKey"]["title"] = json!({ "S": title });
            body["LastEvaluatedKey"]["pages"] = json!({ "N": pages });
            expected["next"] = json!(match template {
                "scan.200" => token(&[&shelf, &code]),
                "shelf.200" => token(&[&code]),
                _ => token(&[&pages, &shelf, &code]),
            });
        }
        Case { template, given: Request { body: body.to_string(), ..Request::default() }, expected }
    })
}

fn chosen(item: &Json, names: &[&str]) -> Json {
    let members = names.iter().filter_map(|name| Some(((*name).to_owned(), item.get(name)?.clone())));
    Json::Object(members.collect())
}

/// DynamoDB's errors, and the client's messages.
fn refusals() -> impl Strategy<Value = Case> {
    let limits = "Bad request: limit is a whole number from 1 to 100, next is as an answer gave it";
    let key = "Bad request: shelf is text that is not empty, code is text that is not empty";
    let methods = vec![
        ("put.400", "Already exists", format!("Bad request: {UNMODELLED}")),
        ("replace.400", "Not found", format!("{key}, {UNMODELLED}")),
        ("scan.400", "Internal server error", limits.to_owned()),
    ];
    let known =
        vec!["ConditionalCheckFailedException", "ValidationException", "ThrottlingException", "AccessDenied", ""];
    (prop::sample::select(methods), prop::sample::select(known), text(), hostile()).prop_map(
        |((template, failed, invalid), kind, before, message)| {
            let expected = match kind {
                "ConditionalCheckFailedException" => failed,
                "ValidationException" => &invalid,
                "ThrottlingException" => "Too many requests",
                _ => "Internal server error",
            };
            let body = json!({ "__type": format!("{before}#{kind}"), "message": message, "Message": message });
            let given = Request { body: body.to_string(), ..Request::default() };
            Case { template, given, expected: json!({ "state": "error", "message": expected }) }
        },
    )
}

/// Responses of every operation that returns items, and errors.
pub(crate) fn answers() -> impl Strategy<Value = Case> {
    prop_oneof![one(), page(), refusals()]
}
