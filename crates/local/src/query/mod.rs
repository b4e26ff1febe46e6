//! The AWS query protocol, used by SNS and supported by SQS: a form as request, XML as response.
//!
//! A [`model`] declares the members of a service's actions. API Gateway asks for JSON instead of XML, and gets the same
//! members.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html>

mod answer;
mod failure;
pub(crate) mod model;
mod output;
mod parameters;

pub(crate) use answer::Protocol;
pub(crate) use failure::Failure;
pub(crate) use parameters::Parameters;
