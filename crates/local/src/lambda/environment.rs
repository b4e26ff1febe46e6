//! The environment variables of a function.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>

use std::path::Path;

use crate::stack::function::Function;

/// The function's own variables and those that Lambda sets, which take precedence.
pub(super) fn variables(
    function: &Function,
    folder: &Path,
    runtime_api: &str,
    endpoint: &str,
) -> Vec<(String, String)> {
    let region = function.arn.split(':').nth(3).unwrap_or_default();
    let folder = folder.to_string_lossy();
    let memory = function.memory_megabytes.to_string();
    let group = format!("/aws/lambda/{}", function.name);
    let set = [
        ("_HANDLER", function.handler.as_str()),
        ("AWS_REGION", region),
        ("AWS_DEFAULT_REGION", region),
        ("AWS_LAMBDA_FUNCTION_NAME", &function.name),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &memory),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", &group),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "local/[$LATEST]"),
        ("AWS_ACCESS_KEY_ID", "local"),
        ("AWS_SECRET_ACCESS_KEY", "local"),
        ("AWS_SESSION_TOKEN", "local"),
        ("AWS_LAMBDA_RUNTIME_API", runtime_api),
        ("AWS_ENDPOINT_URL", endpoint),
        ("LAMBDA_TASK_ROOT", &folder),
        ("LAMBDA_RUNTIME_DIR", &folder),
        ("LANG", "en_US.UTF-8"),
        ("TZ", ":UTC"),
        ("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin"),
    ];
    let own = function.variables.iter().map(|(name, value)| (name.clone(), value.clone()));
    own.chain(set.map(|(name, value)| (name.to_owned(), value.to_owned()))).collect()
}
