//! The properties of a user pool's client.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html>

use crate::terraform::{List, Number, Value};

use super::resource_server::Scope;

/// The properties of a client.
///
/// ```
/// use gelato::prelude::*;
/// # fn describe(m: &Module, read: &Scope) {
/// let web = UserPoolClientProps::browser(["https://shop.example/signed-in"]).with_scopes([read]);
/// let worker = UserPoolClientProps::machine([read]);
/// let brief = UserPoolClientProps { access_token_minutes: 15.into(), ..worker };
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct UserPoolClientProps {
    /// What kind of program it is.
    pub kind: ClientKind,
    /// Where the sign-in page may send users with a code: `https`, `http` on `localhost`, or an app's own scheme. With a value
    /// such as that of `m.setting(…)`, each environment has its own.
    pub callback_urls: Value<List<String>>,
    /// Where the sign-out page may send users.
    pub logout_urls: Value<List<String>>,
    /// The scopes that its tokens may have, besides those of `OpenID` Connect.
    pub scopes: Vec<Scope>,
    /// For how many minutes an access token is valid: 5 to 1,440.
    pub access_token_minutes: Value<Number>,
    /// For how many minutes an identity token is valid: 5 to 1,440.
    pub id_token_minutes: Value<Number>,
    /// For how many days a refresh token is valid: 1 to 3,650.
    pub refresh_token_days: Value<Number>,
}

/// What kind of program a client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientKind {
    /// A page or an app, which cannot keep a secret: it gets a code, and proves with PKCE that the code is for it.
    Browser,
    /// A server that signs users in. It has a secret.
    Server,
    /// A program without users. It has a secret, and gets access tokens for it.
    Machine,
}

impl UserPoolClientProps {
    /// A page or an app, which has no secret.
    pub fn browser(callback_urls: impl Into<Value<List<String>>>) -> Self {
        Self::new(ClientKind::Browser, callback_urls.into())
    }

    /// A server that signs users in, with a secret.
    pub fn server(callback_urls: impl Into<Value<List<String>>>) -> Self {
        Self::new(ClientKind::Server, callback_urls.into())
    }

    /// A program without users, with a secret.
    pub fn machine<'s>(scopes: impl IntoIterator<Item = &'s Scope>) -> Self {
        Self::new(ClientKind::Machine, none()).with_scopes(scopes)
    }

    /// The same client, whose tokens may also have these scopes.
    #[must_use]
    pub fn with_scopes<'s>(mut self, scopes: impl IntoIterator<Item = &'s Scope>) -> Self {
        self.scopes.extend(scopes.into_iter().cloned());
        self
    }

    fn new(kind: ClientKind, callback_urls: Value<List<String>>) -> Self {
        Self {
            kind,
            callback_urls,
            logout_urls: none(),
            scopes: Vec::new(),
            access_token_minutes: 60.into(),
            id_token_minutes: 60.into(),
            refresh_token_days: 30.into(),
        }
    }
}

fn none() -> Value<List<String>> {
    Vec::<Value<String>>::new().into()
}
