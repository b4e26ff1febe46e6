//! Puts each change of a parcel into a queue.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::{BehaviorVersion, Builder};
use lambda_runtime::Error;
use parcel_changes::{connection, serve, variable};

fn main() -> Result<(), Error> {
    let queue = variable("QUEUE_URL")?;
    let config = Builder::from(&connection("SQS")?).behavior_version(BehaviorVersion::latest()).build();
    let client = Client::from_conf(config);
    serve(async |text| {
        client.send_message().queue_url(&queue).message_body(text).send().await?;
        Ok(())
    })
}
