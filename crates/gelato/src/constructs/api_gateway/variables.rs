//! The variables of an API's module: what the environment's table `[api]` says, except access.

use crate::environment::{self, Api, Domain, Environment};
use crate::modules::ModuleScope;
use crate::terraform::{List, Map, Number, Type, Value, Variable};

use super::cors::Cors;
use super::domain::DomainProps;
use super::endpoint::Endpoint;
use super::stage_props::{MethodThrottling, StageProps};
use crate::constructs::platform;

/// Where the API can be reached from.
#[track_caller]
pub(super) fn endpoint(module: &ModuleScope) -> Endpoint {
    let kind = Variable::optional("The endpoint type: REGIONAL, EDGE or PRIVATE.", "REGIONAL").validated(
        |kind: &Value<String>| kind.is_one_of(["REGIONAL", "EDGE", "PRIVATE"]),
        "The endpoint type is REGIONAL, EDGE or PRIVATE.",
    );
    let ids = Variable::optional("The VPC endpoints that can reach a private API.", nothing());
    let bytes = Variable::optional("The smallest response that is compressed, in bytes; -1 turns compression off.", -1)
        .validated(
            |bytes: &Value<Number>| bytes.is_between(-1, 10_485_760),
            "The smallest compressed response has 0 to 10485760 bytes; -1 turns compression off.",
        );
    Endpoint {
        kind: setting(module, "endpoint_type", kind, |api| api.endpoint.kind.name()),
        vpc_endpoint_ids: setting(module, "vpc_endpoint_ids", ids, |api| {
            let ids = &api.endpoint.vpc_endpoint_ids;
            (!ids.is_empty()).then(|| texts(ids.iter().map(environment::VpcEndpointId::as_str)))
        }),
        minimum_compression_bytes: setting(module, "minimum_compression_bytes", bytes, |api| {
            api.endpoint.minimum_compression_bytes.map(environment::Bounded::get)
        }),
    }
}

/// The API's own name.
#[track_caller]
pub(super) fn domain(module: &ModuleScope, endpoint: &Endpoint) -> DomainProps {
    let name = "The API's custom domain name; empty for the default one of AWS.";
    let certificate = "The ARN of the domain's certificate in ACM: of us-east-1 for an EDGE endpoint.";
    let path = "The first segment of every path under the domain; empty for no such segment.";
    DomainProps {
        name: of_domain(module, "domain_name", name, |domain| Some(domain.name.as_str())),
        certificate_arn: of_domain(module, "domain_certificate_arn", certificate, |domain| {
            Some(domain.certificate_arn.as_str())
        }),
        base_path: of_domain(module, "domain_base_path", path, |domain| {
            domain.base_path.as_ref().map(environment::BasePath::as_str)
        }),
        endpoint: endpoint.kind.clone(),
    }
}

#[track_caller]
fn of_domain(module: &ModuleScope, name: &str, description: &str, value: fn(&Domain) -> Option<&str>) -> Value<String> {
    setting(module, name, Variable::optional(description, ""), move |api| {
        api.endpoint.domain.as_ref().and_then(value).map(str::to_owned)
    })
}

impl Cors {
    /// What the environment's table `[api.cors]` says. A function that answers methods sends the header
    /// `Access-Control-Allow-Origin` itself, and may be declared in another module than the API:
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// # fn describe(m: &Module) {
    /// let reports = RustFunctionProps {
    ///     environment: [("ALLOW_ORIGINS", Cors::of_environment(m).allow_origins.join(","))].into(),
    ///     ..RustFunctionProps::new("Writes reports")
    /// };
    /// # }
    /// ```
    #[track_caller]
    pub fn of_environment(module: &ModuleScope) -> Self {
        cors(module)
    }
}

