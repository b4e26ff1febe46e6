//! Renders the syntax tree of a template for a request.

mod assign;
mod compiled;
mod expression;
mod foreach;
mod methods;
mod reference;
mod shortcuts;

use std::sync::Arc;

use ecow::EcoString;

use crate::api_gateway::{Rendered, RequestRef, Session};
use crate::ast::{Block, Node};
use crate::budget::Budget;
use crate::error::{Exception, Failure, Limit, Problem, Span};
use crate::limits::Limits;
use crate::template::Template;
use crate::value::{Value, print};

pub(crate) use compiled::CompiledCalls;
use compiled::Recent;
use foreach::Loop;

pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// How often a block of `#define` may be open at once.
const WITHIN_ITSELF: usize = 2;

/// One rendering.
struct Renderer<'r> {
    source: &'r str,
    slots: Vec<Value>,
    out: String,
    limits: &'r Limits,
    budget: Budget,
    depth: usize,
    loops: Vec<Loop>,
    /// The number of loops that were open when the innermost block of `#define` started.
    block_starts: Option<usize>,
    /// The open blocks of `#define`.
    blocks: Vec<Arc<Block>>,
    session: Session<'r>,
    /// The literal paths and patterns of the template, which all its renderings share.
    compiled: &'r CompiledCalls,
    recent: Recent,
    /// Lists and maps that others were put into. They may contain themselves, and are emptied at the end.
    changed: Vec<Value>,
}

/// Appends a text to the output.
#[inline]
fn append(out: &mut String, text: &str, budget: &mut Budget) -> std::result::Result<(), Problem> {
    if out.len() + text.len() > budget.text_bytes {
        return Err(Limit::OutputSize.into());
    }
    budget.memory(text.len())?;
    out.push_str(text);
    Ok(())
}

pub(crate) fn render<'r>(template: &'r Template, request: RequestRef<'r>, limits: &'r Limits) -> Result<Rendered> {
    let mut budget = Budget::new(limits);
    let session = Session::new(request);
    let mut slots: Vec<_> = template.variables.names.iter().map(|_| Value::Null).collect();
    session.fill(&template.variables, &mut slots, &mut budget).map_err(|problem| problem.at(Span::default()))?;
    let mut renderer = Renderer {
        source: template.source(),
        slots,
        out: String::with_capacity(template.source().len().min(limits.output_bytes)),
        limits,
        budget,
        depth: limits.nesting * 4,
        loops: Vec::new(),
        block_starts: None,
        blocks: Vec::new(),
        session,
        compiled: &template.compiled,
        recent: Recent::default(),
        changed: Vec::new(),
    };
    let flow = renderer.block(&template.block);
    let overrides = renderer.session.overrides();
    renderer.break_cycles();
    match flow {
        Ok(()) | Err(Failure::Stop) => {}
        Err(failure) => return Err(failure),
    }
    let (request_override, response_override) = overrides;
    Ok(Rendered { output: renderer.out, request_override, response_override })
}

impl Renderer<'_> {
    fn block(&mut self, block: &[Node]) -> Result<()> {
        for node in block {
            self.node(node)?;
        }
        Ok(())
    }

    fn node(&mut self, node: &Node) -> Result<()> {
        match node {
            Node::Text(text) => self.write(text, Span::default()),
            Node::Reference(reference) => self.print_reference(reference),
            Node::Set { target, value } => self.set(target, value),
            Node::If { branches, otherwise } => {
                for (condition, body) in branches {
                    if self.truth(condition)? {
                        return self.block(body);
                    }
                }
                self.block(otherwise)
            }
            Node::Foreach { slot, source, body, span } => self.foreach(*slot, source, body, *span),
            Node::Define { slot, body } => {
                self.slots[*slot] = Value::Block(body.clone());
                Ok(())
            }
            Node::Break { scope, span } => Err(self.break_loop(scope.as_ref(), *span)?),
            Node::Stop => Err(Failure::Stop),
            Node::Fails { directive: name, reason, span } => {
                Err(Failure::new(Exception::Directive { name, reason }, *span))
            }
        }
    }

    fn write(&mut self, text: &str, span: Span) -> Result<()> {
        append(&mut self.out, text, &mut self.budget).map_err(|problem| problem.at(span))
    }

    /// Counts work, and fails at the limit.
    fn spend(&mut self, steps: usize, span: Span) -> Result<()> {
        self.budget.work(steps).map_err(|problem| problem.at(span))
    }

    fn deeper<T>(&mut self, span: Span, run: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.depth = self.depth.checked_sub(1).ok_or_else(|| Failure::new(Limit::Nesting, span))?;
        let result = run(self);
        self.depth += 1;
        result
    }

    /// The text that statements print, without adding it to the output.
    fn captured(&mut self, span: Span, run: impl FnOnce(&mut Self) -> Result<()>) -> Result<String> {
        let outer = std::mem::take(&mut self.out);
        let ended = self.deeper(span, run);
        let text = std::mem::replace(&mut self.out, outer);
        ended.map(|()| text)
    }

    /// Renders a block of `#define`, unless it already contains itself too often.
    fn defined(&mut self, body: &Arc<Block>) -> Result<bool> {
        if self.blocks.iter().filter(|open| Arc::ptr_eq(open, body)).count() == WITHIN_ITSELF {
            return Ok(false);
        }
        let outer = self.block_starts.replace(self.loops.len());
        self.blocks.push(body.clone());
        let ended = self.block(body);
        self.blocks.pop();
        self.block_starts = outer;
        match ended {
            Ok(()) | Err(Failure::EndBlock) => Ok(true),
            Err(failure) => Err(failure),
        }
    }

    /// The text of a value; a block of `#define` is rendered.
    fn text_of(&mut self, value: &Value, span: Span) -> Result<EcoString> {
        match value {
            Value::String(text) => return Ok(text.clone()),
            Value::Block(body) => {
                return self.captured(span, |renderer| renderer.defined(body).map(drop)).map(EcoString::from);
            }
            _ => {}
        }
        let mut text = String::new();
        print(value, &mut text, self.limits.output_bytes).map_err(|_| Failure::new(Limit::StringSize, span))?;
        self.budget.text(text.len()).map_err(|problem| problem.at(span))?;
        Ok(text.into())
    }

    /// Empties the collections that may contain themselves, which reference counts would never free.
    fn break_cycles(&mut self) {
        for value in std::mem::take(&mut self.changed) {
            match value {
                Value::List(list) => drop(std::mem::take(&mut list.borrow_mut().items)),
                Value::Map(map) => drop(std::mem::take(&mut map.borrow_mut().entries)),
                _ => {}
            }
        }
    }
}
