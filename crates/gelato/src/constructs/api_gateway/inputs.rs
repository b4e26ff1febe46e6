//! The inputs of an API's module, from an environment.

use crate::environment::{self, Environment, Settings, Target};
use crate::terraform::{Any, CalledModule, Expression, Root, closest};

use super::access::API_KEYS;
use super::authorization::UNAUTHENTICATED_WRITE;
use super::description::ApiDescription;

/// The inputs, from an environment, of a module whose variables [`Access::declare`](super::Access::declare) and
/// [`ApiVariables::declare`](super::ApiVariables::declare) have declared. An environment without `[api]` and limits for
/// unknown methods are refused.
#[track_caller]
pub fn api_inputs(root: &mut Root, environment: &Environment, api: &ApiDescription) -> Vec<(&'static str, Expression)> {
    let Some(settings) = &environment.settings.api else {
        root.refuse(format!("environment `{}` has no table `[api]`, and the service has a REST API", environment.name));
        return Vec::new();
    };
    let mut inputs = access_inputs(root, environment.settings.target, &settings.access);
    inputs.extend(endpoint_inputs(&settings.endpoint));
    inputs.extend(cors_inputs(&settings.cors));
    inputs.extend(stage_inputs(&environment.settings, settings));
    inputs.extend(method_throttling_inputs(root, environment, &settings.throttling, api));
    inputs
}

fn cors_inputs(cors: &environment::Cors) -> [(&'static str, Expression); 3] {
    [
        ("cors_allow_origins", texts(cors.allow_origins.iter().map(environment::Origin::as_str))),
        ("cors_allow_headers", texts(cors.allow_headers.iter().map(environment::HeaderName::as_str))),
        ("cors_max_age_seconds", cors.max_age_seconds.get().into()),
    ]
}

fn stage_inputs(settings: &Settings, api: &environment::Api) -> [(&'static str, Expression); 7] {
    [
        ("stage_name", api.stage_name.as_str().into()),
        ("log_level", api.log_level.name().into()),
        ("log_retention_days", i64::from(settings.logs.retention_days.days()).into()),
        ("metrics", api.metrics.into()),
        ("throttling_rate", api.throttling.rate_per_second.get().into()),
        ("throttling_burst", api.throttling.burst.get().into()),
        ("tracing", settings.tracing.into()),
    ]
}

#[track_caller]
fn access_inputs(root: &mut Root, target: Target, access: &environment::Access) -> Vec<(&'static str, Expression)> {
    if let (Target::Aws, Some(reason)) = (target, &access.unauthenticated_writes) {
        root.except(UNAUTHENTICATED_WRITE, "api.access.writes", reason.as_str());
    }
    let mut inputs: Vec<(&'static str, Expression)> =
        vec![("read_authorization", kind(access.reads).into()), ("write_authorization", kind(access.writes).into())];
    if let Some(cognito) = &access.cognito {
        let scopes = |scopes: &[environment::Scope]| texts(scopes.iter().map(environment::Scope::as_str));
        inputs.push(("user_pool_arns", texts(cognito.user_pool_arns.iter().map(environment::UserPoolArn::as_str))));
        inputs.push(("read_scopes", scopes(&cognito.read_scopes)));
        inputs.push(("write_scopes", scopes(&cognito.write_scopes)));
    }
    if let Some(keys) = &access.api_keys {
        inputs.push(("api_key_holders", texts(keys.holders.iter().map(environment::KeyHolder::as_str))));
        inputs.push(("api_key_rate", keys.rate_per_second.get().into()));
        inputs.push(("api_key_burst", keys.burst.get().into()));
        inputs.push(("api_key_quota", keys.quota.get().into()));
        inputs.push(("api_key_period", keys.period.name().into()));
    }
    inputs
}

fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> Expression {
    Expression::List(texts.map(Expression::from).collect())
}

fn kind(caller: environment::Caller) -> &'static str {
    match caller {
        environment::Caller::None => "NONE",
        environment::Caller::ApiKey => "API_KEY",
        environment::Caller::Iam => "AWS_IAM",
        environment::Caller::Cognito => "COGNITO_USER_POOLS",
    }
}

/// Passes on the outputs of a module with [`Access`](super::Access).
#[track_caller]
pub fn access_outputs(root: &mut Root, module: &CalledModule) {
    root.sensitive_output(API_KEYS, "The API keys, by holder.", module.output::<Any>(API_KEYS));
    for (name, what) in [("read_policy", "read"), ("write_policy", "write")] {
        let description = format!("An IAM policy that allows signed {what} requests.");
        root.output(name, &description, module.output::<String>(name));
    }
}

/// The inputs `endpoint_type`, `vpc_endpoint_ids`, `minimum_compression_bytes` and `domain_*`, as far as the
/// environment sets them.
fn endpoint_inputs(endpoint: &environment::Endpoint) -> Vec<(&'static str, Expression)> {
    let mut inputs: Vec<(&'static str, Expression)> = vec![("endpoint_type", endpoint.kind.name().into())];
    if !endpoint.vpc_endpoint_ids.is_empty() {
        let ids = endpoint.vpc_endpoint_ids.iter().map(environment::VpcEndpointId::as_str);
        inputs.push(("vpc_endpoint_ids", texts(ids)));
    }
    if let Some(bytes) = endpoint.minimum_compression_bytes {
        inputs.push(("minimum_compression_bytes", bytes.get().into()));
    }
    if let Some(domain) = &endpoint.domain {
        inputs.push(("domain_name", domain.name.as_str().into()));
        inputs.push(("domain_certificate_arn", domain.certificate_arn.as_str().into()));
        inputs.extend(domain.base_path.iter().map(|path| ("domain_base_path", path.as_str().into())));
    }
    inputs
}

/// The inputs `method_throttling_rates` and `method_throttling_bursts`, if the environment limits single methods.
/// Unknown methods are refused.
#[track_caller]
fn method_throttling_inputs(
    root: &mut Root,
    environment: &Environment,
    throttling: &environment::Throttling,
    api: &ApiDescription,
) -> Vec<(&'static str, Expression)> {
    let methods = &throttling.methods;
    let known = api.operation_names();
    for name in methods.keys().filter(|name| !known.contains(&name.as_str())) {
        let hint = closest(name, known.iter().copied());
        let hint = hint.map_or_else(String::new, |meant| format!("\nhint: did you mean `{meant}`?"));
        root.refuse(format!(
            "environment `{}`: `api.throttling.methods.{name}`: the API has no such method; it has: {}{hint}",
            environment.name,
            known.join(", ")
        ));
    }
    if methods.is_empty() {
        return Vec::new();
    }
    let rates = methods.iter().filter_map(|(name, limit)| Some((name.clone(), limit.rate_per_second?.get().into())));
    let bursts = methods.iter().filter_map(|(name, limit)| Some((name.clone(), limit.burst?.get().into())));
    vec![
        ("method_throttling_rates", Expression::Object(rates.collect())),
        ("method_throttling_bursts", Expression::Object(bursts.collect())),
    ]
}
