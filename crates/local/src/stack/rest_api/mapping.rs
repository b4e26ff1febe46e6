//! Parameter mappings: `integration.request.header.X` from `method.request.path.y`.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html>

use std::fmt;

/// The target of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A header.
    Header(String),
    /// A parameter of the query string.
    Query(String),
    /// A parameter of the path.
    Path(String),
}

/// The source of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The last header with a name.
    Header(String),
    /// All headers with a name.
    MultiHeader(String),
    /// The last query parameter with a name.
    Query(String),
    /// All query parameters with a name.
    MultiQuery(String),
    /// A path parameter.
    Path(String),
    /// The body, or the value at a path in it.
    Body(Option<FieldPath>),
    /// A variable of the context.
    Context(String),
    /// A stage variable.
    StageVariable(String),
    /// A fixed text.
    Static(String),
}

/// A parameter mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// Its target.
    pub target: Target,
    /// Its source.
    pub source: Source,
}

/// A path into a JSON document, which consists of members and indexes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPath(Vec<Field>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Field {
    Member(String),
    Index(usize),
}

/// A text that is not a parameter mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    text: String,
    allowed: &'static str,
}

impl fmt::Display for Invalid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` is not a parameter mapping; allowed are {}", self.text, self.allowed)
    }
}

const REQUEST_TARGETS: &str = "integration.request.header.NAME, .querystring.NAME and .path.NAME";
const REQUEST_SOURCES: &str = "method.request.path.NAME, .querystring.NAME, .multivaluequerystring.NAME, .header.NAME, \
                               .multivalueheader.NAME, .body and .body.PATH, context.NAME, stageVariables.NAME and \
                               'text' in single quotes";
const RESPONSE_SOURCES: &str = "integration.response.header.NAME, .multivalueheader.NAME, .body and .body.PATH, \
                                context.NAME, stageVariables.NAME and 'text' in single quotes";

impl Mapping {
    /// A mapping of an integration's `request_parameters`.
    ///
    /// ```
    /// use gelato_local::stack::rest_api::mapping::{Mapping, Source, Target};
    /// let mapping = Mapping::request("integration.request.header.Id", "method.request.path.id")?;
    /// assert_eq!(mapping.source, Source::Path("id".into()));
    /// # Ok::<(), gelato_local::stack::rest_api::mapping::Invalid>(())
    /// ```
    pub fn request(target: &str, source: &str) -> Result<Self, Invalid> {
        let target = request_target(target).ok_or_else(|| invalid(target, REQUEST_TARGETS))?;
        let source = request_source(source).ok_or_else(|| invalid(source, REQUEST_SOURCES))?;
        Ok(Self { target, source })
    }

    /// A mapping of a response: the header `NAME` in `method.response.header.NAME`, from the integration's response.
    pub fn response(target: &str, source: &str) -> Result<Self, Invalid> {
        let header = target.strip_prefix("method.response.header.").filter(|name| !name.is_empty());
        let header = header.ok_or_else(|| invalid(target, "method.response.header.NAME"))?;
        let source = response_source(source).ok_or_else(|| invalid(source, RESPONSE_SOURCES))?;
        Ok(Self { target: Target::Header(header.to_owned()), source })
    }

    /// A mapping of a gateway response: the header `NAME` in `gatewayresponse.header.NAME`, from the request.
    pub fn gateway_response(target: &str, source: &str) -> Result<Self, Invalid> {
        let header = target.strip_prefix("gatewayresponse.header.").filter(|name| !name.is_empty());
        let header = header.ok_or_else(|| invalid(target, "gatewayresponse.header.NAME"))?;
        let source = request_source(source).ok_or_else(|| invalid(source, REQUEST_SOURCES))?;
        Ok(Self { target: Target::Header(header.to_owned()), source })
    }
}

fn invalid(text: &str, allowed: &'static str) -> Invalid {
    Invalid { text: text.to_owned(), allowed }
}

fn request_target(text: &str) -> Option<Target> {
    let (kind, name) = named(text.strip_prefix("integration.request.")?)?;
    match kind {
        "header" => Some(Target::Header(name)),
        "querystring" => Some(Target::Query(name)),
        "path" => Some(Target::Path(name)),
        _ => None,
    }
}