/// The origins that may call from a browser.
#[track_caller]
pub(super) fn cors(module: &ModuleScope) -> Cors {
    let origins = Variable::required("The origins that may call from a browser, or `*` alone.")
        .validated(
            |origins: &Value<List<String>>| origins.length().at_least(1),
            "At least one origin, or `*`, must be given.",
        )
        .validated(
            |origins| origins.all(|origin| origin.matches(r"\*|https?://[A-Za-z0-9.-]+(:[0-9]+)?")),
            "An origin is `*`, or a scheme and a host such as `https://example.com`, without a path.",
        );
    let headers =
        "Further request headers that browsers may send, besides those for the body, API keys, tokens and signatures.";
    let headers = Variable::optional(headers, nothing()).validated(
        |names: &Value<List<String>>| names.all(|name| name.matches("[A-Za-z0-9-]+")),
        "A header's name has letters, digits and `-`.",
    );
    let seconds = Variable::required("How long browsers may cache a preflight response, in seconds.").validated(
        |seconds: &Value<Number>| seconds.is_between(0, 86_400),
        "Browsers cache a preflight response for 0 to 86400 seconds.",
    );
    Cors {
        allow_origins: setting(module, "cors_allow_origins", origins, |api| {
            texts(api.cors.allow_origins.iter().map(environment::Origin::as_str))
        }),
        allow_headers: setting(module, "cors_allow_headers", headers, |api| {
            texts(api.cors.allow_headers.iter().map(environment::HeaderName::as_str))
        }),
        max_age_seconds: setting(module, "cors_max_age_seconds", seconds, |api| api.cors.max_age_seconds.get()),
    }
}

/// How the API is deployed.
#[track_caller]
pub(super) fn stage(module: &ModuleScope) -> StageProps {
    let name = Variable::required("The first segment of every path.").validated(
        |name: &Value<String>| name.matches("[a-zA-Z0-9_-]{1,128}"),
        "A stage's name has 1 to 128 letters, digits, `_` and `-`.",
    );
    let level = Variable::required("The level of the execution log: OFF, ERROR or INFO.").validated(
        |level: &Value<String>| level.is_one_of(["OFF", "ERROR", "INFO"]),
        "The log level is OFF, ERROR or INFO.",
    );
    let metrics = Variable::required("Whether CloudWatch records metrics for each method.");
    let rate = "The rate limit of the stage, in requests per second, for all callers together.";
    let burst = "The burst limit of the stage, for all callers together.";
    StageProps {
        name: setting(module, "stage_name", name, |api| api.stage_name.as_str().to_owned()),
        log_level: setting(module, "log_level", level, |api| api.log_level.name()),
        log_retention_days: platform::log_retention_days(module),
        metrics: setting(module, "metrics", metrics, |api| api.metrics),
        throttling_rate: setting(module, "throttling_rate", Variable::required(rate), |api| {
            api.throttling.rate_per_second.get()
        }),
        throttling_burst: setting(module, "throttling_burst", Variable::required(burst), |api| {
            api.throttling.burst.get()
        }),
        method_throttling: Some(method_throttling(module)),
        tracing: platform::tracing(module),
    }
}

#[track_caller]
fn method_throttling(module: &ModuleScope) -> MethodThrottling {
    let rates = "Rate limits of single methods, in requests per second, by operation name.";
    let bursts = "Burst limits of single methods, by operation name.";
    MethodThrottling {
        rates: limits(module, "method_throttling_rates", rates, |limit| {
            limit.rate_per_second.map(environment::Bounded::get)
        }),
        bursts: limits(module, "method_throttling_bursts", bursts, |limit| limit.burst.map(environment::Bounded::get)),
    }
}

#[track_caller]
fn limits(
    module: &ModuleScope,
    name: &str,
    description: &str,
    value: fn(&environment::MethodThrottling) -> Option<i64>,
) -> Value<Map<Number>> {
    let none = Value::<Map<Number>>::from_iter(Vec::<(String, Value<Number>)>::new());
    setting(module, name, Variable::optional(description, none), move |api| {
        let methods = &api.throttling.methods;
        let limits = methods.iter().filter_map(|(name, limit)| Some((name.clone(), value(limit)?)));
        (!methods.is_empty()).then(|| limits.collect::<Value<Map<Number>>>())
    })
}

/// Declares a variable that roots fill from the table `[api]`.
#[track_caller]
fn setting<T: Type, V: Into<Value<T>>>(
    module: &ModuleScope,
    name: &str,
    variable: Variable<T>,
    value: impl Fn(&Api) -> V + 'static,
) -> Value<T> {
    module.from_environment(name, variable, move |environment: &Environment| {
        environment.settings.api.as_ref().map(&value)
    })
}

fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> Value<List<String>> {
    texts.collect::<Vec<_>>().into()
}

fn nothing() -> Value<List<String>> {
    Vec::<Value<String>>::new().into()
}
