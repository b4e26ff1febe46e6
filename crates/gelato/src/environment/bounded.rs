//! Numbers that AWS accepts only within a range.

use serde::{Deserialize, Deserializer};

use super::literal;
use crate::terraform::{Number, Value};

/// A whole number from `LOWEST` to `HIGHEST`, both included.
///
/// ```
/// use gelato::environment::Bounded;
/// assert!(toml::from_str::<toml::Table>("seconds = 30")?["seconds"].clone().try_into::<Bounded<1, 900>>().is_ok());
/// let refused = toml::Value::from(901).try_into::<Bounded<1, 900>>().unwrap_err();
/// assert!(refused.to_string().contains("901"));
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounded<const LOWEST: i64, const HIGHEST: i64>(i64);

/// A number outside its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is out of range: allowed are {lowest} to {highest}")]
pub struct OutOfBounds {
    /// The number.
    pub found: i64,
    /// The lowest that is allowed.
    pub lowest: i64,
    /// The highest that is allowed.
    pub highest: i64,
}

impl<const LOWEST: i64, const HIGHEST: i64> Bounded<LOWEST, HIGHEST> {
    /// Checks a number.
    ///
    /// ```
    /// use gelato::environment::Bounded;
    /// assert!(Bounded::<1, 10>::try_new(10).is_ok());
    /// assert!(Bounded::<1, 10>::try_new(11).is_err());
    /// ```
    ///
    /// # Errors
    /// When it is outside the range.
    pub fn try_new(found: i64) -> Result<Self, OutOfBounds> {
        let fits = (LOWEST..=HIGHEST).contains(&found);
        if fits { Ok(Self(found)) } else { Err(OutOfBounds { found, lowest: LOWEST, highest: HIGHEST }) }
    }

    /// A constant that is within the range.
    pub(super) const fn known(number: i64) -> Self {
        assert!(LOWEST <= number && number <= HIGHEST, "out of range");
        Self(number)
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl<const LOWEST: i64, const HIGHEST: i64> TryFrom<i64> for Bounded<LOWEST, HIGHEST> {
    type Error = OutOfBounds;

    fn try_from(found: i64) -> Result<Self, OutOfBounds> {
        Self::try_new(found)
    }
}

impl<const LOWEST: i64, const HIGHEST: i64> From<Bounded<LOWEST, HIGHEST>> for Value<Number> {
    fn from(number: Bounded<LOWEST, HIGHEST>) -> Self {
        number.get().into()
    }
}

impl<'de, const LOWEST: i64, const HIGHEST: i64> Deserialize<'de> for Bounded<LOWEST, HIGHEST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        literal::number(deserializer, format!("a whole number from {LOWEST} to {HIGHEST}"))
    }
}
