//! The addresses of an API.

use serde_json::{Value, json};

use crate::environment::{Environment, Target};

/// The servers: the API's own domain name, or AWS's, whose first label is only known after the API is created.
pub(super) fn servers(environment: &Environment) -> Value {
    let settings = &environment.settings;
    let Some(api) = &settings.api else { return json!([]) };
    let stage = api.stage_name.as_str();
    if let Some(domain) = &api.endpoint.domain {
        let path = domain.base_path.as_ref().map_or_else(String::new, |path| format!("/{}", path.as_str()));
        return json!([{ "url": format!("https://{}{path}", domain.name.as_str()) }]);
    }
    if settings.target == Target::Local {
        return json!([{ "url": format!("http://127.0.0.1:3000/{stage}"), "description": "This machine" }]);
    }
    let region = settings.region.as_str();
    let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    json!([{
        "url": format!("https://{{api_id}}.execute-api.{region}.{suffix}/{stage}"),
        "variables": { "api_id": {
            "default": "api-id",
            "description": "The id that AWS gives the API: `gelato output` prints the whole URL",
        } },
    }])
}
