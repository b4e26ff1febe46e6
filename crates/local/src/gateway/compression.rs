//! Compresses answers for clients that accept it, if the API's `minimum_compression_size` says so.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gzip-compression-decompression.html>

use std::io::{self, Write};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use http::HeaderValue;
use http::header::CONTENT_ENCODING;

use crate::service::Answer;

/// Compresses a body of at least `minimum` bytes, with the first known encoding that the client accepts.
pub(super) fn compress(answer: &mut Answer, accepted: Option<&str>, minimum: usize) {
    if answer.body.len() < minimum || answer.headers.contains_key(CONTENT_ENCODING) {
        return;
    }
    let accepted = accepted.unwrap_or_default().split(',').map(|coding| coding.split(';').next().unwrap_or_default());
    for coding in accepted.map(str::trim) {
        let compressed = match coding {
            "gzip" => gzip(&answer.body),
            "deflate" => deflate(&answer.body),
            "identity" => return,
            _ => continue,
        };
        if let (Ok(body), Ok(value)) = (compressed, HeaderValue::from_str(coding)) {
            answer.body = body;
            answer.headers.insert(CONTENT_ENCODING, value);
        }
        return;
    }
}

fn gzip(body: &[u8]) -> io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body)?;
    encoder.finish().map(Bytes::from)
}

fn deflate(body: &[u8]) -> io::Result<Bytes> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body)?;
    encoder.finish().map(Bytes::from)
}
