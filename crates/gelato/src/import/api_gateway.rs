//! The parts of a REST API, whose ids consist of the API's id, the resource's id, the method and the status.
//!
//! A deployment is not imported: its triggers only exist in Terraform, so that the next apply would replace it.

use serde_json::Value;

use super::aws_cli::{AwsCli, Error};
use super::lookup::{Found, PlannedResource, entry, found};

/// Finds a part of an API, by its type without `aws_api_gateway_`.
pub(super) fn find(aws: &AwsCli, kind: &str, planned: PlannedResource<'_>) -> Result<Found, Error> {
    if kind == "rest_api" {
        return Ok(found(rest_api(aws, planned)?));
    }
    let Some(api) = planned.text("rest_api_id") else { return Ok(Found::Nothing) };
    let id = match kind {
        "gateway_response" => gateway_response(aws, api, planned)?,
        "integration" => method(aws, api, planned, |method| method.get("methodIntegration").is_some())?,
        "integration_response" => status(aws, api, planned, "/methodIntegration/integrationResponses")?,
        "method" => method(aws, api, planned, |_| true)?,
        "method_response" => status(aws, api, planned, "/methodResponses")?,
        "method_settings" => method_settings(aws, api, planned)?,
        "model" => model(aws, api, planned)?,
        "request_validator" => validator(aws, api, planned)?,
        "resource" => resource(aws, api, planned)?,
        "stage" => stage(aws, api, planned)?,
        _ => return Ok(Found::Unsupported),
    };
    Ok(found(id.map(|id| format!("{api}/{id}"))))
}

type Id = Result<Option<String>, Error>;

fn rest_api(aws: &AwsCli, planned: PlannedResource<'_>) -> Id {
    let Some(name) = planned.text("name") else { return Ok(None) };
    let answer = aws.ask(&["apigateway", "get-rest-apis"])?;
    Ok(entry(answer.as_ref(), "items", "id", |api| api["name"] == name))
}

fn resource(aws: &AwsCli, api: &str, planned: PlannedResource<'_>) -> Id {
    let (Some(parent), Some(part)) = (planned.text("parent_id"), planned.text("path_part")) else { return Ok(None) };
    let answer = aws.ask(&["apigateway", "get-resources", "--rest-api-id", api])?;
    Ok(entry(answer.as_ref(), "items", "id", |resource| resource["parentId"] == parent && resource["pathPart"] == part))
}

/// An existing method with its integration and responses, and its id.
fn described(aws: &AwsCli, api: &str, planned: PlannedResource<'_>) -> Result<Option<(String, Value)>, Error> {
    let (Some(resource), Some(verb)) = (planned.text("resource_id"), planned.text("http_method")) else {
        return Ok(None);
    };
    let place = ["--rest-api-id", api, "--resource-id", resource, "--http-method", verb];
    let answer = aws.ask(&[&["apigateway", "get-method"], &place[..]].concat())?;
    Ok(answer.map(|method| (format!("{resource}/{verb}"), method)))
}

fn method(aws: &AwsCli, api: &str, planned: PlannedResource<'_>, has: impl Fn(&Value) -> bool) -> Id {
    Ok(described(aws, api, planned)?.filter(|(_, method)| has(method)).map(|(id, _)| id))
}

fn status(aws: &AwsCli, api: &str, planned: PlannedResource<'_>, place: &str) -> Id {
    let Some(status) = planned.text("status_code") else { return Ok(None) };
    let method = described(aws, api, planned)?;
    let has = |method: &Value| method.pointer(place).is_some_and(|all| all.get(status).is_some());
    Ok(method.filter(|(_, method)| has(method)).map(|(id, _)| format!("{id}/{status}")))
}

/// All types of gateway responses exist. Those that nobody set are API Gateway's defaults.
fn gateway_response(aws: &AwsCli, api: &str, planned: PlannedResource<'_>) -> Id {
    let Some(kind) = planned.text("response_type") else { return Ok(None) };
    let answer = aws.ask(&["apigateway", "get-gateway-responses", "--rest-api-id", api])?;
    let is_set = |response: &Value| response["responseType"] == kind && response["defaultResponse"] != true;
    Ok(entry(answer.as_ref(), "items", "responseType", is_set))
}

fn model(aws: &AwsCli, api: &str, planned: PlannedResource<'_>) -> Id {
    let Some(name) = planned.text("name") else { return Ok(None) };
    let answer = aws.ask(&["apigateway", "get-models", "--rest-api-id", api])?;
    Ok(entry(answer.as_ref(), "items", "name", |model| model["name"] == name))
}

fn validator(aws: &AwsCli, api: &str, planned: PlannedResource<'_>) -> Id {
    let Some(name) = planned.text("name") else { return Ok(None) };
    let answer = aws.ask(&["apigateway", "get-request-validators", "--rest-api-id", api])?;
    Ok(entry(answer.as_ref(), "items", "id", |validator| validator["name"] == name))
}

fn stage(aws: &AwsCli, api: &str, planned: PlannedResource<'_>) -> Id {
    let Some(name) = planned.text("stage_name") else { return Ok(None) };
    let answer = aws.ask(&["apigateway", "get-stage", "--rest-api-id", api, "--stage-name", name])?;
    Ok(answer.map(|_| name.to_owned()))
}

fn method_settings(aws: &AwsCli, api: &str, planned: PlannedResource<'_>) -> Id {
    let (Some(stage), Some(path)) = (planned.text("stage_name"), planned.text("method_path")) else { return Ok(None) };
    let answer = aws.ask(&["apigateway", "get-stage", "--rest-api-id", api, "--stage-name", stage])?;
    let is_set = answer.is_some_and(|answer| answer["methodSettings"].get(path).is_some());
    Ok(is_set.then(|| format!("{stage}/{path}")))
}
