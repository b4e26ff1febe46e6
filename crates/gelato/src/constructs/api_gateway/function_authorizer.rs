//! Authorizers that are functions: API Gateway asks one whether a caller may call a method.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html>

use gelato_vtl::JavaPattern;

use crate::aws::{ApiGatewayAuthorizer, ApiGatewayAuthorizerRequired};
use crate::constructs::lambda::RustFunction;
use crate::openapi::{Credential, ParameterPlace};
use crate::terraform::{Configure as _, Expression, Number, Refusal, Value, concat};

use super::authorization::FunctionAuthorizer;
use super::definition;
use super::function_call::PRINCIPAL;
use super::routes::Routes;

/// The longest that API Gateway keeps an authorizer's answer, in seconds.
const LONGEST_CACHE_SECONDS: i64 = 3600;

/// The properties of an authorizer that is a function.
///
/// ```
/// use gelato::constructs::api_gateway::{FunctionAuthorizerProps, IdentitySource};
/// let session = FunctionAuthorizerProps::request([IdentitySource::header("X-Session")]);
/// let token = FunctionAuthorizerProps { cache_seconds: 60.into(), ..FunctionAuthorizerProps::default() };
/// ```
#[derive(Debug, Clone)]
pub struct FunctionAuthorizerProps {
    /// What the function gets.
    pub input: AuthorizerInput,
    /// For how many seconds API Gateway reuses an answer for the same token or identity sources: 0 to 3,600. The default is 0,
    /// since an answer is reused for **all** methods of the API that ask the function: with another value, its policy must say
    /// what the caller may do everywhere.
    pub cache_seconds: Value<Number>,
}

/// What an authorizer's function gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthorizerInput {
    /// `TOKEN`: the value of a header. API Gateway answers 401 to a request without it.
    Token {
        /// The header.
        header: String,
        /// A regular expression that a token must match, else API Gateway answers 401 without asking the function.
        pattern: Option<String>,
    },
    /// `REQUEST`: the whole request, without its body. API Gateway answers 401 to a request that lacks one of these sources.
    Request(Vec<IdentitySource>),
}

/// A part of a request that identifies its caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentitySource {
    /// A header.
    Header(String),
    /// A parameter of the query string.
    Query(String),
    /// A variable of `$context`, such as `identity.sourceIp`.
    Context(String),
}

impl Default for FunctionAuthorizerProps {
    /// The token of the header `Authorization`, without a pattern and a cache.
    fn default() -> Self {
        Self::token("Authorization")
    }
}

impl FunctionAuthorizerProps {
    /// The function gets the value of this header.
    pub fn token(header: impl Into<String>) -> Self {
        Self { input: AuthorizerInput::Token { header: header.into(), pattern: None }, cache_seconds: 0.into() }
    }

    /// The function gets the whole request, which must have these sources.
    pub fn request(sources: impl IntoIterator<Item = IdentitySource>) -> Self {
        Self { input: AuthorizerInput::Request(sources.into_iter().collect()), cache_seconds: 0.into() }
    }
}

impl IdentitySource {
    /// A header.
    pub fn header(name: impl Into<String>) -> Self {
        Self::Header(name.into())
    }

    /// A parameter of the query string.
    pub fn query(name: impl Into<String>) -> Self {
        Self::Query(name.into())
    }

    fn name(&self) -> &str {
        let (Self::Header(name) | Self::Query(name) | Self::Context(name)) = self;
        name
    }

    fn expression(&self) -> String {
        match self {
            Self::Header(name) => format!("method.request.header.{name}"),
            Self::Query(name) => format!("method.request.querystring.{name}"),
            Self::Context(name) => format!("context.{name}"),
        }
    }

    /// What a client sends for it.
    fn credential(&self) -> Option<Credential> {
        let place = match self {
            Self::Header(_) => ParameterPlace::Header,
            Self::Query(_) => ParameterPlace::Query,
            Self::Context(_) => return None,
        };
        Some(Credential { place, name: self.name().to_owned() })
    }
}

