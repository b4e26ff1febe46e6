//! Lambda: functions.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::finding::Finding;
use crate::resource::{Resource, Resources};

use super::arguments::Arguments;

/// A function, `aws_lambda_function`.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The zip file with its `bootstrap`.
    pub zip: PathBuf,
    /// The value of `_HANDLER`.
    pub handler: String,
    /// Its memory in MB. The function can read it, but is not limited to it here.
    pub memory_megabytes: u64,
    /// How long an invocation may take.
    pub timeout: Duration,
    /// How many invocations run at the same time. With 0, none runs.
    pub concurrency: usize,
    /// Its environment variables.
    pub variables: BTreeMap<String, String>,
    /// The processor it is built for.
    pub architecture: String,
}

/// The concurrency of a function that reserves none, which keeps the load on this machine small.
const CONCURRENCY: usize = 10;

/// The functions among the resources. Those that cannot run as a process become findings.
pub fn read(resources: &Resources) -> (Vec<Function>, Vec<Finding>) {
    let mut findings = Vec::new();
    let functions = resources.of("aws_lambda_function").filter_map(|resource| function(resource, &mut findings));
    let functions = functions.collect();
    (functions, findings)
}

fn function(resource: &Resource, findings: &mut Vec<Finding>) -> Option<Function> {
    let mut arguments = Arguments::of(resource);
    // Functions may do everything here, logs and traces go to the terminal, and nothing is deployed.
    arguments.harmless(&["role", "source_code_hash", "code_sha256", "source_code_size", "publish", "version"]);
    arguments.harmless(&["qualified_arn", "invoke_arn", "qualified_invoke_arn", "last_modified", "package_type"]);
    arguments.harmless(&["tracing_config", "logging_config", "skip_destroy", "ephemeral_storage", "kms_key_arn"]);
    let runtime = arguments.text("runtime").unwrap_or_default();
    let runs = runtime.starts_with("provided");
    if !runs {
        arguments.ignored(format!(
            "`runtime` is `{runtime}`; only functions with their own `bootstrap` (`provided.al2023`) run here"
        ));
    }
    let zip = arguments.text("filename").filter(|file| !file.is_empty());
    if zip.is_none() {
        arguments.ignored("it has no `filename`; only functions from a zip file on this machine run here");
    }
    let function = Function {
        name: arguments.required("function_name"),
        arn: arguments.required("arn"),
        zip: zip.clone().unwrap_or_default().into(),
        handler: arguments.text("handler").unwrap_or_else(|| "bootstrap".into()),
        memory_megabytes: arguments.whole("memory_size").unwrap_or(128),
        timeout: Duration::from_secs(arguments.whole("timeout").unwrap_or(3)),
        concurrency: concurrency(&mut arguments),
        variables: variables(&mut arguments),
        architecture: arguments.list("architectures").pop().unwrap_or_else(|| "x86_64".into()),
    };
    findings.extend(arguments.finish());
    (runs && zip.is_some()).then_some(function)
}

fn concurrency(arguments: &mut Arguments<'_>) -> usize {
    let reserved = arguments.whole("reserved_concurrent_executions");
    reserved.map_or(CONCURRENCY, |reserved| usize::try_from(reserved).unwrap_or(CONCURRENCY))
}

fn variables(arguments: &mut Arguments<'_>) -> BTreeMap<String, String> {
    arguments.blocks("environment", |environment| environment.map("variables")).into_iter().flatten().collect()
}
