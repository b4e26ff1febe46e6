//! The variables of an API's module: the settings that differ between environments, except access.
//!
//! They are the same for every service, and [`api_inputs`](super::api_inputs) sets them from an environment.

use super::cors::Cors;
use super::domain::DomainProps;
use super::endpoint::Endpoint;
use super::stage_props::{MethodThrottling, StageProps};
use crate::terraform::{
    List, Map, Module, Number, Operator, Rule, Value, Variable, all, between, compare, contains, length, matches,
};

/// The properties of an API that differ between environments.
///
/// ```
/// use gelato::constructs::api_gateway::{ApiVariables, RestApi, RestApiProps};
/// use gelato::constructs::versions;
/// use gelato::terraform::Module;
/// let mut module = Module::new("api", "The library's REST API.", versions());
/// let ApiVariables { cors, endpoint, stage, domain } = ApiVariables::declare(&mut module);
/// let props = RestApiProps { name: "library".into(), description: "Books", cors, endpoint };
/// let api = RestApi::new(&mut module, "library", props);
/// // … resources and methods …
/// let stage = api.deploy(&mut module, "library", stage);
/// let url = stage.domain(&mut module, "library", domain).url();
/// module.output("url", "The API's base URL.", url);
/// ```
#[derive(Debug, Clone)]
pub struct ApiVariables {
    /// The origins that may call from a browser.
    pub cors: Cors,
    /// Where the API can be reached from.
    pub endpoint: Endpoint,
    /// The properties of its stage.
    pub stage: StageProps,
    /// Its custom domain.
    pub domain: DomainProps,
}

impl ApiVariables {
    /// Declares the variables.
    #[track_caller]
    pub fn declare(module: &mut Module) -> Self {
        let endpoint = endpoint(module);
        Self { cors: cors(module), stage: stage(module), domain: domain(module, &endpoint), endpoint }
    }
}

/// Where the API can be reached from.
#[track_caller]
fn endpoint(module: &mut Module) -> Endpoint {
    let known = Rule {
        condition: |kind| contains(["REGIONAL", "EDGE", "PRIVATE"], kind),
        error_message: "The endpoint type is REGIONAL, EDGE or PRIVATE.",
    };
    let bytes = Rule {
        condition: |bytes| between(bytes, -1, 10_485_760),
        error_message: "The smallest compressed response has 0 to 10485760 bytes; -1 turns compression off.",
    };
    let kind = Variable::optional("The endpoint type: REGIONAL, EDGE or PRIVATE.", "REGIONAL");
    let ids = Variable::optional("The VPC endpoints that can reach a private API.", nothing());
    let description = "The smallest response that is compressed, in bytes; -1 turns compression off.";
    Endpoint {
        kind: module.validated_variable("endpoint_type", kind, &[known]),
        vpc_endpoint_ids: module.variable("vpc_endpoint_ids", ids),
        minimum_compression_bytes: module.validated_variable(
            "minimum_compression_bytes",
            Variable::optional(description, -1_i64),
            &[bytes],
        ),
    }
}

/// The API's own name.
#[track_caller]
fn domain(module: &mut Module, endpoint: &Endpoint) -> DomainProps {
    let certificate = "The ARN of the domain's certificate in ACM: of us-east-1 for an EDGE endpoint.";
    let path = "The first segment of every path under the domain; empty for no such segment.";
    DomainProps {
        name: module.variable(
            "domain_name",
            Variable::optional("The API's custom domain name; empty for the default one of AWS.", ""),
        ),
        certificate_arn: module.variable("domain_certificate_arn", Variable::optional(certificate, "")),
        base_path: module.variable("domain_base_path", Variable::optional(path, "")),
        endpoint: endpoint.kind.clone(),
    }
}

#[track_caller]
fn method_throttling(module: &mut Module) -> MethodThrottling {
    let none = || Value::<Map<Number>>::from_iter(Vec::<(String, Value<Number>)>::new());
    let rates = "Rate limits of single methods, in requests per second, by operation name.";
    let bursts = "Burst limits of single methods, by operation name.";
    MethodThrottling {
        rates: module.variable("method_throttling_rates", Variable::optional(rates, none())),
        bursts: module.variable("method_throttling_bursts", Variable::optional(bursts, none())),
    }
}

fn nothing() -> Value<List<String>> {
    Vec::<Value<String>>::new().into()
}

/// The origins that may call from a browser.
#[track_caller]
fn cors(module: &mut Module) -> Cors {
    let origins = Variable::required("The origins that may call from a browser, or `*` alone.");
    let some = Rule {
        condition: |origins: &Value<List<String>>| compare(&length(origins), Operator::AtLeast, 1_i64),
        error_message: "At least one origin, or `*`, must be given.",
    };
    let valid = Rule {
        condition: |origins| all(origins, |origin| matches(r"\*|https?://[A-Za-z0-9.-]+(:[0-9]+)?", origin)),
        error_message: "An origin is `*`, or a scheme and a host such as `https://example.com`, without a path.",
    };
    Cors {
        allow_origins: module.validated_variable("cors_allow_origins", origins, &[some, valid]),
        allow_headers: allow_headers(module),
        max_age_seconds: seconds(module),
    }
}

#[track_caller]
fn allow_headers(module: &mut Module) -> Value<List<String>> {
    let rule = Rule {
        condition: |names| all(names, |name| matches("[A-Za-z0-9-]+", name)),
        error_message: "A header's name has letters, digits and `-`.",
    };
    let description =
        "Further request headers that browsers may send, besides those for the body, API keys, tokens and signatures.";
    module.validated_variable("cors_allow_headers", Variable::optional(description, nothing()), &[rule])
}

#[track_caller]
fn seconds(module: &mut Module) -> Value<Number> {
    let rule = Rule {
        condition: |seconds| between(seconds, 0, 86_400),
        error_message: "Browsers cache a preflight response for 0 to 86400 seconds.",
    };
    let description = "How long browsers may cache a preflight response, in seconds.";
    module.validated_variable("cors_max_age_seconds", Variable::required(description), &[rule])
}

/// How the API is deployed.
#[track_caller]
fn stage(module: &mut Module) -> StageProps {
    StageProps {
        name: stage_name(module),
        log_level: log_level(module),
        log_retention_days: module
            .variable("log_retention_days", Variable::required("The retention of the logs, in days.")),
        metrics: module.variable("metrics", Variable::required("Whether CloudWatch records metrics for each method.")),
        throttling_rate: module.variable(
            "throttling_rate",
            Variable::required("The rate limit of the stage, in requests per second, for all callers together."),
        ),
        throttling_burst: module.variable(
            "throttling_burst",
            Variable::required("The burst limit of the stage, for all callers together."),
        ),
        method_throttling: Some(method_throttling(module)),
        tracing: module.variable("tracing", Variable::required("Whether X-Ray traces requests.")),
    }
}

#[track_caller]
fn stage_name(module: &mut Module) -> Value<String> {
    let rule = Rule {
        condition: |name| matches("[a-zA-Z0-9_-]{1,128}", name),
        error_message: "A stage's name has 1 to 128 letters, digits, `_` and `-`.",
    };
    module.validated_variable("stage_name", Variable::required("The first segment of every path."), &[rule])
}

#[track_caller]
fn log_level(module: &mut Module) -> Value<String> {
    let rule = Rule {
        condition: |level| contains(["OFF", "ERROR", "INFO"], level),
        error_message: "The log level is OFF, ERROR or INFO.",
    };
    module.validated_variable(
        "log_level",
        Variable::required("The level of the execution log: OFF, ERROR or INFO."),
        &[rule],
    )
}
