//! Token buckets for throttling, and counters for quotas.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use time::{Date, OffsetDateTime};

use crate::stack::rest_api::{Period, Quota, Throttle};

/// A lock-free token bucket: it stores the time at which it will be full again.
#[derive(Debug)]
pub(crate) struct Bucket {
    start: Instant,
    /// The time in which a token is added, in nanoseconds. `None` if no request is ever allowed.
    interval: Option<u64>,
    /// How far ahead `full_at` may be, in nanoseconds.
    depth: u64,
    full_at: AtomicU64,
}

impl Bucket {
    /// A full bucket.
    pub(crate) fn new(throttle: Throttle) -> Self {
        let allows = throttle.rate > 0.0 && throttle.burst >= 1.0;
        let interval = allows.then(|| nanoseconds(1.0 / throttle.rate));
        let depth = if allows { nanoseconds(throttle.burst / throttle.rate) } else { 0 };
        Self { start: Instant::now(), interval, depth, full_at: AtomicU64::new(0) }
    }

    /// Takes a token, if there is one.
    pub(crate) fn take(&self) -> bool {
        let Some(interval) = self.interval else { return false };
        let now = u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let taken = self.full_at.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |full_at| {
            let next = full_at.max(now).saturating_add(interval);
            (next - now <= self.depth).then_some(next)
        });
        taken.is_ok()
    }
}

/// Seconds as whole nanoseconds, saturating.
fn nanoseconds(seconds: f64) -> u64 {
    u64::try_from(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX).as_nanos()).unwrap_or(u64::MAX)
}

/// The number of calls of each API key in the current period.
#[derive(Debug)]
pub(crate) struct Counter {
    quota: Quota,
    used: Mutex<HashMap<String, (Date, u64)>>,
}

impl Counter {
    pub(crate) fn new(quota: Quota) -> Self {
        Self { quota, used: Mutex::default() }
    }

    /// Counts a call. Returns whether the quota allows it.
    pub(crate) fn take(&self, key: &str, now: SystemTime) -> bool {
        let period = period_start(self.quota.period, OffsetDateTime::from(now).date());
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = used.entry(key.to_owned()).or_insert((period, self.quota.offset));
        if entry.0 != period {
            *entry = (period, 0);
        }
        let left = entry.1 < self.quota.limit;
        entry.1 += u64::from(left);
        left
    }
}

fn period_start(period: Period, today: Date) -> Date {
    match period {
        Period::Day => today,
        Period::Week => {
            today.checked_sub(time::Duration::days(today.weekday().number_days_from_sunday().into())).unwrap_or(today)
        }
        Period::Month => today.replace_day(1).unwrap_or(today),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_allows_its_burst_and_then_its_rate() {
        let bucket = Bucket::new(Throttle { rate: 1e-3, burst: 3.0 });
        assert_eq!((0..5).filter(|_| bucket.take()).count(), 3);
        let none = Bucket::new(Throttle { rate: 0.0, burst: 10.0 });
        assert!(!none.take());
        let all = Bucket::new(Throttle { rate: f64::INFINITY, burst: 1.0 });
        assert!((0..100).all(|_| all.take()));
    }

    #[test]
    fn a_quota_counts_each_key_and_resets_with_its_period() {
        let counter = Counter::new(Quota { limit: 2, offset: 1, period: Period::Day });
        let now = SystemTime::UNIX_EPOCH;
        assert!(counter.take("a", now) && !counter.take("a", now));
        assert!(counter.take("b", now));
        let tomorrow = now + Duration::from_hours(24);
        assert!(counter.take("a", tomorrow) && counter.take("a", tomorrow) && !counter.take("a", tomorrow));
    }

    #[test]
    fn weeks_begin_on_sunday_and_months_on_the_first() {
        let day = Date::from_calendar_date(2026, time::Month::November, 25).unwrap();
        let start = |period| period_start(period, day).to_string();
        assert_eq!(
            [start(Period::Day), start(Period::Week), start(Period::Month)],
            ["2026-11-25", "2026-11-22", "2026-11-01"]
        );
    }
}
