//! Static analysis of a template: its references, and how a client's data reaches the output.
//!
//! The analysis follows every path of a rendering. A `#set` replaces the contents of a variable; where paths meet, the
//! variable may have the contents of either. In doubt it reports.

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

/// A reference in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The name after the `$`.
    pub name: String,
    /// Its whole text.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// A position in the JSON that a template writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Position {
    /// In place of a value.
    #[default]
    Value,
    /// Between the quotes of a string.
    String,
    /// One or the other, depending on the path of the rendering.
    Unknown,
}

/// A path of a client's data to the output.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Flow {
    /// The reference that reads the client's data.
    pub source: String,
    /// Its place.
    pub source_span: Span,
    /// The place of the output, which is the same for a direct one.
    pub output_span: Span,
    /// The variables that it passes through, in order.
    pub through: Vec<String>,
    /// Its escapes, in order.
    pub escapes: Vec<Escape>,
    /// The position of the output in the JSON.
    pub position: Position,
}

impl Flow {
    /// Whether the output is JSON for every text that a client may send: an escaped text in quotes, or JSON text in
    /// place of a value.
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

/// The result of an analysis.
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
    /// All references. Those inside of others follow them.
    pub references: Vec<Use>,
    /// The references to variables that are not set before.
    pub undefined: Vec<Use>,
    /// The paths of client data to the output.
    pub flows: Vec<Flow>,
    /// The number of assignments to `$context.responseOverride`.
    pub response_overrides: usize,
}

/// The variables of API Gateway and of the language.
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
