//! What a static check asks of a template: its references, and how a client's data reaches the output.
//!
//! The analysis follows every way that a rendering may take. A `#set` replaces what a variable held; where ways meet,
//! the variable may hold what it held on either. It errs to the side of reporting.

mod escape;
mod flow;
mod guard;
mod overrides;
mod reads;
mod state;
mod value;

use crate::error::Span;
use crate::template::Template;
pub use escape::Escape;
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

/// Where in the JSON that a template writes something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Position {
    /// Where a value stands.
    #[default]
    Value,
    /// Between the quotes of a string.
    String,
    /// One or the other, by the way that the template takes.
    Unknown,
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
    /// What is done to it, in the order it is done.
    pub escapes: Vec<Escape>,
    /// Where in the JSON it is put out.
    pub position: Position,
}

impl Flow {
    /// Whether the output is JSON for every text that a client may send: an escaped text between quotes, or JSON
    /// text where a value stands.
    ///
    /// ```
    /// use gelato_vtl::{Template, analysis::analyse};
    /// let safe = |source: &str| analyse(&Template::parse("t", source).unwrap()).flows.iter().all(|flow| flow.is_json_safe());
    /// assert!(!safe(r#"{"a": "$util.escapeJavaScript($input.params('a'))"}"#));
    /// assert!(safe(r#"{"a": "$util.escapeJavaScript($input.params('a')).replaceAll("\\'", "'")"}"#));
    /// assert!(safe(r#"{"a": $input.json('$.a'), "b": "$util.base64Encode($input.body)"}"#));
    /// assert!(!safe(r#"{"a": "$input.json('$.a')"}"#));
    /// assert!(safe(r#"#set($n = $input.params('n'))#if($n.matches("[0-9]+")){"n": "$n"}#end"#));
    /// ```
    pub fn is_json_safe(&self) -> bool {
        escape::is_json_safe(&self.escapes, self.position)
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
    /// The references whose variable nothing sets before they are read.
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
    let (mut analysis, reads) = (walker.analysis, walker.reads);
    let defined = |reference: &Use| KNOWN.contains(&&*reference.name) || reads.is_defined(reference.span);
    analysis.undefined = analysis.references.iter().filter(|reference| !defined(reference)).cloned().collect();
    analysis
}
