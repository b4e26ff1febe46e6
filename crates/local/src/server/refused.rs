//! Requests that are refused because of where they come from, and the answers to them.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::json;

use super::host::{Host, Origin};
use crate::service::Answer;
use crate::xml::{Element, Layout, document};

/// The reason for refusing a request.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(super) enum Refused {
    /// The request names no host or several.
    #[error("a request names its host in exactly one header `Host`")]
    Hosts,
    /// Somebody else may own the host.
    #[error(
        "`{host}` is not a host of this runtime: a web page could have pointed this name at it; hint: {hint}",
        host = .0,
        hint = allowing_host(.0)
    )]
    Host(String),
    /// The host is a custom domain.
    #[error(
        "only API stages answer under their custom domain; hint: use `localhost`, or allow the host with `--allow-host`"
    )]
    Domain,
    /// A page of another site sent the request.
    #[error("the request comes from a page of `{page}`, which may only use API stages; hint: {hint}", page = .0, hint = allowing_origin(.0))]
    Origin(String),
    /// A page of another site sent the request, and the browser does not name its origin.
    #[error(
        "the request comes from a page of another site (`Sec-Fetch-Site: {0}`), which may only use API stages; hint: open \
         the address directly, or allow the page's origin with `--allow-origin`"
    )]
    Site(String),
    /// An image on any page could have sent the request.
    #[error("`{0}` changes something, so GET needs a signature; hint: sign the request, or use POST")]
    Get(String),
}

/// The hint for a host. One that `--allow-host` would not take should not be allowed at all.
fn allowing_host(host: &str) -> String {
    match host.parse::<Host>() {
        Ok(_) => format!("`--allow-host {host}` allows it"),
        Err(_) => "name the runtime as `localhost` or by its address".to_owned(),
    }
}

/// The hint for an origin. Files and sandboxed pages all have the origin `null`, which cannot be allowed.
fn allowing_origin(origin: &str) -> String {
    match origin.parse::<Origin>() {
        Ok(_) => format!("`--allow-origin {origin}` allows it"),
        Err(_) => "serve the page over HTTP, and allow its origin with `--allow-origin`".to_owned(),
    }
}

impl Refused {
    /// The answer in the caller's protocol.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_names_only_values_that_the_command_takes() {
        let message = |refused: Refused| refused.to_string();
        assert!(message(Refused::Host("box.lan".into())).ends_with("hint: `--allow-host box.lan` allows it"));
        for host in ["", "box lan", "box:80:80"] {
            assert!(!message(Refused::Host(host.into())).contains("--allow-host"), "{host}");
        }
        let page = "http://localhost:5173";
        assert!(
            message(Refused::Origin(page.into())).ends_with("hint: `--allow-origin http://localhost:5173` allows it")
        );
        for origin in ["null", "nonsense"] {
            assert!(!message(Refused::Origin(origin.into())).contains("allows it"), "{origin}");
        }
    }
}
