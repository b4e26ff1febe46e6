//! Paths and patterns in the form they are used in: a literal one is kept with the template, and of those that a
//! template makes up the last few are kept with the rendering.

use std::rc::Rc;

use ecow::EcoString;

use super::Renderer;
use crate::api_gateway::JsonPath;
use crate::ast::{Call, Compiled, Expression, ExpressionKind};
use crate::error::Problem;
use crate::regex::{Exchange, Pattern};
use crate::value::Value;

/// So many are kept.
const KEPT: usize = 16;

/// The texts of a rendering that were compiled last.
#[derive(Debug, Default)]
pub(super) struct Recent {
    paths: Vec<(EcoString, Rc<JsonPath>)>,
    patterns: Vec<(EcoString, Rc<Pattern>)>,
}

/// A borrowed form of the template, or a shared one of the rendering.
pub(super) enum Ready<'t, T> {
    Kept(&'t T),
    Made(Rc<T>),
}

impl<T> std::ops::Deref for Ready<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Kept(kept) => kept,
            Self::Made(made) => made,
        }
    }
}

impl Renderer<'_> {
    /// The path that a text stands for.
    pub(super) fn path<'t>(&mut self, text: &EcoString, call: &'t Call) -> Result<Ready<'t, JsonPath>, Problem> {
        if let Some(Compiled::Path(path)) = call.compiled.get() {
            return Ok(Ready::Kept(path));
        }
        if is_literal(call) {
            let path = Box::new(JsonPath::parse(text)?);
            if let Compiled::Path(path) = call.compiled.get_or_init(|| Compiled::Path(path)) {
                return Ok(Ready::Kept(path));
            }
        }
        self.budget.memory(text.len().saturating_mul(16))?;
        let path = find_or_make(&mut self.recent.paths, text, || JsonPath::parse(text))?;
        Ok(Ready::Made(path))
    }

    /// The pattern that a text stands for.
    pub(super) fn pattern<'t>(&mut self, text: &EcoString, call: &'t Call) -> Result<Ready<'t, Pattern>, Problem> {
        // A call that turns out to be an exchange needs its pattern this once.
        if is_literal(call)
            && let Compiled::Pattern(pattern) = call.compiled.get_or_init(|| searched(text, call))
        {
            return Ok(Ready::Kept(pattern));
        }
        self.budget.memory(text.len())?;
        find_or_make(&mut self.recent.patterns, text, || Ok(Pattern::new(text))).map(Ready::Made)
    }

    /// Notes a list or map that another is put into, because it may come to contain itself.
    pub(super) fn remember(&mut self, base: &Value, value: &Value) {
        if matches!(value, Value::List(_) | Value::Map(_) | Value::Entry(_) | Value::Iterator(_)) {
            self.changed.push(base.clone());
        }
    }
}

/// Whether a call is always made with the same text.
fn is_literal(call: &Call) -> bool {
    matches!(call.arguments.first(), Some(argument) if matches!(argument.kind, ExpressionKind::String(_)))
}

/// What a literal pattern stands for, and a literal replacement with it.
fn searched(pattern: &str, call: &Call) -> Compiled {
    let exchange = match call.arguments.as_slice() {
        [_, Expression { kind: ExpressionKind::String(to), .. }] if &*call.name == "replaceAll" => {
            Exchange::of(pattern, to)
        }
        _ => None,
    };
    match exchange {
        Some(exchange) => Compiled::Exchange(Box::new(exchange)),
        None => Compiled::Pattern(Box::new(Pattern::new(pattern))),
    }
}

fn find_or_make<T>(
    kept: &mut Vec<(EcoString, Rc<T>)>,
    text: &EcoString,
    compile: impl FnOnce() -> Result<T, Problem>,
) -> Result<Rc<T>, Problem> {
    if let Some((_, found)) = kept.iter().find(|(known, _)| known == text) {
        return Ok(found.clone());
    }
    let made = Rc::new(compile()?);
    if kept.len() == KEPT {
        kept.remove(0);
    }
    kept.push((text.clone(), made.clone()));
    Ok(made)
}
