//! Tables that a request names by their ARNs: DynamoDB takes one wherever it takes a table's name, the library does not.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html>

use serde_json::{Map, Value};

/// A request that named tables by their ARNs.
pub(super) struct Named {
    /// The request with their names instead.
    pub(super) body: Vec<u8>,
    /// The tables of a batch that were named so: its answer names them as it did.
    batch: Vec<String>,
}

/// Puts names in the place of ARNs, which begin with a prefix up to `table/`. None where there are no ARNs.
pub(super) fn to_names(body: &[u8], prefix: &str) -> Option<Named> {
    // Most requests have none, and need not be read for that.
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
    /// Names the tables of a batch in its answer as the request did.
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
