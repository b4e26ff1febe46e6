//! What is known of a request: everything that `$context` tells, gathered as the request goes its way.

use std::borrow::Cow;
use std::net::IpAddr;
use std::time::{Duration, Instant, SystemTime};

use gelato_vtl::api_gateway::Request;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::received::header;
use crate::stack::rest_api::template::Wanted;
use crate::stack::rest_api::{Method, RestApi, Stage};

/// What is known of a request.
pub(crate) struct Facts<'g> {
    pub(crate) api: &'g RestApi,
    pub(crate) stage: &'g Stage,
    pub(crate) http_method: http::Method,
    /// The path with the stage, as it was sent.
    pub(crate) path: String,
    /// The whole path, as it was sent.
    pub(crate) raw_path: String,
    /// The query, as it was sent.
    pub(crate) query: String,
    pub(crate) source: IpAddr,
    pub(crate) at: SystemTime,
    pub(crate) started: Instant,
    pub(crate) request_id: String,
    pub(crate) extended_request_id: String,
    /// `Root=1-…`, and what the client said beyond it.
    pub(crate) trace: String,
    /// What templates are rendered for; its headers and parameters are those of the request.
    pub(crate) input: Request,
    /// The path parameters as they were sent.
    pub(crate) raw_path_parameters: Vec<(String, String)>,
    pub(crate) method: Option<&'g Method>,
    pub(crate) identity: Identity,
    pub(crate) integration_status: Option<u16>,
    pub(crate) integration_latency: Option<Duration>,
    /// Whether something was called on behalf of the request; the answer then bears its trace.
    pub(crate) called: bool,
    pub(crate) error: Option<ErrorFacts>,
    pub(crate) status: u16,
    pub(crate) response_length: usize,
    /// What people should see of the request, whatever the stage logs.
    pub(crate) warnings: Vec<String>,
}

/// Who calls.
#[derive(Debug, Default)]
pub(crate) struct Identity {
    pub(crate) api_key: Option<String>,
    pub(crate) api_key_id: Option<String>,
    pub(crate) account_id: Option<String>,
    pub(crate) caller: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) user_arn: Option<String>,
    pub(crate) access_key: Option<String>,
    /// What an authorizer told.
    pub(crate) authorizer: Map<String, Value>,
}

/// What went wrong, for gateway responses and access logs.
#[derive(Debug)]
pub(crate) struct ErrorFacts {
    pub(crate) message: Value,
    pub(crate) kind: &'static str,
    pub(crate) validation: Option<String>,
}

/// The members of `$context.identity`; those that are not known are null.
const IDENTITY: [&str; 12] = [
    "cognitoIdentityPoolId",
    "accountId",
    "cognitoIdentityId",
    "caller",
    "sourceIp",
    "principalOrgId",
    "accessKey",
    "cognitoAuthenticationType",
    "cognitoAuthenticationProvider",
    "userArn",
    "userAgent",
    "user",
];

/// The members of `$context` in templates that are texts.
const MEMBERS: [&str; 15] = [
    "resourceId",
    "resourcePath",
    "httpMethod",
    "extendedRequestId",
    "requestTime",
    "path",
    "accountId",
    "protocol",
    "stage",
    "domainPrefix",
    "requestTimeEpoch",
    "requestId",
    "domainName",
    "deploymentId",
    "apiId",
];

/// As in `Wed, 07 Aug 2024 20:24:17 GMT`.
const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

