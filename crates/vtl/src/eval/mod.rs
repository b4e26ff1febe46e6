//! The tree and a request into output.

mod assign;
mod expression;
mod foreach;
mod methods;
mod pattern;
mod reference;

use std::collections::HashMap;

use crate::api_gateway::{Rendered, Request, Session};
use crate::ast::{Block, Node};
use crate::error::{Failure, Span};
use crate::limits::Limits;
use crate::template::Template;
use crate::value::{Value, print};

use foreach::Loop;

pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// What follows a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Next,
    /// The loop of this number ends.
    Break(usize),
    Stop,
}

/// One rendering.
struct Renderer<'r> {
    slots: Vec<Value>,
    out: String,
    limits: &'r Limits,
    work: u64,
    depth: usize,
    loops: Vec<Loop>,
    session: Session<'r>,
    patterns: HashMap<String, Value>,
    /// Lists and maps that others were put into: emptied at the end, for they may contain themselves.
    changed: Vec<Value>,
}

pub(crate) fn render(template: &Template, request: &Request, limits: &Limits) -> Result<Rendered> {
    let session = Session::new(request);
    let slots = template.names.iter().map(|name| session.variable(name)).collect();
    let mut renderer = Renderer {
        slots,
        out: String::new(),
        limits,
        work: limits.work,
        depth: limits.nesting * 4,
        loops: Vec::new(),
        session,
        patterns: HashMap::new(),
        changed: Vec::new(),
    };
    let flow = renderer.block(&template.block);
    let overrides = renderer.session.overrides();
    for value in std::mem::take(&mut renderer.changed) {
        match value {
            Value::List(list) => drop(std::mem::take(&mut list.borrow_mut().items)),
            Value::Map(map) => drop(std::mem::take(&mut map.borrow_mut().entries)),
            _ => {}
        }
    }
    flow?;
    let (request_override, response_override) = overrides;
    Ok(Rendered { output: renderer.out, request_override, response_override })
}

impl Renderer<'_> {
    fn block(&mut self, block: &Block) -> Result<Flow> {
        for node in block {
            let flow = self.node(node)?;
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn node(&mut self, node: &Node) -> Result<Flow> {
        match node {
            Node::Text(text) => self.write(text, Span::default())?,
            Node::Reference(reference) => return self.print_reference(reference),
            Node::Set { target, value } => self.set(target, value)?,
            Node::If { branches, otherwise } => {
                for (condition, body) in branches {
                    if self.truth(condition)? {
                        return self.block(body);
                    }
                }
                return self.block(otherwise);
            }
            Node::Foreach { slot, source, body, span } => return self.foreach(*slot, source, body, *span),
            Node::Define { slot, body } => self.slots[*slot] = Value::Block(body.clone()),
            Node::Break { scope, span } => return self.break_loop(scope.as_ref(), *span),
            Node::Stop => return Ok(Flow::Stop),
            Node::Resource { span } => return Err(Failure::exception("the resource is not found", *span)),
        }
        Ok(Flow::Next)
    }

    fn write(&mut self, text: &str, span: Span) -> Result<()> {
        self.spend(text.len() + 1, span)?;
        if self.out.len() + text.len() > self.limits.output_bytes {
            return Err(Failure::limit("output size", span));
        }
        self.out.push_str(text);
        Ok(())
    }

    /// Counts work, and fails when the rendering has done too much.
    fn spend(&mut self, amount: usize, span: Span) -> Result<()> {
        let left = self.work.checked_sub(amount as u64);
        self.work = left.ok_or_else(|| Failure::limit("work", span))?;
        Ok(())
    }

    fn deeper<T>(&mut self, span: Span, run: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.depth = self.depth.checked_sub(1).ok_or_else(|| Failure::limit("nesting", span))?;
        let result = run(self);
        self.depth += 1;
        result
    }

    /// The text of a value, where a `#define`d block is rendered.
    fn text_of(&mut self, value: &Value, span: Span) -> Result<String> {
        if let Value::Block(body) = value {
            let outer = std::mem::take(&mut self.out);
            let flow = self.deeper(span, |renderer| renderer.block(body));
            let text = std::mem::replace(&mut self.out, outer);
            return flow.map(|_| text);
        }
        let mut text = String::new();
        print(value, &mut text, self.limits.output_bytes).map_err(|_| Failure::limit("string size", span))?;
        self.spend(text.len(), span)?;
        Ok(text)
    }
}
