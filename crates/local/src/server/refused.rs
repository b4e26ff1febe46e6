//! Requests that are refused for where they come from, and what their senders are told.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::json;

use crate::service::Answer;
use crate::xml::{Element, Layout, document};

/// Why a request is refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(super) enum Refused {
    /// It names no host, or several.
    #[error("a request names its host in exactly one header `Host`")]
    Hosts,
    /// Its host may be anybody's.
    #[error(
        "`{0}` is not a host of this runtime: a web page could have made the name lead here; hint: \
         `--allow-host {0}` allows it"
    )]
    Host(String),
    /// Its host is a custom domain.
    #[error(
        "only the stages of APIs answer under their custom domain; hint: ask for `localhost`, or allow the host with \
         `--allow-host`"
    )]
    Domain,
    /// It comes from a page of another site.
    #[error("a page of `{0}` asks, which may only use the stages of APIs; hint: `--allow-origin {0}` allows it")]
    Origin(String),
    /// It comes from a page of another site, which the browser does not name.
    #[error(
        "a page of another site asks (`Sec-Fetch-Site: {0}`), and may only use the stages of APIs; hint: open the \
         address itself, or allow the page's origin with `--allow-origin`"
    )]
    Site(String),
    /// It could come from an image of any page.
    #[error("`{0}` changes something, and is not done by GET without a signature; hint: sign the request, or use POST")]
    Get(String),
}

impl Refused {
    /// The answer, in the form that the caller's protocol has.
    pub(super) fn answer(&self, is_query: bool) -> Answer {
        let status = if *self == Self::Hosts { StatusCode::BAD_REQUEST } else { StatusCode::FORBIDDEN };
        let message = self.to_string();
        let (kind, body) = if is_query {
            ("text/xml", xml(&message))
        } else {
            let body = json!({ "__type": "AccessDeniedException", "message": message });
            ("application/json", body.to_string().into_bytes())
        };
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        let name = HeaderName::from_static("x-amzn-errortype");
        headers.insert(name, HeaderValue::from_static("AccessDeniedException"));
        Answer { status, headers, body: Bytes::from(body) }
    }
}

fn xml(message: &str) -> Vec<u8> {
    let error = Element::of([
        ("Type", Element::text("Sender")),
        ("Code", Element::text("AccessDenied")),
        ("Message", Element::text(message)),
    ]);
    document(Layout::Indented, "ErrorResponse", None, &Element::of([("Error", error)]))
}
