//! The position of a record in its shard.

use std::cmp::Ordering;
use std::fmt;

/// A sequence number of DynamoDB Streams: 21 to 40 decimal digits, too large for an integer type, in numeric order.
///
/// See <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html>.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SequenceNumber(String);

impl SequenceNumber {
    /// Keeps the text of a sequence number unchanged, because Lambda expects the same text back.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The unchanged text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn digits(&self) -> &str {
        self.0.trim_start_matches('0')
    }
}

impl Ord for SequenceNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        self.digits()
            .len()
            .cmp(&other.digits().len())
            .then_with(|| self.digits().cmp(other.digits()))
            .then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for SequenceNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for SequenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_that_of_the_numbers() {
        let mut numbers = ["100", "99", "4421584500000000017450439092", "099", "4421584500000000017450439091"]
            .map(SequenceNumber::new);
        numbers.sort();
        let sorted = numbers.map(|number| number.as_str().to_owned());
        assert_eq!(sorted, ["099", "99", "100", "4421584500000000017450439091", "4421584500000000017450439092"]);
    }
}
