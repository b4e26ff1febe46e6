//! Authorizers, which check the tokens of Cognito user pools.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html>

use crate::aws::{ApiGatewayAuthorizer, ApiGatewayAuthorizerRequired};
use crate::constructs::cognito::{Scope, UserPool};
use crate::constructs::presence::{Presence, one_where};
use crate::terraform::{Configure as _, List, Meta, Set, Value};

use super::authorization::{Authorization, COGNITO, CognitoAuthorizer};
use super::definition;
use super::routes::Routes;

/// How long API Gateway may reuse the result of a token's check, in seconds.
const TOKEN_CACHE_SECONDS: i64 = 300;

impl CognitoAuthorizer {
    /// Callers who send an identity token.
    pub fn identity(&self) -> Authorization {
        Authorization::Cognito(self.clone(), Vec::<Value<String>>::new().into())
    }

    /// Callers who send an access token that has one of these scopes. An empty list does not compile: API Gateway would accept
    /// identity tokens instead.
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// # fn describe(api: &mut Routes, people: &UserPool, read: &Scope, orders: &Item) {
    /// let people = api.user_pool_authorizer("people", people);
    /// api.get("orders/{id}", orders.get().authorized(people.with_scope([read])));
    /// # }
    /// ```
    pub fn with_scope<const N: usize>(&self, scopes: [&Scope; N]) -> Authorization {
        const { assert!(N > 0, "name a scope; `identity()` accepts identity tokens") };
        Authorization::Cognito(self.clone(), scopes.map(Scope::name).into())
    }
}

impl Routes<'_> {
    /// Declares an authorizer for tokens of a user pool, which may be declared in another module.
    #[track_caller]
    pub fn user_pool_authorizer(&self, id: &str, pool: &UserPool) -> CognitoAuthorizer {
        let authorizer = self.authorizer(id, [pool.arn()].into());
        let attributes = self.module.resource(id, authorizer.with_meta(definition::meta()));
        CognitoAuthorizer { attributes, presence: Presence::Always }
    }

    /// Declares an authorizer for tokens of these user pools; with an empty list, Terraform creates none.
    #[track_caller]
    pub fn cognito_authorizer(&self, id: &str, user_pool_arns: Value<List<String>>) -> CognitoAuthorizer {
        let needed = user_pool_arns.length().is_above(0);
        let authorizer = self.authorizer(id, user_pool_arns.to_set());
        let meta = Meta { count: Some(one_where(&needed)), ..definition::meta() };
        let presence = Presence::of(&meta);
        CognitoAuthorizer {
            attributes: presence.attributes(self.module.resource(id, authorizer.with_meta(meta))),
            presence,
        }
    }
    fn authorizer(&self, id: &str, pools: Value<Set<String>>) -> ApiGatewayAuthorizer {
        ApiGatewayAuthorizer {
            authorizer_result_ttl_in_seconds: Some(TOKEN_CACHE_SECONDS.into()),
            identity_source: Some("method.request.header.Authorization".into()),
            provider_arns: Some(pools),
            r#type: Some(COGNITO.into()),
            ..ApiGatewayAuthorizer::new(ApiGatewayAuthorizerRequired { name: id.into(), rest_api_id: self.id() })
        }
    }
}
