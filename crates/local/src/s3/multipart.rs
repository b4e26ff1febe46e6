//! Multipart uploads: the object is created when the client completes the upload with a list of parts.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html>

use std::collections::BTreeMap;

use bytes::BytesMut;
use http::{Method, StatusCode};
use md5::{Digest as _, Md5};
use serde::Deserialize;

use super::contents::{Bucket, Buckets, Happened, Upload};
use super::delete::read;
use super::failure::Failure;
use super::request::Request;
use super::{body, checksum, empty, text_header, write, xml};
use crate::identifier;
use crate::service::Answer;
use crate::xml::Element;

#[derive(Debug, Deserialize)]
struct Complete {
    #[serde(rename = "Part", default)]
    parts: Vec<Part>,
}

#[derive(Debug, Deserialize)]
struct Part {
    #[serde(rename = "PartNumber")]
    number: u32,
    #[serde(rename = "ETag")]
    etag: String,
}

/// Performs an action on an upload.
pub(super) fn answer(request: &Request, buckets: &mut Buckets) -> Result<Answer, Failure> {
    request.refuse_others(&["partNumber"])?;
    if request.header("x-amz-copy-source").is_some() {
        return Err(Failure::not_implemented("UploadPartCopy"));
    }
    let bucket = buckets.entry(request.bucket.clone()).or_default();
    match (&request.method, request.parameter("uploadId")) {
        (&Method::POST, None) => begin(request, bucket),
        (&Method::PUT, Some(id)) => part(request, upload(bucket, request, id)?),
        (&Method::POST, Some(id)) => complete(request, bucket, id),
        (&Method::DELETE, Some(id)) => {
            upload(bucket, request, id)?;
            bucket.uploads.remove(id);
            Ok(empty(StatusCode::NO_CONTENT))
        }
        _ => Err(Failure::not_implemented("listing of uploads and their parts")),
    }
}

fn begin(request: &Request, bucket: &mut Bucket) -> Result<Answer, Failure> {
    let id = identifier::new().simple().to_string();
    let upload = Upload { key: request.key.clone(), headers: write::kept(&request.headers)?, parts: BTreeMap::new() };
    bucket.uploads.insert(id.clone(), upload);
    let members = [("Bucket", &request.bucket), ("Key", &request.key), ("UploadId", &id)];
    let members = Element::of(members.map(|(name, text)| (name, Element::text(text))));
    Ok(xml(StatusCode::OK, "InitiateMultipartUploadResult", &members))
}

fn upload<'b>(bucket: &'b mut Bucket, request: &Request, id: &str) -> Result<&'b mut Upload, Failure> {
    bucket.uploads.get_mut(id).filter(|upload| upload.key == request.key).ok_or_else(|| {
        let message = "The specified upload does not exist. The upload ID may be invalid, or the upload may have been \
                       aborted or completed.";
        Failure::new(StatusCode::NOT_FOUND, "NoSuchUpload", message).with("UploadId", id)
    })
}

fn part(request: &Request, upload: &mut Upload) -> Result<Answer, Failure> {
    let text = request.parameter("partNumber").unwrap_or_default();
    let number = text.parse().ok().filter(|number| (1..=10_000).contains(number));
    let number = number.ok_or_else(|| {
        Failure::argument("partNumber", text, "Part number must be an integer between 1 and 10000, inclusive")
    })?;
    let (body, said) = body::of(request)?;
    let (name, sum) = checksum::check(&said, &body)?;
    let mut answer = empty(StatusCode::OK);
    text_header(&mut answer.headers, "etag", &checksum::etag(&body));
    text_header(&mut answer.headers, name, &sum);
    upload.parts.insert(number, body);
    Ok(answer)
}

fn complete(request: &Request, bucket: &mut Bucket, id: &str) -> Result<Answer, Failure> {
    let (document, _) = body::of(request)?;
    let named: Complete = read(&document)?;
    let upload = upload(bucket, request, id)?;
    let (mut whole, mut sums) = (BytesMut::new(), Md5::new());
    let count = named.parts.len();
    if !named.parts.is_sorted_by(|one, other| one.number < other.number) || count == 0 {
        let message = "The list of parts was not in ascending order. Parts must be ordered by part number.";
        return Err(Failure::bad_request("InvalidPartOrder", message));
    }
    for part in named.parts {
        let found = upload.parts.get(&part.number);
        let found = found.filter(|body| checksum::etag(body).trim_matches('"') == part.etag.trim_matches('"'));
        let body = found.ok_or_else(|| invalid_part(part.number))?;
        sums.update(Md5::digest(body));
        whole.extend_from_slice(body);
    }
    let (whole, headers) = (whole.freeze(), upload.headers.clone());
    let checksum = checksum::own(&whole);
    let mut object = write::object(headers, whole, checksum);
    object.etag = format!("\"{}-{count}\"", base16ct::lower::encode_string(&sums.finalize()));
    let location = format!("/{}/{}", request.bucket, request.key);
    let members = [("Location", &location), ("Bucket", &request.bucket), ("Key", &request.key), ("ETag", &object.etag)];
    let members = Element::of(members.map(|(name, text)| (name, Element::text(text))));
    let name = "ObjectCreated:CompleteMultipartUpload";
    bucket.happened.push(Happened::made(name, &request.bucket, &request.key, &object));
    bucket.objects.insert(request.key.clone(), object);
    bucket.uploads.remove(id);
    Ok(xml(StatusCode::OK, "CompleteMultipartUploadResult", &members))
}

fn invalid_part(number: u32) -> Failure {
    let message = "One or more of the specified parts could not be found. The part may not have been uploaded, or the \
                   specified entity tag may not match the part's entity tag.";
    Failure::bad_request("InvalidPart", message).with("PartNumber", number.to_string())
}
