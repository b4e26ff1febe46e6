//! Finds connections that lead nowhere here: to streams, functions, queues, topics and buckets that do not run.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::resource::{Resource, Resources};
use crate::stack::Stack;
use crate::stack::rest_api::endpoint::{Endpoint, ServiceCall, Uri};
use crate::{dynamodb, sns, sqs};

/// Everything that runs, by ARN.
struct Running {
    streams: BTreeSet<String>,
    functions: BTreeSet<String>,
    /// Queues, topics and buckets.
    destinations: BTreeSet<String>,
}

/// Finds connections that lead nowhere.
pub fn check(stack: &Stack, resources: &Resources) -> Vec<Finding> {
    let running = Running::of(stack);
    let mut findings = Vec::new();
    for mapping in resources.of("aws_lambda_event_source_mapping") {
        running.check_mapping(mapping, &mut findings);
    }
    for subscription in resources.of("aws_sns_topic_subscription") {
        running.check_subscription(subscription, &mut findings);
    }
    for schedule in resources.of("aws_scheduler_schedule") {
        running.check_targets(schedule, &[("target", "arn")], &mut findings);
    }
    for notification in resources.of("aws_s3_bucket_notification") {
        let targets = [("lambda_function", "lambda_function_arn"), ("queue", "queue_arn"), ("topic", "topic_arn")];
        running.check_targets(notification, &targets, &mut findings);
    }
    for integration in resources.of("aws_api_gateway_integration") {
        running.check_integration(integration, &mut findings);
    }
    findings
}

/// The actions of a service that integrations can call, or `None` if the service does not run here. A service that takes
/// any path has no actions.
fn actions(service: &str) -> Option<Vec<&'static str>> {
    match service {
        "dynamodb" => Some(dynamodb::actions()),
        "sns" => Some(sns::actions()),
        "sqs" => Some(sqs::actions()),
        "lambda" | "s3" => Some(Vec::new()),
        _ => None,
    }
}

impl Running {
    fn of(stack: &Stack) -> Self {
        let streams = stack.tables.iter().filter_map(|table| table.stream.as_ref());
        let queues = stack.queues.iter().map(|queue| queue.arn.clone());
        let topics = stack.topics.iter().map(|topic| topic.arn.clone());
        let buckets = stack.buckets.iter().map(|name| format!("arn:aws:s3:::{name}"));
        Self {
            streams: streams.map(|stream| stream.arn.clone()).collect(),
            functions: stack.functions.iter().map(|function| function.arn.clone()).collect(),
            destinations: queues.chain(topics).chain(buckets).collect(),
        }
    }

    /// The target of an integration must run here. Otherwise every request of its method fails, and its client may not
    /// even see that.
    fn check_integration(&self, integration: &Resource, findings: &mut Vec<Finding>) {
        let text = |name: &str| integration.values.get(name).and_then(serde_json::Value::as_str);
        let service = text("type").is_some_and(|kind| kind.starts_with("AWS"));
        let uri = text("uri").filter(|_| service).and_then(|uri| Uri::parse(uri, true).ok());
        let Some(Uri::Fixed(endpoint @ Endpoint::Service { service, call })) = &uri else { return };
        let problem = match (actions(service), call) {
            (None, _) => Some(format!("the service `{service}` does not run here")),
            (Some(actions), ServiceCall::Action(action, _))
                if !actions.is_empty() && !actions.contains(&action.as_str()) =>
            {
                Some(format!(
                    "the service `{service}` does not know this action here; known are {}",
                    actions.join(", ")
                ))
            }
            (_, ServiceCall::Path(path, _)) if service == "lambda" => self.missing_function(path),
            _ => None,
        };
        findings.extend(problem.map(|problem| {
            let message = format!("`uri` calls {endpoint}, and every request fails: {problem}");
            Finding::ignored(integration, message)
        }));
    }

    /// The problem if the function in `/2015-03-31/functions/ARN/invocations` does not run here.
    fn missing_function(&self, path: &str) -> Option<String> {
        let arn = path.split_once("/functions/")?.1.trim_end_matches("/invocations");
        let unqualified = arn.splitn(8, ':').take(7).collect::<Vec<_>>().join(":");
        let known = self.functions.contains(arn) || self.functions.contains(&unqualified);
        (arn.starts_with("arn:") && !known).then(|| "no function with this ARN runs here".to_owned())
    }

