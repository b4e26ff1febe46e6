//! The methods that templates can call on values; others do not exist and give nothing.

mod collection;
mod format;
mod scalar;
mod string;

use super::{Renderer, Result};
use crate::error::{Failure, Span};
use crate::value::Value;

/// What a method gives: nothing where Java has no such method, and an error where it would throw.
pub(in crate::eval) type Outcome = std::result::Result<Value, String>;

impl Renderer<'_> {
    pub(super) fn call(&mut self, value: &Value, name: &str, arguments: &[Value], span: Span) -> Result<Value> {
        let outcome = match value {
            Value::String(text) => return self.call_string(text, name, arguments, span),
            Value::List(list) => self.call_list(value, list, name, arguments, span)?,
            Value::Map(map) => self.call_map(value, map, name, arguments, span)?,
            Value::Host(host) => {
                self.spend(self.session.cost(*host, name, arguments), span)?;
                self.session.call(*host, name, arguments, &mut self.work, self.limits.output_bytes)
            }
            Value::Loop(number) if name == "stop" => {
                if let Some(state) = self.loops.get_mut(*number) {
                    state.stopped = true;
                }
                Ok(Value::Null)
            }
            Value::Loop(number) => Ok(getter(name).map_or(Value::Null, |name| self.loop_property(*number, &name))),
            _ => scalar::call(value, name, arguments),
        };
        match outcome {
            Ok(Value::Null) if name == "toString" && arguments.is_empty() => {
                Ok(Value::text(self.text_of(value, span)?))
            }
            Ok(value) => Ok(value),
            Err(message) => Err(Failure::exception(message, span)),
        }
    }
}

/// The property that a `getName` or `isName` method reads.
fn getter(name: &str) -> Option<String> {
    let rest = name
        .strip_prefix("get")
        .or_else(|| name.strip_prefix("is"))
        .or_else(|| name.starts_with("has").then_some(name))?;
    let mut characters = rest.chars();
    Some(characters.next()?.to_lowercase().chain(characters).collect())
}
