//! Authorizers: user pools, and functions that decide.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html>

use gelato_vtl::JavaPattern;

use super::endpoint::Uri;
use super::mapping::Source;

/// Decides who may call a method.
#[derive(Debug)]
pub struct Authorizer {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How it decides.
    pub kind: AuthorizerKind,
}

/// How an authorizer decides.
#[derive(Debug)]
pub enum AuthorizerKind {
    /// By tokens of user pools, whose ARNs these are, in this header.
    Cognito {
        /// The pools.
        pool_arns: Vec<String>,
        /// The header.
        header: String,
    },
    /// By what a function says of the token in this header, which must match the pattern.
    Token {
        /// The function.
        uri: Uri,
        /// The header.
        header: String,
        /// What the token must look like.
        pattern: Option<JavaPattern>,
    },
    /// By what a function says of the whole request, which must have these values.
    Request {
        /// The function.
        uri: Uri,
        /// The values.
        identity: Vec<Source>,
    },
}
