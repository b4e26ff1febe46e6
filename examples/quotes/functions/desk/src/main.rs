//! Answers the routes of the quotes: what a delivery costs, and what a partner earns.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde::Deserialize;
use serde_json::{Value, json};

/// A request, as far as it matters here. API Gateway has validated the body.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    resource: String,
    http_method: String,
    body: Option<String>,
    #[serde(default)]
    headers: Option<serde_json::Map<String, Value>>,
    path_parameters: Option<serde_json::Map<String, Value>>,
    #[serde(rename = "requestContext")]
    context: Context,
}

#[derive(Deserialize)]
struct Context {
    authorizer: Option<Value>,
}

/// What a customer asks.
#[derive(Deserialize)]
struct Parcel {
    zone: String,
    grams: u32,
}

fn main() -> Result<(), Error> {
    let origins = std::env::var("ALLOW_ORIGINS")?;
    let answer = async |request: LambdaEvent<Request>| answer(&request.payload, &origins);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run(service_fn(answer)))
}

/// A response with the headers that a browser needs: nobody else adds them.
fn answer(request: &Request, origins: &str) -> Result<Value, Error> {
    let body = match request.resource.as_str() {
        "/quotes" => quote(&serde_json::from_str(request.body.as_deref().unwrap_or_default())?),
        "/zones/{zone}" => {
            json!({ "zone": parameter(request, "zone"), "cents_per_kilogram": rate(parameter(request, "zone")) })
        }
        _ => partner(request),
    };
    let headers = json!({
        "Access-Control-Allow-Origin": allowed(request, origins),
        "Content-Type": "application/json",
        "Vary": "Origin",
    });
    Ok(json!({ "statusCode": 200, "headers": headers, "body": body.to_string() }))
}

/// The caller's origin if it is allowed, else the first allowed one.
fn allowed<'a>(request: &'a Request, origins: &'a str) -> &'a str {
    let headers = request.headers.iter().flatten();
    let origin = headers.filter(|(name, _)| name.eq_ignore_ascii_case("origin")).find_map(|(_, value)| value.as_str());
    let mut allowed = origins.split(',');
    let first = allowed.clone().next().unwrap_or_default();
    allowed.find(|one| Some(*one) == origin).unwrap_or(first)
}

fn parameter<'r>(request: &'r Request, name: &str) -> &'r str {
    request.path_parameters.as_ref().and_then(|all| all.get(name)?.as_str()).unwrap_or_default()
}

/// The price of a kilogram in cents: zones further away cost more.
fn rate(zone: &str) -> u32 {
    let distance = zone.chars().next().map_or(0, |letter| u32::from(letter).saturating_sub(u32::from('A')));
    250 + 100 * distance
}

fn quote(parcel: &Parcel) -> Value {
    let kilograms = parcel.grams.div_ceil(1000);
    json!({ "zone": parcel.zone, "cents": rate(&parcel.zone) * kilograms })
}

fn partner(request: &Request) -> Value {
    let partner = request.context.authorizer.as_ref().map(|authorizer| &authorizer["principalId"]);
    json!({ "partner": partner, "asks": format!("{} {}", request.http_method, parameter(request, "proxy")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kilogram_that_was_begun_costs() {
        let quote = quote(&Parcel { zone: "C".into(), grams: 1001 });
        assert_eq!(quote, json!({ "zone": "C", "cents": 900 }));
    }
}
