//! Queue mappings: Lambda receives a queue's messages and calls a function for them.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>

use crate::aws::{LambdaEventSourceMapping, LambdaEventSourceMappingRequired, LambdaEventSourceMappingScalingConfig};
use crate::constructs::filter::Filter;
use crate::constructs::iam::Permission;
use crate::constructs::literal::{check_numbers, literal};
use crate::constructs::sqs::Queue;
use crate::modules::ModuleScope;
use crate::terraform::{Configure as _, Meta, Number, Refusal, Value};

use super::event_filter;
use super::rust_function::RustFunction;

/// The batches that Lambda can make without waiting.
const LARGEST_WITHOUT_WINDOW: i64 = 10;

/// The properties of a mapping from a queue to a function.
#[derive(Debug, Clone)]
pub struct QueueEventProps {
    /// The mapping's logical name. The default is the function's, so that each further queue of a function needs one.
    pub id: Option<String>,
    /// The most messages per call, 1 to 10,000. More than 10 need a window. The default is 10.
    pub batch_size: Value<Number>,
    /// For how many seconds messages are gathered into a batch, 0 to 300. The default is 0.
    pub batching_window_seconds: Value<Number>,
    /// How many calls may run at once, 2 to 1,000. The default is as many as the function may have.
    pub maximum_concurrency: Option<Value<Number>>,
    /// The messages that the function is called for: those that match one of these, up to 5. Without any, all. Lambda
    /// deletes the others.
    pub filters: Vec<Filter>,
}

impl Default for QueueEventProps {
    fn default() -> Self {
        Self {
            id: None,
            batch_size: LARGEST_WITHOUT_WINDOW.into(),
            batching_window_seconds: 0.into(),
            maximum_concurrency: None,
            filters: Vec::new(),
        }
    }
}

impl RustFunction {
    /// Makes Lambda call the function for a queue's messages. The function reports which of them failed, by `messageId` in
    /// `batchItemFailures`: those come back, and go to the queue's dead-letter queue if they fail too often.
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// # fn describe(m: &Module, jobs: &Queue, worker: &RustFunction) {
    /// let orders = Filter::body([("kind", vec![Match::text("order")])]);
    /// worker.on_queue(m, jobs, QueueEventProps { filters: vec![orders], ..QueueEventProps::default() });
    /// # }
    /// ```
    #[track_caller]
    pub fn on_queue(&self, module: &ModuleScope, queue: &Queue, props: QueueEventProps) {
        self.check(module, &props);
        self.check_visibility(module, queue);
        let receive = Permission::from(queue.receive());
        let name = props.id.as_ref().map_or(receive.name.clone(), |id| format!("{}_{id}", receive.name));
        self.grant(module, receive.named(name));
        let id = props.id.clone().unwrap_or_else(|| self.id().to_owned());
        let meta = Meta { depends_on: self.policies_in(module), ..Meta::default() };
        let patterns = self.patterns(module, &props.filters);
        let mapping = LambdaEventSourceMapping {
            batch_size: Some(props.batch_size),
            event_source_arn: Some(queue.arn()),
            filter_criteria: event_filter::criteria(patterns),
            function_response_types: Some(["ReportBatchItemFailures"].into()),
            maximum_batching_window_in_seconds: Some(props.batching_window_seconds),
            scaling_config: props.maximum_concurrency.map(|maximum_concurrency| {
                LambdaEventSourceMappingScalingConfig {
                    maximum_concurrency: Some(maximum_concurrency),
                    ..Default::default()
                }
            }),
            ..LambdaEventSourceMapping::new(LambdaEventSourceMappingRequired { function_name: self.arn() })
        };
        module.resource(&id, mapping.with_meta(meta));
    }

    #[track_caller]
    fn patterns(&self, module: &ModuleScope, filters: &[Filter]) -> Vec<String> {
        let mut patterns = Vec::new();
        for filter in filters {
            match filter.pattern_of_queue() {
                Ok(pattern) => patterns.push(pattern),
                Err(refused) => module.refuse(refused.within(format!("function `{}`", self.id()))),
            }
        }
        patterns
    }

    #[track_caller]
    fn check(&self, module: &ModuleScope, props: &QueueEventProps) {
        let function = format!("function `{}`", self.id());
        let numbers = [
            ("batch_size", Some(&props.batch_size), 1..=10_000),
            ("batching_window_seconds", Some(&props.batching_window_seconds), 0..=300),
            ("maximum_concurrency", props.maximum_concurrency.as_ref(), 2..=1000),
        ];
        check_numbers(module, &function, &numbers);
        let window = literal(&props.batching_window_seconds);
        if let Some(size) =
            literal(&props.batch_size).filter(|size| *size > LARGEST_WITHOUT_WINDOW && window == Some(0))
        {
            let refused = Refusal::new(format!("{function}: a batch has up to {size} messages, without a window"));
            let allowed = format!("up to {LARGEST_WITHOUT_WINDOW} messages");
            module.refuse(refused.allowing(allowed).hint("set `batching_window_seconds`, such as to 1"));
        }
        if props.filters.len() > 5 {
            let refused = Refusal::new(format!("{function}: it has {} filters for one queue", props.filters.len()));
            module.refuse(refused.allowing("up to 5"));
        }
    }
}
