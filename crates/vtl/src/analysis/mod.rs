//! What a static check asks of a template: its references, and how a client's data reaches the output.
//!
//! The analysis errs to the side of reporting: a variable keeps every source that any `#set` gave it.

mod flow;
mod guard;
mod overrides;

use std::collections::HashSet;

use crate::error::Span;
use crate::template::Template;
use flow::Walker;

pub use overrides::{RepeatedOverride, repeated_overrides};

/// A reference as it stands in the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The name after the `$`.
    pub name: String,
    /// The whole of it.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// What makes a value safe for one kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Escape {
    /// `$util.escapeJavaScript(…)`: not JSON yet, for it escapes single quotes.
    JavaScript,
    /// `.replaceAll("\\'", "'")`, which makes JSON of the former.
    SingleQuotes,
    /// `$input.json(…)`: JSON text with its quotes.
    Json,
    /// `$util.urlEncode(…)`.
    Url,
    /// `$util.base64Encode(…)`.
    Base64,
    /// It is printed where `$x.matches('…') == true` holds, with a pattern of plain letters and digits.
    Pattern,
}

/// A way from what a client sends to the output.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Flow {
    /// The reference that reads the client's data.
    pub source: String,
    /// Where it stands.
    pub source_span: Span,
    /// Where the output is made; the same place where nothing is between.
    pub output_span: Span,
    /// The variables it was `#set` to, in order.
    pub through: Vec<String>,
    /// The escapes, in the order they apply.
    pub escapes: Vec<Escape>,
}

impl Flow {
    /// Whether the value is safe inside a JSON string, or is JSON itself.
    pub fn is_json_safe(&self) -> bool {
        matches!(
            self.escapes.as_slice(),
            [Escape::Json | Escape::Url | Escape::Base64]
                | [.., Escape::JavaScript, Escape::SingleQuotes]
                | [.., Escape::Pattern]
        )
    }
}

/// The answers of an analysis.
///
/// ```
/// use gelato_vtl::{Template, analysis::analyse};
/// let template = Template::parse("t", r#"#set($id = $input.params('id')){"id": "$id", "x": "$y"}"#).unwrap();
/// let analysis = analyse(&template);
/// assert_eq!(analysis.flows[0].through, ["id"]);
/// assert!(!analysis.flows[0].is_json_safe());
/// assert_eq!(analysis.undefined[0].name, "y");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Analysis {
    /// Every reference, with those inside others after them.
    pub references: Vec<Use>,
    /// The references whose variable nothing sets.
    pub undefined: Vec<Use>,
    /// The ways of client data to the output.
    pub flows: Vec<Flow>,
    /// How many assignments to `$context.responseOverride` the template has.
    pub response_overrides: usize,
}

/// The variables that API Gateway and the language set.
const KNOWN: [&str; 8] =
    ["input", "util", "context", "stageVariables", "method", "foreach", "velocityCount", "velocityHasNext"];

/// Analyses a template.
pub fn analyse(template: &Template) -> Analysis {
    let mut walker = Walker::new(template);
    walker.run();
    let set: HashSet<&str> = walker.set.iter().map(|&slot| &*template.names[slot]).collect();
    let mut analysis = walker.analysis;
    let defined = |name: &str| KNOWN.contains(&name) || set.contains(name);
    analysis.undefined = analysis.references.iter().filter(|reference| !defined(&reference.name)).cloned().collect();
    analysis
}
