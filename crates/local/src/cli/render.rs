//! `gelato-local render`: mapping templates for anyone's tests, without a gateway.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use gelato_vtl::api_gateway::Request;
use gelato_vtl::{Error, Template};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// What the command takes: nothing, the work is on standard input.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {}

/// One line of the input.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Work<'a> {
    template: String,
    #[serde(default, borrow)]
    variables: BTreeMap<String, &'a RawValue>,
    #[serde(default)]
    body: String,
    #[serde(default)]
    params: Params,
    #[serde(default)]
    context: Map<String, Value>,
    #[serde(default)]
    stage_variables: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Params {
    path: BTreeMap<String, String>,
    querystring: BTreeMap<String, String>,
    header: BTreeMap<String, String>,
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

#[derive(Debug, Serialize)]
struct Failure {
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

/// Renders each line of standard input; a line that cannot be rendered gives an error, and the next is read.
pub(super) fn run(_: &Arguments) -> ExitCode {
    match render_lines(io::stdin().lock(), io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn render_lines(input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    for line in input.lines() {
        serde_json::to_writer(&mut output, &render(&line?))?;
        output.write_all(b"\n")?;
    }
    output.flush()
}

fn render(line: &str) -> Outcome {
    let work: Work<'_> = match serde_json::from_str(line) {
        Ok(work) => work,
        Err(error) => return error.into(),
    };
    let (template, request) = work.request();
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

impl Work<'_> {
    fn request(self) -> (String, Request) {
        let variables = self.variables.into_iter().map(|(name, value)| (name, value.get().to_owned()));
        let request = Request {
            body: self.body,
            path: self.params.path.into_iter().collect(),
            querystring: self.params.querystring.into_iter().collect(),
            header: self.params.header.into_iter().collect(),
            context: self.context,
            stage_variables: self.stage_variables.into_iter().collect(),
            variables: variables.collect(),
        };
        (self.template, request)
    }
}

fn overrides<const N: usize>(made: [(&str, Value); N]) -> Map<String, Value> {
    made.into_iter().filter(|(_, value)| says_something(value)).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The maps of headers and parameters are there, and empty, before a template sets anything.
fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Object(members) => members.values().any(says_something),
        _ => true,
    }
}

impl From<serde_json::Error> for Outcome {
    fn from(error: serde_json::Error) -> Self {
        Self::Failed { error: Failure { message: error.to_string(), line: None, column: None } }
    }
}

impl From<Error> for Outcome {
    fn from(error: Error) -> Self {
        let error = Failure { message: error.to_string(), line: Some(error.line()), column: Some(error.column()) };
        Self::Failed { error }
    }
}
