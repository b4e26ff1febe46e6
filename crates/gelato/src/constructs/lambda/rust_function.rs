//! Functions written in Rust: a zip with one executable named `bootstrap`, its role and its log.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-rust.html>

use std::cell::RefCell;

use crate::aws::{
    LambdaFunction, LambdaFunctionAttributes, LambdaFunctionEnvironment, LambdaFunctionRequired,
    LambdaFunctionTracingConfig, LambdaFunctionTracingConfigRequired,
};
use crate::constructs::given::given;
use crate::constructs::iam::{Permission, Role, RoleProps, Statement};
use crate::constructs::logs::LogGroup;
use crate::constructs::platform;
use crate::constructs::referable::stands_for_its_resource;
use crate::modules::ModuleScope;
use crate::terraform::{Address, Addressed, Configure as _, Map, Meta, Value, concat, filebase64sha256};

use super::function_variables::FunctionVariables;

/// The runtime for a `bootstrap` executable.
/// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html>
pub const RUNTIME: &str = "provided.al2023";

/// The environment variable with the function's log level.
const LOG_LEVEL: &str = "LOG_LEVEL";

/// A function.
#[derive(Debug)]
pub struct RustFunction {
    id: String,
    package: String,
    attributes: LambdaFunctionAttributes,
    role: Role,
    /// What it may do, and the policy for it.
    granted: RefCell<Vec<(Permission, Address)>>,
}

/// The properties of a function. Processor, memory, timeout, concurrency and log level are those of the environment's table
/// `[functions.NAME]`; NAME is the function's package.
#[derive(Debug, Clone)]
pub struct RustFunctionProps {
    /// Its purpose.
    pub description: String,
    /// Its name in the region: up to 64 characters. The default is the module's prefix and the logical name.
    pub name: Option<Value<String>>,
    /// The package of the workspace that it is built from. The default is the logical name, with `-` for `_`.
    pub package: Option<String>,
    /// Its environment variables, besides `LOG_LEVEL`.
    pub environment: Value<Map<String>>,
    /// What it may do, besides writing its log and its traces.
    pub permissions: Vec<Permission>,
}

impl RustFunctionProps {
    /// A function with a purpose, and without environment variables and permissions.
    pub fn new(description: impl Into<String>) -> Self {
        Self {
            description: description.into(),
            name: None,
            package: None,
            environment: Value::<Map<String>>::from_iter(Vec::<(String, Value<String>)>::new()),
            permissions: Vec::new(),
        }
    }
}

stands_for_its_resource!(RustFunction);

impl RustFunction {
    /// Declares a function with its role and its log group. `bundle` builds it from its package.
    #[track_caller]
    pub fn new(module: &ModuleScope, id: &str, props: RustFunctionProps) -> Self {
        let package = props.package.clone().unwrap_or_else(|| id.replace('_', "-"));
        module.add_function(&package);
        let name = given!(props.name.clone(), or module.name_of(id));
        let role = RoleProps {
            name: name.clone(),
            description: format!("What the {id} does, and nothing else"),
            assumed_by: "lambda.amazonaws.com".to_owned(),
        };
        let role = Role::new(module, id, role);
        let days = platform::log_retention_days(module);
        let logs = LogGroup::new(module, id, concat(["/aws/lambda/".into(), name.clone()]), days);
        let tracing = platform::tracing(module);
        let own = [logs.write().into(), Permission::from(Statement::trace()).only_if(&tracing)];
        let mut granted: Vec<(Permission, Address)> = Vec::new();
        for permission in props.permissions.iter().cloned().chain(own) {
            granted.push((permission.clone(), role.grant(module, permission)));
        }
        let variables = FunctionVariables::declare(module, &package);
        let depends_on = granted.iter().map(|(_, policy)| policy.clone()).chain([logs.address()]).collect();
        let resource = resource(name, &role, props, variables, &tracing);
        let attributes = module.resource(id, resource.with_meta(Meta { depends_on, ..Meta::default() }));
        Self { id: id.to_owned(), package, attributes, role, granted: granted.into() }
    }

    /// The function's ARN.
    pub fn arn(&self) -> Value<String> {
        self.attributes.arn()
    }

    /// The function's name.
    pub fn name(&self) -> Value<String> {
        self.attributes.function_name()
    }

    /// The URI with which API Gateway calls it.
    pub fn invoke_arn(&self) -> Value<String> {
        self.attributes.invoke_arn()
    }

    /// Its address, for `depends_on`.
    pub fn address(&self) -> Address {
        self.attributes.address().clone()
    }

    /// Allows the function something more. What it may do already is not granted twice.
    #[track_caller]
    pub fn grant(&self, module: &ModuleScope, permission: impl Into<Permission>) {
        let permission = permission.into();
        let mut granted = self.granted.borrow_mut();
        let is_same =
            |known: &Permission| known.statement == permission.statement && known.only_if == permission.only_if;
        if !granted.iter().any(|(known, _)| is_same(known)) {
            granted.push((permission.clone(), self.role.grant(module, permission)));
        }
    }

    /// The logical name of the function.
    pub(in crate::constructs) fn id(&self) -> &str {
        &self.id
    }

    /// The package that it is built from.
    pub(super) fn package(&self) -> &str {
        &self.package
    }

    /// The policies of its role so far that this module declares.
    pub(super) fn policies_in(&self, module: &ModuleScope) -> Vec<Address> {
        let name = module.module_name();
        let is_here = |policy: &Address| policy.document.as_ref() == Some(&name);
        self.granted.borrow().iter().map(|(_, policy)| policy.clone()).filter(is_here).collect()
    }
}

fn resource(
    name: Value<String>,
    role: &Role,
    props: RustFunctionProps,
    variables: FunctionVariables,
    tracing: &Value<bool>,
) -> LambdaFunction {
    LambdaFunction {
        architectures: Some([variables.architecture].into()),
        description: Some(props.description.into()),
        environment: Some(LambdaFunctionEnvironment {
            variables: Some(props.environment.with(LOG_LEVEL, variables.log_level)),
            ..Default::default()
        }),
        filename: Some(variables.zip.clone()),
        handler: Some("bootstrap".into()),
        memory_size: Some(variables.memory_mb),
        reserved_concurrent_executions: Some(variables.reserved_concurrency),
        runtime: Some(RUNTIME.into()),
        source_code_hash: Some(filebase64sha256(variables.zip)),
        timeout: Some(variables.timeout_seconds),
        tracing_config: Some(LambdaFunctionTracingConfig::new(LambdaFunctionTracingConfigRequired {
            mode: tracing.choose("Active", "PassThrough"),
        })),
        ..LambdaFunction::new(LambdaFunctionRequired { function_name: name, role: role.arn() })
    }
}
