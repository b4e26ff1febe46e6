//! S3: objects, listings, conditions and uploads.
#![allow(clippy::unwrap_used, reason = "a test fails at the first unexpected result")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use gelato_local::s3::{Contents, S3};
use gelato_local::service::{Answer, Call, Service};
use http::{HeaderMap, HeaderName, Method, StatusCode};

struct Bucket(S3);

impl Bucket {
    fn new() -> Self {
        Self(S3::new(vec!["failures".into(), "other.bucket".into()], &Contents::default()))
    }

    /// Sends a request to a path with a query.
    async fn ask(&self, method: Method, target: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Answer {
        let (path, query) =
            target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query.to_owned())));
        let headers: HeaderMap =
            headers.iter().map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap())).collect();
        self.0.call(Call { action: None, method, path: path.into(), query, headers, body: body.into() }).await
    }

    async fn put(&self, key: &str) {
        assert_eq!(self.ask(Method::PUT, &format!("/failures/{key}"), &[], "x").await.status, StatusCode::OK);
    }

    async fn get(&self, target: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(Method::GET, target, headers, "").await
    }

    /// The texts of the elements with a name in a listing.
    async fn listed(&self, query: &str, element: &str) -> Vec<String> {
        let answer = self.get(&format!("/failures?{query}"), &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", text(&answer));
        elements(&text(&answer), element)
    }
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

fn elements(document: &str, name: &str) -> Vec<String> {
    let start = format!("<{name}>");
    let after = document.split(&start).skip(1);
    after.map(|rest| rest.split("</").next().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn an_object_is_returned_with_its_headers() {
    let bucket = Bucket::new();
    let said = [
        ("content-type", "image/png"),
        ("cache-control", "no-cache"),
        ("content-disposition", "attachment"),
        ("content-encoding", "gzip,aws-chunked"),
        ("content-language", "de"),
        ("expires", "Thu, 01 Jan 2026 00:00:00 GMT"),
        ("x-amz-meta-colour", "red"),
    ];
    let body: &[u8] = &[0xff, 0, 0x80];
    let chunked = [b"3\r\n".as_slice(), body, b"\r\n0\r\n\r\n"].concat();
    let put = bucket.ask(Method::PUT, "/failures/a/b%20c", &said, chunked).await;
    assert_eq!((put.status, header(&put, "etag")), (StatusCode::OK, "\"60cdccd4000580a3c394b8ad6ea9b899\""));
    for method in [Method::GET, Method::HEAD] {
        let answer = bucket.ask(method.clone(), "/failures/a/b%20c", &[], "").await;
        assert_eq!(answer.status, StatusCode::OK);
        for (name, value) in said {
            let wanted = if name == "content-encoding" { "gzip" } else { value };
            assert_eq!(header(&answer, name), wanted, "{method} {name}");
        }
        assert_eq!((header(&answer, "etag"), header(&answer, "content-length")), (header(&put, "etag"), "3"));
        assert!(header(&answer, "last-modified").ends_with(" GMT"), "{:?}", answer.headers);
        assert_eq!(answer.body.as_ref(), if method == Method::GET { body } else { b"" });
        assert_eq!(header(&answer, "x-amz-request-id").len(), 16);
    }
    let other = bucket.get("/failures/a/b%20c?response-content-type=text/plain", &[]).await;
    assert_eq!(header(&other, "content-type"), "text/plain");
    bucket.put("plain").await;
    assert_eq!(header(&bucket.get("/failures/plain", &[]).await, "content-type"), "binary/octet-stream");
    assert_eq!(bucket.ask(Method::HEAD, "/failures", &[], "").await.status, StatusCode::OK);
    assert_eq!(bucket.ask(Method::HEAD, "/none", &[], "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(bucket.ask(Method::DELETE, "/failures/plain", &[], "").await.status, StatusCode::NO_CONTENT);
    assert_eq!(bucket.ask(Method::HEAD, "/failures/plain", &[], "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_listing_has_pages_prefixes_and_common_prefixes() {
    let bucket = Bucket::new();
    for key in ["a.txt", "in/1", "in/2", "in/deep/3", "out/4", "z"] {
        bucket.put(key).await;
    }
    let every = ["a.txt", "in/1", "in/2", "in/deep/3", "out/4", "z"].as_slice();
    for (query, keys, prefixes) in [
        ("list-type=2", every, [].as_slice()),
        ("", every, &[]),
        ("list-type=2&prefix=in/", &every[1..4], &[]),
        ("list-type=2&delimiter=/", &["a.txt", "z"], &["in/", "out/"]),
        ("prefix=in/&delimiter=/", &["in/1", "in/2"], &["in/deep/"]),
        ("list-type=2&start-after=in/2", &every[3..], &[]),
        ("list-type=2&start-after=in/&delimiter=/", &["z"], &["out/"]),
        ("marker=in/2", &every[3..], &[]),
        ("list-type=2&prefix=none", &[], &[]),
        ("list-type=2&max-keys=0", &[], &[]),
    ] {
        assert_eq!(bucket.listed(query, "Key").await, keys, "{query}");
        let common = bucket.listed(query, "CommonPrefixes").await;
        let document = text(&bucket.get(&format!("/failures?{query}"), &[]).await);
        let found: Vec<_> =
            document.split("<CommonPrefixes><Prefix>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
        assert_eq!((found.as_slice(), common.len()), (prefixes, prefixes.len()), "{query}");
    }
    for query in
        ["list-type=3", "max-keys=-1", "max-keys=many", "list-type=2&continuation-token=%21", "encoding-type=base64"]
    {
        let answer = bucket.get(&format!("/failures?{query}"), &[]).await;
        assert_eq!(
            (answer.status, elements(&text(&answer), "Code")),
            (StatusCode::BAD_REQUEST, vec!["InvalidArgument".to_owned()]),
            "{query}"
        );
    }
}

#[tokio::test]
async fn pages_have_no_gaps_or_repetitions() {
    let bucket = Bucket::new();
    let keys = ["a", "b/1", "b/2", "c", "d/1", "e", "ü/1", "ü/2"];
    for key in keys {
        bucket.put(key).await;
    }
    for (start, delimiter, wanted) in
        [("list-type=2", "", 8), ("list-type=2", "&delimiter=/", 6), ("", "&delimiter=/", 6), ("", "", 8)]
    {
        for size in 1..=9 {
            let (mut found, mut next) = (Vec::new(), String::new());
            loop {
                let document =
                    text(&bucket.get(&format!("/failures?{start}{delimiter}&max-keys={size}{next}"), &[]).await);
                let contents = elements(&document, "Key");
                let prefixes: Vec<_> = document
                    .split("<CommonPrefixes><Prefix>")
                    .skip(1)
                    .map(|rest| rest.split('<').next().unwrap().to_owned())
                    .collect();
                let last = contents.last().cloned().unwrap_or_default();
                assert!(contents.len() + prefixes.len() <= size, "{document}");
                found.extend(contents.into_iter().chain(prefixes));
                if elements(&document, "IsTruncated") == ["false"] {
                    break;
                }
                let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                let token = elements(&document, "NextContinuationToken")
                    .pop()
                    .map(|token| format!("&continuation-token={}", encode(&token)));
                let marker = elements(&document, "NextMarker").pop().unwrap_or(last);
                next = token.unwrap_or_else(|| format!("&marker={}", encode(&marker)));
            }
            found.sort();
            let count = found.len();
            found.dedup();
            assert_eq!((count, found.len()), (wanted, wanted), "{start}{delimiter} {size}: {found:?}");
        }
    }
}

#[tokio::test]
async fn any_key_gives_a_valid_document() {
    let bucket = Bucket::new();
    bucket.put("a%01%0d%0a%3Cb%3E%26%22").await;
    let document = text(&bucket.get("/failures?list-type=2", &[]).await);
    assert_eq!(elements(&document, "Key"), ["a\u{fffd}&#13;\n&lt;b&gt;&amp;&quot;"]);
    let encoded = bucket.listed("list-type=2&encoding-type=url&prefix=a%01", "Key").await;
    assert_eq!(encoded, ["a%01%0D%0A%3Cb%3E%26%22"]);
    let refused = bucket.get("/failures/%01none", &[]).await;
    assert_eq!(elements(&text(&refused), "Key"), ["\u{fffd}none"]);
    assert_eq!(elements(&text(&bucket.get("/failures/%ff", &[]).await), "Code"), ["InvalidURI"]);
}

#[tokio::test]
async fn an_error_names_its_subject() {
    let bucket = Bucket::new();
    bucket.put("there").await;
    for (method, target, headers, status, code, detail) in [
        (Method::GET, "/failures/none", [].as_slice(), 404, "NoSuchKey", "<Key>none</Key>"),
        (Method::GET, "/none/x", &[], 404, "NoSuchBucket", "<BucketName>none</BucketName>"),
        (Method::POST, "/failures/there", &[], 405, "MethodNotAllowed", "<Method>POST</Method>"),
        (Method::PUT, "/failures", &[], 405, "MethodNotAllowed", "<ResourceType>BUCKET</ResourceType>"),
        (Method::GET, "/failures/there?tagging", &[], 501, "NotImplemented", "`tagging`"),
        (Method::PUT, "/failures/there?acl", &[], 501, "NotImplemented", "`acl`"),
        (Method::GET, "/failures/there?versionId=abc", &[], 400, "InvalidArgument", "versionId"),
        (
            Method::GET,
            "/failures/there",
            &[("if-match", "\"0\"")],
            412,
            "PreconditionFailed",
            "<Condition>If-Match</Condition>",
        ),
        (
            Method::GET,
            "/failures/there",
            &[("range", "bytes=5-")],
            416,
            "InvalidRange",
            "<ActualObjectSize>1</ActualObjectSize>",
        ),
        (Method::PUT, "/failures/there", &[("if-none-match", "*")], 412, "PreconditionFailed", "If-None-Match"),
        (Method::PUT, "/failures/new", &[("if-match", "\"0\"")], 404, "NoSuchKey", "<Key>new</Key>"),
        (Method::PUT, "/failures/new", &[("content-md5", "AAAA")], 400, "InvalidDigest", "failures"),
        (
            Method::PUT,
            "/failures/new",
            &[("content-md5", "AAAAAAAAAAAAAAAAAAAAAA==")],
            400,
            "BadDigest",
            "CalculatedDigest",
        ),
        (Method::PUT, "/failures/new", &[("x-amz-checksum-crc32", "AAAABA==")], 400, "BadDigest", "CRC32"),
        (Method::PUT, "/failures/new", &[("x-amz-copy-source", "/failures/none")], 404, "NoSuchKey", "<Key>none</Key>"),
        (Method::POST, "/failures?delete", &[], 400, "MalformedXML", "failures"),
        (Method::PUT, "/failures/new?uploadId=x&partNumber=1", &[], 404, "NoSuchUpload", "<UploadId>x</UploadId>"),
    ] {
        let answer = bucket.ask(method.clone(), target, headers, "").await;
        let document = text(&answer);
        assert_eq!(
            (answer.status.as_u16(), elements(&document, "Code")),
            (status, vec![code.to_owned()]),
            "{method} {target}"
        );
        assert!(document.contains(detail), "{method} {target}: {document}");
        let request = header(&answer, "x-amz-request-id");
        assert_eq!(
            (elements(&document, "RequestId"), elements(&document, "HostId").len()),
            (vec![request.to_owned()], 1)
        );
    }
    assert_eq!(elements(&text(&bucket.get("/failures", &[]).await), "Key"), ["there"]);
}

#[tokio::test]
async fn conditions_and_ranges_hold() {
    let bucket = Bucket::new();
    let put = bucket.ask(Method::PUT, "/failures/k", &[], "0123456789").await;
    let etag = header(&put, "etag").to_owned();
    let (past, future) = ("Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT");
    for (headers, status, body) in [
        (vec![("range", "bytes=2-4")], 206, "234"),
        (vec![("range", "bytes=-2")], 206, "89"),
        (vec![("range", "bytes=1-2,4-5")], 200, "0123456789"),
        (vec![("if-none-match", etag.as_str())], 304, ""),
        (vec![("if-none-match", "\"0\"")], 200, "0123456789"),
        (vec![("if-modified-since", future)], 304, ""),
        (vec![("if-modified-since", past)], 200, "0123456789"),
        (vec![("if-none-match", "\"0\""), ("if-modified-since", future)], 200, "0123456789"),
        (vec![("if-match", etag.trim_matches('"')), ("if-unmodified-since", past)], 200, "0123456789"),
    ] {
        let answer = bucket.get("/failures/k", &headers).await;
        assert_eq!((answer.status.as_u16(), text(&answer).as_str()), (status, body), "{headers:?}");
        assert_eq!(header(&answer, "etag"), etag, "{headers:?}");
    }
    let middle = bucket.get("/failures/k", &[("range", "bytes=2-4")]).await;
    assert_eq!((header(&middle, "content-range"), header(&middle, "content-length")), ("bytes 2-4/10", "3"));
}

#[tokio::test]
async fn objects_are_copied_deleted_and_uploaded_in_parts() {
    let bucket = Bucket::new();
    bucket.ask(Method::PUT, "/failures/a%20b", &[("x-amz-meta-k", "v")], "hello").await;
    let copied = bucket.ask(Method::PUT, "/other.bucket/copy", &[("x-amz-copy-source", "failures/a%20b")], "").await;
    assert_eq!(elements(&text(&copied), "ETag").len(), 1);
    let copy = bucket.get("/other.bucket/copy", &[]).await;
    assert_eq!((text(&copy).as_str(), header(&copy, "x-amz-meta-k")), ("hello", "v"));

    let begun = bucket.ask(Method::POST, "/failures/whole?uploads", &[("content-type", "text/plain")], "").await;
    let id = elements(&text(&begun), "UploadId").remove(0);
    let mut parts = Vec::new();
    for (number, body) in [(1, "first "), (2, "second")] {
        let part =
            bucket.ask(Method::PUT, &format!("/failures/whole?partNumber={number}&uploadId={id}"), &[], body).await;
        parts.push(format!("<Part><PartNumber>{number}</PartNumber><ETag>{}</ETag></Part>", header(&part, "etag")));
    }
    assert_eq!(bucket.get("/failures/whole", &[]).await.status, StatusCode::NOT_FOUND);
    let document = format!("<CompleteMultipartUpload>{}</CompleteMultipartUpload>", parts.concat());
    let complete = bucket.ask(Method::POST, &format!("/failures/whole?uploadId={id}"), &[], document).await;
    assert_eq!(complete.status, StatusCode::OK, "{}", text(&complete));
    let whole = bucket.get("/failures/whole", &[]).await;
    assert_eq!((text(&whole).as_str(), header(&whole, "content-type")), ("first second", "text/plain"));
    assert!(header(&whole, "etag").ends_with("-2\""), "{:?}", whole.headers);

    let keys = "<Delete><Object><Key>whole</Key></Object><Object><Key>none &amp; never</Key></Object></Delete>";
    let deleted = bucket.ask(Method::POST, "/failures?delete", &[], keys).await;
    assert_eq!(elements(&text(&deleted), "Key"), ["whole", "none &amp; never"]);
    assert_eq!(bucket.listed("", "Key").await, ["a b"]);
    assert_eq!(elements(&text(&bucket.get("/", &[]).await), "Name"), ["failures", "other.bucket"]);
}

#[tokio::test]
async fn checksums_are_stored_and_returned() {
    let bucket = Bucket::new();
    let crc32 = STANDARD.encode(0x3610_a686_u32.to_be_bytes());
    let trailer = format!("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:{crc32}\r\n\r\n");
    let streamed =
        [("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"), ("x-amz-decoded-content-length", "5")];
    let put = bucket.ask(Method::PUT, "/failures/k", &streamed, trailer).await;
    assert_eq!((put.status, header(&put, "x-amz-checksum-crc32")), (StatusCode::OK, crc32.as_str()), "{}", text(&put));
    let got = bucket.get("/failures/k", &[("x-amz-checksum-mode", "ENABLED")]).await;
    assert_eq!((text(&got).as_str(), header(&got, "x-amz-checksum-crc32")), ("hello", crc32.as_str()));
    for broken in ["5\r\nhel", "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", "4\r\nhell\r\n0\r\n\r\n"] {
        assert_eq!(
            bucket.ask(Method::PUT, "/failures/k", &streamed, broken).await.status,
            StatusCode::BAD_REQUEST,
            "{broken:?}"
        );
    }
    // The check value of each algorithm, for `123456789`.
    for (name, sum) in [
        ("x-amz-checksum-crc32c", STANDARD.encode(0xe306_9283_u32.to_be_bytes())),
        ("x-amz-checksum-crc64nvme", STANDARD.encode(0xae8b_1486_0a79_9888_u64.to_be_bytes())),
        ("x-amz-checksum-crc32", STANDARD.encode(0xcbf4_3926_u32.to_be_bytes())),
    ] {
        let put = bucket.ask(Method::PUT, "/failures/check", &[(name, &sum)], "123456789").await;
        assert_eq!(put.status, StatusCode::OK, "{name}: {}", text(&put));
    }
}

#[tokio::test]
async fn a_bucket_may_be_in_the_host() {
    let bucket = Bucket::new();
    for host in ["other.bucket.localhost:3000", "other.bucket.s3.localhost"] {
        assert_eq!(bucket.ask(Method::PUT, "/in/host", &[("host", host)], "x").await.status, StatusCode::OK);
    }
    assert_eq!(text(&bucket.get("/other.bucket/in/host", &[("host", "localhost:3000")]).await), "x");
}
