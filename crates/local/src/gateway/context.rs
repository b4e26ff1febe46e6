//! `$context`: the variables that mappings, templates, gateway responses and access logs read.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html>

use std::borrow::Cow;

use gelato_vtl::api_gateway::{IDENTITY_MEMBERS, RequestRef};
use serde_json::{Map, Value, json};

use super::progress::Progress;
use super::request::Request;
use crate::stack::rest_api::template::ContextMembers;

/// `$context` of a request, as far as the request has come.
#[derive(Clone, Copy)]
pub(crate) struct Context<'c, 'g> {
    pub(crate) request: &'c Request<'g>,
    pub(crate) progress: &'c Progress<'g>,
}

/// The members of `$context` in templates that are text.
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

impl<'c, 'g> Context<'c, 'g> {
    pub(crate) fn new(request: &'c Request<'g>, progress: &'c Progress<'g>) -> Self {
        Self { request, progress }
    }

    /// The variable with this name, such as `identity.sourceIp`.
    pub(crate) fn variable(self, name: &str) -> Option<Cow<'c, str>> {
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

    fn plain(self, name: &str) -> Option<Cow<'c, str>> {
        let Self { request, progress } = self;
        let number = |number: u128| Cow::Owned(number.to_string());
        let text = match name {
            "accountId" => Cow::Borrowed(request.api.account_id.as_str()),
            "apiId" => Cow::Borrowed(request.api.id.as_str()),
            "deploymentId" => Cow::Borrowed(request.stage.deployment_id.as_str()),
            "domainName" => Cow::Borrowed(request.host()),
            "domainPrefix" => Cow::Borrowed(request.host().split('.').next()?),
            "extendedRequestId" => Cow::Borrowed(request.extended_id.as_str()),
            "httpMethod" => Cow::Borrowed(request.http_method.as_str()),
            "path" => Cow::Borrowed(request.path.as_str()),
            "protocol" => Cow::Borrowed("HTTP/1.1"),
            "requestId" | "awsEndpointRequestId" => Cow::Borrowed(request.id.as_str()),
            "requestTime" => Cow::Owned(request.time()),
            "requestTimeEpoch" => Cow::Owned(request.epoch_milliseconds().to_string()),
            "resourceId" => Cow::Borrowed(progress.method?.resource_id.as_str()),
            "resourcePath" => Cow::Borrowed(progress.method?.resource_path.as_str()),
            "operationName" => Cow::Borrowed(progress.method?.operation_name.as_deref()?),
            "stage" => Cow::Borrowed(request.stage.name.as_str()),
            "xrayTraceId" => Cow::Borrowed(request.trace.strip_prefix("Root=")?.split(';').next()?),
            "status" => number(progress.status?.into()),
            "responseLength" => number(progress.response_length? as u128),
            "responseLatency" => number(request.started.elapsed().as_millis()),
            "integrationStatus" | "integration.status" => number(progress.integration_status?.into()),
            "integrationLatency" | "integration.latency" => number(progress.integration_latency?.as_millis()),
            _ => return None,
        };
        Some(text)
    }

    fn identity(self, member: &str) -> Option<Cow<'c, str>> {
        let identity = &self.progress.identity;
        let signer = identity.signer.as_ref();
        let known = match member {
            "sourceIp" => return Some(Cow::Owned(self.request.source.to_string())),
            "userAgent" => self.request.header("User-Agent"),
            "apiKey" => identity.api_key.as_deref(),
            "apiKeyId" => identity.api_key_id.as_deref(),
            "accountId" => signer.map(|signer| signer.account_id.as_str()),
            "caller" | "user" => signer.map(|signer| signer.user.as_str()),
            "userArn" => signer.map(|signer| signer.user_arn.as_str()),
            "accessKey" => signer.map(|signer| signer.access_key.as_str()),
            _ => None,
        };
        known.map(Cow::Borrowed)
    }

    fn authorizer(self, path: &str) -> Option<String> {
        let authorizer = &self.progress.identity.authorizer;
        let value = match path.strip_prefix("claims.") {
            Some(claim) => authorizer.get("claims")?.get(claim),
            None => authorizer.get(path),
        };
        match value? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        }
    }

    fn error(self, member: &str) -> Option<Cow<'c, str>> {
        let error = self.progress.error.as_ref()?;
        match member {
            "message" => error.message.as_str().map(Cow::Borrowed),
            "messageString" => Some(Cow::Owned(error.message.to_string())),
            "responseType" => Some(Cow::Borrowed(error.response_type)),
            "validationErrorString" => error.validation.as_deref().map(|reason| Cow::Owned(json_escaped(reason))),
            _ => None,
        }
    }

    /// The members of `$context` that a template reads.
    pub(crate) fn members(self, read: &ContextMembers) -> Map<String, Value> {
        match read {
            ContextMembers::All => {
                let members = MEMBERS.into_iter().chain(["identity"]);
                members
                    .chain((!self.progress.identity.authorizer.is_empty()).then_some("authorizer"))
                    .map(|name| self.member(name))
                    .collect()
            }
            ContextMembers::Named(names) => {
                let known = names.iter().filter(|name| !name.ends_with("Override"));
                known.map(|name| self.member(name)).filter(|(_, value)| !value.is_null()).collect()
            }
        }
    }

    fn member(self, name: &str) -> (String, Value) {
        let value = match name {
            "identity" => self.identity_members(),
            "authorizer" => Value::Object(self.progress.identity.authorizer.clone()),
            "requestTimeEpoch" => json!(self.request.epoch_milliseconds()),
            _ => self.plain(name).map_or(Value::Null, |text| Value::String(text.into_owned())),
        };
        (name.to_owned(), value)
    }

    /// `$context.identity`, which the event of a function holds as well.
    pub(crate) fn identity_members(self) -> Value {
        let with_key = ["apiKey", "apiKeyId"].into_iter().filter(|_| self.progress.identity.api_key.is_some());
        let members = IDENTITY_MEMBERS.into_iter().chain(with_key);
        members
            .map(|name| (name, self.identity(name).map_or(Value::Null, |text| Value::String(text.into_owned()))))
            .collect()
    }

    /// The input of a template that reads these members of `$context` and this body.
    pub(crate) fn template_input<'r>(self, context: &'r Map<String, Value>, body: &'r str) -> RequestRef<'r>
    where
        'c: 'r,
    {
        RequestRef {
            body,
            path: &self.progress.path_parameters,
            querystring: &self.request.query_parameters,
            header: &self.request.headers,
            context,
            stage_variables: self.request.stage_variables,
            variables: &[],
        }
    }
}

/// A text as it is written between the quotes of a JSON string.
fn json_escaped(text: &str) -> String {
    let json = Value::from(text).to_string();
    json[1..json.len() - 1].to_owned()
}
