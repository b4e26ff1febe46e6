//! Invocations that nobody waits for: one that fails is tried again, twice.
//!
//! AWS waits a minute before the first retry and two before the second. Here it is seconds, so that whoever looks on
//! sees how it ends. <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>

use std::sync::Arc;
use std::time::Duration;

use super::invocation::Invocation;
use super::pool::Pool;

/// How long to wait before each retry.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(2)];

/// Invokes a function until it succeeds or has failed too often, and tells of what is given up.
pub(super) async fn invoke(pool: Arc<Pool>, invocation: Invocation) {
    if pool.function().concurrency == 0 {
        return pool.tell("an event is given up: the function's reserved concurrency is 0");
    }
    for pause in PAUSES {
        if !pool.invoke(invocation.clone()).await.failed {
            return;
        }
        tokio::time::sleep(pause).await;
    }
    if pool.invoke(invocation).await.failed {
        pool.tell(&format!("an event is given up: the function failed {} times", PAUSES.len() + 1));
    }
}
