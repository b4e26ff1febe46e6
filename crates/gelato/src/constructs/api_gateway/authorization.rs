//! Authorization: who may call a method.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html>

use crate::aws::{ApiGatewayAuthorizerAttributes, ApiGatewayMethod};
use crate::constructs::presence::Presence;
use crate::openapi::{MethodAccess, Verb};
use crate::terraform::{List, Set, Value};

/// The rule that a method that writes must authenticate its callers in AWS. `Authorization::Open` is an exception to
/// it.
pub const UNAUTHENTICATED_WRITE: &str = "unauthenticated-write";

/// Authorization: who may call a method.
///
/// ```
/// use gelato::constructs::api_gateway::Authorization;
/// let signed = Authorization::Iam;
/// let open = Authorization::Open { reason: "It takes votes, and each counts once.".into() };
/// assert!(matches!((signed, open), (Authorization::Iam, Authorization::Open { .. })));
/// ```
#[derive(Debug, Clone, Default)]
pub enum Authorization {
    /// As `[api.access]` of the environment says, for methods that read and methods that write.
    #[default]
    Environment,
    /// Anyone. In AWS, refused for methods that write.
    None,
    /// Anyone, even to write, for this reason.
    Open {
        /// Why that is harmless.
        reason: String,
    },
    /// Callers who send an API key of a usage plan of the stage, in `X-Api-Key`. It distinguishes and limits callers;
    /// it does not authenticate them.
    ApiKey,
    /// Callers who sign their requests with AWS credentials that allow it.
    Iam,
    /// Callers who send a token of a user pool in `Authorization`.
    Cognito(CognitoAuthorizer, Scopes),
    /// Chosen by the caller of the module, so that one module serves environments that differ in this.
    Chosen(Choice),
}

/// Scopes of an access token, of which one suffices. An empty list means that identity tokens are accepted.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html>
pub type Scopes = Value<List<String>>;

/// A choice among the kinds of authorization, made by the caller of a module.
#[derive(Debug, Clone)]
pub struct Choice {
    /// `NONE`, `API_KEY`, `AWS_IAM` or `COGNITO_USER_POOLS`.
    pub kind: Value<String>,
    /// The authorizer for tokens.
    pub authorizer: CognitoAuthorizer,
    /// The scopes, of which a token must have one.
    pub scopes: Scopes,
}

/// The kinds to choose from.
pub(super) const KINDS: [&str; 4] = ["NONE", "API_KEY", "AWS_IAM", COGNITO];

pub(super) const COGNITO: &str = "COGNITO_USER_POOLS";

/// An authorizer for tokens of Cognito user pools.
#[derive(Debug, Clone)]
pub struct CognitoAuthorizer {
    pub(super) attributes: ApiGatewayAuthorizerAttributes,
    pub(super) presence: Presence,
}

impl CognitoAuthorizer {
    fn id(&self) -> Value<String> {
        self.presence.value(self.attributes.id())
    }
}

impl Authorization {
    /// Sets a method's arguments.
    pub(super) fn apply(&self, method: ApiGatewayMethod) -> ApiGatewayMethod {
        match self {
            Self::Environment | Self::None | Self::Open { .. } => method,
            Self::ApiKey => ApiGatewayMethod { api_key_required: Some(true.into()), ..method },
            Self::Iam => ApiGatewayMethod { authorization: "AWS_IAM".into(), ..method },
            Self::Cognito(authorizer, scopes) => ApiGatewayMethod {
                authorization: COGNITO.into(),
                authorization_scopes: Some(scopes.to_set()),
                authorizer_id: Some(authorizer.id()),
                ..method
            },
            Self::Chosen(choice) => choice.apply(method),
        }
    }

    /// Who may call, for the API's description.
    pub(super) fn described(&self) -> MethodAccess {
        match self {
            Self::None | Self::Open { .. } => MethodAccess::Anyone,
            Self::ApiKey => MethodAccess::ApiKey,
            Self::Iam => MethodAccess::Iam,
            Self::Cognito(..) => MethodAccess::Cognito,
            Self::Environment | Self::Chosen(_) => MethodAccess::Environment,
        }
    }
}

/// Who may read and who may write, where the environment chooses it.
#[derive(Debug, Clone)]
pub(super) struct Access {
    pub(super) reads: Choice,
    pub(super) writes: Choice,
}

impl Access {
    /// The authorization of a method with this verb.
    pub(super) fn of(&self, verb: Verb) -> Authorization {
        Authorization::Chosen(if verb.writes() { &self.writes } else { &self.reads }.clone())
    }
}

impl Choice {
    fn is(&self, kind: &'static str) -> Value<bool> {
        self.kind.is(kind)
    }

    fn apply(&self, method: ApiGatewayMethod) -> ApiGatewayMethod {
        let scopes: Value<Set<String>> = self.scopes.to_set();
        ApiGatewayMethod {
            api_key_required: Some(self.is("API_KEY")),
            authorization: self.is("API_KEY").choose("NONE", &self.kind),
            authorization_scopes: Some(self.is(COGNITO).choose(scopes, Value::null())),
            authorizer_id: Some(self.is(COGNITO).choose(self.authorizer.id(), Value::null())),
            ..method
        }
    }
}
