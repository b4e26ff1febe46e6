//! Mapping templates: VTL with placeholders that Terraform fills.
//!
//! A template is a file next to the program. `{{name}}` is the placeholder of a value that only Terraform knows, such
//! as a table's name; everything else reaches API Gateway exactly as written. The file is read as a handlebars
//! template, so `\{{` is a literal `{{`.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html>

use std::sync::Arc;

use handlebars::Template;
use handlebars::template::{HelperTemplate, TemplateElement};

use crate::terraform::{Expression, PartOrigin, Refusal, Scope, Target, TextOrigin, Value};

/// API Gateway's limit for a template, in bytes.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html>
const LONGEST_BYTES: usize = 300 * 1024;

/// The rule that templates escape the client's data that they print. `gelato synth` checks it for every template.
pub const UNESCAPED: &str = "unescaped";

/// A mapping template with filled placeholders.
#[derive(Debug, Clone, PartialEq)]
pub struct MappingTemplate {
    parts: Vec<Expression>,
    /// Where each part was written.
    origin: TextOrigin,
    unescaped: Option<&'static str>,
}

/// An invalid mapping template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTemplate {
    /// The file is not a template with placeholders.
    #[error("{name}: {detail}")]
    Syntax {
        /// The template's name.
        name: String,
        /// The problem, with line and column.
        detail: String,
    },
    /// A placeholder without a value.
    #[error("{name}: nothing fills `{{{{{place}}}}}`; allowed: {}", quoted(known))]
    Unfilled {
        /// The template's name.
        name: String,
        /// The placeholder.
        place: String,
        /// The known placeholders.
        known: Vec<String>,
    },
    /// Longer than API Gateway allows.
    #[error("{name}: the template has {found} bytes; allowed: up to {LONGEST_BYTES}")]
    TooLong {
        /// The template's name.
        name: String,
        /// Its length in bytes.
        found: usize,
    },
}

impl From<InvalidTemplate> for Refusal {
    fn from(invalid: InvalidTemplate) -> Self {
        match invalid {
            InvalidTemplate::Syntax { name, detail } => Self::new(format!("template `{name}`: {detail}")),
            InvalidTemplate::Unfilled { name, place, known } => {
                let refused = Self::new(format!("template `{name}`: nothing fills `{{{{{place}}}}}`"));
                refused.knowing(&place, known.iter().map(String::as_str))
            }
            InvalidTemplate::TooLong { name, found } => {
                let refused = Self::new(format!("template `{name}` has {found} bytes"));
                refused.allowing(format!("up to {LONGEST_BYTES}"))
            }
        }
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

impl MappingTemplate {
    /// A template without placeholders.
    pub fn literal(text: &str) -> Self {
        Self::of("text of the program", vec![text.into()])
    }

    /// A template of literal text and values. Messages show `{{…}}` for each value.
    pub(super) fn of(name: &str, parts: Vec<Expression>) -> Self {
        let shown = |part: &Expression| match part {
            Expression::Text(text) => text.clone(),
            _ => "{{…}}".to_owned(),
        };
        let shown: Vec<_> = parts.iter().map(shown).collect();
        let mut place = PartOrigin { name: name.into(), source: shown.concat().into(), line: 1, column: 1 };
        let mut origin = TextOrigin::new();
        for text in &shown {
            origin.push(place.clone());
            (place.line, place.column) = place.after(text);
        }
        Self { parts, origin, unescaped: None }
    }

    /// Allows this template to print the client's data without an escape, and says why that is safe. `gelato synth
    /// --explain-exceptions` lists the reason.
    ///
    /// ```
    /// use gelato::constructs::api_gateway::MappingTemplate;
    /// let echo = MappingTemplate::literal("$input.body").allow_unescaped("it echoes what the same client has sent");
    /// ```
    #[must_use]
    pub fn allow_unescaped(mut self, reason: &'static str) -> Self {
        self.unescaped = Some(reason);
        self
    }

    /// Parses a template and fills its placeholders.
    ///
    /// ```
    /// use gelato::constructs::api_gateway::MappingTemplate;
    /// let template = MappingTemplate::fill("get.vtl", r#"{"TableName": "{{table}}"}"#, &[("table", "books".into())])?;
    /// # Ok::<(), gelato::constructs::api_gateway::InvalidTemplate>(())
    /// ```
    ///
    /// # Errors
    /// When the text is not a template, has a placeholder without a value, or is too long.
    pub fn fill(name: &str, source: &str, places: &[(&str, Value<String>)]) -> Result<Self, InvalidTemplate> {
        if source.len() > LONGEST_BYTES {
            return Err(InvalidTemplate::TooLong { name: name.to_owned(), found: source.len() });
        }
        let template = Template::compile(source)
            .map_err(|error| InvalidTemplate::Syntax { name: name.to_owned(), detail: error.to_string() })?;
        let parts = template.elements.iter().map(|element| part(name, element, places)).collect::<Result<_, _>>()?;
        let (name, source): (Arc<str>, Arc<str>) = (name.into(), source.into());
        let origin = template.mapping.iter().map(|place| PartOrigin {
            name: Arc::clone(&name),
            source: Arc::clone(&source),
            line: place.0,
            column: place.1,
        });
        Ok(Self { parts, origin: origin.collect(), unescaped: None })
    }

    /// This template, preceded by another.
    #[must_use]
    pub fn after(mut self, mut first: Self) -> Self {
        first.parts.append(&mut self.parts);
        first.origin.append(&mut self.origin);
        first.unescaped = first.unescaped.or(self.unescaped);
        first
    }

    /// The template as a value.
    pub fn to_value(&self) -> Value<String> {
        match self.parts.as_slice() {
            [Expression::Text(text)] => text.as_str().into(),
            parts => Value::from_expression(Expression::Template(parts.to_vec())),
        }
    }

    /// Records where an argument's template was written, and its exception if it has one.
    #[track_caller]
    pub(super) fn note(&self, scope: &Scope, target: &Target, argument: &str) {
        if let Some(reason) = self.unescaped {
            scope.except(UNESCAPED, format!("{target}.{argument}"), reason);
        }
        scope.note_origin(target.clone(), argument, self.origin.clone());
    }
}

fn part(
    name: &str,
    element: &TemplateElement,
    places: &[(&str, Value<String>)],
) -> Result<Expression, InvalidTemplate> {
    match element {
        TemplateElement::RawString(text) => Ok(text.as_str().into()),
        TemplateElement::Comment(_) => Ok("".into()),
        TemplateElement::Expression(place) => filled(name, place, places),
        other => {
            let detail = format!("only `{{{{name}}}}` is allowed here, and this is {other:?}");
            Err(InvalidTemplate::Syntax { name: name.to_owned(), detail })
        }
    }
}

fn filled(name: &str, place: &HelperTemplate, places: &[(&str, Value<String>)]) -> Result<Expression, InvalidTemplate> {
    let wanted = place.name.as_name().unwrap_or_default();
    let found = places.iter().find(|(known, _)| *known == wanted);
    found.map(|(_, value)| value.expression().clone()).ok_or_else(|| InvalidTemplate::Unfilled {
        name: name.to_owned(),
        place: wanted.to_owned(),
        known: places.iter().map(|(known, _)| (*known).to_owned()).collect(),
    })
}
