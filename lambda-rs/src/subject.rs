//! The subject line that email subscribers see; text messages do not carry it.

/// A subject that SNS accepts: 1 to 99 printable ASCII characters, the first of which is not a space.
///
/// See `Subject` in <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject(String);

impl Subject {
    /// Checks a subject.
    ///
    /// # Errors
    ///
    /// If SNS would refuse it.
    pub fn try_new(text: &str) -> Result<Self, String> {
        let printable = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if printable && (1..100).contains(&text.len()) && !text.starts_with(' ') {
            return Ok(Self(text.to_owned()));
        }
        Err(format!("`{text}` is not a subject, which is 1 to 99 printable ASCII characters and opens with no space"))
    }

    /// The subject as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_printable_ascii() {
        for text in ["Gelato", "New flavour!", &"x".repeat(99)] {
            assert_eq!(Subject::try_new(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn refuses_what_sns_refuses() {
        for text in ["", " Gelato", "Crème", "two\nlines", &"x".repeat(100)] {
            assert!(Subject::try_new(text).unwrap_err().contains("is not a subject"), "{text:?}");
        }
    }
}
