//! The ARN of the SNS topic, checked once, so that an invalid one fails the cold start instead of every publish.

use std::fmt;

/// The ARN of a standard SNS topic: `arn:<partition>:sns:<region>:<12 digits>:<name>`.
///
/// See <https://docs.aws.amazon.com/sns/latest/dg/sns-create-topic.html> for the characters in a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicArn(String);

impl TopicArn {
    /// Checks the ARN of a standard topic.
    ///
    /// # Errors
    ///
    /// If the text is anything else. A FIFO topic is refused, because it cannot send text messages.
    pub fn try_new(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split(':').collect();
        let [arn, partition, service, region, account, name] = parts[..] else {
            return Err(malformed(text));
        };
        let is_arn = arn == "arn" && partition.starts_with("aws") && service == "sns";
        if !is_arn || region.is_empty() || !is_account(account) {
            return Err(malformed(text));
        }
        if is_fifo(name) {
            return Err(format!(
                "`{text}` is a FIFO topic; a standard topic is needed, because only that sends text messages"
            ));
        }
        if is_name(name) { Ok(Self(text.to_owned())) } else { Err(malformed(text)) }
    }

    /// The ARN as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TopicArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn malformed(text: &str) -> String {
    format!("`{text}` is not the ARN of a topic, which looks like `arn:aws:sns:<region>:<12 digits>:<name>`")
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_fifo(name: &str) -> bool {
    name.strip_suffix(".fifo").is_some_and(is_name)
}

fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=256).contains(&text.len()) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_standard_topics_of_every_partition() {
        for text in
            ["arn:aws:sns:eu-west-1:123456789012:new-flavours", "arn:aws-cn:sns:cn-north-1:123456789012:New_Flavours"]
        {
            assert_eq!(TopicArn::try_new(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn refuses_what_cannot_be_published_to() {
        for text in [
            "",
            "new-flavours",
            "arn:aws:sqs:eu-west-1:123456789012:new-flavours",
            "arn:aws:sns::123456789012:new-flavours",
            "arn:aws:sns:eu-west-1:12345:new-flavours",
            "arn:aws:sns:eu-west-1:123456789012:",
            "arn:aws:sns:eu-west-1:123456789012:new flavours",
            "arn:aws:sns:eu-west-1:123456789012:new-flavours:subscription",
        ] {
            let message = TopicArn::try_new(text).unwrap_err();
            assert!(message.contains("is not the ARN of a topic"), "{message}");
        }
    }

    #[test]
    fn refuses_fifo_topics_with_the_reason() {
        let message = TopicArn::try_new("arn:aws:sns:eu-west-1:123456789012:flavours.fifo").unwrap_err();
        assert!(message.contains("FIFO"), "{message}");
    }
}
