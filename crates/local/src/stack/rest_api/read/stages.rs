//! Reads the stages of an API with the settings of its methods, and the usage plans.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::method::Method;
use super::super::stage::{AccessLog, Level, MethodSettings, Stage};
use super::super::substitution::Substitution;
use super::super::usage_plan::{ApiKey, Period, Quota, Throttle, UsagePlan};
use super::reader::{Definition, Reader};
use crate::stack::arguments::Arguments;

/// A resource's settings for a stage, and for a path of resource and method.
struct Given {
    stage: String,
    path: String,
    settings: Partial,
}

/// The settings that are set.
#[derive(Default)]
struct Partial {
    level: Option<Level>,
    data_trace: Option<bool>,
    rate: Option<f64>,
    burst: Option<f64>,
}

impl<'r> Reader<'r> {
    pub(super) fn stages(
        &mut self,
        definition: &Definition,
        methods: &[Arc<Method>],
        plans: &[UsagePlan],
    ) -> Vec<Stage> {
        self.deployments(definition);
        let given = self.of_api("aws_api_gateway_method_settings", &definition.id);
        let given: Vec<_> = given.into_iter().flat_map(|resource| self.with(resource, given_settings)).collect();
        let resources = self.of_api("aws_api_gateway_stage", &definition.id);
        let mut stages: Vec<_> = resources.into_iter().map(|resource| self.with(resource, stage)).collect();
        for stage in &mut stages {
            stage.settings = methods.iter().map(|method| settings(method, &stage.name, &given)).collect();
            let own = (definition.id.clone(), stage.name.clone());
            stage.plans = plans.iter().filter(|plan| plan.stages.contains(&own)).cloned().collect();
        }
        stages
    }

    fn deployments(&mut self, definition: &Definition) {
        for resource in self.of_api("aws_api_gateway_deployment", &definition.id) {
            self.with(resource, |arguments| {
                arguments.harmless(&["rest_api_id", "triggers", "invoke_url"]);
                if arguments.text("stage_name").is_some_and(|name| !name.is_empty()) {
                    arguments.ignored("`stage_name` creates no stage here; declare an aws_api_gateway_stage");
                }
            });
        }
    }

    pub(super) fn usage_plans(&mut self) -> Vec<UsagePlan> {
        let resources = self.resources;
        let keys = resources.of("aws_api_gateway_usage_plan_key");
        let keys: Vec<_> = keys.map(|resource| self.with(resource, plan_key)).collect();
        let of = |plan: &str| keys.iter().filter(|(id, _)| id == plan).map(|(_, key)| key.clone()).collect();
        let plans = resources.of("aws_api_gateway_usage_plan").map(|resource| self.with(resource, usage_plan));
        plans.map(|plan| UsagePlan { key_ids: of(&plan.id), ..plan }).collect()
    }

    pub(super) fn api_keys(&mut self) -> BTreeMap<String, ApiKey> {
        let resources = self.resources;
        let read = |arguments: &mut Arguments<'r>| {
            arguments.harmless(&["name", "customer_id", "last_updated_date"]);
            let enabled = arguments.optional_boolean("enabled").unwrap_or(true);
            (arguments.required("value"), ApiKey { id: arguments.required("id"), enabled })
        };
        resources.of("aws_api_gateway_api_key").map(|resource| self.with(resource, read)).collect()
    }
}

fn plan_key(arguments: &mut Arguments<'_>) -> (String, String) {
    arguments.harmless(&["key_type", "name", "value"]);
    (arguments.required("usage_plan_id"), arguments.required("key_id"))
}

fn usage_plan(arguments: &mut Arguments<'_>) -> UsagePlan {
    arguments.harmless(&["name", "product_code"]);
    let stages = arguments.blocks("api_stages", |stage| (stage.required("api_id"), stage.required("stage")));
    let throttle = arguments
        .blocks("throttle_settings", |block| throttle(block.number("rate_limit"), block.number("burst_limit")));
    let quota = arguments.blocks("quota_settings", |block| {
        let name = block.required("period");
        let period = Period::named(&name);
        if period.is_none() {
            block.unusable(format!("`quota_settings.period` is `{name}`; it must be DAY, WEEK or MONTH"));
        }
        let (limit, offset) = (block.whole("limit")?, block.whole("offset").unwrap_or_default());
        Some(Quota { limit, offset, period: period? })
    });
    UsagePlan {
        id: arguments.required("id"),
        stages,
        throttle: throttle.into_iter().flatten().next(),
        quota: quota.into_iter().flatten().next(),
        key_ids: Vec::new(),
    }
}

