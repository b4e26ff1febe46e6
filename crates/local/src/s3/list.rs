//! `ListObjectsV2`, the older `ListObjects`, and `ListBuckets`.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>

use std::ops::Bound;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;

use super::contents::{Bucket, Object};
use super::failure::Failure;
use super::request::{Request, encoded};
use super::xml;
use crate::service::Answer;
use crate::timestamp::Moment;
use crate::xml::{Element, Member};

/// The maximum number of keys in a page.
const MOST: usize = 1000;

/// The parameters of a listing.
struct Listing<'r> {
    prefix: &'r str,
    delimiter: &'r str,
    most: usize,
    /// Whether keys are percent-encoded.
    encoded: bool,
    /// The listing continues after this key, or after all keys with this prefix.
    after: String,
}

/// A page of a listing.
#[derive(Default)]
struct Page<'b> {
    objects: Vec<(&'b str, &'b Object)>,
    prefixes: Vec<&'b str>,
    /// The last key or prefix, if there are more.
    last: Option<&'b str>,
}

/// Lists the objects of a bucket.
pub(super) fn objects(request: &Request, bucket: &Bucket) -> Result<Answer, Failure> {
    let newer = match request.parameter("list-type") {
        None => false,
        Some("2") => true,
        Some(other) => return Err(Failure::argument("list-type", other, "Invalid List Type specified")),
    };
    let listing = Listing::of(request, newer)?;
    let page = listing.page(bucket);
    let mut members = listing.head(request, newer, &page);
    members.extend(page.objects.iter().map(|(key, object)| ("Contents".into(), listing.object(key, object))));
    members.extend(
        page.prefixes.iter().map(|prefix| ("CommonPrefixes".into(), Element::of([("Prefix", listing.name(prefix))]))),
    );
    Ok(xml(StatusCode::OK, "ListBucketResult", &Element::Members(members)))
}

/// Lists the buckets.
pub(super) fn buckets(names: &[String]) -> Answer {
    let bucket = |name: &String| {
        let members = [("Name", Element::text(name)), ("CreationDate", Element::text("1970-01-01T00:00:00.000Z"))];
        ("Bucket".into(), Element::of(members))
    };
    let owner = Element::of([("ID", Element::text("000000000000"))]);
    let all = Element::Members(names.iter().map(bucket).collect());
    xml(StatusCode::OK, "ListAllMyBucketsResult", &Element::of([("Owner", owner), ("Buckets", all)]))
}

impl<'r> Listing<'r> {
    fn of(request: &'r Request, newer: bool) -> Result<Self, Failure> {
        let parameter = |name| request.parameter(name).unwrap_or_default();
        let after = match (newer, request.parameter("continuation-token")) {
            (true, Some(token)) => token_key(token)?,
            (true, None) => parameter("start-after").to_owned(),
            (false, _) => parameter("marker").to_owned(),
        };
        let encoded = match parameter("encoding-type") {
            "" => false,
            "url" => true,
            other => {
                return Err(Failure::argument("encoding-type", other, "Invalid Encoding Method specified in Request"));
            }
        };
        let (prefix, delimiter) = (parameter("prefix"), parameter("delimiter"));
        Ok(Self { prefix, delimiter, most: most(parameter("max-keys"))?, encoded, after })
    }

    fn page<'b>(&self, bucket: &'b Bucket) -> Page<'b> {
        let mut page = Page::default();
        let mut last = None;
        let mut from = if self.after.as_str() < self.prefix {
            Bound::Included(self.prefix.to_owned())
        } else {
            Bound::Excluded(self.after.clone())
        };
        while let Some((key, object)) = bucket.objects.range::<String, _>((from.as_ref(), Bound::Unbounded)).next() {
            if !key.starts_with(self.prefix) {
                break;
            }
            let common = self.common_prefix(key);
            if common.is_some_and(|prefix| self.after == prefix) {
                from = after_all(common.unwrap_or_default());
                continue;
            }
            if page.objects.len() + page.prefixes.len() == self.most {
                page.last = last;
                break;
            }
            last = Some(common.unwrap_or(key));
            match common {
                Some(prefix) => page.prefixes.push(prefix),
                None => page.objects.push((key, object)),
            }
            from = common.map_or_else(|| Bound::Excluded(key.clone()), after_all);
        }
        page
    }

    /// The common prefix of a key: everything up to the first delimiter after the prefix.
    fn common_prefix<'k>(&self, key: &'k str) -> Option<&'k str> {
        if self.delimiter.is_empty() {
            return None;
        }
        let at = key.get(self.prefix.len()..)?.find(self.delimiter)?;
        key.get(..self.prefix.len() + at + self.delimiter.len())
    }

    fn head(&self, request: &Request, newer: bool, page: &Page<'_>) -> Vec<Member> {
        let mut members: Vec<Member> =
            vec![("Name".into(), Element::text(&request.bucket)), ("Prefix".into(), self.name(self.prefix))];
        let mut add = |name: &'static str, element| members.push((name.into(), element));
        if newer {
            let given = |name| request.parameter(name).filter(|text| !text.is_empty());
            if let Some(token) = given("continuation-token") {
                add("ContinuationToken", Element::text(token));
            }
            if let Some(last) = page.last {
                add("NextContinuationToken", Element::text(STANDARD.encode(last)));
            }
            if let Some(start) = given("start-after") {
                add("StartAfter", self.name(start));
            }
            add("KeyCount", Element::text((page.objects.len() + page.prefixes.len()).to_string()));
        } else {
            add("Marker", self.name(&self.after));
            // Without a delimiter, clients use the last key of the page as marker.
            if let Some(last) = page.last.filter(|_| !self.delimiter.is_empty()) {
                add("NextMarker", self.name(last));
            }
        }
        add("MaxKeys", Element::text(self.most.to_string()));
        if !self.delimiter.is_empty() {
            add("Delimiter", self.name(self.delimiter));
        }
        if self.encoded {
            add("EncodingType", Element::text("url"));
        }
        add("IsTruncated", Element::text(page.last.is_some().to_string()));
        members
    }

    fn object(&self, key: &str, object: &Object) -> Element {
        let class = object.headers.get("x-amz-storage-class").and_then(|class| class.to_str().ok());
        Element::of([
            ("Key", self.name(key)),
            ("LastModified", Element::text(Moment::from(object.modified).to_string())),
            ("ETag", Element::text(&object.etag)),
            ("Size", Element::text(object.size())),
            ("StorageClass", Element::text(class.unwrap_or("STANDARD"))),
        ])
    }

    fn name(&self, name: &str) -> Element {
        Element::text(if self.encoded { encoded(name) } else { name.to_owned() })
    }
}

fn most(text: &str) -> Result<usize, Failure> {
    if text.is_empty() {
        return Ok(MOST);
    }
    let refused = |_| Failure::argument("max-keys", text, "Provided max-keys not an integer or within integer range");
    let most: u32 = text.parse().map_err(refused)?;
    Ok(usize::try_from(most).unwrap_or(MOST).min(MOST))
}

fn token_key(token: &str) -> Result<String, Failure> {
    let key = STANDARD.decode(token).ok().and_then(|key| String::from_utf8(key).ok()).filter(|key| !key.is_empty());
    let refused = || Failure::argument("continuation-token", token, "The continuation token provided is incorrect");
    key.ok_or_else(refused)
}

/// The bound after all keys with a prefix: no key is greater than the prefix followed by the highest characters.
fn after_all(prefix: &str) -> Bound<String> {
    Bound::Excluded(format!("{prefix}{}", String::from(char::MAX).repeat(256)))
}
