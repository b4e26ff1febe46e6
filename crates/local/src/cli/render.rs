//! `gelato-local render`: renders mapping templates, for tests without a gateway.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use gelato_vtl::api_gateway::Request;
use gelato_vtl::{Error, Template};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::printable;

/// The command has no arguments: it reads standard input.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// One line of the input. Null members count as absent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with a `template`")]
struct Input<'a> {
    template: String,
    #[serde(default, borrow)]
    variables: Option<BTreeMap<String, &'a RawValue>>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    params: Option<Params>,
    #[serde(default)]
    context: Option<Map<String, Value>>,
    #[serde(default)]
    stage_variables: Option<Texts>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Params {
    path: Option<Texts>,
    querystring: Option<Texts>,
    header: Option<Texts>,
}

/// Names and values in their order, which templates can see.
#[derive(Debug, Default)]
struct Texts(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TextsVisitor).map(Self)
    }
}

struct TextsVisitor;

impl<'de> Visitor<'de> for TextsVisitor {
    type Value = Vec<(String, String)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of strings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(pair) = map.next_entry()? {
            texts.push(pair);
        }
        Ok(texts)
    }
}

fn texts(given: Option<Texts>) -> Vec<(String, String)> {
    given.unwrap_or_default().0
}

/// One line of the output.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Outcome {
    Rendered {
        output: String,
        #[serde(skip_serializing_if = "Map::is_empty")]
        context: Map<String, Value>,
    },
    Failed {
        error: Failure,
    },
}

/// An error in the template, or in the line itself if the kind is `input`.
#[derive(Debug, Serialize)]
struct Failure {
    kind: &'static str,
    message: String,
    line: usize,
    column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    excerpt: Option<String>,
}

/// Renders each line of standard input. A line that cannot be rendered gives an error, and the next one is read.
pub(super) fn run(_: &Arguments) -> ExitCode {
    match render_lines(io::stdin().lock(), io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {}", printable::block(&error.to_string()));
            ExitCode::FAILURE
        }
    }
}

fn render_lines(mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        serde_json::to_writer(&mut output, &render(line.trim_ascii()))?;
        output.write_all(b"\n")?;
        output.flush()?;
        line.clear();
    }
    Ok(())
}

fn render(line: &[u8]) -> Outcome {
    let input: Input<'_> = match serde_json::from_slice(line) {
        Ok(input) => input,
        Err(error) => return error.into(),
    };
    let (template, request) = input.request();
    let rendered = Template::parse("template", template).and_then(|template| template.render(&request));
    match rendered {
        Ok(rendered) => Outcome::Rendered {
            output: rendered.output,
            context: overrides([
                ("requestOverride", rendered.request_override),
                ("responseOverride", rendered.response_override),
            ]),
        },
        Err(error) => error.into(),
    }
}

impl Input<'_> {
    fn request(self) -> (String, Request) {
        let variables = self.variables.unwrap_or_default().into_iter();
        let params = self.params.unwrap_or_default();
        let request = Request {
            body: self.body.unwrap_or_default(),
            path: texts(params.path),
            querystring: texts(params.querystring),
            header: texts(params.header),
            context: self.context.unwrap_or_default(),
            stage_variables: texts(self.stage_variables),
            variables: variables.map(|(name, value)| (name, value.get().to_owned())).collect(),
        };
        (self.template, request)
    }
}

fn overrides<const N: usize>(made: [(&str, Value); N]) -> Map<String, Value> {
    made.into_iter().filter(|(_, value)| is_set(value)).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Whether a template set anything: the maps of headers and parameters exist before, and are empty.
fn is_set(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Object(members) => members.values().any(is_set),
        _ => true,
    }
}

impl From<serde_json::Error> for Outcome {
    fn from(error: serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        Self::Failed { error: Failure { kind: "input", message: error.to_string(), line, column, excerpt: None } }
    }
}

impl From<Error> for Outcome {
    fn from(error: Error) -> Self {
        Self::Failed {
            error: Failure {
                kind: error.kind().name(),
                message: error.kind().to_string(),
                line: error.line(),
                column: error.column(),
                excerpt: Some(error.excerpt().to_owned()),
            },
        }
    }
}
