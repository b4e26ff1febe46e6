//! Encodings and hashes. <https://developer.hashicorp.com/terraform/language/functions/jsonencode>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use serde_json::Value;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::{Arguments, Outcome};

pub(super) fn call(name: &str, given: &Arguments<'_>) -> Option<Outcome> {
    Some(match name {
        "jsonencode" => json_encode(given),
        "jsondecode" => json_decode(given),
        "base64encode" => given.text(0).map(|text| STANDARD.encode(text).into()),
        "base64decode" => base64_decode(given),
        "urlencode" => {
            given.text(0).map(|text| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().into())
        }
        "md5" => given.text(0).map(|text| hex::<Md5>(text.as_bytes()).into()),
        "sha1" => given.text(0).map(|text| hex::<Sha1>(text.as_bytes()).into()),
        "sha256" => given.text(0).map(|text| hex::<Sha256>(text.as_bytes()).into()),
        "sha512" => given.text(0).map(|text| hex::<Sha512>(text.as_bytes()).into()),
        "base64sha256" => given.text(0).map(|text| base64::<Sha256>(text.as_bytes()).into()),
        "base64sha512" => given.text(0).map(|text| base64::<Sha512>(text.as_bytes()).into()),
        _ => return None,
    })
}

/// Terraform escapes these three characters.
fn json_encode(given: &Arguments<'_>) -> Outcome {
    // An escape is several times as long as its character.
    given.budget.copies(3, given.value(0)?)?;
    let text = given.value(0)?.to_string();
    Ok(text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026").into())
}

/// Every element follows one of these characters, so their number is the maximum number of elements.
fn json_decode(given: &Arguments<'_>) -> Outcome {
    let text = given.text(0)?;
    given.budget.elements(text.bytes().filter(|byte| b",:[{".contains(byte)).count())?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

fn base64_decode(given: &Arguments<'_>) -> Outcome {
    let bytes = STANDARD.decode(given.text(0)?).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map(Value::String).map_err(|_| "the result is not UTF-8".to_owned())
}

/// A hash in hexadecimal.
pub(in crate::load) fn hex<D: Digest>(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&D::digest(bytes))
}

/// A hash in Base64.
pub(in crate::load) fn base64<D: Digest>(bytes: &[u8]) -> String {
    STANDARD.encode(D::digest(bytes))
}
