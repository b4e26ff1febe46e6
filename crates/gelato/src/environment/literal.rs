//! Values of a file. An error points to the value and says in the user's terms what is expected.
//!
//! Serde's `try_from` loses the position of a value inside a list, and its messages mention `i64`.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{Error, Visitor};

use crate::printable;

/// Reads text and converts it to a type.
pub(super) fn text<'de, D, T>(deserializer: D, expected: &'static str) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<String, Error: fmt::Display>,
{
    deserializer.deserialize_str(Text { expected, taken: PhantomData })
}

/// Reads a whole number and converts it to a type.
pub(super) fn number<'de, D, T>(deserializer: D, expected: String) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<i64, Error: fmt::Display>,
{
    deserializer.deserialize_i64(Number { expected, taken: PhantomData })
}

struct Text<T> {
    expected: &'static str,
    taken: PhantomData<T>,
}

impl<T: TryFrom<String, Error: fmt::Display>> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} in quotation marks", self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        // A value in an error may contain any character, and the error may have several lines.
        T::try_from(text.to_owned()).map_err(|error| E::custom(error.to_string().replace(text, &printable::line(text))))
    }
}

struct Number<T> {
    expected: String,
    taken: PhantomData<T>,
}

impl<T: TryFrom<i64, Error: fmt::Display>> Visitor<'_> for Number<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.expected)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        T::try_from(number).map_err(E::custom)
    }
}
