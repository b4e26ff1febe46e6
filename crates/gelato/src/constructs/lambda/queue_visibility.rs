//! The visibility timeout of a queue that calls a function: six times the function's timeout, as AWS recommends. With less, a
//! message comes back while the function still works on it.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-queueconfig>

use std::panic::Location;

use crate::constructs::sqs::Queue;
use crate::environment::Environment;
use crate::modules::ModuleScope;
use crate::terraform::{Number, Refusal, Value, Variable};

use super::rust_function::RustFunction;

/// How often the function's timeout fits into the visibility timeout.
const TIMES: i64 = 6;

impl RustFunction {
    /// The visibility timeout for a queue that calls this function: six times the timeout that the environment gives it, in
    /// seconds.
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// # fn describe(m: &Module) {
    /// let worker = RustFunction::new(m, "worker", RustFunctionProps::new("Does the jobs"));
    /// let visibility_timeout_seconds = Some(worker.visibility_timeout_seconds(m));
    /// let jobs = Queue::new(m, "jobs", QueueProps { visibility_timeout_seconds, ..QueueProps::default() });
    /// worker.on_queue(m, &jobs, QueueEventProps::default());
    /// # }
    /// ```
    #[track_caller]
    pub fn visibility_timeout_seconds(&self, module: &ModuleScope) -> Value<Number> {
        let package = self.package().to_owned();
        let name = format!("{}_visibility_timeout_seconds", package.replace('-', "_"));
        let description =
            "For how long the function's queue hides a received message, in seconds: six times the timeout.";
        let variable = Variable::required(description)
            .validated(|seconds| seconds.is_between(0, 43_200), "A visibility timeout has 0 to 43200 seconds.");
        module.from_environment(&name, variable, move |environment| needed(environment, &package))
    }

    /// Refuses, in each environment, a queue that shows a message again too early.
    #[track_caller]
    pub(super) fn check_visibility(&self, module: &ModuleScope, queue: &Queue) {
        let Some(found) = queue.visibility_seconds() else { return };
        let (place, package) = (Location::caller(), self.package().to_owned());
        let (function, queue) = (self.id().to_owned(), queue.id().to_owned());
        module.for_each_root(move |root, environment| {
            let needed = needed(environment, &package);
            if found < needed {
                let found = format!(
                    "function `{function}`: its queue `{queue}` hides a received message for {found} seconds, and the \
                     function may work for {} in the environment `{}`",
                    needed / TIMES,
                    environment.name,
                );
                let hint = "take `visibility_timeout_seconds` of the function in the `QueueProps`, or give the function less time";
                root.refuse_at(place, Refusal::new(found).allowing(format!("{needed} seconds or more")).hint(hint));
            }
        });
    }
}

fn needed(environment: &Environment, package: &str) -> i64 {
    environment.function(package).timeout_seconds.get() * TIMES
}
