//! The state of a running stage: the token buckets of its methods and API keys, and the counters of quotas.

use std::collections::HashMap;
use std::time::SystemTime;

use super::throttle::{Bucket, Counter};
use crate::stack::rest_api::{Stage, UsagePlan};

/// The token buckets and counters of a stage.
#[derive(Debug)]
pub(crate) struct StageState {
    /// By the index of the method.
    buckets: Vec<Option<Bucket>>,
    plans: Vec<PlanState>,
}

/// The token buckets and counters of a usage plan.
#[derive(Debug)]
pub(crate) struct PlanState {
    /// By the id of the API key.
    buckets: HashMap<String, Option<Bucket>>,
    counter: Option<Counter>,
}

impl StageState {
    pub(crate) fn new(stage: &Stage) -> Self {
        let buckets = stage.settings.iter().map(|settings| settings.throttle.map(Bucket::new)).collect();
        Self { buckets, plans: stage.plans.iter().map(PlanState::new).collect() }
    }

    /// Takes a token of a method. Returns whether there was one.
    pub(crate) fn throttle(&self, method: usize) -> bool {
        self.buckets.get(method).and_then(Option::as_ref).is_none_or(Bucket::take)
    }

    /// The plan that has an API key.
    pub(crate) fn plan_of(&self, key_id: &str) -> Option<&PlanState> {
        self.plans.iter().find(|plan| plan.buckets.contains_key(key_id))
    }
}

impl PlanState {
    fn new(plan: &UsagePlan) -> Self {
        let buckets = plan.key_ids.iter().map(|key| (key.clone(), plan.throttle.map(Bucket::new))).collect();
        Self { buckets, counter: plan.quota.map(Counter::new) }
    }

    /// Takes a token of an API key. Returns whether there was one.
    pub(crate) fn throttle(&self, key_id: &str) -> bool {
        self.buckets.get(key_id).and_then(Option::as_ref).is_none_or(Bucket::take)
    }

    /// Counts a call of an API key. Returns whether its quota allows the call.
    pub(crate) fn count(&self, key_id: &str, now: SystemTime) -> bool {
        self.counter.as_ref().is_none_or(|counter| counter.take(key_id, now))
    }
}
