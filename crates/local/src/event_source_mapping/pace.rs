//! Slows deliveries down under heavy traffic. On AWS, both have separate processors; here a long stream would take a
//! third of the machine's time from the requests.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::traffic::Traffic;

/// The pause after a batch for each request that came during it: at one request per millisecond twice as long as the
/// batch took, at ten requests twenty times.
const REST_PER_REQUEST: Duration = Duration::from_millis(2);

/// The longest pause.
const LONGEST_REST: Duration = Duration::from_secs(5);

/// How often a pause checks whether requests still come.
const LOOK: Duration = Duration::from_millis(50);

/// A batch that is being delivered.
pub(super) struct Pace<'t> {
    traffic: &'t Traffic,
    begun: Instant,
    before: u64,
}

impl<'t> Pace<'t> {
    /// Starts to count requests.
    pub(super) fn begin(traffic: &'t Traffic) -> Self {
        Self { traffic, begun: Instant::now(), before: traffic.count() }
    }

    /// Pauses after a batch if there were many requests, until they stop.
    pub(super) async fn stand_back(self) {
        let came = self.traffic.count() - self.before;
        if !are_many(came, self.begun.elapsed()) {
            return;
        }
        let end = Instant::now() + rest(came);
        while Instant::now() < end {
            let before = self.traffic.count();
            sleep(LOOK).await;
            if !are_many(self.traffic.count() - before, LOOK) {
                return;
            }
        }
    }
}

/// More than one request per millisecond is many: people and their tests send fewer.
fn are_many(came: u64, within: Duration) -> bool {
    u128::from(came) > within.as_millis()
}

fn rest(came: u64) -> Duration {
    REST_PER_REQUEST.saturating_mul(u32::try_from(came).unwrap_or(u32::MAX)).min(LONGEST_REST)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long a stream pauses after a batch of 100 ms, at a rate of requests that continues for a further time.
    async fn rested(per_millisecond: u64, further: Duration) -> Duration {
        let traffic = Traffic::default();
        let add = async |time: Duration| {
            for _ in 0..time.as_millis() {
                (0..per_millisecond).for_each(|_| traffic.add());
                sleep(Duration::from_millis(1)).await;
            }
        };
        let pace = Pace::begin(&traffic);
        add(Duration::from_millis(100)).await;
        let begun = Instant::now();
        let rest = async {
            pace.stand_back().await;
            begun.elapsed()
        };
        tokio::join!(rest, add(further)).0
    }

    #[tokio::test(start_paused = true)]
    async fn deliveries_pause_while_many_requests_come() {
        let (milliseconds, seconds) = (Duration::from_millis, Duration::from_secs);
        assert_eq!(rested(0, seconds(10)).await, Duration::ZERO);
        assert_eq!(rested(1, seconds(10)).await, Duration::ZERO);
        assert_eq!(rested(2, seconds(10)).await, milliseconds(400));
        assert_eq!(rested(100, seconds(10)).await, seconds(5));
        assert_eq!(rested(100, seconds(1)).await, milliseconds(1050));
        assert_eq!(rested(100, Duration::ZERO).await, LOOK);
    }
}
