//! Requests come before what a stream still has to deliver. On AWS both have processors of their own; here a long
//! stream would take a third of this machine's from those who write to it.

use std::time::{Duration, Instant};

use crate::traffic::Traffic;

/// How many times as long as a batch took nothing is delivered then, and how long at most.
const REST: u32 = 9;
const LONGEST_REST: Duration = Duration::from_secs(1);

/// A batch that is being delivered.
pub(super) struct Pace<'t> {
    traffic: &'t Traffic,
    begun: Instant,
    before: u64,
}

impl<'t> Pace<'t> {
    /// A batch begins.
    pub(super) fn begin(traffic: &'t Traffic) -> Self {
        Self { traffic, begun: Instant::now(), before: traffic.count() }
    }

    /// The batch is done, and more are waiting: waits where many requests came meanwhile.
    pub(super) async fn stand_back(self) {
        let (took, came) = (self.begun.elapsed(), self.traffic.count() - self.before);
        if let Some(rest) = rest(took, came) {
            tokio::time::sleep(rest).await;
        }
    }
}

/// More than one request a millisecond is many: people and their tests send fewer.
fn rest(took: Duration, came: u64) -> Option<Duration> {
    let many = u128::from(came) > took.as_millis();
    many.then(|| took.saturating_mul(REST).min(LONGEST_REST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_requests_ask_for_a_rest_that_ends() {
        let milliseconds = Duration::from_millis;
        assert_eq!(rest(milliseconds(30), 0), None);
        assert_eq!(rest(milliseconds(30), 20), None);
        assert_eq!(rest(milliseconds(30), 200), Some(milliseconds(270)));
        assert_eq!(rest(milliseconds(3000), 20_000), Some(milliseconds(1000)));
    }
}
