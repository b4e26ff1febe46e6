//! Phone numbers that come from a variable of the shell: checked before Terraform starts, and never printed.

/// Numbers that SNS would refuse.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPhoneNumbers {
    /// The variable holds no list.
    #[error(
        "{variable} is not a JSON list of texts\n\
         hint: write it as [\"+…\", \"+…\"], or [] for nobody"
    )]
    NotAList {
        /// The variable.
        variable: String,
    },
    /// A number is not one.
    #[error(
        "{variable}: number {position} of {count} is not in E.164 (it is not shown here); \
         allowed are `+`, then 8 to 15 digits that begin with the country code"
    )]
    NotE164 {
        /// The variable.
        variable: String,
        /// Which number, from 1.
        position: usize,
        /// How many there are.
        count: usize,
    },
}

/// Checks the numbers that a variable holds.
///
/// ```
/// use gelato::terraform_cli::check_phone_numbers;
/// assert!(check_phone_numbers("TF_VAR_phone_numbers", "[]").is_ok());
/// assert!(check_phone_numbers("TF_VAR_phone_numbers", r#"["0123"]"#).is_err());
/// ```
///
/// # Errors
/// When it holds no JSON list of texts, or one that is no phone number.
pub fn check_phone_numbers(variable: &str, text: &str) -> Result<(), InvalidPhoneNumbers> {
    let numbers: Vec<String> =
        serde_json::from_str(text).map_err(|_| InvalidPhoneNumbers::NotAList { variable: variable.to_owned() })?;
    let wrong = numbers.iter().position(|number| !is_e164(number));
    wrong.map_or(Ok(()), |index| {
        let (position, count) = (index + 1, numbers.len());
        Err(InvalidPhoneNumbers::NotE164 { variable: variable.to_owned(), position, count })
    })
}

fn is_e164(number: &str) -> bool {
    let digits = number.strip_prefix('+').unwrap_or_default();
    (8..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|digit| digit.is_ascii_digit())
}
