//! What a method calls, how the request is made, and how the answer is chosen.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html>

use std::time::Duration;

use gelato_vtl::JavaPattern;

use super::endpoint::Uri;
use super::mapping::Mapping;
use super::template::Templates;

/// What a method calls.
#[derive(Debug)]
pub struct Integration {
    /// What kind of thing is called.
    pub kind: Kind,
    /// The method of the call; empty for a mock.
    pub http_method: String,
    /// The role that is assumed.
    pub credentials: Option<String>,
    /// What becomes of a body for which there is no template.
    pub passthrough: Passthrough,
    /// The templates of the request.
    pub templates: Templates,
    /// The parameters of the request.
    pub parameters: Vec<Mapping>,
    /// How bytes and text are turned into each other on the way in.
    pub content_handling: Option<ContentHandling>,
    /// How long the answer may take.
    pub timeout: Duration,
    /// The answers, by ascending status.
    pub responses: Vec<IntegrationResponse>,
}

/// What kind of thing is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A service of AWS, or a function with mapping: `AWS`.
    Aws(Uri),
    /// A function that is given the request as it is: `AWS_PROXY`.
    AwsProxy(Uri),
    /// An HTTP server, with mapping: `HTTP`.
    Http(Uri),
    /// An HTTP server that is given the request as it is: `HTTP_PROXY`.
    HttpProxy(Uri),
    /// Nothing: `MOCK`.
    Mock,
}

/// What becomes of a body for which there is no template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Passthrough {
    /// It is passed on.
    #[default]
    WhenNoMatch,
    /// It is passed on unless there is a template for another media type.
    WhenNoTemplates,
    /// It is refused.
    Never,
}

/// How bytes and text are turned into each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentHandling {
    /// Base64 text becomes bytes.
    ConvertToBinary,
    /// Bytes become Base64 text.
    ConvertToText,
}

/// An answer of an integration, and what becomes of it.
#[derive(Debug)]
pub struct IntegrationResponse {
    /// The status of the method's response.
    pub status: u16,
    /// What the backend's status, or a function's error, must look like; the default has none.
    pub pattern: Option<JavaPattern>,
    /// The templates of the response.
    pub templates: Templates,
    /// The headers of the response.
    pub parameters: Vec<Mapping>,
    /// How bytes and text are turned into each other on the way out.
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
    /// Whether the request is passed on without mapping.
    pub fn is_proxy(&self) -> bool {
        matches!(self, Self::AwsProxy(_) | Self::HttpProxy(_))
    }

    /// What is called, where anything is.
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
