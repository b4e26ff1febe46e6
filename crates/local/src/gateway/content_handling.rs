//! Bodies as bytes and as text, between which `content_handling` converts by Base64.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html>

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::failure::Failure;

/// Whether bodies with this media type are bytes.
pub(crate) fn is_binary(types: &[String], media: &str) -> bool {
    types.iter().any(|known| known == "*/*" || known.eq_ignore_ascii_case(media))
}

/// The Base64 text of a body.
pub(crate) fn encode(body: &[u8]) -> Bytes {
    STANDARD.encode(body).into()
}

/// The bytes that a body holds in Base64.
pub(crate) fn decode(body: &[u8]) -> Result<Bytes, Failure> {
    let refused = |_| Failure::configuration("Unable to base64 decode the body.");
    Ok(STANDARD.decode(body.trim_ascii()).map_err(refused)?.into())
}

/// A body as API Gateway reads it as text: bytes that are not UTF-8 become U+FFFD.
pub(crate) fn as_text(body: Bytes) -> Bytes {
    match String::from_utf8_lossy(&body) {
        Cow::Borrowed(_) => body,
        Cow::Owned(text) => text.into(),
    }
}
