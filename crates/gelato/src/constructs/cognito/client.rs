//! Clients: the programs that get tokens of a user pool, by OAuth 2.0.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html>

use crate::aws::{
    CognitoUserPoolClient, CognitoUserPoolClientAttributes, CognitoUserPoolClientRequired,
    CognitoUserPoolClientTokenValidityUnits,
};
use crate::modules::ModuleScope;
use crate::terraform::{List, Set, Value};

use super::client_check;
use super::client_props::{ClientKind, UserPoolClientProps};
use super::resource_server::Scope;
use super::user_pool::UserPool;

/// The scopes of `OpenID` Connect: who the user is, and how to reach them.
const OPENID: [&str; 2] = ["openid", "email"];

/// A client of a user pool.
#[derive(Debug, Clone)]
pub struct UserPoolClient {
    attributes: CognitoUserPoolClientAttributes,
}

impl UserPool {
    /// Declares a client: a program that gets tokens of this pool. It cannot find out whether somebody is a user, and its
    /// refresh tokens can be revoked.
    #[track_caller]
    pub fn client(&self, module: &ModuleScope, id: &str, props: UserPoolClientProps) -> UserPoolClient {
        for problem in client_check::problems(self, &props) {
            module.refuse(problem.within(format_args!("client `{id}`")));
        }
        UserPoolClient { attributes: module.resource(id, resource(self, id, props)) }
    }
}

impl UserPoolClient {
    /// The client's id: the audience of its tokens.
    pub fn id(&self) -> Value<String> {
        self.attributes.id()
    }

    /// The client's secret; empty for a browser.
    pub fn secret(&self) -> Value<String> {
        self.attributes.client_secret()
    }
}

fn resource(pool: &UserPool, id: &str, props: UserPoolClientProps) -> CognitoUserPoolClient {
    let has_users = props.kind != ClientKind::Machine;
    let openid = if has_users { &OPENID[..] } else { &[] };
    let mut scopes: Vec<Value<String>> = openid.iter().map(|scope| (*scope).into()).collect();
    scopes.extend(props.scopes.iter().map(Scope::declared));
    let scopes: Value<List<String>> = scopes.into();
    let flow = if has_users { "code" } else { "client_credentials" };
    let sign_in = has_users.then_some("ALLOW_USER_SRP_AUTH");
    let flows: Vec<_> = ["ALLOW_REFRESH_TOKEN_AUTH"].into_iter().chain(sign_in).collect();
    let flows: Value<List<String>> = flows.into();
    CognitoUserPoolClient {
        access_token_validity: Some(props.access_token_minutes),
        allowed_oauth_flows: Some([flow].into()),
        allowed_oauth_flows_user_pool_client: Some(true.into()),
        allowed_oauth_scopes: Some(set(scopes)),
        callback_urls: has_users.then(|| set(props.callback_urls)),
        enable_token_revocation: Some(true.into()),
        explicit_auth_flows: Some(set(flows)),
        generate_secret: Some((props.kind != ClientKind::Browser).into()),
        id_token_validity: Some(props.id_token_minutes),
        logout_urls: has_users.then(|| set(props.logout_urls)),
        prevent_user_existence_errors: Some("ENABLED".into()),
        refresh_token_validity: Some(props.refresh_token_days),
        supported_identity_providers: Some(["COGNITO"].into()),
        token_validity_units: vec![CognitoUserPoolClientTokenValidityUnits {
            access_token: Some("minutes".into()),
            id_token: Some("minutes".into()),
            refresh_token: Some("days".into()),
            ..CognitoUserPoolClientTokenValidityUnits::default()
        }],
        ..CognitoUserPoolClient::new(CognitoUserPoolClientRequired { name: id.into(), user_pool_id: pool.id() })
    }
}

/// The list as a set. Terraform turns one that the program spells out into a set by itself.
fn set(list: Value<List<String>>) -> Value<Set<String>> {
    Value::from_expression(list.expression().clone())
}
