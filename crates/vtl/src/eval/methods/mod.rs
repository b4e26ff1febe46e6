//! The methods that a template can call. Any other method returns nothing.

mod format;
mod list;
mod map;
mod scalar;
mod string;

use ecow::EcoString;

use super::compiled::Compiled;
use super::{Renderer, Result};
use crate::api_gateway::{Host, JsonPath, call_util};
use crate::ast::Call;
use crate::error::{Problem, Span};
use crate::regex::LiteralReplacement;
use crate::value::Value;

/// The result of a method: null where Java has no such method, and a problem where it would throw.
pub(in crate::eval) type Outcome = std::result::Result<Value, Problem>;

impl Renderer<'_> {
    pub(super) fn call(&mut self, value: &Value, call: &Call, span: Span) -> Result<Value> {
        self.spend(call.arguments.len(), span)?;
        match (value, self.compiled.get(call)) {
            (Value::Host(Host::Input), Some(Compiled::Path(path))) => return self.found(path, call, span),
            (Value::String(text), Some(Compiled::LiteralReplacement(replacement))) => {
                return self.replaced(text, replacement, span);
            }
            _ => {}
        }
        let outcome = match call.arguments.as_slice() {
            [] => self.dispatch(value, call, &[]),
            [one] => {
                let arguments = [self.value(one)?];
                self.dispatch(value, call, &arguments)
            }
            several => {
                let arguments = several.iter().map(|argument| self.value(argument)).collect::<Result<Vec<_>>>()?;
                self.dispatch(value, call, &arguments)
            }
        };
        match outcome {
            Ok(Value::Null) if &*call.name == "toString" && call.arguments.is_empty() => {
                Ok(Value::String(self.text_of(value, span)?))
            }
            outcome => outcome.map_err(|problem| problem.at(span)),
        }
    }

    /// Calls `$input.path` or `$input.json` with a compiled path.
    fn found(&mut self, path: &JsonPath, call: &Call, span: Span) -> Result<Value> {
        self.spend(1, span)?;
        let found = match &*call.name {
            "path" => self.session.path(path, &mut self.budget),
            _ => self.session.json(path, &mut self.budget),
        };
        found.map_err(|problem| problem.at(span))
    }

    /// Calls `replaceAll` with two compiled arguments. It counts as much work as evaluating them.
    fn replaced(&mut self, text: &EcoString, replacement: &LiteralReplacement, span: Span) -> Result<Value> {
        self.spend(3 + text.len() / 64, span)?;
        replacement.apply(text, &mut self.budget).map(Value::String).map_err(|problem| problem.at(span))
    }

    fn dispatch(&mut self, value: &Value, call: &Call, arguments: &[Value]) -> Outcome {
        let name = &*call.name;
        match value {
            Value::String(text) => self.call_string(text, call, arguments),
            Value::List(list) => self.call_list(value, list, name, arguments),
            Value::Map(map) => self.call_map(value, map, name, arguments),
            Value::Host(Host::Input) => self.call_input(call, arguments),
            Value::Host(Host::Util) => call_util(name, arguments, &mut self.budget),
            Value::Loop(number) => Ok(self.call_loop(*number, name)),
            _ => scalar::call(value, name, arguments, &mut self.budget),
        }
    }

    fn call_input(&mut self, call: &Call, arguments: &[Value]) -> Outcome {
        let name = &*call.name;
        match (name, arguments) {
            ("path", [Value::String(text)]) => {
                let path = self.path(text, call)?;
                self.session.path(&path, &mut self.budget)
            }
            ("json", [Value::String(text)]) => {
                let path = self.path(text, call)?;
                self.session.json(&path, &mut self.budget)
            }
            _ => self.session.call_input(name, arguments, &mut self.budget),
        }
    }

    fn call_loop(&self, number: usize, name: &str) -> Value {
        getter(name).map_or(Value::Null, |name| self.loop_property(number, &name))
    }
}

/// The property that a `getName`, `isName` or `hasName` method reads.
fn getter(name: &str) -> Option<String> {
    let rest = name
        .strip_prefix("get")
        .or_else(|| name.strip_prefix("is"))
        .or_else(|| name.starts_with("has").then_some(name))?;
    let mut characters = rest.chars();
    Some(characters.next()?.to_lowercase().chain(characters).collect())
}