impl Routes<'_> {
    /// Declares an authorizer that is a function, which may be declared in another module. API Gateway may call it for this
    /// authorizer only.
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// # fn describe(m: &Module, guard: &RustFunction, reports: &RustFunction) {
    /// let api = RestApi::new(m, "reports", "Reports", |api| {
    ///     let guard = api.function_authorizer("guard", guard, FunctionAuthorizerProps::default());
    ///     api.get("reports/{id}", reports.handles().authorized(&guard));
    /// });
    /// # }
    /// ```
    #[track_caller]
    pub fn function_authorizer(
        &mut self,
        id: &str,
        function: &RustFunction,
        props: FunctionAuthorizerProps,
    ) -> FunctionAuthorizer {
        for problem in problems(&props) {
            self.module.refuse(problem.within(format_args!("authorizer `{id}`")));
        }
        let function = function.callee();
        let sources = props.input.sources();
        let expressions: Vec<_> = sources.iter().map(IdentitySource::expression).collect();
        let authorizer = ApiGatewayAuthorizer {
            authorizer_result_ttl_in_seconds: Some(props.cache_seconds),
            authorizer_uri: Some(function.invoke_arn()),
            identity_source: (!expressions.is_empty()).then(|| expressions.join(",").into()),
            identity_validation_expression: props.input.pattern().map(Into::into),
            r#type: Some(props.input.kind().into()),
            ..ApiGatewayAuthorizer::new(ApiGatewayAuthorizerRequired { name: id.into(), rest_api_id: self.id() })
        };
        let attributes = self.module.resource(id, authorizer.with_meta(definition::meta()));
        let source = concat([self.attributes.execution_arn(), "/authorizers/".into(), attributes.id()]);
        function.allow(self.module, &format!("{id}_authorizer"), PRINCIPAL, source);
        for source in &sources {
            if let IdentitySource::Header(name) = source {
                self.cors.allow_header(name);
            }
        }
        let credentials = sources.iter().filter_map(IdentitySource::credential).collect();
        FunctionAuthorizer { attributes, credentials }
    }
}

impl AuthorizerInput {
    fn kind(&self) -> &'static str {
        match self {
            Self::Token { .. } => "TOKEN",
            Self::Request(_) => "REQUEST",
        }
    }

    fn sources(&self) -> Vec<IdentitySource> {
        match self {
            Self::Token { header, .. } => vec![IdentitySource::header(header)],
            Self::Request(sources) => sources.clone(),
        }
    }

    fn pattern(&self) -> Option<&str> {
        match self {
            Self::Token { pattern, .. } => pattern.as_deref(),
            Self::Request(_) => None,
        }
    }
}

/// What API Gateway would refuse.
fn problems(props: &FunctionAuthorizerProps) -> Vec<Refusal> {
    let sources = props.input.sources();
    let mut problems: Vec<_> = sources.iter().filter_map(|source| name_problem(source.name())).collect();
    problems.extend(props.input.pattern().and_then(pattern_problem));
    if let Expression::Number(seconds) = props.cache_seconds.expression() {
        let seconds = seconds.to_string();
        let is_allowed = seconds.parse::<i64>().is_ok_and(|seconds| (0..=LONGEST_CACHE_SECONDS).contains(&seconds));
        if !is_allowed {
            let found = format!("its answers are kept for {seconds} seconds");
            problems.push(Refusal::new(found).allowing(format!("0 to {LONGEST_CACHE_SECONDS}")));
        } else if seconds != "0" && sources.is_empty() {
            let found = "its answers are kept, but it has no identity source to keep them by";
            problems.push(Refusal::new(found).hint("name what identifies the caller, or set `cache_seconds` to 0"));
        }
    }
    problems
}

fn name_problem(name: &str) -> Option<Refusal> {
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_.$".contains(letter);
    if !name.is_empty() && name.chars().all(is_allowed) {
        return None;
    }
    let refused = Refusal::new(format!("`{name}` cannot be an identity source"));
    Some(refused.allowing("a name of letters, digits, `-`, `_`, `.` and `$`"))
}

fn pattern_problem(pattern: &str) -> Option<Refusal> {
    let error = JavaPattern::new(pattern).err()?;
    Some(Refusal::new(error.to_string()).allowing("a regular expression of Java"))
}
