//! The actions: each parses a request, performs it and serializes the response.

use dynoxide::actions::{
    batch_execute_statement, batch_get_item, batch_write_item, delete_item, describe_table, describe_time_to_live,
    execute_statement, execute_transaction, get_item, list_tables, list_tags_of_resource, put_item, query, scan,
    transact_get_items, transact_write_items, update_item,
};
use dynoxide::storage::Storage;
use dynoxide::{DynoxideError, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::expression::Checked;
use super::store::Store;
use super::{failure, request};

/// Performs an action.
type Perform = fn(&Performing<'_>) -> Result<Vec<u8>>;

/// The supported actions, the most frequent ones first.
const ACTIONS: [(&str, Perform); 17] = [
    ("PutItem", |call| call.write(put_item::execute)),
    ("UpdateItem", |call| call.write(update_item::execute)),
    ("DeleteItem", |call| call.write(delete_item::execute)),
    ("GetItem", |call| call.read(get_item::execute)),
    ("Query", |call| call.read(query::execute)),
    ("Scan", |call| call.read(scan::execute)),
    ("BatchGetItem", |call| call.read(batch_get_item::execute)),
    ("BatchWriteItem", |call| call.write(batch_write_item::execute)),
    ("TransactGetItems", |call| call.read(transact_get_items::execute)),
    ("TransactWriteItems", |call| call.once(transact_write_items::execute)),
    ("ExecuteStatement", |call| call.write(execute_statement::execute)),
    ("BatchExecuteStatement", |call| call.write(batch_execute_statement::execute)),
    ("ExecuteTransaction", |call| call.once(execute_transaction::execute)),
    ("ListTables", |call| call.read(list_tables::execute)),
    ("DescribeTable", |call| {
        call.store.describe(call.read(async |storage: &Storage, request| {
            describe_table::execute(storage, request, call.store.lifecycle()).await
        })?)
    }),
    ("DescribeTimeToLive", |call| call.read(describe_time_to_live::execute)),
    ("ListTagsOfResource", |call| call.read(list_tags_of_resource::execute)),
];

/// Performs an action.
pub(super) fn perform(store: &Store, action: &str, body: &[u8]) -> Result<Vec<u8>> {
    if let Some((_, perform)) = ACTIONS.iter().find(|(name, _)| *name == action) {
        return perform(&Performing { store, action, body });
    }
    match action {
        "CreateTable" | "UpdateTable" | "DeleteTable" | "UpdateTimeToLive" | "TagResource" | "UntagResource" => {
            Err(DynoxideError::AccessDeniedException(format!(
                "{action} does nothing here: tables are declared in Terraform"
            )))
        }
        _ => Err(DynoxideError::InternalServerError(failure::UNKNOWN.into())),
    }
}

/// The names of the actions.
pub(crate) fn actions() -> Vec<&'static str> {
    ACTIONS.iter().map(|(name, _)| *name).collect()
}

/// An action that is being performed.
struct Performing<'a> {
    store: &'a Store,
    action: &'a str,
    body: &'a [u8],
}

impl Performing<'_> {
    fn read<Q: DeserializeOwned + Checked, A: Serialize>(
        &self,
        execute: impl AsyncFnOnce(&Storage, Q) -> Result<A>,
    ) -> Result<Vec<u8>> {
        let request: Q = request::read(self.action, self.body)?;
        request.check_expressions().map_err(|refused| request::invalid(self.action, &refused.to_string()))?;
        // The library's futures over SQLite never suspend.
        let answer = self.store.with(|storage| pollster::block_on(execute(storage, request)))?;
        serde_json::to_vec(&answer).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
    }

    /// Performs a transaction, unless one with its token has been performed.
    fn once<Q: DeserializeOwned + Checked, A: Serialize>(
        &self,
        execute: impl AsyncFnOnce(&Storage, Q) -> Result<A>,
    ) -> Result<Vec<u8>> {
        self.store.completed().once(self.action, self.body, || self.write(execute))
    }

    fn write<Q: DeserializeOwned + Checked, A: Serialize>(
        &self,
        execute: impl AsyncFnOnce(&Storage, Q) -> Result<A>,
    ) -> Result<Vec<u8>> {
        // A failed action may have written something, such as the first statements of a batch.
        let answer = self.read(execute);
        self.store.notify_change();
        answer
    }
}
