//! Publishes announcements to an SNS topic.
//!
//! See <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>.

use crate::aws::Connection;
use crate::error_code::error_code;
use crate::publisher::{PublishError, Publisher};
use crate::{Configuration, SenderId, Subject, TopicArn};
use aws_sdk_sns::error::{BuildError, SdkError};
use aws_sdk_sns::operation::publish::PublishError as SnsError;
use aws_sdk_sns::types::MessageAttributeValue;
use aws_sdk_sns::{Client, config};
use aws_types::SdkConfig;

const SMS_TYPE: &str = "AWS.SNS.SMS.SMSType";
const SENDER_ID: &str = "AWS.SNS.SMS.SenderID";

/// Publishes to one topic, with the same subject and attributes each time.
#[derive(Clone, Debug)]
pub struct SnsPublisher {
    client: Client,
    topic: TopicArn,
    subject: Subject,
    sms_type: MessageAttributeValue,
    sender_id: Option<MessageAttributeValue>,
}

impl SnsPublisher {
    /// Creates the publisher and its client.
    ///
    /// # Errors
    ///
    /// If the SDK cannot build the message attributes.
    pub fn try_new(configuration: &Configuration, sdk: &SdkConfig) -> Result<Self, BuildError> {
        let sender_id = configuration.sender_id.as_ref().map(SenderId::as_str);
        Ok(Self {
            client: client(&configuration.connection, sdk),
            topic: configuration.topic.clone(),
            subject: configuration.subject.clone(),
            sms_type: text_attribute(configuration.sms_type.as_str())?,
            sender_id: sender_id.map(text_attribute).transpose()?,
        })
    }
}

impl Publisher for SnsPublisher {
    async fn publish(&self, text: &str) -> Result<(), PublishError> {
        let mut request = self
            .client
            .publish()
            .topic_arn(self.topic.as_str())
            .subject(self.subject.as_str())
            .message(text)
            .message_attributes(SMS_TYPE, self.sms_type.clone());
        if let Some(sender_id) = &self.sender_id {
            request = request.message_attributes(SENDER_ID, sender_id.clone());
        }
        request.send().await.map(|_| ()).map_err(|error| publish_error(&error))
    }
}

fn client(connection: &Connection, sdk: &SdkConfig) -> Client {
    let mut builder = config::Builder::from(sdk);
    builder.set_endpoint_url(connection.endpoints.sns.clone());
    Client::from_conf(builder.build())
}

fn text_attribute(text: &str) -> Result<MessageAttributeValue, BuildError> {
    MessageAttributeValue::builder().data_type("String").string_value(text).build()
}

/// A refused parameter is refused again by every retry. Any other error may pass.
fn publish_error<R>(error: &SdkError<SnsError, R>) -> PublishError {
    let code = error_code(error);
    let refused = error.as_service_error().is_some_and(|error| {
        error.is_invalid_parameter_exception()
            || error.is_invalid_parameter_value_exception()
            || error.is_validation_exception()
    });
    if refused { PublishError::Refused { code } } else { PublishError::Unavailable { code } }
}
