//! Amazon Simple Notification Service: topics and text messages.

mod subscriber;
mod subscription;
mod topic;

pub use subscriber::Subscriber;
pub use subscription::SubscriptionProps;
pub use topic::{Topic, TopicProps};

/// A phone number in E.164, as SNS expects it for SMS: `+`, the country code and the number, 8 to 15 digits in all.
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-mobile-phone-number-as-subscriber.html>
pub const E164_PATTERN: &str = r"\+[1-9][0-9]{7,14}";
