//! Shortcuts into the values of API Gateway. Most templates read single values of a request, for which the maps around
//! them need not be built.

use super::compiled::Compiled;
use super::{Renderer, Result};
use crate::api_gateway::{Host, JsonPath, Location, Variable};
use crate::ast::{Call, Expression, ExpressionKind, Step, StepKind};
use crate::value::{Key, Value};

impl<'r> Renderer<'r> {
    /// The value of a variable, or of a variable and its first steps, and the steps that remain.
    #[inline]
    pub(super) fn start<'t>(&mut self, slot: usize, steps: &'t [Step]) -> Result<(Value, &'t [Step])> {
        match self.slots[slot] {
            Value::Host(Host::Input) if steps.first().is_some_and(|step| step.is_call("params", 0)) => {
                self.parameters(steps)
            }
            // Most references start here, and this copies no more than a word.
            Value::Host(host) => Ok((Value::Host(host), steps)),
            Value::Lazy(variable) => self.lazy(slot, variable, steps),
            ref value => Ok((value.clone(), steps)),
        }
    }

    /// A variable that is not built yet: a single value of `$context`, or the whole variable, which is kept.
    fn lazy<'t>(&mut self, slot: usize, variable: Variable, steps: &'t [Step]) -> Result<(Value, &'t [Step])> {
        if variable == Variable::Context
            && let Some((value, taken)) = self.session.context_value(steps.iter().map_while(Step::property))
        {
            let (taken, rest) = steps.split_at(taken);
            for step in taken {
                self.spend(1, step.span)?;
            }
            if let (Value::String(copied), Some(last)) = (&value, taken.last()) {
                self.budget.memory(copied.len()).map_err(|problem| problem.at(last.span))?;
            }
            return Ok((value, rest));
        }
        let value = self.session.value_of(variable);
        self.slots[slot] = value.clone();
        Ok((value, steps))
    }

    /// `$input.params().header` and `$input.params().header.get(…)`, and the same for paths and query strings.
    fn parameters<'t>(&mut self, steps: &'t [Step]) -> Result<(Value, &'t [Step])> {
        let all = || Ok((Value::Host(Host::Input), steps));
        let [params, place, rest @ ..] = steps else { return all() };
        let Some(at) = place.literal().and_then(Location::named) else { return all() };
        self.spend(1, params.span)?;
        self.spend(1, place.span)?;
        if let [step, rest @ ..] = rest
            && let Some(key) = self.looked_up(step)?
        {
            let found = self.session.parameter_at(at, &key, &mut self.budget);
            return Ok((found.map_err(|problem| problem.at(step.span))?, rest));
        }
        let found = self.session.parameters_at(at, &mut self.budget);
        Ok((found.map_err(|problem| problem.at(params.span))?, rest))
    }

    /// The key that a step looks up in a map, if the step is a property or a `get`.
    fn looked_up(&mut self, step: &Step) -> Result<Option<Key>> {
        match &step.kind {
            StepKind::Property(key) => {
                self.spend(1, step.span)?;
                Ok(Some(key.clone()))
            }
            StepKind::Method(call) if step.is_call("get", 1) => {
                self.spend(2, step.span)?;
                let key = self.value(&call.arguments[0])?;
                Key::of(&key, &mut self.budget).map(Some).map_err(|problem| problem.at(step.span))
            }
            _ => Ok(None),
        }
    }

    /// The value of an expression for a caller that only reads it: `$input.path(…)` then needs no copy.
    pub(super) fn peek(&mut self, expression: &Expression) -> Result<Value> {
        if let ExpressionKind::Reference(reference) = &expression.kind
            && let [Step { kind: StepKind::Method(call), span }] = &*reference.steps
            && let Some(path) = self.path_of(reference.slot, call)
        {
            self.spend(3 + call.arguments.len(), *span)?;
            return self.session.peek(path, &mut self.budget).map_err(|problem| problem.at(*span));
        }
        self.value(expression)
    }

    /// The path of a call of `$input.path`, if it is compiled already.
    fn path_of(&self, slot: usize, call: &Call) -> Option<&'r JsonPath> {
        match (&self.slots[slot], self.compiled.get(call)) {
            (Value::Host(Host::Input), Some(Compiled::Path(path))) if &*call.name == "path" => Some(path),
            _ => None,
        }
    }
}

impl Step {
    fn property(&self) -> Option<&Key> {
        if let StepKind::Property(key) = &self.kind { Some(key) } else { None }
    }

    fn is_call(&self, name: &str, arguments: usize) -> bool {
        matches!(&self.kind, StepKind::Method(call) if call.arguments.len() == arguments && &*call.name == name)
    }

    /// The literal key that the step looks up in a map.
    fn literal(&self) -> Option<&str> {
        match &self.kind {
            StepKind::Property(Key::Text(name)) => Some(name),
            StepKind::Method(call) if self.is_call("get", 1) => match &call.arguments[0].kind {
                ExpressionKind::String(name) => Some(name),
                _ => None,
            },
            _ => None,
        }
    }
}
