//! The AWS query protocol, which SNS speaks and SQS understands: a form comes in, XML goes out.
//!
//! API Gateway asks for JSON instead of XML, and gets the same elements as members.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html>

mod answer;
mod form;

pub(crate) use answer::{Element, Failure, Member, Protocol, document};
pub(crate) use form::parameters;
