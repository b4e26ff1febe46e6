//! What events are sent to by ARN: functions, queues and topics.

use form_urlencoded::Serializer;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use crate::service::{Call, Services};
use crate::sqs;

/// Sends an event to a function, which is invoked asynchronously, to a queue or to a topic.
///
/// # Errors
/// Why it did not arrive.
pub(crate) async fn send(services: &Services, arn: &str, event: &str) -> Result<(), String> {
    let service = arn.split(':').nth(2).unwrap_or_default();
    let call = match service {
        "lambda" => invoke_later(arn, event),
        "sqs" => sqs::send_message(arn, event),
        "sns" => publish(arn, event),
        _ => return Err("it is not a function, queue or topic".to_owned()),
    };
    let Some(target) = services.get(service) else { return Err("it does not run here".to_owned()) };
    let answer = target.call(call).await;
    if answer.status.is_success() { Ok(()) } else { Err(String::from_utf8_lossy(&answer.body).into_owned()) }
}

/// An asynchronous invocation of a function.
/// <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>
pub(crate) fn invoke_later(function_arn: &str, event: &str) -> Call {
    let mut headers = HeaderMap::new();
    headers.insert(HeaderName::from_static("x-amz-invocation-type"), HeaderValue::from_static("Event"));
    let path = format!("/2015-03-31/functions/{function_arn}/invocations");
    call("Invoke", path, headers, event.to_owned())
}

/// A message to a topic.
pub(crate) fn publish(topic_arn: &str, message: &str) -> Call {
    let mut form = Serializer::new(String::new());
    form.append_pair("Action", "Publish").append_pair("Version", "2010-03-31");
    form.append_pair("TopicArn", topic_arn).append_pair("Message", message);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    call("Publish", "/".to_owned(), headers, form.finish())
}

fn call(action: &str, path: String, headers: HeaderMap, body: String) -> Call {
    Call { action: Some(action.into()), method: Method::POST, path, query: None, headers, body: body.into() }
}
