//! What the functions have in common: they pass each change of a parcel on, and report the first one that failed.

use std::env;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_types::SdkConfig;
use aws_types::region::Region;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

/// Handles invocations on a single thread until Lambda ends the process: passes each change on as text.
///
/// # Errors
///
/// If the Runtime API cannot be reached.
pub fn serve(pass_on: impl AsyncFn(String) -> Result<(), Error>) -> Result<(), Error> {
    let handle = |event: LambdaEvent<Event>| in_order(event.payload.records, &pass_on);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(lambda_runtime::run(service_fn(handle)))
}

/// Passes the records on in their order, so that Lambda can retry from the first one that failed.
async fn in_order(
    records: Vec<EventRecord>,
    pass_on: &impl AsyncFn(String) -> Result<(), Error>,
) -> Result<DynamoDbEventResponse, Error> {
    let mut response = DynamoDbEventResponse::default();
    for record in records {
        if let Err(error) = pass_on(text(&record)?).await {
            eprintln!("{error}");
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = record.change.sequence_number;
            response.batch_item_failures.push(failure);
            break;
        }
    }
    Ok(response)
}

fn text(record: &EventRecord) -> Result<String, Error> {
    let key: Value = serde_dynamo::from_item(record.change.keys.clone())?;
    let now: Value = serde_dynamo::from_item(record.change.new_image.clone())?;
    Ok(json!({ "change": record.event_name, "key": key, "now": now }).to_string())
}

/// The region and the credentials, which Lambda keeps in the environment, and the endpoint of a service that is not AWS's.
///
/// # Errors
///
/// If a variable is missing.
pub fn connection(service: &str) -> Result<SdkConfig, Error> {
    let credentials = Credentials::new(
        variable("AWS_ACCESS_KEY_ID")?,
        variable("AWS_SECRET_ACCESS_KEY")?,
        env::var("AWS_SESSION_TOKEN").ok(),
        None,
        "Lambda",
    );
    let tls = Provider::Rustls(CryptoMode::Ring);
    let mut config = SdkConfig::builder();
    config.set_endpoint_url(
        env::var(format!("AWS_ENDPOINT_URL_{service}")).or_else(|_| env::var("AWS_ENDPOINT_URL")).ok(),
    );
    Ok(config
        .region(Region::new(variable("AWS_REGION")?))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(aws_smithy_http_client::Builder::new().tls_provider(tls).build_https())
        .build())
}

/// An environment variable of the function.
///
/// # Errors
///
/// If it is missing.
pub fn variable(name: &str) -> Result<String, Error> {
    env::var(name).map_err(|error| format!("{name}: {error}").into())
}
