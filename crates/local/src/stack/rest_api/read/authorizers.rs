//! Reads the authorizers of an API, and finds that of each method.

use std::collections::BTreeMap;
use std::sync::Arc;

use gelato_vtl::JavaPattern;

use super::super::authorizer::{Authorizer, AuthorizerKind};
use super::super::endpoint::Uri;
use super::super::mapping::{Source, request_source};
use super::super::method::Authorization;
use super::method_arguments::MethodArguments;
use super::reader::{Definition, Reader};
use crate::resource::Resource;
use crate::stack::arguments::Arguments;

/// The authorization of a method whose own cannot be read. A finding keeps the method from running.
const UNKNOWN: Authorization = Authorization::Iam;

/// The authorizers of an API, by id.
pub(super) type Authorizers = BTreeMap<String, Arc<Authorizer>>;

impl<'r> Reader<'r> {
    pub(super) fn authorizers(&mut self, definition: &Definition) -> Authorizers {
        let mut authorizers = BTreeMap::new();
        for resource in self.of_api("aws_api_gateway_authorizer", &definition.id) {
            if let Some(authorizer) = self.with(resource, authorizer) {
                authorizers.insert(authorizer.id.clone(), Arc::new(authorizer));
            }
        }
        authorizers
    }

    pub(super) fn authorization(
        &mut self,
        resource: &'r Resource,
        read: &MethodArguments,
        authorizers: &Authorizers,
    ) -> Authorization {
        let kind = read.authorization.as_str();
        match kind {
            "NONE" => return Authorization::None,
            "AWS_IAM" => return Authorization::Iam,
            "COGNITO_USER_POOLS" | "CUSTOM" => {}
            _ => {
                let message =
                    format!("`authorization` is `{kind}`; it must be NONE, AWS_IAM, COGNITO_USER_POOLS or CUSTOM");
                self.unusable(resource, message);
                return UNKNOWN;
            }
        }
        let id = read.authorizer_id.as_deref().unwrap_or_default();
        let Some(found) = authorizers.get(id) else {
            self.unusable(resource, format!("`authorizer_id` is `{id}`: Invalid authorizer ID specified"));
            return UNKNOWN;
        };
        let is_pool = matches!(found.kind, AuthorizerKind::Cognito { .. });
        if is_pool != (kind == "COGNITO_USER_POOLS") {
            let message =
                format!("`authorization` is `{kind}`, and its authorizer `{}` is of another type", found.name);
            self.unusable(resource, message);
        }
        match kind {
            "CUSTOM" => Authorization::Custom(Arc::clone(found)),
            _ => Authorization::Cognito(Arc::clone(found), read.scopes.iter().cloned().collect()),
        }
    }
}

fn authorizer(arguments: &mut Arguments<'_>) -> Option<Authorizer> {
    arguments.harmless(&["rest_api_id", "authorizer_credentials"]);
    // Answers of a function are not cached: it is invoked for every request.
    arguments.harmless(&["authorizer_result_ttl_in_seconds"]);
    let kind = arguments.text("type").unwrap_or_else(|| "TOKEN".to_owned());
    let kind = match kind.as_str() {
        "COGNITO_USER_POOLS" => cognito(arguments),
        "TOKEN" => token(arguments),
        "REQUEST" => request(arguments),
        _ => {
            arguments.unusable(format!("`type` is `{kind}`; it must be TOKEN, REQUEST or COGNITO_USER_POOLS"));
            None
        }
    };
    Some(Authorizer { id: arguments.required("id"), name: arguments.required("name"), kind: kind? })
}

fn cognito(arguments: &mut Arguments<'_>) -> Option<AuthorizerKind> {
    Some(AuthorizerKind::Cognito { pool_arns: arguments.list("provider_arns"), header: header(arguments)? })
}

fn token(arguments: &mut Arguments<'_>) -> Option<AuthorizerKind> {
    let pattern = arguments.text("identity_validation_expression").filter(|pattern| !pattern.is_empty());
    let pattern = pattern.map(|pattern| JavaPattern::new(&pattern));
    if let Some(Err(error)) = &pattern {
        arguments.unusable(format!("`identity_validation_expression` is not a regular expression: {error}"));
    }
    Some(AuthorizerKind::Token {
        uri: function(arguments)?,
        header: header(arguments)?,
        pattern: pattern.and_then(Result::ok),
    })
}

fn request(arguments: &mut Arguments<'_>) -> Option<AuthorizerKind> {
    let text = arguments.text("identity_source").unwrap_or_default();
    let mut identity = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match request_source(part) {
            Some(Source::Body(_)) | None => {
                arguments.unusable(format!(
                    "`identity_source` has `{part}`; allowed are method.request.header.NAME, \
                     .querystring.NAME, context.NAME and stageVariables.NAME"
                ));
            }
            Some(source) => identity.push(source),
        }
    }
    Some(AuthorizerKind::Request { uri: function(arguments)?, identity })
}

fn function(arguments: &mut Arguments<'_>) -> Option<Uri> {
    let uri = Uri::parse(&arguments.required("authorizer_uri"), true);
    if let Err(error) = &uri {
        arguments.unusable(format!("`authorizer_uri`: {error}"));
    }
    uri.ok()
}

/// The header that holds the token.
fn header(arguments: &mut Arguments<'_>) -> Option<String> {
    let source = arguments.text("identity_source").unwrap_or_else(|| "method.request.header.Authorization".to_owned());
    let Some(Source::Header(header)) = request_source(&source) else {
        arguments.unusable(format!("`identity_source` is `{source}`; it must be method.request.header.NAME"));
        return None;
    };
    Some(header)
}
