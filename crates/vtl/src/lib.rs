//! Velocity templates exactly as Amazon API Gateway runs them.
//!
//! API Gateway runs the language of Apache Velocity 1.7: undefined references are the empty string, and inline macros
//! are off. A template is parsed once and rendered many times, on any thread:
//!
//! ```
//! use gelato_vtl::{Template, api_gateway::Request};
//!
//! let template = Template::parse("put-item", r#"{"id": "$input.path('$.id')"}"#)?;
//! let request = Request { body: r#"{"id": "vanilla"}"#.to_owned(), ..Request::default() };
//! assert_eq!(template.render(&request)?.output, r#"{"id": "vanilla"}"#);
//! # Ok::<(), gelato_vtl::Error>(())
//! ```
//!
//! [`language`] is the reference of the language. [`analysis`] follows a client's data through a template. [`error`] has
//! the kinds of errors.

pub mod error;
mod limits;
mod budget;
mod scan;
mod lexer;
mod ast;
mod parser;
mod value;
mod regex;
mod eval;
pub mod api_gateway;
pub mod analysis;
pub mod language;
mod template;

pub use error::{Error, ErrorKind, Span, excerpt};
pub use limits::Limits;
pub use regex::{JavaPattern, may_backtrack};
pub use template::Template;
