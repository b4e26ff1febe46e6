//! Access control as security schemes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::environment::{Access, Caller, Environment, Scope};

use super::description::{MethodAccess, OperationDescription};

/// The names of the schemes.
const API_KEY: &str = "api_key";
const SIGNATURE: &str = "signature";
const TOKEN: &str = "token";

/// The schemes that an API's methods use in an environment.
pub(super) struct Schemes<'a> {
    access: Option<&'a Access>,
    used: BTreeMap<&'static str, Value>,
}

/// The security requirements of a method.
pub(super) struct Security {
    /// The requirements, one of which must be met. Empty if anyone may call.
    pub(super) requirements: Vec<Value>,
    /// Whether a token is required.
    pub(super) takes_tokens: bool,
}

impl<'a> Schemes<'a> {
    pub(super) fn new(environment: &'a Environment) -> Self {
        Self { access: environment.settings.api.as_ref().map(|api| &api.access), used: BTreeMap::new() }
    }

    /// The requirements of a method, whose scheme counts as used.
    pub(super) fn of(&mut self, described: &OperationDescription) -> Security {
        let writes = described.verb.writes();
        let caller = match described.access {
            MethodAccess::Anyone => Caller::None,
            MethodAccess::ApiKey => Caller::ApiKey,
            MethodAccess::Iam => Caller::Iam,
            MethodAccess::Cognito => Caller::Cognito,
            MethodAccess::Environment => self.chosen(writes),
        };
        let Some((name, scheme)) = scheme(caller) else {
            return Security { requirements: Vec::new(), takes_tokens: false };
        };
        self.used.insert(name, scheme);
        let takes_tokens = caller == Caller::Cognito;
        let roles = if takes_tokens { self.scopes(writes) } else { Vec::new() };
        Security { requirements: roles_of(name, &roles), takes_tokens }
    }

    fn chosen(&self, writes: bool) -> Caller {
        self.access.map_or(Caller::None, |access| if writes { access.writes } else { access.reads })
    }

    fn scopes(&self, writes: bool) -> Vec<&str> {
        let Some(cognito) = self.access.and_then(|access| access.cognito.as_ref()) else { return Vec::new() };
        let scopes = if writes { &cognito.write_scopes } else { &cognito.read_scopes };
        scopes.iter().map(Scope::as_str).collect()
    }

    /// The used schemes.
    pub(super) fn components(self) -> Value {
        Value::Object(self.used.into_iter().map(|(name, scheme)| (name.to_owned(), scheme)).collect())
    }
}

/// One of several scopes is enough, so that each is a separate requirement.
fn roles_of(name: &str, roles: &[&str]) -> Vec<Value> {
    let requirement = |roles: &[&str]| Value::Object(Map::from_iter([(name.to_owned(), json!(roles))]));
    if roles.is_empty() { vec![requirement(&[])] } else { roles.iter().map(|role| requirement(&[role])).collect() }
}

fn scheme(caller: Caller) -> Option<(&'static str, Value)> {
    match caller {
        Caller::None => None,
        Caller::ApiKey => {
            let description = "A key of the usage plan";
            Some((
                API_KEY,
                json!({ "type": "apiKey", "in": "header", "name": "X-Api-Key", "description": description }),
            ))
        }
        Caller::Iam => {
            let description = "AWS Signature Version 4, made with credentials that may call the method";
            let scheme = json!({
                "type": "apiKey",
                "in": "header",
                "name": "Authorization",
                "description": description,
                "x-amazon-apigateway-authtype": "awsSigv4",
            });
            Some((SIGNATURE, scheme))
        }
        Caller::Cognito => {
            let description = "A token of a Cognito user pool";
            Some((
                TOKEN,
                json!({ "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": description }),
            ))
        }
    }
}
