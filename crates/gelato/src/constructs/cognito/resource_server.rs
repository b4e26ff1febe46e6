//! Resource servers: the scopes that access tokens of a user pool can have.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html>

use crate::aws::{
    CognitoResourceServer, CognitoResourceServerAttributes, CognitoResourceServerRequired, CognitoResourceServerScope,
    CognitoResourceServerScopeRequired,
};
use crate::modules::ModuleScope;
use crate::terraform::{Refusal, Value, concat};

use super::user_pool::UserPool;

/// A scope of a resource server, such as `shop/read`.
#[derive(Debug, Clone)]
pub struct Scope {
    pub(super) pool: UserPool,
    server: CognitoResourceServerAttributes,
    /// The part after the server.
    ending: String,
    name: String,
}

impl Scope {
    /// Its name in tokens, such as `shop/read`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name as a value that waits for the resource server.
    pub(super) fn declared(&self) -> Value<String> {
        concat([self.server.identifier(), format!("/{}", self.ending).into()])
    }
}

impl UserPool {
    /// Declares a resource server with these scopes and their descriptions, and returns the scopes in the same order. The
    /// logical name is also the identifier, with which the scopes' names begin.
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// # fn describe(m: &Module, people: &UserPool) {
    /// let [read, write] = people.resource_server(m, "shop", [("read", "See orders"), ("write", "Change orders")]);
    /// assert_eq!(read.name(), "shop/read");
    /// # }
    /// ```
    #[track_caller]
    pub fn resource_server<const N: usize>(
        &self,
        module: &ModuleScope,
        id: &str,
        scopes: [(&str, &str); N],
    ) -> [Scope; N] {
        for problem in problems(&scopes) {
            module.refuse(problem.within(format_args!("resource server `{id}`")));
        }
        let declared = scopes.map(|(name, description)| {
            CognitoResourceServerScope::new(CognitoResourceServerScopeRequired {
                scope_description: description.into(),
                scope_name: name.into(),
            })
        });
        let server = CognitoResourceServer {
            scope: declared.into(),
            ..CognitoResourceServer::new(CognitoResourceServerRequired {
                identifier: id.into(),
                name: id.into(),
                user_pool_id: self.id(),
            })
        };
        let server = module.resource(id, server);
        scopes.map(|(scope, _)| Scope {
            pool: self.clone(),
            server: server.clone(),
            ending: scope.to_owned(),
            name: format!("{id}/{scope}"),
        })
    }
}

/// What Cognito would refuse.
fn problems(scopes: &[(&str, &str)]) -> Vec<Refusal> {
    let mut problems = Vec::new();
    if scopes.is_empty() || scopes.len() > 100 {
        problems.push(Refusal::new(format!("it has {} scopes", scopes.len())).allowing("1 to 100"));
    }
    for (index, (name, description)) in scopes.iter().enumerate() {
        let is_allowed = |letter: char| letter.is_ascii_graphic() && !"\"\\/".contains(letter);
        if name.is_empty() || !name.chars().all(is_allowed) {
            let refused = Refusal::new(format!("`{name}` is not the name of a scope"));
            problems.push(refused.allowing("visible ASCII characters without `\"`, `\\` and `/`"));
        }
        if !(1..=256).contains(&description.chars().count()) {
            let refused = Refusal::new(format!("the description of `{name}` has the wrong length"));
            problems.push(refused.allowing("1 to 256 characters"));
        }
        if scopes[..index].iter().any(|(other, _)| other == name) {
            problems.push(Refusal::new(format!("`{name}` is declared twice")).allowing("one scope of each name"));
        }
    }
    problems
}
