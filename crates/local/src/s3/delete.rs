//! `DeleteObject` and `DeleteObjects`.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html>

use http::StatusCode;
use serde::Deserialize;

use super::condition::check_write;
use super::contents::{Bucket, Happened};
use super::failure::Failure;
use super::request::Request;
use super::{body, checksum, empty, xml};
use crate::service::Answer;
use crate::xml::{Element, Member};

/// The maximum number of keys in a request.
const MOST: usize = 1000;

/// The input of `DeleteObjects`.
#[derive(Debug, Deserialize)]
struct Delete {
    #[serde(rename = "Object", default)]
    objects: Vec<Named>,
    #[serde(rename = "Quiet", default)]
    quiet: bool,
}

#[derive(Debug, Deserialize)]
struct Named {
    #[serde(rename = "Key")]
    key: String,
}

/// Deletes an object; a missing object is not an error.
pub(super) fn object(request: &Request, bucket: &mut Bucket) -> Result<Answer, Failure> {
    if request.header("if-match").is_some() {
        check_write(request, bucket.objects.get(&request.key))?;
    }
    remove(request, bucket, &request.key);
    Ok(empty(StatusCode::NO_CONTENT))
}

/// Deletes the objects in a list.
pub(super) fn objects(request: &Request, bucket: &mut Bucket) -> Result<Answer, Failure> {
    let (body, said) = body::of(request)?;
    checksum::check(&said, &body)?;
    let delete: Delete = read(&body)?;
    if delete.objects.is_empty() || delete.objects.len() > MOST {
        return Err(malformed());
    }
    let mut deleted: Vec<Member> = Vec::new();
    for Named { key } in delete.objects {
        remove(request, bucket, &key);
        if !delete.quiet {
            deleted.push(("Deleted".into(), Element::of([("Key", Element::text(key))])));
        }
    }
    Ok(xml(StatusCode::OK, "DeleteResult", &Element::Members(deleted)))
}

/// Removes an object. S3 tells of one that did not exist as well.
fn remove(request: &Request, bucket: &mut Bucket, key: &str) {
    bucket.objects.remove(key);
    bucket.happened.push(Happened::removed("ObjectRemoved:Delete", &request.bucket, key));
}

/// Parses an XML document of the client.
pub(super) fn read<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Result<T, Failure> {
    std::str::from_utf8(body).ok().and_then(|text| quick_xml::de::from_str(text).ok()).ok_or_else(malformed)
}

fn malformed() -> Failure {
    let message = "The XML you provided was not well-formed or did not validate against our published schema";
    Failure::bad_request("MalformedXML", message)
}
