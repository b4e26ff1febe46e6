//! Publishes each change of a parcel to a topic.

use aws_sdk_sns::Client;
use aws_sdk_sns::config::{BehaviorVersion, Builder};
use lambda_runtime::Error;
use parcel_changes::{connection, serve, variable};

fn main() -> Result<(), Error> {
    let topic = variable("TOPIC_ARN")?;
    let config = Builder::from(&connection("SNS")?).behavior_version(BehaviorVersion::latest()).build();
    let client = Client::from_conf(config);
    serve(async |text| {
        client.publish().topic_arn(&topic).message(text).send().await?;
        Ok(())
    })
}
