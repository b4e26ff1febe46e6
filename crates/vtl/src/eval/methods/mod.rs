//! The methods that templates can call on values; others do not exist and give nothing.

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
use crate::regex::Exchange;
use crate::value::Value;

/// What a method gives: null where Java has no such method, and a problem where it would throw.
pub(in crate::eval) type Outcome = std::result::Result<Value, Problem>;

impl Renderer<'_> {
    pub(super) fn call(&mut self, value: &Value, call: &Call, span: Span) -> Result<Value> {
        self.spend(call.arguments.len(), span)?;
        match (value, self.compiled.get(call)) {
            (Value::Host(Host::Input), Some(Compiled::Path(path))) => return self.found(path, call, span),
            (Value::String(text), Some(Compiled::Exchange(exchange))) => {
                return self.exchanged(text, exchange, span);
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

    /// What `$input` gives for a path that was read before, which is as much work as to evaluate it.
    fn found(&mut self, path: &JsonPath, call: &Call, span: Span) -> Result<Value> {
        self.spend(1, span)?;
        let found = match &*call.name {
            "path" => self.session.path(path, &mut self.budget),
            _ => self.session.json(path, &mut self.budget),
        };
        found.map_err(|problem| problem.at(span))
    }

    /// What `replaceAll` of a text gives whose two arguments were read before, which is as much work as to evaluate them.
    fn exchanged(&mut self, text: &EcoString, exchange: &Exchange, span: Span) -> Result<Value> {
        self.spend(3 + text.len() / 64, span)?;
        exchange.made_in(text, &mut self.budget).map(Value::String).map_err(|problem| problem.at(span))
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
