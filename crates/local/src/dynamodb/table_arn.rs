//! Tables named by ARN. DynamoDB accepts an ARN wherever it accepts a table's name, but the library does not.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html>

use serde_json::{Map, Value};

/// A request whose ARNs were replaced.
pub(super) struct Named {
    /// The request with table names.
    pub(super) body: Vec<u8>,
    /// The tables that a batch names by ARN; its response must use the ARNs too.
    batch: Vec<String>,
}

/// Replaces ARNs, whose prefix goes up to `table/`, with names. `None` if there are no ARNs.
pub(super) fn to_names(body: &[u8], prefix: &str) -> Option<Named> {
    // Most requests contain no ARN, and need not be parsed.
    if !std::str::from_utf8(body).ok()?.contains(prefix) {
        return None;
    }
    let mut request: Map<String, Value> = serde_json::from_slice(body).ok()?;
    let mut found = rename_member(&mut request, prefix);
    for action in request.get_mut("TransactItems").and_then(Value::as_array_mut).into_iter().flatten() {
        for member in action.as_object_mut().into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
            found |= rename_member(member, prefix);
        }
    }
    let mut batch = Vec::new();
    if let Some(tables) = request.get_mut("RequestItems").and_then(Value::as_object_mut) {
        let named = std::mem::take(tables).into_iter().map(|(table, requests)| match name(&table, prefix) {
            Some(name) => {
                batch.push(name.to_owned());
                (name.to_owned(), requests)
            }
            None => (table, requests),
        });
        *tables = named.collect();
    }
    (found || !batch.is_empty()).then(|| Named { body: Value::Object(request).to_string().into_bytes(), batch })
}

impl Named {
    /// Replaces names in the response to a batch with the request's ARNs.
    pub(super) fn to_arns(&self, answer: Vec<u8>, prefix: &str) -> Vec<u8> {
        if self.batch.is_empty() {
            return answer;
        }
        let Ok(mut members) = serde_json::from_slice::<Map<String, Value>>(&answer) else { return answer };
        for member in ["Responses", "UnprocessedKeys", "UnprocessedItems", "ItemCollectionMetrics"] {
            let Some(tables) = members.get_mut(member).and_then(Value::as_object_mut) else { continue };
            for name in &self.batch {
                if let Some(of_table) = tables.remove(name) {
                    tables.insert(format!("{prefix}table/{name}"), of_table);
                }
            }
        }
        Value::Object(members).to_string().into_bytes()
    }
}

fn rename_member(members: &mut Map<String, Value>, prefix: &str) -> bool {
    let Some(Value::String(table)) = members.get_mut("TableName") else { return false };
    let Some(name) = name(table, prefix).map(str::to_owned) else { return false };
    *table = name;
    true
}

fn name<'a>(table: &'a str, prefix: &str) -> Option<&'a str> {
    table.strip_prefix(prefix)?.strip_prefix("table/")
}
