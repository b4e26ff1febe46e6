//! Asynchronous invocations: a failed one is retried twice.
//!
//! AWS waits one minute before the first retry and two before the second. Here it is seconds, so that developers see
//! the outcome. <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>

use std::sync::Arc;
use std::time::Duration;

use super::invocation::Invocation;
use super::pool::Pool;

/// The pause before each retry.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(2)];

/// Invokes a function until it succeeds or has failed too often, and reports a discarded event.
pub(super) async fn invoke(pool: Arc<Pool>, invocation: Invocation) {
    if pool.function().concurrency == 0 {
        return pool.log("an event is discarded: the function's reserved concurrency is 0");
    }
    for pause in PAUSES {
        if !pool.invoke(invocation.clone()).await.failed {
            return;
        }
        tokio::time::sleep(pause).await;
    }
    if pool.invoke(invocation).await.failed {
        pool.log(&format!("an event is discarded: the function failed {} times", PAUSES.len() + 1));
    }
}
