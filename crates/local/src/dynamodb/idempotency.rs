//! A transaction with a client token is performed once: a repeated request gets the same response for ten minutes.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html>

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use dynoxide::{DynoxideError, Result};
use serde_json::Value;

const KEPT: Duration = Duration::from_mins(10);

/// The responses to transactions with a token.
#[derive(Default)]
pub(super) struct CompletedTransactions(Mutex<HashMap<String, Completed>>);

struct Completed {
    at: Instant,
    request: Value,
    answer: Vec<u8>,
}

impl CompletedTransactions {
    /// Performs a transaction, unless one with its token has been performed.
    pub(super) fn once(&self, action: &str, body: &[u8], perform: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
        let Ok(mut request) = serde_json::from_slice::<Value>(body) else { return perform() };
        let Some(token) = request.get("ClientRequestToken").and_then(Value::as_str) else { return perform() };
        let token = format!("{action} {token}");
        if let Some(members) = request.as_object_mut() {
            members.retain(|name, _| !name.starts_with("Return"));
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, known| known.at.elapsed() < KEPT);
        match known.get(&token) {
            Some(known) if known.request == request => Ok(known.answer.clone()),
            Some(_) => Err(DynoxideError::IdempotentParameterMismatchException(
                "The request uses the same client token as a previous, but non-identical request.".into(),
            )),
            None => {
                let answer = perform()?;
                known.insert(token, Completed { at: Instant::now(), request, answer: answer.clone() });
                Ok(answer)
            }
        }
    }
}
