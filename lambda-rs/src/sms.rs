//! The message attributes of SNS for subscribers by text message.
//!
//! See <https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html>.

/// How a mobile operator treats a text message: SNS's `AWS.SNS.SMS.SMSType`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SmsType {
    /// Delivered with the highest reliability. It is the default here, unlike in SNS: an announcement that its readers
    /// subscribed to has to arrive.
    #[default]
    Transactional,
    /// Delivered at the lowest cost.
    Promotional,
}

impl SmsType {
    /// Parses SNS's name of the type.
    ///
    /// # Errors
    ///
    /// If it is neither of the two types.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "Transactional" => Ok(Self::Transactional),
            "Promotional" => Ok(Self::Promotional),
            _ => Err(format!("`{text}` is not an SMS type; `Transactional` and `Promotional` are")),
        }
    }

    /// SNS's name of the type.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Transactional => "Transactional",
            Self::Promotional => "Promotional",
        }
    }
}

/// The name a phone shows as the sender, where the country allows one: SNS's `AWS.SNS.SMS.SenderID`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SenderId(String);

impl SenderId {
    /// Accepts 1 to 11 letters and digits, at least one of them a letter.
    ///
    /// # Errors
    ///
    /// If the text is anything else.
    pub fn try_new(text: &str) -> Result<Self, String> {
        let alphanumeric = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let has_letter = text.bytes().any(|byte| byte.is_ascii_alphabetic());
        if alphanumeric && has_letter && text.len() <= 11 {
            return Ok(Self(text.to_owned()));
        }
        Err(format!("`{text}` is not a sender ID, which is 1 to 11 letters and digits with at least one letter"))
    }

    /// The sender ID as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_by_their_names() {
        assert_eq!(SmsType::parse(SmsType::default().as_str()), Ok(SmsType::Transactional));
        assert_eq!(SmsType::parse("Promotional"), Ok(SmsType::Promotional));
        assert!(SmsType::parse("promotional").unwrap_err().contains("`Transactional`"));
    }

    #[test]
    fn sender_ids_are_short_names() {
        for text in ["GELATO", "a", "Gelato12345"] {
            assert_eq!(SenderId::try_new(text).unwrap().as_str(), text);
        }
        for text in ["", "12345", "Gelato Shop", "Gelato123456", "Crème"] {
            assert!(SenderId::try_new(text).unwrap_err().contains("is not a sender ID"), "{text:?}");
        }
    }
}
