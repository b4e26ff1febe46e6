//! Decimal numbers with all their digits, like `java.math.BigDecimal`. JSON documents have numbers that a double would
//! round, and filters compare numbers by all their digits.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::{BigInt, Sign};

use super::Value;
use super::print::double_text;

/// The maximum number of digits.
const DIGITS: usize = 4096;

/// All digits, and the number of those after the point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal {
    digits: BigInt,
    scale: i64,
}

impl Decimal {
    /// Parses a number: a sign, digits with an optional point, and an optional exponent.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (number, exponent) = match text.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let unsigned = whole.strip_prefix(['-', '+']).unwrap_or(whole);
        let digits_only = unsigned.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
        let count = unsigned.len() + fraction.len();
        if !digits_only || count == 0 || count > DIGITS {
            return None;
        }
        let digits = format!("{whole}{fraction}").parse().ok()?;
        let scale = i64::try_from(fraction.len()).ok()? - i64::from(exponent);
        i32::try_from(scale).ok().map(|_| Self { digits, scale })
    }

    /// The number of a value, unless it is infinite.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(Self { digits: (*number).into(), scale: 0 }),
            Value::Long(number) => Some(Self { digits: (*number).into(), scale: 0 }),
            Value::Big(number) => Some(Self { digits: (**number).clone(), scale: 0 }),
            Value::Double(number) => Self::parse(&double_text(*number)),
            Value::Decimal(number) => Some((**number).clone()),
            _ => None,
        }
    }

    pub(crate) fn as_double(&self) -> f64 {
        format!("{}e{}", self.digits, -self.scale).parse().unwrap_or(f64::NAN)
    }

    /// The position of the first digit, counted from the point.
    fn magnitude(&self) -> i64 {
        let length = self.digits.magnitude().to_string().len();
        i64::try_from(length).unwrap_or(i64::MAX) - self.scale
    }

    /// The digits with trailing zeros up to a scale.
    fn widened(&self, scale: i64) -> BigInt {
        let zeros = u32::try_from(scale - self.scale).unwrap_or(0);
        &self.digits * BigInt::from(10).pow(zeros)
    }

    /// The numeric order. Numbers of equal magnitude differ in scale by at most their number of digits, which bounds the
    /// zeros that are added.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let signs = self.digits.sign().cmp(&other.digits.sign());
        if signs.is_ne() || self.digits.sign() == Sign::NoSign {
            return signs;
        }
        let magnitudes = self.magnitude().cmp(&other.magnitude());
        if magnitudes.is_ne() {
            return if self.digits.sign() == Sign::Minus { magnitudes.reverse() } else { magnitudes };
        }
        let scale = self.scale.max(other.scale);
        self.widened(scale).cmp(&other.widened(scale))
    }
}

/// `BigDecimal.toString`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits.magnitude().to_string();
        if self.digits.sign() == Sign::Minus {
            f.write_str("-")?;
        }
        let exponent = self.magnitude() - 1;
        match usize::try_from(self.scale) {
            Ok(0) => f.write_str(&digits),
            Ok(scale) if exponent >= -6 => {
                let padded = format!("{digits:0>width$}", width = scale + 1);
                let (whole, fraction) = padded.split_at(padded.len() - scale);
                write!(f, "{whole}.{fraction}")
            }
            _ => {
                let (first, rest) = digits.split_at(1);
                let point = if rest.is_empty() { "" } else { "." };
                write!(f, "{first}{point}{rest}E{exponent:+}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn prints_as_java_does() {
        for (text, printed) in [
            ("3.14159265358979323846", "3.14159265358979323846"),
            ("1e3", "1E+3"),
            ("-0.0000001", "-1E-7"),
            ("12.5e-10", "1.25E-9"),
            ("0.00", "0.00"),
            (".5", "0.5"),
            ("1.", "1"),
        ] {
            assert_eq!(Decimal::parse(text).map(|number| number.to_string()).as_deref(), Some(printed), "{text}");
        }
        assert!(["", ".", "-", "e1", "1e", "0x1", "1 "].iter().all(|text| Decimal::parse(text).is_none()));
    }

    #[test]
    fn compares_without_loss() {
        let compare = |left, right| Decimal::parse(left).zip(Decimal::parse(right)).map(|(l, r)| l.compare(&r) as i8);
        assert_eq!(compare("1.0", "1"), Some(0));
        assert_eq!(compare("1e999999999", "1e-999999999"), Some(1));
        assert_eq!(compare("-2", "1"), Some(-1));
        assert_eq!(compare("-1e9", "-2"), Some(-1));
        assert_eq!(compare("0.10000000000000000001", "0.1"), Some(1));
        assert_eq!(compare("0", "0e5"), Some(0));
    }
}
