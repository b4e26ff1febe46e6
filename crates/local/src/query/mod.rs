//! The AWS query protocol, which SNS speaks and SQS understands: a form comes in, XML goes out.
//!
//! A service says in a [`model`] what its actions are given and give. API Gateway asks for JSON instead of XML, and gets
//! the same members.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html>

mod answer;
mod failure;
pub(crate) mod model;
mod output;
mod parameters;

pub(crate) use answer::Protocol;
pub(crate) use failure::Failure;
pub(crate) use parameters::Parameters;
