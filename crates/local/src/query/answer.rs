//! Answers: XML, or JSON for who asks for it.

use std::borrow::Cow;
use std::io;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use quick_xml::events::BytesText;
use quick_xml::writer::{ElementWriter, Writer};
use serde_json::{Map, Value, json};

use crate::identifier;
use crate::service::{Answer, Call};

/// What a service writes around its answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Protocol {
    /// The namespace of its XML.
    pub(crate) namespace: &'static str,
}

/// A part of an answer under its name.
pub(crate) type Member = (Cow<'static, str>, Element);

/// A part of an answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Element {
    /// Text.
    Text(String),
    /// Named parts; a name may come more than once.
    Members(Vec<Member>),
}

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The status.
    pub(crate) status: StatusCode,
    /// The code, such as `NotFound`.
    pub(crate) code: &'static str,
    /// What was wrong.
    pub(crate) message: String,
}

impl Failure {
    /// The caller's fault, with status 400.
    pub(crate) fn refused(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, message: message.into() }
    }

    /// Whose fault it is, in AWS's words.
    pub(crate) fn side(&self) -> &'static str {
        if self.status.is_server_error() { "Receiver" } else { "Sender" }
    }
}

impl Element {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Named parts that the program knows.
    pub(crate) fn of<const N: usize>(members: [(&'static str, Element); N]) -> Self {
        Self::Members(members.into_iter().map(|(name, member)| (name.into(), member)).collect())
    }

    fn write_into<'w>(&self, element: ElementWriter<'w, Vec<u8>>) -> io::Result<&'w mut Writer<Vec<u8>>> {
        match self {
            Self::Text(text) => element.write_text_content(BytesText::new(text)),
            Self::Members(members) => element.write_inner_content(|writer| {
                members
                    .iter()
                    .try_for_each(|(name, member)| member.write_into(writer.create_element(&**name)).map(drop))
            }),
        }
    }

    fn to_json(&self) -> Value {
        let members = match self {
            Self::Text(text) => return Value::String(text.clone()),
            Self::Members(members) => members,
        };
        let mut object = Map::new();
        for (name, member) in members {
            let member = member.to_json();
            match object.get_mut(&**name) {
                Some(Value::Array(list)) => list.push(member),
                Some(one) => *one = json!([one.take(), member]),
                None => drop(object.insert(name.clone().into_owned(), member)),
            }
        }
        Value::Object(object)
    }
}

impl Protocol {
    /// The answer to a call that succeeded, in the form that the caller asks for.
    pub(crate) fn succeeded(self, call: &Call, action: &str, result: Element) -> Answer {
        let id = identifier::new().to_string();
        let metadata = Element::of([("RequestId", Element::text(&id))]);
        let body = if wants_json(call) {
            let members = json!({
                format!("{action}Result"): result.to_json(), "ResponseMetadata": metadata.to_json()
            });
            json!({ format!("{action}Response"): members }).to_string().into_bytes()
        } else {
            let members = vec![(format!("{action}Result").into(), result), ("ResponseMetadata".into(), metadata)];
            document(&format!("{action}Response"), Some(self.namespace), &Element::Members(members))
        };
        answer(call, StatusCode::OK, &id, body)
    }

    /// The answer to a call that failed.
    pub(crate) fn failed(self, call: &Call, failure: &Failure) -> Answer {
        let id = identifier::new().to_string();
        let error = Element::of([
            ("Type", Element::text(failure.side())),
            ("Code", Element::text(failure.code)),
            ("Message", Element::text(&failure.message)),
        ]);
        let body = if wants_json(call) {
            json!({ "Error": error.to_json(), "RequestId": id }).to_string().into_bytes()
        } else {
            let members = Element::of([("Error", error), ("RequestId", Element::text(&id))]);
            document("ErrorResponse", Some(self.namespace), &members)
        };
        answer(call, failure.status, &id, body)
    }
}

/// An XML document.
pub(crate) fn document(name: &str, namespace: Option<&str>, content: &Element) -> Vec<u8> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let root = writer.create_element(name);
    let root = match namespace {
        Some(namespace) => root.with_attribute(("xmlns", namespace)),
        None => root,
    };
    // Writing to memory does not fail.
    let mut text = match content.write_into(root) {
        Ok(writer) => std::mem::take(writer.get_mut()),
        Err(_) => Vec::new(),
    };
    text.push(b'\n');
    text
}

fn wants_json(call: &Call) -> bool {
    let accept = call.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.starts_with("application/json"))
}

fn answer(call: &Call, status: StatusCode, id: &str, body: Vec<u8>) -> Answer {
    let kind = if wants_json(call) { "application/json" } else { "text/xml" };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(HeaderName::from_static("x-amzn-requestid"), id);
    }
    Answer { status, headers, body: Bytes::from(body) }
}