    fn check_mapping(&self, mapping: &Resource, findings: &mut Vec<Finding>) {
        let text = |name: &str| mapping.values.get(name).and_then(serde_json::Value::as_str);
        let is_queue = |arn: &str| arn.contains(":sqs:");
        let source = text("event_source_arn").filter(|arn| arn.contains(":dynamodb:") || is_queue(arn));
        if let Some(arn) = source.filter(|arn| is_queue(arn) && !self.destinations.contains(*arn)) {
            let message = format!("`event_source_arn` is `{arn}`, which is not a queue here, so nothing comes from it");
            findings.push(Finding::ignored(mapping, message));
        }
        if let Some(arn) = source.filter(|arn| !is_queue(arn) && !self.streams.contains(*arn)) {
            let message = format!(
                "`event_source_arn` is `{arn}`, which is not the stream of a table here, so nothing comes from it"
            );
            findings.push(Finding::ignored(mapping, message));
        }
        if let Some(arn) = source.and(text("function_arn")).filter(|arn| !self.has_function(arn)) {
            let message = format!("`{arn}` is not a function that runs here, and records wait for it");
            findings.push(Finding::ignored(mapping, message));
        }
        let destination = mapping.values.get("destination_config").into_iter().flat_map(first_block);
        let destination = destination.filter_map(|config| first_block(config.get("on_failure")?).next());
        let arns = destination.filter_map(|block| block.get("destination_arn")?.as_str());
        for arn in arns.filter(|arn| !arn.is_empty() && !self.destinations.contains(*arn)) {
            let message =
                format!("failures go to `{arn}`, which does not run here, so they are printed on the terminal");
            findings.push(Finding::ignored(mapping, message));
        }
    }

    fn check_subscription(&self, subscription: &Resource, findings: &mut Vec<Finding>) {
        let text = |name: &str| subscription.values.get(name).and_then(serde_json::Value::as_str);
        let endpoint = text("endpoint").unwrap_or_default();
        let missing = match text("protocol") {
            Some("sqs") => !self.destinations.contains(endpoint),
            Some("lambda") => !self.has_function(endpoint),
            _ => false,
        };
        if missing {
            let message = format!("`endpoint` is `{endpoint}`, which does not run here; messages to it are lost");
            findings.push(Finding::ignored(subscription, message));
        }
    }

    /// What the blocks of a resource name must run here.
    fn check_targets(&self, resource: &Resource, targets: &[(&str, &str)], findings: &mut Vec<Finding>) {
        for (block, argument) in targets {
            let blocks = resource.values.get(*block).into_iter().flat_map(blocks);
            let arns = blocks.filter_map(|block| block.get(*argument)?.as_str());
            let missing = arns.filter(|arn| !self.destinations.contains(*arn) && !self.has_function(arn));
            findings.extend(missing.map(|arn| {
                let message = format!("`{block}.{argument}` is `{arn}`, which does not run here, so it gets nothing");
                Finding::ignored(resource, message)
            }));
        }
    }

    /// Whether an ARN names a function, with or without a version or alias.
    fn has_function(&self, arn: &str) -> bool {
        let plain = || arn.splitn(8, ':').take(7).collect::<Vec<_>>().join(":");
        self.functions.contains(arn) || self.functions.contains(&plain())
    }
}

/// The only block with a name.
fn first_block(value: &serde_json::Value) -> impl Iterator<Item = &serde_json::Map<String, serde_json::Value>> {
    blocks(value).take(1)
}

/// The blocks with a name, which a state and a configuration write differently.
fn blocks(value: &serde_json::Value) -> impl Iterator<Item = &serde_json::Map<String, serde_json::Value>> {
    let blocks = match value {
        serde_json::Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    blocks.iter().filter_map(serde_json::Value::as_object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problem(uri: &str) -> Option<String> {
        let values = json!({ "type": "AWS", "uri": format!("arn:aws:apigateway:eu-west-1:{uri}") });
        let integration = Resource {
            address: "aws_api_gateway_integration.one".to_owned(),
            kind: "aws_api_gateway_integration".to_owned(),
            values: values.as_object().cloned().unwrap_or_default(),
            place: None,
        };
        let functions = BTreeSet::from(["arn:aws:lambda:eu-west-1:000000000000:function:f".to_owned()]);
        let running = Running { streams: BTreeSet::new(), functions, destinations: BTreeSet::new() };
        let mut findings = Vec::new();
        running.check_integration(&integration, &mut findings);
        findings.pop().map(|finding| finding.message)
    }

    #[test]
    fn an_integration_calls_only_services_that_run_here() {
        let function = |name: &str| {
            let arn = format!("arn:aws:lambda:eu-west-1:000000000000:function:{name}");
            problem(&format!("lambda:path/2015-03-31/functions/{arn}/invocations"))
        };
        assert_eq!([function("f"), function("f:live"), problem("dynamodb:action/PutItem")], [None, None, None]);
        assert_eq!([problem("s3:path/bucket/key"), problem("sqs:path/000000000000/queue")], [None, None]);
        let message =
            "`uri` calls `kinesis:PutRecord`, and every request fails: the service `kinesis` does not run here";
        assert_eq!(problem("kinesis:action/PutRecord").as_deref(), Some(message));
        // The services themselves list their actions.
        for (service, actions) in [("dynamodb", dynamodb::actions()), ("sns", sns::actions()), ("sqs", sqs::actions())]
        {
            for action in actions {
                assert_eq!(problem(&format!("{service}:action/{action}")), None);
            }
        }
        let message = problem("sns:action/Subscribe").unwrap_or_default();
        assert!(message.contains("does not know this action here; known are Publish, PublishBatch"), "{message}");
        assert!(function("g").unwrap_or_default().ends_with("no function with this ARN runs here"));
    }
}
