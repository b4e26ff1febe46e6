//! `HTTP_PROXY`: the server's answer is the response.

use crate::gateway::method_response::MethodResponse;
use crate::gateway::outcome::IntegrationAnswer;

/// Headers that reach the client under another name.
const REMAPPED: [&str; 5] = ["connection", "content-length", "date", "server", "x-amzn-requestid"];

/// The response that passes on a server's answer.
pub(super) fn response(answer: IntegrationAnswer) -> MethodResponse {
    let mut headers = Vec::with_capacity(answer.headers.len());
    for (name, value) in &answer.headers {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        let name = name.as_str();
        if REMAPPED.contains(&name) {
            headers.push((format!("x-amzn-remapped-{name}"), value));
        } else if name != "transfer-encoding" && name != "keep-alive" {
            headers.push((name.to_owned(), value));
        }
    }
    let status = answer.outcome.status();
    MethodResponse { status, content_type: "application/json".to_owned(), headers, body: answer.body }
}
