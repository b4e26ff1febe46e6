//! Authorizers: Cognito user pools and Lambda functions.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html>

use gelato_vtl::JavaPattern;

use super::endpoint::Uri;
use super::mapping::Source;

/// An authorizer, which decides who may call a method.
#[derive(Debug)]
pub struct Authorizer {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: AuthorizerKind,
}

/// The type of an authorizer.
#[derive(Debug)]
pub enum AuthorizerKind {
    /// By a token of a user pool.
    Cognito {
        /// The ARNs of the user pools.
        pool_arns: Vec<String>,
        /// The header with the token.
        header: String,
    },
    /// By a function that gets the token in a header.
    Token {
        /// The function.
        uri: Uri,
        /// The header with the token.
        header: String,
        /// The pattern that the token must match.
        pattern: Option<JavaPattern>,
    },
    /// By a function that gets the whole request.
    Request {
        /// The function.
        uri: Uri,
        /// The values that the request must have.
        identity: Vec<Source>,
    },
}