/// Reads the source of a request mapping.
pub fn request_source(text: &str) -> Option<Source> {
    let Some(parameter) = text.strip_prefix("method.request.") else { return common_source(text) };
    if let Some(source) = body_source(parameter) {
        return Some(source);
    }
    let (kind, name) = named(parameter)?;
    match kind {
        "path" => Some(Source::Path(name)),
        "querystring" => Some(Source::Query(name)),
        "multivaluequerystring" => Some(Source::MultiQuery(name)),
        "header" => Some(Source::Header(name)),
        "multivalueheader" => Some(Source::MultiHeader(name)),
        _ => None,
    }
}

fn response_source(text: &str) -> Option<Source> {
    let Some(parameter) = text.strip_prefix("integration.response.") else { return common_source(text) };
    if let Some(source) = body_source(parameter) {
        return Some(source);
    }
    let (kind, name) = named(parameter)?;
    match kind {
        "header" => Some(Source::Header(name)),
        "multivalueheader" => Some(Source::MultiHeader(name)),
        _ => None,
    }
}

fn common_source(text: &str) -> Option<Source> {
    if let Some(text) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        return Some(Source::Static(text.to_owned()));
    }
    if let Some(name) = text.strip_prefix("context.") {
        return Some(Source::Context(name.to_owned()));
    }
    text.strip_prefix("stageVariables.").map(|name| Source::StageVariable(name.to_owned()))
}

fn body_source(parameter: &str) -> Option<Source> {
    let path = parameter.strip_prefix("body")?;
    if path.is_empty() {
        return Some(Source::Body(None));
    }
    let path = path.strip_prefix('.').unwrap_or(path);
    FieldPath::parse(path).map(|path| Source::Body(Some(path)))
}

fn named(text: &str) -> Option<(&str, String)> {
    let (kind, name) = text.split_once('.')?;
    (!name.is_empty()).then(|| (kind, name.to_owned()))
}

impl FieldPath {
    fn parse(text: &str) -> Option<Self> {
        let mut fields = Vec::new();
        for part in text.trim_start_matches("$.").split('.') {
            let (name, mut indexes) = part.split_at(part.find('[').unwrap_or(part.len()));
            if !name.is_empty() {
                fields.push(Field::Member(name.to_owned()));
            }
            while let Some(rest) = indexes.strip_prefix('[') {
                let (inside, rest) = rest.split_once(']')?;
                fields.push(match inside.trim_matches(['\'', '"']) {
                    name if name != inside => Field::Member(name.to_owned()),
                    index => Field::Index(index.parse().ok()?),
                });
                indexes = rest;
            }
            if name.is_empty() && part.is_empty() || !indexes.is_empty() {
                return None;
            }
        }
        Some(Self(fields))
    }

    /// The value at the path: a string without quotes, or anything else as JSON.
    pub fn find(&self, document: &serde_json::Value) -> Option<String> {
        let found = self.0.iter().try_fold(document, |value, field| match field {
            Field::Member(name) => value.get(name),
            Field::Index(index) => value.get(index),
        })?;
        match found {
            serde_json::Value::Null => None,
            serde_json::Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_those_of_the_guide() {
        let source = |text| request_source(text);
        assert_eq!(source("'a.b'"), Some(Source::Static("a.b".into())));
        assert_eq!(source("context.identity.sourceIp"), Some(Source::Context("identity.sourceIp".into())));
        assert_eq!(source("method.request.multivalueheader.X"), Some(Source::MultiHeader("X".into())));
        assert_eq!(source("method.request.body"), Some(Source::Body(None)));
        assert_eq!(source("method.request.cookie.x"), None);
        assert_eq!(source("plain"), None);
        assert!(matches!(response_source("integration.response.body.a[0].b"), Some(Source::Body(Some(_)))));
        assert_eq!(response_source("method.request.header.X"), None);
    }

    #[test]
    fn a_field_path_finds_members_and_indexes() {
        let document = serde_json::json!({"a": [{"b": "text"}, {"b": [1, 2]}], "none": null});
        let find = |path: &str| FieldPath::parse(path).and_then(|path| path.find(&document));
        assert_eq!(find("a[0].b").as_deref(), Some("text"));
        assert_eq!(find("a[1]['b']").as_deref(), Some("[1,2]"));
        assert_eq!(find("none"), None);
        assert_eq!(find("a[9]"), None);
        assert_eq!(FieldPath::parse("a[x]"), None);
    }

    #[test]
    fn the_error_of_a_mapping_lists_what_is_allowed() {
        let error = Mapping::request("integration.request.header.X", "value").unwrap_err().to_string();
        assert!(
            error.starts_with("`value` is not a parameter mapping; allowed are method.request.path.NAME"),
            "{error}"
        );
    }
}
