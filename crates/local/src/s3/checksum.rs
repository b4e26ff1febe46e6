//! Checksums, by which S3 and its clients detect corrupted objects.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crc::{CRC_32_ISCSI, CRC_64_NVME, Crc};
use http::HeaderMap;
use md5::{Digest as _, Md5};
use sha1::Sha1;
use sha2::Sha256;

use super::failure::Failure;

/// The checksum headers and their algorithms. The first one is S3's default.
const ALGORITHMS: [(&str, Algorithm); 5] = [
    ("x-amz-checksum-crc64nvme", |body| STANDARD.encode(Crc::<u64>::new(&CRC_64_NVME).checksum(body).to_be_bytes())),
    ("x-amz-checksum-crc32", |body| STANDARD.encode(crc32fast::hash(body).to_be_bytes())),
    ("x-amz-checksum-crc32c", |body| STANDARD.encode(Crc::<u32>::new(&CRC_32_ISCSI).checksum(body).to_be_bytes())),
    ("x-amz-checksum-sha1", |body| STANDARD.encode(Sha1::digest(body))),
    ("x-amz-checksum-sha256", |body| STANDARD.encode(Sha256::digest(body))),
];

type Algorithm = fn(&[u8]) -> String;

/// The entity tag of a body, quoted.
pub(super) fn etag(body: &[u8]) -> String {
    format!("\"{}\"", base16ct::lower::encode_string(&Md5::digest(body)))
}

/// Compares a body with all checksums of its sender, and returns the checksum to keep.
pub(super) fn check(headers: &HeaderMap, body: &[u8]) -> Result<(&'static str, String), Failure> {
    check_md5(headers, body)?;
    check_signed(headers, body)?;
    let mut kept = None;
    for (name, sum) in ALGORITHMS {
        let Some(said) = headers.get(name) else { continue };
        let found = sum(body);
        if said.as_bytes() != found.as_bytes() {
            let algorithm = name.trim_start_matches("x-amz-checksum-").to_uppercase();
            let message = format!("The {algorithm} you specified did not match the calculated checksum.");
            return Err(Failure::bad_request("BadDigest", message));
        }
        kept = Some((name, found));
    }
    Ok(kept.unwrap_or_else(|| own(body)))
}

/// The default checksum, if the sender sent none.
pub(super) fn own(body: &[u8]) -> (&'static str, String) {
    let (name, sum) = ALGORITHMS[0];
    (name, sum(body))
}

fn check_md5(headers: &HeaderMap, body: &[u8]) -> Result<(), Failure> {
    let Some(said) = headers.get("content-md5") else { return Ok(()) };
    let said = STANDARD.decode(said.as_bytes()).ok().filter(|said| said.len() == 16);
    let Some(said) = said else {
        return Err(Failure::bad_request("InvalidDigest", "The Content-MD5 you specified was invalid."));
    };
    let found = Md5::digest(body);
    if said.as_slice() == found.as_slice() {
        return Ok(());
    }
    let failure = Failure::bad_request("BadDigest", "The Content-MD5 you specified did not match what we received.");
    Err(failure.with("ExpectedDigest", STANDARD.encode(said)).with("CalculatedDigest", STANDARD.encode(found)))
}

/// A signature may contain the hash of the body.
fn check_signed(headers: &HeaderMap, body: &[u8]) -> Result<(), Failure> {
    let said = headers.get("x-amz-content-sha256").and_then(|said| said.to_str().ok()).unwrap_or_default();
    if said.len() != 64 || !said.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(());
    }
    let found = base16ct::lower::encode_string(&Sha256::digest(body));
    if said.eq_ignore_ascii_case(&found) {
        return Ok(());
    }
    let message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    let failure = Failure::bad_request("XAmzContentSHA256Mismatch", message);
    Err(failure.with("ClientComputedContentSHA256", said).with("S3ComputedContentSHA256", found))
}