fn throttle(rate: Option<f64>, burst: Option<f64>) -> Option<Throttle> {
    let given = |limit: Option<f64>| limit.filter(|limit| *limit >= 0.0);
    match (given(rate), given(burst)) {
        (None, None) => None,
        (rate, burst) => {
            let rate = rate.unwrap_or(f64::INFINITY);
            Some(Throttle { rate, burst: burst.unwrap_or_else(|| rate.max(1.0)) })
        }
    }
}

fn stage(arguments: &mut Arguments<'_>) -> Stage {
    arguments.harmless(&["rest_api_id", "invoke_url", "documentation_version", "xray_tracing_enabled", "web_acl_arn"]);
    arguments.harmless(&["cache_cluster_size"]);
    if arguments.boolean("cache_cluster_enabled") {
        arguments.ignored("`cache_cluster_enabled`: nothing is cached here");
    }
    let access_log = arguments.blocks("access_log_settings", |block| {
        let destination = block.required("destination_arn");
        let group = destination.split(":log-group:").nth(1).unwrap_or(&destination).trim_end_matches(":*").to_owned();
        AccessLog { group, format: Substitution::parse(&block.required("format")) }
    });
    if !arguments.blocks("canary_settings", |block| block.harmless(&CANARY)).is_empty() {
        arguments.ignored("`canary_settings`: all requests go to the stage's deployment");
    }
    Stage {
        name: arguments.required("stage_name"),
        deployment_id: arguments.text("deployment_id").unwrap_or_default(),
        variables: arguments.map("variables"),
        access_log: access_log.into_iter().next(),
        settings: Vec::new(),
        plans: Vec::new(),
    }
}

const CANARY: [&str; 4] = ["deployment_id", "percent_traffic", "stage_variable_overrides", "use_stage_cache"];

fn given_settings(arguments: &mut Arguments<'_>) -> Vec<Given> {
    arguments.harmless(&["rest_api_id"]);
    let (stage, path) = (arguments.required("stage_name"), arguments.required("method_path"));
    let settings = arguments.blocks("settings", |block| {
        block.harmless(&[
            "metrics_enabled",
            "cache_ttl_in_seconds",
            "cache_data_encrypted",
            "require_authorization_for_cache_control",
            "unauthorized_cache_control_header_strategy",
        ]);
        if block.boolean("caching_enabled") {
            block.ignored("`settings.caching_enabled`: nothing is cached here");
        }
        let level = block.text("logging_level").filter(|level| !level.is_empty());
        let named = level.as_deref().and_then(Level::named);
        if let (Some(level), None) = (level, named) {
            block.unusable(format!("`settings.logging_level` is `{level}`; it must be OFF, ERROR or INFO"));
        }
        Partial {
            level: named,
            data_trace: block.optional_boolean("data_trace_enabled"),
            rate: block.number("throttling_rate_limit"),
            burst: block.number("throttling_burst_limit"),
        }
    });
    settings.into_iter().map(|settings| Given { stage: stage.clone(), path: path.clone(), settings }).collect()
}

/// The settings of a method in a stage. Its own settings have priority over those for all methods.
fn settings(method: &Method, stage: &str, given: &[Given]) -> MethodSettings {
    let path = method.resource_path.trim_start_matches('/');
    let rank = |given: &&Given| {
        let (resource, verb) = given.path.rsplit_once('/')?;
        let resource = resource.trim_start_matches('/').replace("~1", "/");
        let own = resource.trim_start_matches('/') == path && (verb == method.http_method || verb == "*");
        match (resource.as_str(), verb) {
            ("*", "*") => Some(0),
            _ if own => Some(if verb == "*" { 1 } else { 2 }),
            _ => None,
        }
    };
    let mut matching: Vec<_> = given.iter().filter(|given| given.stage == stage && rank(given).is_some()).collect();
    matching.sort_by_key(|given| rank(given));
    let mut merged = Partial::default();
    for Given { settings, .. } in matching {
        let limit = |limit: Option<f64>| limit.filter(|limit| *limit >= 0.0);
        merged = Partial {
            level: settings.level.or(merged.level),
            data_trace: settings.data_trace.or(merged.data_trace),
            rate: limit(settings.rate).or(merged.rate),
            burst: limit(settings.burst).or(merged.burst),
        };
    }
    MethodSettings {
        level: merged.level.unwrap_or_default(),
        data_trace: merged.data_trace.unwrap_or_default(),
        throttle: throttle(merged.rate, merged.burst),
    }
}
