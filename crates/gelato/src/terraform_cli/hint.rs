//! Hints for the usual errors of Terraform and AWS.

use std::path::Path;

use crate::called_as::called_as;
use crate::printable::PrintablePath as _;

/// A part of a message and its hint, in which `{program}` is the name of this program. The first match counts, so that
/// specific ones come first.
const CAUSES: [(&str, &str); 26] = [
    (
        "Failed to query available provider packages",
        "the provider could not be found: put a mirror's folder in GELATO_PLUGIN_DIR, or see whether the registry can be reached",
    ),
    ("could not connect to registry", "the registry cannot be reached: put a mirror's folder in GELATO_PLUGIN_DIR"),
    (
        "NoSuchBucket",
        "the state's bucket does not exist: `{program} bootstrap` makes it, or set another backend in the environment's file",
    ),
    (
        "S3 bucket \"",
        "the state's bucket cannot be used: see whether it exists in this account and region; `{program} bootstrap` makes it",
    ),
    ("Backend configuration changed", "the backend has changed: run `terraform init -migrate-state` in the root once"),
    (
        "Backend initialization required",
        "the backend has changed: run `terraform init -migrate-state` in the root once",
    ),
    ("Saved plan is stale", "something was applied since this plan was made, and nothing was changed now: plan again"),
    (
        "AWS account ID not allowed",
        "these credentials are another account's than `allowed_account_ids` in the environment's file names: \
         choose others with AWS_PROFILE; `aws sts get-caller-identity` says whose they are",
    ),
    ("No valid credential sources found", "no AWS credentials: run `aws configure sso` or set AWS_PROFILE"),
    ("ExpiredToken", "the AWS credentials have expired: run `aws sso login`, or set AWS_PROFILE"),
    ("InvalidClientTokenId", "AWS does not know these credentials: see AWS_PROFILE and AWS_ACCESS_KEY_ID"),
    ("UnrecognizedClientException", "AWS does not know these credentials: see AWS_PROFILE and AWS_ACCESS_KEY_ID"),
    ("SignatureDoesNotMatch", "the secret of these AWS credentials is wrong: see AWS_SECRET_ACCESS_KEY"),
    (
        "CloudWatch Logs role ARN must be set",
        "API Gateway may not write logs in this account and region yet: `{program} bootstrap` sets its role",
    ),
    (
        "lifecycle.prevent_destroy",
        "the environment is protected: set `protected = false` in its file, where that is meant, and apply once",
    ),
    ("no file exists at", "the function's zip is missing: `{program} bundle --env NAME` makes it"),
    ("Table already exists", EXISTS),
    ("EntityAlreadyExists", EXISTS),
    ("ResourceAlreadyExistsException", EXISTS),
    ("ResourceConflictException", EXISTS),
    ("BucketAlreadyOwnedByYou", EXISTS),
    ("AccessDenied", "these credentials may not do that: the message names the action that must be allowed"),
    ("connection refused", UNREACHABLE),
    ("no such host", UNREACHABLE),
    ("i/o timeout", UNREACHABLE),
    ("network is unreachable", UNREACHABLE),
];

const EXISTS: &str = "it exists already and this state does not know it, as after an apply that was killed: \
     `{program} import-plan --env NAME` takes it over";

const UNREACHABLE: &str = "AWS cannot be reached: see the network, HTTPS_PROXY, AWS_ENDPOINT_URL and the provider's `endpoints`; \
     where `target = \"local\"`, the provider asks the local runtime, which must be running (`gelato local`)";

/// The hint for a message, if its cause is a usual one.
pub(super) fn hint(said: &str, root: &Path) -> Option<String> {
    if said.contains("Error acquiring the state lock") || said.contains("already locked by") {
        return Some(unlock(said, root));
    }
    CAUSES.into_iter().find(|(cause, _)| said.contains(cause)).map(|(_, hint)| hint.replace("{program}", called_as()))
}

/// A lock that cannot be acquired is in use, or a killed run left it.
fn unlock(said: &str, root: &Path) -> String {
    let id =
        said.lines().find_map(|line| line.trim_start_matches(['│', ' ']).strip_prefix("ID:")).map_or("ID", str::trim);
    format!(
        "`Who` above is changing this state right now: wait until that is done. Where nobody is, because a run was killed, \
         release the lock with `terraform -chdir={} force-unlock {id}`",
        root.printable()
    )
}

/// The hint as the end of an error message.
pub(super) fn hint_line(said: &str, root: &Path) -> String {
    hint(said, root).map_or_else(String::new, |hint| format!("\nhint: {hint}"))
}
