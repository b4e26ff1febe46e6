//! Compiled paths and patterns: a literal one once for its template, and of those that a template calculates, a
//! rendering keeps the last few.

use std::rc::Rc;
use std::sync::OnceLock;

use ecow::EcoString;

use super::Renderer;
use crate::api_gateway::JsonPath;
use crate::ast::{Call, Expression, ExpressionKind};
use crate::error::Problem;
use crate::regex::{LiteralReplacement, Pattern};
use crate::value::Value;

/// The compiled literal arguments of a template's calls, by the number of the call. A rendering that first needs one
/// compiles it, and all later renderings, on any thread, find it.
#[derive(Debug)]
pub(crate) struct CompiledCalls(Box<[OnceLock<Compiled>]>);

impl CompiledCalls {
    pub(crate) fn new(literal_calls: usize) -> Self {
        Self((0..literal_calls).map(|_| OnceLock::new()).collect())
    }

    /// The place of a call; a call without a literal argument has none.
    fn slot(&self, call: &Call) -> Option<&OnceLock<Compiled>> {
        call.literal.and_then(|number| self.0.get(number))
    }

    /// The arguments of a call, if a rendering has compiled them before.
    #[inline]
    pub(super) fn get(&self, call: &Call) -> Option<&Compiled> {
        self.slot(call)?.get()
    }
}

/// Literal arguments of a call.
#[derive(Debug)]
pub(super) enum Compiled {
    /// The argument of `path` or `json`.
    Path(Box<JsonPath>),
    /// The first argument of a method that takes a pattern.
    Pattern(Box<Pattern>),
    /// The arguments of a `replaceAll` without operators.
    LiteralReplacement(Box<LiteralReplacement>),
}

/// The number of calculated paths, and of patterns, that a rendering keeps.
const KEPT: usize = 16;

/// The paths and patterns that a rendering compiled last.
#[derive(Debug, Default)]
pub(super) struct Recent {
    paths: Vec<(EcoString, Rc<JsonPath>)>,
    patterns: Vec<(EcoString, Rc<Pattern>)>,
}

/// A compiled text that belongs to the template, or to the rendering.
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

impl<'r> Renderer<'r> {
    /// The `JSONPath` of a text, which is the first argument of a call.
    pub(super) fn path(&mut self, text: &EcoString, call: &Call) -> Result<Ready<'r, JsonPath>, Problem> {
        if let Some(slot) = self.compiled.slot(call) {
            if slot.get().is_none() {
                let path = JsonPath::parse(text)?;
                slot.get_or_init(|| Compiled::Path(Box::new(path)));
            }
            if let Some(Compiled::Path(path)) = slot.get() {
                return Ok(Ready::Kept(path));
            }
        }
        self.budget.memory(text.len().saturating_mul(16))?;
        let path = find_or_make(&mut self.recent.paths, text, || JsonPath::parse(text))?;
        Ok(Ready::Made(path))
    }

    /// The pattern of a text, which is the first argument of a call.
    pub(super) fn pattern(&mut self, text: &EcoString, call: &Call) -> Result<Ready<'r, Pattern>, Problem> {
        // The first rendering of a plain `replaceAll` still needs a pattern: the call is on its way already.
        if let Some(slot) = self.compiled.slot(call)
            && let Compiled::Pattern(pattern) = slot.get_or_init(|| searched(text, call))
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

/// A literal pattern, with the replacement if that is literal too.
fn searched(pattern: &str, call: &Call) -> Compiled {
    let replacement = match call.arguments.as_slice() {
        [_, Expression { kind: ExpressionKind::String(to), .. }] if &*call.name == "replaceAll" => {
            LiteralReplacement::of(pattern, to)
        }
        _ => None,
    };
    match replacement {
        Some(replacement) => Compiled::LiteralReplacement(Box::new(replacement)),
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

#[cfg(test)]
mod tests {
    use super::Compiled;
    use crate::Template;
    use crate::api_gateway::Request;

    const SOURCE: &str = "$input.path('$.a') $input.path($p) \"$input.json('$.b')\" $input.body.matches('{.*')";

    /// The addresses of the compiled texts, null for those that are not compiled.
    fn addresses(template: &Template) -> Vec<*const Compiled> {
        let slots = template.compiled.0.iter();
        slots.map(|slot| slot.get().map_or(std::ptr::null(), std::ptr::from_ref)).collect()
    }

    #[test]
    fn a_literal_argument_is_compiled_once_for_all_renderings() -> Result<(), crate::Error> {
        let template = Template::parse("t", SOURCE)?;
        assert_eq!(addresses(&template), [std::ptr::null(); 3]);
        let variables = vec![("p".to_owned(), "\"$.a\"".to_owned())];
        let request = Request { body: r#"{"a": 1, "b": 2}"#.to_owned(), variables, ..Request::default() };
        let first = template.render(&request)?;
        let compiled = addresses(&template);
        assert!(compiled.iter().all(|address| !address.is_null()), "{:?}", template.compiled);
        assert_eq!((template.render(&request)?, addresses(&template)), (first, compiled));
        Ok(())
    }
}