const COMMON_LOG_TIME: &[BorrowedFormatItem<'_>] =
    format_description!("[day]/[month repr:short]/[year]:[hour]:[minute]:[second] +0000");

impl Facts<'_> {
    /// A header of the request, in any capitals.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.input.header, name)
    }

    /// The variable of a name, such as `identity.sourceIp`.
    pub(crate) fn variable(&self, name: &str) -> Option<Cow<'_, str>> {
        if let Some(member) = name.strip_prefix("identity.") {
            return self.identity(member);
        }
        if let Some(path) = name.strip_prefix("authorizer.") {
            return self.authorizer(path).map(Cow::Owned);
        }
        if let Some(member) = name.strip_prefix("error.") {
            return self.error(member);
        }
        self.plain(name)
    }

    fn plain(&self, name: &str) -> Option<Cow<'_, str>> {
        let number = |number: u128| Cow::Owned(number.to_string());
        let text = match name {
            "accountId" => Cow::Borrowed(self.api.account_id.as_str()),
            "apiId" => Cow::Borrowed(self.api.id.as_str()),
            "deploymentId" => Cow::Borrowed(self.stage.deployment_id.as_str()),
            "domainName" => Cow::Borrowed(self.host()),
            "domainPrefix" => Cow::Borrowed(self.host().split('.').next()?),
            "extendedRequestId" => Cow::Borrowed(self.extended_request_id.as_str()),
            "httpMethod" => Cow::Borrowed(self.http_method.as_str()),
            "path" => Cow::Borrowed(self.path.as_str()),
            "protocol" => Cow::Borrowed("HTTP/1.1"),
            "requestId" | "awsEndpointRequestId" => Cow::Borrowed(self.request_id.as_str()),
            "requestTime" => Cow::Owned(self.time()),
            "requestTimeEpoch" => Cow::Owned(self.epoch_milliseconds().to_string()),
            "resourceId" => Cow::Borrowed(self.method?.resource_id.as_str()),
            "resourcePath" => Cow::Borrowed(self.method?.resource_path.as_str()),
            "operationName" => Cow::Borrowed(self.method?.operation_name.as_deref()?),
            "stage" => Cow::Borrowed(self.stage.name.as_str()),
            "xrayTraceId" => Cow::Borrowed(self.trace.strip_prefix("Root=")?.split(';').next()?),
            "status" => number(self.status.into()),
            "responseLength" => number(self.response_length as u128),
            "responseLatency" => number(self.started.elapsed().as_millis()),
            "integrationStatus" | "integration.status" => number(self.integration_status?.into()),
            "integrationLatency" | "integration.latency" => number(self.integration_latency?.as_millis()),
            _ => return None,
        };
        Some(text)
    }

    fn identity(&self, member: &str) -> Option<Cow<'_, str>> {
        let Identity { api_key, api_key_id, account_id, caller, user, user_arn, access_key, .. } = &self.identity;
        let known = match member {
            "sourceIp" => return Some(Cow::Owned(self.source.to_string())),
            "userAgent" => return self.header("User-Agent").map(Cow::Borrowed),
            "apiKey" => api_key,
            "apiKeyId" => api_key_id,
            "accountId" => account_id,
            "caller" => caller,
            "user" => user,
            "userArn" => user_arn,
            "accessKey" => access_key,
            _ => return None,
        };
        known.as_deref().map(Cow::Borrowed)
    }

    fn authorizer(&self, path: &str) -> Option<String> {
        let value = match path.strip_prefix("claims.") {
            Some(claim) => self.identity.authorizer.get("claims")?.get(claim),
            None => self.identity.authorizer.get(path),
        };
        match value? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        }
    }

    fn error(&self, member: &str) -> Option<Cow<'_, str>> {
        let error = self.error.as_ref()?;
        match member {
            "message" => error.message.as_str().map(Cow::Borrowed),
            "messageString" => Some(Cow::Owned(error.message.to_string())),
            "responseType" => Some(Cow::Borrowed(error.kind)),
            "validationErrorString" => error.validation.as_deref().map(|reason| Cow::Owned(quotable(reason))),
            _ => None,
        }
    }

    /// `$context` for a template, as far as it reads it.
    pub(crate) fn context(&self, wanted: &Wanted) -> Map<String, Value> {
        match wanted {
            Wanted::Everything => {
                let members = MEMBERS.into_iter().chain(["identity"]);
                members
                    .chain((!self.identity.authorizer.is_empty()).then_some("authorizer"))
                    .map(|name| self.member(name))
                    .collect()
            }
            Wanted::Members(names) => {
                let known = names.iter().filter(|name| !name.ends_with("Override"));
                known.map(|name| self.member(name)).filter(|(_, value)| !value.is_null()).collect()
            }
        }
    }

    fn member(&self, name: &str) -> (String, Value) {
        let value = match name {
            "identity" => self.identities(),
            "authorizer" => Value::Object(self.identity.authorizer.clone()),
            "requestTimeEpoch" => json!(self.epoch_milliseconds()),
            _ => self.plain(name).map_or(Value::Null, |text| Value::String(text.into_owned())),
        };
        (name.to_owned(), value)
    }

    /// `$context.identity`, also as a function gets it.
    pub(crate) fn identities(&self) -> Value {
        let with_key = ["apiKey", "apiKeyId"].into_iter().filter(|_| self.identity.api_key.is_some());
        let members = IDENTITY.into_iter().chain(with_key);
        members
            .map(|name| (name, self.identity(name).map_or(Value::Null, |text| Value::String(text.into_owned()))))
            .collect()
    }

    /// The host that was asked.
    pub(crate) fn host(&self) -> &str {
        self.header("Host").unwrap_or_default()
    }

    pub(crate) fn epoch_milliseconds(&self) -> u64 {
        let since = self.at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or_default()
    }

    /// The moment of now, as headers have it.
    pub(crate) fn http_date(&self) -> String {
        let now = self.at + self.started.elapsed();
        OffsetDateTime::from(now).format(HTTP_DATE).unwrap_or_default()
    }

    /// When the request came, as in `07/Aug/2024:20:24:17 +0000`.
    pub(crate) fn time(&self) -> String {
        OffsetDateTime::from(self.at).format(COMMON_LOG_TIME).unwrap_or_default()
    }
}

/// A text as it stands between the quotes of a JSON string.
fn quotable(text: &str) -> String {
    let json = Value::from(text).to_string();
    json[1..json.len() - 1].to_owned()
}
