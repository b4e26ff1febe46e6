//! Models: JSON schemas of bodies, in draft 4 as API Gateway requires.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html>

use crate::aws::ApiGatewayModelAttributes;
use crate::terraform::{Refusal, Value};

/// A declared model.
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) attributes: ApiGatewayModelAttributes,
    pub(super) title: String,
}

impl Model {
    /// The model's name in its API.
    pub fn name(&self) -> Value<String> {
        self.attributes.name()
    }
}

/// An invalid model name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a model's name; allowed: {ALLOWED}")]
pub struct InvalidModelName(pub String);

/// What a model's name is made of.
const ALLOWED: &str = "letters and digits";

impl From<InvalidModelName> for Refusal {
    fn from(InvalidModelName(name): InvalidModelName) -> Self {
        Self::new(format!("`{name}` is not a model's name")).allowing(ALLOWED)
    }
}

/// Checks a model's name.
///
/// # Errors
/// When it is empty or contains anything but letters and digits.
pub(super) fn check_name(name: &str) -> Result<(), InvalidModelName> {
    let fits = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric());
    if fits { Ok(()) } else { Err(InvalidModelName(name.to_owned())) }
}

/// The logical name of a model: `NewBook` becomes `new_book`.
pub(super) fn logical_name(name: &str) -> String {
    let mut logical = String::with_capacity(name.len() + 4);
    for (index, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && index > 0 {
            logical.push('_');
        }
        logical.push(letter.to_ascii_lowercase());
    }
    logical
}
