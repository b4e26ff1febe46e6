//! Requests: builds the template from a client's request to DynamoDB's.
//!
//! A template cannot answer in place of the backend. So a request that the guards refuse becomes `{}`, which DynamoDB
//! answers with a `ValidationException` for every action, and the client gets a 400.

use crate::constructs::api_gateway::MappingTemplate;
use crate::terraform::{Expression, Value};

use super::value::Input;

/// A request template under construction.
#[derive(Debug, Default)]
pub(super) struct Request {
    reads: String,
    guards: Vec<String>,
    members: Vec<String>,
}

impl Request {
    /// Reads an input, and refuses the request if the input is not allowed.
    pub(super) fn read(&mut self, input: &Input, path: &str) {
        self.reads += &input.read(path);
        self.guards.push(input.guard());
    }

    /// Adds lines before the request's body.
    pub(super) fn prepare(&mut self, lines: &str) {
        self.reads += lines;
    }

    /// Refuses the request unless a condition holds.
    pub(super) fn guard(&mut self, condition: String) {
        self.guards.push(condition);
    }

    /// Adds a member that is always there.
    pub(super) fn member(&mut self, name: &str, value: &str) {
        self.append(format!(",\n  \"{name}\": {value}"));
    }

    /// Adds text with members, each after a comma. It may contain conditions.
    pub(super) fn append(&mut self, text: String) {
        self.members.push(text);
    }

    /// Builds the template.
    pub(super) fn into_template(self, name: &str, table_name: &Value<String>) -> MappingTemplate {
        let Self { reads, guards, members } = self;
        let (opening, closing) = if guards.is_empty() {
            (String::new(), "\n".to_owned())
        } else {
            (format!("#if({})\n", guards.join("\n  && ")), "\n#else\n{}\n#end\n".to_owned())
        };
        let before: Expression = format!("{reads}{opening}{{\n  \"TableName\": \"").into();
        let after: Expression = format!("\"{}\n}}{closing}", members.concat()).into();
        MappingTemplate::of(name, vec![before, table_name.expression().clone(), after])
    }
}

/// A JSON object that spans several lines of a request.
pub(super) fn object(members: &str) -> String {
    format!("{{\n    {members}\n  }}")
}
