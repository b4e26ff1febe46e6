//! Custom domains, which requests to API stages may name as their host.

use crate::finding::Finding;
use crate::resource::Resources;

/// The resource types that declare custom domains.
pub const RESOURCE_TYPES: [&str; 2] = ["aws_api_gateway_domain_name", "aws_apigatewayv2_domain_name"];

/// The custom domains among the resources.
pub fn read(resources: &Resources) -> (Vec<String>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut names = Vec::new();
    for resource in RESOURCE_TYPES.iter().flat_map(|kind| resources.of(kind)) {
        let name = resource.values.get("domain_name").and_then(serde_json::Value::as_str);
        findings.push(Finding::ignored(
            resource,
            "requests may name this domain as their host; its certificate and its path mappings are left out, and APIs \
             answer under `/STAGE`",
        ));
        names.extend(name.map(str::to_owned));
    }
    (names, findings)
}
