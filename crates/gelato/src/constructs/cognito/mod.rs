//! Amazon Cognito: user pools, with the programs that sign users in, the scopes of their tokens, and the sign-in pages.
//!
#![doc = include_str!("../../../../../docs/constructs/user-pools.md")]

mod client;
mod client_check;
mod client_props;
mod domain;
mod grants;
mod resource_server;
mod user_pool;
mod user_pool_props;

pub use client::UserPoolClient;
pub use client_props::{ClientKind, UserPoolClientProps};
pub use domain::{UserPoolDomain, UserPoolDomainProps};
pub use resource_server::Scope;
pub use user_pool::UserPool;
pub use user_pool_props::{Mfa, PasswordPolicy, SignIn, SignUp, UserPoolProps};
