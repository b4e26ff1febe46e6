//! A template: parsed once, rendered many times.

use crate::api_gateway::{Rendered, RequestRef};
use crate::ast::{Block, Tree, Variables};
use crate::error::{Error, Failure, Limit, Span};
use crate::eval::CompiledCalls;
use crate::limits::Limits;
use crate::{eval, parser};

/// Tokens keep their positions in 32 bits.
const LARGEST: usize = u32::MAX as usize;

/// A template: parsed once, rendered many times, on any thread.
///
/// ```
/// fn shared<T: Send + Sync>() {}
/// shared::<gelato_vtl::Template>();
/// ```
#[derive(Debug)]
pub struct Template {
    name: String,
    source: String,
    pub(crate) block: Block,
    pub(crate) variables: Variables,
    pub(crate) compiled: CompiledCalls,
    limits: Limits,
}

impl Template {
    /// Parses a template with the limits of API Gateway. Errors name the template.
    pub fn parse(name: impl Into<String>, source: impl Into<String>) -> Result<Self, Error> {
        Self::parse_with(name, source, Limits::default())
    }

    /// Parses a template with other limits.
    pub fn parse_with(name: impl Into<String>, source: impl Into<String>, limits: Limits) -> Result<Self, Error> {
        let (name, source) = (name.into(), source.into());
        let parsed = if source.len() > limits.template_bytes.min(LARGEST) {
            Err(Failure::new(Limit::TemplateSize, Span::default()))
        } else {
            parser::parse(&source, limits.nesting)
        };
        match parsed {
            Ok(Tree { block, variables, literal_calls }) => {
                let compiled = CompiledCalls::new(literal_calls);
                Ok(Self { name, source, block, variables, compiled, limits })
            }
            Err(failure) => Err(failure.into_error(&name, &source)),
        }
    }

    /// Renders the template for a request: a `&Request`, or a [`RequestRef`].
    pub fn render<'r>(&'r self, request: impl Into<RequestRef<'r>>) -> Result<Rendered, Error> {
        eval::render(self, request.into(), &self.limits).map_err(|failure| failure.into_error(&self.name, &self.source))
    }

    /// The name the template was parsed under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The source of the template.
    pub fn source(&self) -> &str {
        &self.source
    }
}
