//! Integrations and integration responses.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html>

use std::time::Duration;

use gelato_vtl::JavaPattern;

use super::endpoint::Uri;
use super::mapping::Mapping;
use super::template::Templates;

/// The integration of a method.
#[derive(Debug)]
pub struct Integration {
    /// The type of the integration.
    pub kind: Kind,
    /// The method of the call; empty for a mock.
    pub http_method: String,
    /// The role that API Gateway assumes for the call.
    pub credentials: Option<String>,
    /// The treatment of a body without a template.
    pub passthrough: Passthrough,
    /// The templates of the request.
    pub templates: Templates,
    /// The parameters of the request.
    pub parameters: Vec<Mapping>,
    /// The conversion between bytes and text in the request.
    pub content_handling: Option<ContentHandling>,
    /// How long the answer may take.
    pub timeout: Duration,
    /// The integration responses, by ascending status.
    pub responses: Vec<IntegrationResponse>,
}

/// The type of an integration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A service of AWS, with mappings: `AWS`.
    Aws(Uri),
    /// A function that gets the whole request: `AWS_PROXY`.
    AwsProxy(Uri),
    /// An HTTP server, with mappings: `HTTP`.
    Http(Uri),
    /// An HTTP server that gets the whole request: `HTTP_PROXY`.
    HttpProxy(Uri),
    /// Nothing: `MOCK`.
    Mock,
}

/// The treatment of a body without a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Passthrough {
    /// It is passed through.
    #[default]
    WhenNoMatch,
    /// It is passed through if there is no template at all.
    WhenNoTemplates,
    /// It is rejected.
    Never,
}

/// A conversion between bytes and text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentHandling {
    /// Base64 text becomes bytes.
    ConvertToBinary,
    /// Bytes become Base64 text.
    ConvertToText,
}

/// An integration response, which maps an answer of the integration.
#[derive(Debug)]
pub struct IntegrationResponse {
    /// The status of the method's response.
    pub status: u16,
    /// The pattern of the backend's status or a function's error message. The default response has none.
    pub pattern: Option<JavaPattern>,
    /// The templates of the response.
    pub templates: Templates,
    /// The headers of the response.
    pub parameters: Vec<Mapping>,
    /// The conversion between bytes and text in the response.
    pub content_handling: Option<ContentHandling>,
}

impl Passthrough {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "WHEN_NO_MATCH" => Some(Self::WhenNoMatch),
            "WHEN_NO_TEMPLATES" => Some(Self::WhenNoTemplates),
            "NEVER" => Some(Self::Never),
            _ => None,
        }
    }
}

impl ContentHandling {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "CONVERT_TO_BINARY" => Some(Self::ConvertToBinary),
            "CONVERT_TO_TEXT" => Some(Self::ConvertToText),
            _ => None,
        }
    }
}

impl Kind {
    /// Whether it is a proxy integration.
    pub fn is_proxy(&self) -> bool {
        matches!(self, Self::AwsProxy(_) | Self::HttpProxy(_))
    }

    /// The URI, unless it is a mock.
    pub fn uri(&self) -> Option<&Uri> {
        match self {
            Self::Aws(uri) | Self::AwsProxy(uri) | Self::Http(uri) | Self::HttpProxy(uri) => Some(uri),
            Self::Mock => None,
        }
    }

    /// Its name, such as `AWS_PROXY`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Aws(_) => "AWS",
            Self::AwsProxy(_) => "AWS_PROXY",
            Self::Http(_) => "HTTP",
            Self::HttpProxy(_) => "HTTP_PROXY",
            Self::Mock => "MOCK",
        }
    }
}
