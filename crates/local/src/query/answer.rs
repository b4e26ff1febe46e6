//! Responses: XML, or JSON if the caller accepts it.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::failure::Failure;
use super::model::Action;
use super::output;
use crate::identifier;
use crate::service::{Answer, Call};
use crate::xml::{Element, Layout, document};

/// A service's variant of the protocol.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Protocol {
    /// The XML namespace.
    pub(crate) namespace: &'static str,
}

impl Protocol {
    /// The response to a successful call, in the format that the caller accepts.
    pub(crate) fn succeeded(self, call: &Call, action: &Action, result: &Value) -> Answer {
        let id = identifier::new().to_string();
        let (response, inner) = (format!("{}Response", action.name), format!("{}Result", action.name));
        let body = if wants_json(call) {
            let mut members = json!({ "ResponseMetadata": { "RequestId": id } });
            if let Some(output) = action.output {
                members[inner] = output::json(output, result);
            }
            json!({ response: members }).to_string().into_bytes()
        } else {
            let result = action.output.map(|output| (inner.into(), Element::Members(output::elements(output, result))));
            let metadata = Element::of([("RequestId", Element::text(&id))]);
            let members = result.into_iter().chain([("ResponseMetadata".into(), metadata)]).collect();
            document(Layout::Indented, &response, Some(self.namespace), &Element::Members(members))
        };
        answer(call, StatusCode::OK, &id, body)
    }

    /// The response to a failed call.
    pub(crate) fn failed(self, call: &Call, failure: &Failure) -> Answer {
        let id = identifier::new().to_string();
        let members = [("Type", failure.side()), ("Code", failure.code), ("Message", &failure.message)];
        let body = if wants_json(call) {
            let error: Value = members.iter().map(|(name, text)| ((*name).to_owned(), Value::from(*text))).collect();
            json!({ "Error": error, "RequestId": id }).to_string().into_bytes()
        } else {
            let error = Element::of(members.map(|(name, text)| (name, Element::text(text))));
            let members = Element::of([("Error", error), ("RequestId", Element::text(&id))]);
            document(Layout::Indented, "ErrorResponse", Some(self.namespace), &members)
        };
        answer(call, failure.status, &id, body)
    }
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
