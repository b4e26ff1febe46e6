//! Authorizers, which check the tokens of Cognito user pools.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html>

use crate::aws::{ApiGatewayAuthorizer, ApiGatewayAuthorizerRequired};
use crate::constructs::presence::{Presence, one_where};
use crate::terraform::{List, Meta, Value};

use super::authorization::{COGNITO, CognitoAuthorizer};
use super::definition;
use super::routes::Routes;

/// How long API Gateway may reuse the result of a token's check, in seconds.
const TOKEN_CACHE_SECONDS: i64 = 300;

impl Routes<'_> {
    /// Declares an authorizer for tokens of these user pools; with an empty list, Terraform creates none.
    #[track_caller]
    pub fn cognito_authorizer(&self, id: &str, user_pool_arns: Value<List<String>>) -> CognitoAuthorizer {
        let needed = user_pool_arns.length().is_above(0);
        let authorizer = ApiGatewayAuthorizer {
            authorizer_result_ttl_in_seconds: Some(TOKEN_CACHE_SECONDS.into()),
            identity_source: Some("method.request.header.Authorization".into()),
            provider_arns: Some(user_pool_arns.to_set()),
            r#type: Some(COGNITO.into()),
            ..ApiGatewayAuthorizer::new(ApiGatewayAuthorizerRequired { name: id.into(), rest_api_id: self.id() })
        };
        let meta = Meta { count: Some(one_where(&needed)), ..definition::meta() };
        let presence = Presence::of(&meta);
        CognitoAuthorizer { attributes: presence.attributes(self.module.resource_with(id, authorizer, meta)), presence }
    }
}
