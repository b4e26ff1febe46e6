//! Phone numbers: E.164, a plus sign and up to 15 digits.
//! <https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html>

use crate::query::Failure;

/// Rejects anything that is not a phone number, with SNS's message.
pub(super) fn check(number: &str) -> Result<(), Failure> {
    let digits = number.strip_prefix('+').unwrap_or_default();
    let fits = (2..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    if fits && !digits.starts_with('0') {
        return Ok(());
    }
    let message = format!("Invalid parameter: PhoneNumber Reason: {number} is not valid to publish to");
    Err(Failure::refused("InvalidParameter", message))
}
