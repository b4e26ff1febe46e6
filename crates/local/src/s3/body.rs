//! The body of a request. SDKs may send it in signed chunks, with checksums as trailers.
//!
//! Signatures are not checked, as everywhere in the runtime; lengths and checksums are.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>

use bytes::{Buf, Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::failure::Failure;
use super::request::Request;

/// The maximum number of trailers.
const TRAILERS: usize = 16;

/// The body of an object, and the headers with the trailers.
pub(super) fn of(request: &Request) -> Result<(Bytes, HeaderMap), Failure> {
    let mut headers = request.headers.clone();
    if !is_chunked(request) {
        return Ok((request.body.clone(), headers));
    }
    let (body, trailers) = unchunked(request.body.clone()).ok_or_else(incomplete)?;
    let said = request.header("x-amz-decoded-content-length").and_then(|length| length.parse().ok());
    if said.is_some_and(|length: usize| length != body.len()) {
        return Err(incomplete());
    }
    headers.extend(trailers);
    Ok((body, headers))
}

fn is_chunked(request: &Request) -> bool {
    request.header("x-amz-content-sha256").is_some_and(|sum| sum.starts_with("STREAMING-"))
        || encodings(request.header("content-encoding").unwrap_or_default()).1
}

/// The encodings of an object without `aws-chunked`, and whether that was among them.
pub(super) fn encodings(header: &str) -> (String, bool) {
    let all = || header.split(',').map(str::trim).filter(|encoding| !encoding.is_empty());
    let kept: Vec<_> = all().filter(|encoding| *encoding != "aws-chunked").collect();
    (kept.join(", "), all().count() > kept.len())
}

fn incomplete() -> Failure {
    let message = "You did not provide the number of bytes specified by the Content-Length HTTP header.";
    Failure::bad_request("IncompleteBody", message)
}

/// Joins the chunks; `None` if they are incomplete or invalid.
fn unchunked(mut rest: Bytes) -> Option<(Bytes, HeaderMap)> {
    let mut whole = BytesMut::with_capacity(rest.len());
    loop {
        let httparse::Status::Complete((head, size)) = httparse::parse_chunk_size(&rest).ok()? else { return None };
        rest.advance(head);
        if size == 0 {
            return Some((whole.freeze(), trailers(&rest)?));
        }
        let size = usize::try_from(size).ok().filter(|size| *size <= rest.len())?;
        whole.extend_from_slice(&rest.split_to(size));
        if !rest.starts_with(b"\r\n") {
            return None;
        }
        rest.advance(2);
    }
}

fn trailers(rest: &[u8]) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    // Some SDKs omit the final empty line.
    let mut text = rest.to_vec();
    text.extend_from_slice(b"\r\n\r\n");
    let mut parsed = [httparse::EMPTY_HEADER; TRAILERS];
    let httparse::Status::Complete((_, found)) = httparse::parse_headers(&text, &mut parsed).ok()? else { return None };
    for header in found {
        let name = HeaderName::from_bytes(header.name.as_bytes()).ok()?;
        headers.insert(name, HeaderValue::from_bytes(header.value).ok()?);
    }
    Some(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static str) -> Option<(Bytes, HeaderMap)> {
        unchunked(Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn chunks_are_joined_and_trailers_are_read() {
        let sent =
            "5;chunk-signature=ab\r\nhello\r\n1\r\n!\r\n0;chunk-signature=cd\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n";
        let (body, trailers) = read(sent).unwrap();
        assert_eq!(
            (body.as_ref(), trailers["x-amz-checksum-crc32"].as_bytes()),
            (b"hello!".as_slice(), b"AAAAAA==".as_slice())
        );
        assert_eq!(read("0\r\n\r\n").map(|(body, _)| body.len()), Some(0));
        assert_eq!(read("0\r\n").map(|(body, _)| body.len()), Some(0));
    }

    #[test]
    fn incomplete_and_invalid_chunks_are_rejected() {
        for text in [
            "",
            "5\r\nhel",
            "5\r\nhello",
            "5\r\nhello\r\n",
            "ffffffffffffffff\r\nx\r\n",
            "five\r\nhello\r\n0\r\n\r\n",
            "5\r\nhello0\r\n\r\n",
        ] {
            assert!(read(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn the_transfer_encoding_is_not_kept() {
        assert_eq!(encodings("aws-chunked"), (String::new(), true));
        assert_eq!(encodings("gzip, aws-chunked"), ("gzip".to_owned(), true));
        assert_eq!(encodings("gzip"), ("gzip".to_owned(), false));
    }
}
