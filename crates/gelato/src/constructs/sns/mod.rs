//! Amazon Simple Notification Service: topics and text messages.

mod topic;

pub use topic::{Topic, TopicProps};

/// The number that a text message goes to, in E.164: `+`, then the country code and the number, 8 to 15 digits in all.
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-mobile-phone-number-as-subscriber.html>
pub const E164_PATTERN: &str = r"\+[1-9][0-9]{7,14}";
