//! Gateway responses: the answers of the gateway itself, which an API may customise.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html>

use std::collections::BTreeMap;

use super::mapping::Mapping;
use super::substitution::Substitution;

/// The types of gateway responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "AWS names and explains them")]
pub enum ResponseType {
    AccessDenied,
    ApiConfigurationError,
    AuthorizerConfigurationError,
    AuthorizerFailure,
    BadRequestParameters,
    BadRequestBody,
    Default4xx,
    Default5xx,
    ExpiredToken,
    IntegrationFailure,
    IntegrationTimeout,
    InvalidApiKey,
    InvalidSignature,
    MissingAuthenticationToken,
    QuotaExceeded,
    RequestTooLarge,
    ResourceNotFound,
    Throttled,
    Unauthorized,
    UnsupportedMediaType,
    WafFiltered,
}

use ResponseType as T;

/// Each type with its name, status and `x-amzn-ErrorType`.
const TYPES: [(ResponseType, &str, u16, &str); 21] = [
    (T::AccessDenied, "ACCESS_DENIED", 403, "AccessDeniedException"),
    (T::ApiConfigurationError, "API_CONFIGURATION_ERROR", 500, "InternalServerErrorException"),
    (T::AuthorizerConfigurationError, "AUTHORIZER_CONFIGURATION_ERROR", 500, "AuthorizerConfigurationException"),
    (T::AuthorizerFailure, "AUTHORIZER_FAILURE", 500, "AuthorizerFailureException"),
    (T::BadRequestParameters, "BAD_REQUEST_PARAMETERS", 400, "BadRequestException"),
    (T::BadRequestBody, "BAD_REQUEST_BODY", 400, "BadRequestException"),
    (T::Default4xx, "DEFAULT_4XX", 400, "BadRequestException"),
    (T::Default5xx, "DEFAULT_5XX", 500, "InternalServerErrorException"),
    (T::ExpiredToken, "EXPIRED_TOKEN", 403, "ExpiredTokenException"),
    (T::IntegrationFailure, "INTEGRATION_FAILURE", 504, "InternalServerErrorException"),
    (T::IntegrationTimeout, "INTEGRATION_TIMEOUT", 504, "InternalServerErrorException"),
    (T::InvalidApiKey, "INVALID_API_KEY", 403, "ForbiddenException"),
    (T::InvalidSignature, "INVALID_SIGNATURE", 403, "InvalidSignatureException"),
    (T::MissingAuthenticationToken, "MISSING_AUTHENTICATION_TOKEN", 403, "MissingAuthenticationTokenException"),
    (T::QuotaExceeded, "QUOTA_EXCEEDED", 429, "LimitExceededException"),
    (T::RequestTooLarge, "REQUEST_TOO_LARGE", 413, "RequestTooLargeException"),
    (T::ResourceNotFound, "RESOURCE_NOT_FOUND", 404, "ResourceNotFoundException"),
    (T::Throttled, "THROTTLED", 429, "TooManyRequestsException"),
    (T::Unauthorized, "UNAUTHORIZED", 401, "UnauthorizedException"),
    (T::UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", 415, "BadRequestException"),
    (T::WafFiltered, "WAF_FILTERED", 403, "ForbiddenException"),
];

impl ResponseType {
    fn entry(self) -> &'static (Self, &'static str, u16, &'static str) {
        TYPES.iter().find(|(known, ..)| *known == self).unwrap_or(&TYPES[1])
    }

    /// Its name, such as `BAD_REQUEST_BODY`.
    ///
    /// ```
    /// use gelato_local::stack::rest_api::gateway_response::ResponseType;
    /// assert_eq!(ResponseType::Throttled.name(), "THROTTLED");
    /// assert_eq!(ResponseType::named("THROTTLED"), Some(ResponseType::Throttled));
    /// ```
    pub fn name(self) -> &'static str {
        self.entry().1
    }

    /// Its status, unless an API changes it.
    pub fn status(self) -> u16 {
        self.entry().2
    }

    /// Its header `x-amzn-ErrorType`.
    pub fn error_type(self) -> &'static str {
        self.entry().3
    }

    /// The type with this name.
    pub fn named(name: &str) -> Option<Self> {
        TYPES.iter().find(|(_, known, ..)| *known == name).map(|(kind, ..)| *kind)
    }

    /// All names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TYPES.iter().map(|(_, name, ..)| *name)
    }

    /// The type whose customisation applies if an API has none for this type.
    fn fallback(self) -> Self {
        if self.status() < 500 { Self::Default4xx } else { Self::Default5xx }
    }
}

/// An API's customisation of a gateway response.
#[derive(Debug, Clone, Default)]
pub struct GatewayResponse {
    /// A status other than the default.
    pub status: Option<u16>,
    /// Templates by media type, in which variables are replaced.
    pub templates: BTreeMap<String, Substitution>,
    /// Headers.
    pub parameters: Vec<Mapping>,
}

/// All gateway responses that an API customises.
#[derive(Debug, Clone, Default)]
pub struct GatewayResponses(pub BTreeMap<ResponseType, GatewayResponse>);

impl GatewayResponses {
    /// The customisation of a type or else of its class, and the status.
    pub fn of(&self, kind: ResponseType) -> (Option<&GatewayResponse>, u16) {
        let own = self.0.get(&kind).or_else(|| self.0.get(&kind.fallback()));
        let status = own.and_then(|own| own.status);
        (own, status.unwrap_or_else(|| kind.status()))
    }
}
