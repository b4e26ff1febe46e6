//! Functions written in Rust: a zip with one executable named `bootstrap`.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-rust.html>

use crate::aws::{
    LambdaFunction, LambdaFunctionAttributes, LambdaFunctionEnvironment, LambdaFunctionRequired,
    LambdaFunctionTracingConfig, LambdaFunctionTracingConfigRequired,
};
use crate::constructs::iam::Role;
use crate::constructs::logs::LogGroup;
use crate::terraform::{Address, Addressed, Document, Map, Meta, Number, Value, filebase64sha256};

/// The runtime for a `bootstrap` executable.
/// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html>
pub const RUNTIME: &str = "provided.al2023";

/// A function.
#[derive(Debug, Clone)]
pub struct RustFunction {
    attributes: LambdaFunctionAttributes,
}

/// The properties of a function.
#[derive(Debug, Clone)]
pub struct RustFunctionProps<'a> {
    /// Its name in the region: up to 64 characters.
    pub name: Value<String>,
    /// Its description.
    pub description: &'static str,
    /// The path of the zip that `gelato bundle` made.
    pub zip: Value<String>,
    /// `x86_64` or `arm64`.
    pub architecture: Value<String>,
    /// Memory in MB, 128 to 10,240. CPU is allotted in proportion.
    pub memory_mb: Value<Number>,
    /// The longest that a call may take, in seconds, 1 to 900.
    pub timeout_seconds: Value<Number>,
    /// How many calls may run at once; -1 for no reserved concurrency.
    pub reserved_concurrency: Value<Number>,
    /// The X-Ray mode: `Active` or `PassThrough`.
    pub tracing_mode: Value<String>,
    /// Its environment variables.
    pub environment: Value<Map<String>>,
    /// The role that it runs as.
    pub role: &'a Role,
    /// The log group, which must be named `/aws/lambda/` and the function's name.
    pub log_group: &'a LogGroup,
    /// The policies that must exist before it first runs.
    pub after: Vec<Address>,
}

impl RustFunction {
    /// Declares a function.
    #[track_caller]
    pub fn new(document: &mut Document, id: &str, props: RustFunctionProps<'_>) -> Self {
        let mut depends_on = props.after.clone();
        depends_on.push(props.log_group.address());
        let meta = Meta { depends_on, ..Meta::default() };
        Self { attributes: document.resource_with(id, resource(props), meta) }
    }

    /// The function's ARN.
    pub fn arn(&self) -> Value<String> {
        self.attributes.arn()
    }

    /// The function's name.
    pub fn name(&self) -> Value<String> {
        self.attributes.function_name()
    }

    /// Its address, for `depends_on`.
    pub fn address(&self) -> Address {
        self.attributes.address().clone()
    }
}

fn resource(props: RustFunctionProps<'_>) -> LambdaFunction {
    LambdaFunction {
        architectures: Some([props.architecture].into()),
        description: Some(props.description.into()),
        environment: Some(LambdaFunctionEnvironment { variables: Some(props.environment) }),
        filename: Some(props.zip.clone()),
        handler: Some("bootstrap".into()),
        memory_size: Some(props.memory_mb),
        reserved_concurrent_executions: Some(props.reserved_concurrency),
        runtime: Some(RUNTIME.into()),
        source_code_hash: Some(filebase64sha256(props.zip)),
        timeout: Some(props.timeout_seconds),
        tracing_config: Some(LambdaFunctionTracingConfig::new(LambdaFunctionTracingConfigRequired {
            mode: props.tracing_mode,
        })),
        ..LambdaFunction::new(LambdaFunctionRequired { function_name: props.name, role: props.role.arn() })
    }
}
