//! A transaction with a token is performed once; who sends it again gets the same answer for ten minutes.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html>

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use dynoxide::{DynoxideError, Result};
use serde_json::Value;

const KEPT: Duration = Duration::from_mins(10);

/// What was answered to whom.
#[derive(Default)]
pub(super) struct Answered(Mutex<HashMap<String, Known>>);

struct Known {
    at: Instant,
    request: Value,
    answer: Vec<u8>,
}

impl Answered {
    /// Performs an action, unless its token has been answered.
    pub(super) fn once(&self, action: &str, body: &[u8], perform: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
        let Ok(mut request) = serde_json::from_slice::<Value>(body) else { return perform() };
        let Some(token) = request.get("ClientRequestToken").and_then(Value::as_str) else { return perform() };
        let token = format!("{} {token}", action);
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
                known.insert(token, Known { at: Instant::now(), request, answer: answer.clone() });
                Ok(answer)
            }
        }
    }
}
