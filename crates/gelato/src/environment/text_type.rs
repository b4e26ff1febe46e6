//! Types for text that AWS accepts only in a certain form. Each has one constructor, and an error that says what is
//! allowed.

/// Declares a text type: its name, its error, its name in a sentence, and what is allowed.
macro_rules! text_type {
    ($(#[$docs:meta])* $name:ident, $error:ident, $expected:literal, $allowed:literal, $fits:expr) => {
        $(#[$docs])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(String);

        #[doc = concat!("A text that is not ", $expected, ".")]
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        #[error("`{0}` is not {expected}: allowed are {allowed}", expected = $expected, allowed = $allowed)]
        pub struct $error(pub String);

        impl $name {
            /// Checks the text.
            ///
            /// # Errors
            /// When the text is not valid. The error says what is allowed.
            pub fn try_new(text: &str) -> Result<Self, $error> {
                let fits: fn(&str) -> bool = $fits;
                if fits(text) { Ok(Self(text.to_owned())) } else { Err($error(text.to_owned())) }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, $error> {
                Self::try_new(&text)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                super::literal::text(deserializer, $expected)
            }
        }
    };
}

pub(super) use text_type;
