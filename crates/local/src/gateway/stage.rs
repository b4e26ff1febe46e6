//! What changes in a stage while it runs: its buckets and counters.

use std::collections::HashMap;
use std::time::SystemTime;

use super::throttle::{Bucket, Counter};
use crate::stack::rest_api::{Stage, UsagePlan};

/// The buckets and counters of a stage.
#[derive(Debug)]
pub(crate) struct StageState {
    /// Each at its method's index.
    buckets: Vec<Option<Bucket>>,
    plans: Vec<PlanState>,
}

/// The buckets and counters of a usage plan.
#[derive(Debug)]
pub(crate) struct PlanState {
    /// Of each key.
    buckets: HashMap<String, Option<Bucket>>,
    counter: Option<Counter>,
}

impl StageState {
    pub(crate) fn new(stage: &Stage) -> Self {
        let buckets = stage.settings.iter().map(|settings| settings.throttle.map(Bucket::new)).collect();
        Self { buckets, plans: stage.plans.iter().map(PlanState::new).collect() }
    }

    /// Whether a method may be called once more.
    pub(crate) fn throttle(&self, method: usize) -> bool {
        self.buckets.get(method).and_then(Option::as_ref).is_none_or(Bucket::take)
    }

    /// The plan that holds a key.
    pub(crate) fn plan_of(&self, key_id: &str) -> Option<&PlanState> {
        self.plans.iter().find(|plan| plan.buckets.contains_key(key_id))
    }
}

impl PlanState {
    fn new(plan: &UsagePlan) -> Self {
        let buckets = plan.key_ids.iter().map(|key| (key.clone(), plan.throttle.map(Bucket::new))).collect();
        Self { buckets, counter: plan.quota.map(Counter::new) }
    }

    /// Whether a key may call once more at this moment.
    pub(crate) fn throttle(&self, key_id: &str) -> bool {
        self.buckets.get(key_id).and_then(Option::as_ref).is_none_or(Bucket::take)
    }

    /// Whether a key may call once more in this period, and counts it.
    pub(crate) fn count(&self, key_id: &str, now: SystemTime) -> bool {
        self.counter.as_ref().is_none_or(|counter| counter.take(key_id, now))
    }
}
