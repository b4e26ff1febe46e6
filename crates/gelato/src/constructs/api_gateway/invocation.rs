//! The grant to call a stage's methods with requests that are signed with AWS credentials.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html>

use crate::constructs::iam::Statement;
use crate::openapi::Verb;
use crate::terraform::{Value, concat};

use super::stage::Stage;

/// The methods to allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    /// Methods that read.
    Reads,
    /// Methods that write.
    Writes,
}

impl Calls {
    fn includes(self, verb: Verb) -> bool {
        verb != Verb::Options && verb.writes() == (self == Self::Writes)
    }

    fn sid(self) -> &'static str {
        match self {
            Self::Reads => "Read",
            Self::Writes => "Write",
        }
    }
}

impl Stage {
    /// Whether it has such methods.
    pub(super) fn has(&self, calls: Calls) -> bool {
        self.methods.iter().any(|(verb, _)| calls.includes(*verb))
    }

    /// Allows calling these methods.
    pub fn invoke(&self, calls: Calls) -> Statement {
        let methods = self.methods.iter().filter(|(verb, _)| calls.includes(*verb));
        Statement {
            sid: calls.sid().into(),
            actions: vec!["execute-api:Invoke".into()],
            resources: methods.map(|(verb, path)| self.method_arn(*verb, path)).collect(),
            ..Statement::default()
        }
    }

    fn method_arn(&self, verb: Verb, path: &str) -> Value<String> {
        concat([self.execution_arn(), in_arn(verb, path).into()])
    }
}

/// A method as the end of an ARN: `/GET/books/*` for a path with a parameter. An ARN has the client's verb, so that `ANY`
/// is a `*`.
pub(super) fn in_arn(verb: Verb, path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "*" } else { part });
    let path = parts.collect::<Vec<_>>().join("/");
    let verb = if verb == Verb::Any { "*" } else { verb.name() };
    if path.is_empty() { format!("/{verb}/") } else { format!("/{verb}{path}") }
}
