//! Authorization: who may call a method.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html>

use crate::aws::{ApiGatewayAuthorizerAttributes, ApiGatewayMethod};
use crate::constructs::presence::Presence;
use crate::openapi::{Credential, MethodAccess, Verb};
use crate::terraform::{Expression, List, Set, Value};

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
    /// Callers whom a function lets in.
    Function(FunctionAuthorizer),
    /// Chosen by the caller of the module, so that one module serves environments that differ in this.
    Chosen(Choice),
}

/// Scopes of an access token, of which one suffices. An empty list means that identity tokens are accepted.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html>
pub type Scopes = Value<List<String>>;

/// A choice among the kinds of authorization, made by the caller of a module.
#[derive(Debug, Clone)]
pub struct Choice {
    /// `NONE`, `API_KEY`, `AWS_IAM` or `COGNITO_USER_POOLS`; with an authorizer of the program, also `AUTHORIZER`.
    pub kind: Value<String>,
    /// The authorizer for tokens.
    pub authorizer: CognitoAuthorizer,
    /// The scopes, of which a token must have one.
    pub scopes: Scopes,
    /// The authorizer of the program itself.
    pub own: Option<Box<OwnAuthorizer>>,
}

/// An authorizer of the program itself, which the environment may choose.
#[derive(Debug, Clone)]
pub struct OwnAuthorizer {
    kind: &'static str,
    id: Value<String>,
    scopes: Option<Scopes>,
}

/// The kinds to choose from.
pub(super) const KINDS: [&str; 4] = ["NONE", "API_KEY", "AWS_IAM", COGNITO];

/// The kind that chooses the program's own authorizer.
pub(super) const AUTHORIZER: &str = "AUTHORIZER";

const CUSTOM: &str = "CUSTOM";

pub(super) const COGNITO: &str = "COGNITO_USER_POOLS";

/// An authorizer for tokens of Cognito user pools.
#[derive(Debug, Clone)]
pub struct CognitoAuthorizer {
    pub(super) attributes: ApiGatewayAuthorizerAttributes,
    pub(super) presence: Presence,
}

/// An authorizer that is a function.
#[derive(Debug, Clone)]
pub struct FunctionAuthorizer {
    pub(super) attributes: ApiGatewayAuthorizerAttributes,
    /// What a client sends to it.
    pub(super) credentials: Vec<Credential>,
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
            Self::Function(authorizer) => ApiGatewayMethod {
                authorization: CUSTOM.into(),
                authorizer_id: Some(authorizer.attributes.id()),
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
            Self::Cognito(_, scopes) => MethodAccess::Cognito(texts(scopes)),
            Self::Function(authorizer) => MethodAccess::Function(authorizer.credentials.clone()),
            Self::Environment | Self::Chosen(_) => MethodAccess::Environment,
        }
    }
}

impl From<&FunctionAuthorizer> for Authorization {
    fn from(authorizer: &FunctionAuthorizer) -> Self {
        Self::Function(authorizer.clone())
    }
}

/// The scopes that the program itself names.
fn texts(scopes: &Scopes) -> Vec<String> {
    let Expression::List(scopes) = scopes.expression() else { return Vec::new() };
    let text = |scope: &Expression| if let Expression::Text(text) = scope { Some(text.clone()) } else { None };
    scopes.iter().filter_map(text).collect()
}

impl OwnAuthorizer {
    /// The authorizer of an authorization, if it has one.
    pub(super) fn of(authorization: &Authorization) -> Option<Box<Self>> {
        let own = match authorization {
            Authorization::Cognito(authorizer, scopes) => {
                Self { kind: COGNITO, id: authorizer.id(), scopes: Some(scopes.clone()) }
            }
            Authorization::Function(authorizer) => Self { kind: CUSTOM, id: authorizer.attributes.id(), scopes: None },
            _ => return None,
        };
        Some(Box::new(own))
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
        let (mut kind, mut own_scopes, mut own_id) = (self.kind.clone(), Value::null(), Value::null());
        if let Some(own) = &self.own {
            let is_own = self.is(AUTHORIZER);
            kind = is_own.choose(own.kind, kind);
            own_id = is_own.choose(&own.id, Value::null());
            if let Some(scopes) = &own.scopes {
                own_scopes = is_own.choose(scopes.to_set(), Value::null());
            }
        }
        ApiGatewayMethod {
            api_key_required: Some(self.is("API_KEY")),
            authorization: self.is("API_KEY").choose("NONE", kind),
            authorization_scopes: Some(self.is(COGNITO).choose(scopes, own_scopes)),
            authorizer_id: Some(self.is(COGNITO).choose(self.authorizer.id(), own_id)),
            ..method
        }
    }
}
