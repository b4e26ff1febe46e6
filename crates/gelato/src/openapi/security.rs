//! Access control as security schemes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::environment::{Access, Caller, Environment, Scope};

use super::description::{ApiDescription, Credential, MethodAccess, OperationDescription};

/// The names of the schemes.
const API_KEY: &str = "api_key";
const SIGNATURE: &str = "signature";
const TOKEN: &str = "token";

/// The schemes that an API's methods use in an environment.
pub(super) struct Schemes<'a> {
    access: Option<&'a Access>,
    own_access: Option<&'a [MethodAccess; 2]>,
    used: BTreeMap<String, Value>,
}

/// The security requirements of a method.
pub(super) struct Security {
    /// The requirements, one of which must be met. Empty if anyone may call.
    pub(super) requirements: Vec<Value>,
    /// Whether a request without a token gets 401.
    pub(super) takes_tokens: bool,
}

impl<'a> Schemes<'a> {
    pub(super) fn new(api: &'a ApiDescription, environment: &'a Environment) -> Self {
        let access = environment.settings.api.as_ref().map(|api| &api.access);
        Self { access, own_access: api.own_access.as_ref(), used: BTreeMap::new() }
    }

    /// The requirements of a method, whose schemes count as used.
    pub(super) fn of(&mut self, described: &OperationDescription) -> Security {
        let writes = described.verb.writes();
        let access = match &described.access {
            MethodAccess::Environment => self.chosen(writes),
            other => other.clone(),
        };
        let requirements = match &access {
            MethodAccess::Anyone | MethodAccess::Environment => Vec::new(),
            MethodAccess::ApiKey => self.one(API_KEY, api_key()),
            MethodAccess::Iam => self.one(SIGNATURE, signature()),
            MethodAccess::Cognito(scopes) => {
                self.used.insert(TOKEN.to_owned(), token());
                roles_of(TOKEN, scopes)
            }
            MethodAccess::Function(credentials) => vec![self.all(credentials)],
        };
        let takes_tokens = matches!(access, MethodAccess::Cognito(_) | MethodAccess::Function(_));
        Security { requirements, takes_tokens }
    }

    /// What the environment says.
    fn chosen(&self, writes: bool) -> MethodAccess {
        let Some(access) = self.access else { return MethodAccess::Anyone };
        let own = self.own_access.map(|[reads, writing]| if writes { writing } else { reads });
        match if writes { access.writes } else { access.reads } {
            Caller::None => MethodAccess::Anyone,
            Caller::ApiKey => MethodAccess::ApiKey,
            Caller::Iam => MethodAccess::Iam,
            Caller::Cognito => MethodAccess::Cognito(self.scopes(writes)),
            Caller::Authorizer => own.cloned().unwrap_or(MethodAccess::Anyone),
        }
    }

    fn scopes(&self, writes: bool) -> Vec<String> {
        let Some(cognito) = self.access.and_then(|access| access.cognito.as_ref()) else { return Vec::new() };
        let scopes = if writes { &cognito.write_scopes } else { &cognito.read_scopes };
        scopes.iter().map(|scope: &Scope| scope.as_str().to_owned()).collect()
    }

    fn one(&mut self, name: &str, scheme: Value) -> Vec<Value> {
        self.used.insert(name.to_owned(), scheme);
        roles_of(name, &[])
    }

    /// The requirement of everything that an authorizer's function reads.
    fn all(&mut self, credentials: &[Credential]) -> Value {
        let mut requirement = Map::new();
        for Credential { place, name } in credentials {
            let scheme = json!({
                "type": "apiKey",
                "in": place.name(),
                "name": name,
                "description": "What the authorizer's function checks",
                "x-amazon-apigateway-authtype": "custom",
            });
            let key = format!("{}_{}", place.name(), name.to_lowercase());
            self.used.insert(key.clone(), scheme);
            requirement.insert(key, json!([]));
        }
        Value::Object(requirement)
    }

    /// The used schemes.
    pub(super) fn components(self) -> Value {
        Value::Object(self.used.into_iter().collect())
    }
}

/// One of several scopes is enough, so that each is a separate requirement.
fn roles_of(name: &str, roles: &[String]) -> Vec<Value> {
    let requirement = |roles: &[&String]| Value::Object(Map::from_iter([(name.to_owned(), json!(roles))]));
    if roles.is_empty() { vec![requirement(&[])] } else { roles.iter().map(|role| requirement(&[role])).collect() }
}

fn api_key() -> Value {
    json!({ "type": "apiKey", "in": "header", "name": "X-Api-Key", "description": "A key of the usage plan" })
}

fn signature() -> Value {
    json!({
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "AWS Signature Version 4, made with credentials that may call the method",
        "x-amazon-apigateway-authtype": "awsSigv4",
    })
}

fn token() -> Value {
    let description = "A token of a Cognito user pool";
    json!({ "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": description })
}
