//! Who may call a method.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html>

use crate::aws::{
    ApiGatewayAuthorizer, ApiGatewayAuthorizerAttributes, ApiGatewayAuthorizerRequired, ApiGatewayMethod,
};
use crate::constructs::presence::Presence;
use crate::terraform::{Document, List, Meta, Number, Operator, Set, Value, choose, compare, length, toset};

use super::definition;
use super::rest_api::RestApi;

/// The rule that a method which writes asks who calls, where it runs in AWS. `Authorization::Open` sets it aside.
pub const UNAUTHENTICATED_WRITE: &str = "unauthenticated-write";

/// How long API Gateway may take a token for good without looking again, in seconds.
const TOKEN_CACHE_SECONDS: i64 = 300;

/// Who may call a method.
///
/// ```
/// use gelato::constructs::api_gateway::Authorization;
/// let signed = Authorization::Iam;
/// let open = Authorization::Open { reason: "It takes votes, and each counts once." };
/// assert!(matches!((signed, open), (Authorization::Iam, Authorization::Open { .. })));
/// ```
#[derive(Debug, Clone)]
pub enum Authorization {
    /// Anyone. In AWS a method that writes is refused with it.
    None,
    /// Anyone may even write, for this reason.
    Open {
        /// Why that does no harm.
        reason: &'static str,
    },
    /// Who sends a key of a usage plan of the stage, in `X-Api-Key`.
    /// It tells callers apart and limits them; it is no proof of who they are.
    ApiKey,
    /// Who signs with AWS credentials that may call it.
    Iam,
    /// Who sends a token of a user pool in `Authorization`.
    Cognito(CognitoAuthorizer, Scopes),
    /// Who the caller of the module says: one module serves environments that differ in this.
    Chosen(Choice),
}

/// Scopes of an access token, of which one is enough; with none, an identity token is taken.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html>
pub type Scopes = Value<List<String>>;

/// A choice among the kinds of authorization, made where the module is called.
#[derive(Debug, Clone)]
pub struct Choice {
    /// `NONE`, `API_KEY`, `AWS_IAM` or `COGNITO_USER_POOLS`.
    pub kind: Value<String>,
    /// What checks tokens, where they are asked for.
    pub authorizer: CognitoAuthorizer,
    /// The scopes of which a token has one.
    pub scopes: Scopes,
}

/// The names of the kinds that can be chosen.
pub(super) const KINDS: [&str; 4] = ["NONE", "API_KEY", "AWS_IAM", COGNITO];

const COGNITO: &str = "COGNITO_USER_POOLS";

/// What checks tokens of user pools.
#[derive(Debug, Clone)]
pub struct CognitoAuthorizer {
    attributes: ApiGatewayAuthorizerAttributes,
    presence: Presence,
}

impl CognitoAuthorizer {
    fn id(&self) -> Value<String> {
        self.presence.value(self.attributes.id())
    }
}

impl RestApi {
    /// Declares an authorizer for tokens of these user pools; there is none where there are no pools.
    #[track_caller]
    pub fn cognito_authorizer(
        &self,
        document: &mut Document,
        id: &str,
        user_pool_arns: Value<List<String>>,
    ) -> CognitoAuthorizer {
        let needed = compare(&length(&user_pool_arns), Operator::Above, 0_i64);
        let authorizer = ApiGatewayAuthorizer {
            authorizer_result_ttl_in_seconds: Some(TOKEN_CACHE_SECONDS.into()),
            identity_source: Some("method.request.header.Authorization".into()),
            provider_arns: Some(toset(user_pool_arns)),
            r#type: Some(COGNITO.into()),
            ..ApiGatewayAuthorizer::new(ApiGatewayAuthorizerRequired { name: id.into(), rest_api_id: self.id() })
        };
        let meta = Meta { count: Some(one_where(needed)), ..definition::meta() };
        let presence = Presence::of(&meta);
        CognitoAuthorizer { attributes: presence.attributes(document.resource_with(id, authorizer, meta)), presence }
    }
}

/// A `count`: one where it is needed.
pub(super) fn one_where(needed: Value<bool>) -> Value<Number> {
    choose(needed, 1_i64.into(), 0_i64.into())
}

impl Authorization {
    /// Sets the arguments of a method.
    pub(super) fn apply(&self, method: ApiGatewayMethod) -> ApiGatewayMethod {
        match self {
            Self::None | Self::Open { .. } => method,
            Self::ApiKey => ApiGatewayMethod { api_key_required: Some(true.into()), ..method },
            Self::Iam => ApiGatewayMethod { authorization: "AWS_IAM".into(), ..method },
            Self::Cognito(authorizer, scopes) => ApiGatewayMethod {
                authorization: COGNITO.into(),
                authorization_scopes: Some(toset(scopes.clone())),
                authorizer_id: Some(authorizer.id()),
                ..method
            },
            Self::Chosen(choice) => choice.apply(method),
        }
    }
}

impl Choice {
    fn is(&self, kind: &'static str) -> Value<bool> {
        compare(&self.kind, Operator::Equal, kind)
    }

    fn apply(&self, method: ApiGatewayMethod) -> ApiGatewayMethod {
        let scopes: Value<Set<String>> = toset(self.scopes.clone());
        ApiGatewayMethod {
            api_key_required: Some(self.is("API_KEY")),
            authorization: choose(self.is("API_KEY"), "NONE".into(), self.kind.clone()),
            authorization_scopes: Some(choose(self.is(COGNITO), scopes, Value::null())),
            authorizer_id: Some(choose(self.is(COGNITO), self.authorizer.id(), Value::null())),
            ..method
        }
    }
}
