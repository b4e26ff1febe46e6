//! The arguments of `aws_api_gateway_method`, and those by which other resources name a method.

use std::collections::BTreeMap;

use crate::stack::arguments::Arguments;

/// AWS's message about a resource that does not exist.
pub(super) const INVALID_RESOURCE: &str = "Invalid Resource identifier specified";

/// The identity of a method: the id of its resource, and the HTTP method.
pub(super) type MethodKey = (String, String);

/// The arguments of a method.
pub(super) struct MethodArguments {
    pub(super) key: MethodKey,
    pub(super) authorization: String,
    pub(super) authorizer_id: Option<String>,
    pub(super) scopes: Vec<String>,
    pub(super) api_key_required: bool,
    pub(super) operation_name: Option<String>,
    pub(super) validator_id: Option<String>,
    pub(super) models: BTreeMap<String, String>,
    pub(super) parameters: BTreeMap<String, bool>,
}

/// The method that a resource's arguments name.
pub(super) fn method_key(arguments: &mut Arguments<'_>) -> MethodKey {
    arguments.harmless(&["rest_api_id"]);
    (arguments.required("resource_id"), arguments.required("http_method"))
}

/// A status of 100 to 599.
pub(super) fn status_code(arguments: &mut Arguments<'_>) -> u16 {
    let text = arguments.required("status_code");
    let status = text.parse().ok().filter(|status| (100..=599).contains(status));
    if status.is_none() {
        arguments.unusable(format!("`status_code` is `{text}`; it must be 100 to 599"));
    }
    status.unwrap_or(200)
}

/// Reads the arguments of a method.
pub(super) fn method_arguments(arguments: &mut Arguments<'_>) -> MethodArguments {
    let key = method_key(arguments);
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY"];
    if !methods.contains(&key.1.as_str()) {
        arguments.unusable(format!("`http_method` is `{}`; it must be one of {}", key.1, methods.join(", ")));
    }
    MethodArguments {
        key,
        authorization: arguments.text("authorization").unwrap_or_else(|| "NONE".to_owned()),
        authorizer_id: arguments.text("authorizer_id"),
        scopes: arguments.list("authorization_scopes"),
        api_key_required: arguments.boolean("api_key_required"),
        operation_name: arguments.text("operation_name"),
        validator_id: arguments.text("request_validator_id"),
        models: arguments.map("request_models"),
        parameters: arguments.flags("request_parameters"),
    }
}
