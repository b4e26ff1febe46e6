//! A `#` and a word: a directive, or text if Velocity has no directive of that name.

use std::sync::Arc;

use super::escape::DIRECTIVES;
use super::literal::starts_value;
use super::{Parser, Result, push_text};
use crate::ast::{Block, Expression, ExpressionKind, Node};
use crate::error::Span;
use crate::lexer::{Kind, Token};

/// An argument of a directive. A bare word has no value.
struct Argument {
    value: Option<Expression>,
    source: Span,
    /// Whether it is a reference that `#define` accepts: `$name`, neither quiet nor in braces.
    plain: bool,
}

impl Argument {
    /// The variable of a reference.
    fn slot(&self) -> Option<usize> {
        match &self.value {
            Some(Expression { kind: ExpressionKind::Reference(reference), .. }) => Some(reference.slot),
            _ => None,
        }
    }
}

impl Parser<'_, '_> {
    /// The rest of a `#set(`.
    pub(super) fn set(&mut self) -> Result<Node> {
        self.take();
        self.skip_whitespace();
        let plain = self.at_plain_reference();
        let mut target = self.nested(Parser::reference)?;
        if !plain && target.steps.is_empty() {
            // Velocity takes the characters before the name for part of it, so that no reference can read the variable.
            target.slot = self.names.slot("");
        }
        self.skip_whitespace();
        self.demand(Kind::Assign, "`=`")?;
        let value = self.expression()?;
        self.demand(Kind::Close, "an operator or `)`")?;
        self.lexer.leave_set();
        Ok(Node::Set { target, value: Box::new(value) })
    }

    fn condition_expression(&mut self) -> Result<Expression> {
        self.take();
        self.skip_whitespace();
        self.demand(Kind::Open, "`(`")?;
        let condition = self.expression()?;
        self.demand(Kind::Close, "an operator or `)`")?;
        Ok(condition)
    }

    pub(super) fn condition(&mut self) -> Result<Node> {
        let mut branches = Vec::new();
        let mut otherwise = Block::new();
        while branches.is_empty() || self.kind() == Kind::ElseIf {
            let condition = self.condition_expression()?;
            branches.push((condition, self.block()?));
        }
        if self.eat(Kind::Else) {
            otherwise = self.block()?;
        }
        self.demand(Kind::EndDirective, "`#end` of `#if`")?;
        Ok(Node::If { branches, otherwise })
    }

    /// A directive by its name. Without parentheses, it is one only if it needs no arguments.
    pub(super) fn directive(&mut self, block: &mut Block) -> Result<()> {
        let token = self.take();
        let image = self.image(token);
        let name = match token.kind {
            Kind::BracedWord => image.get(2..image.len() - 1).unwrap_or_default(),
            _ => image.get(1..).unwrap_or_default(),
        };
        self.lexer.enter_directive();
        if !self.lexer.opens() {
            self.lexer.leave_directive();
            return self.bare_directive(name, token, block);
        }
        let unknown = !DIRECTIVES.contains(&name);
        let outer = if unknown { self.literal.replace(image.to_owned()) } else { None };
        self.skip_whitespace();
        self.demand(Kind::Open, "`(`")?;
        let arguments = self.directive_arguments(name)?;
        self.skip_whitespace();
        self.demand(Kind::Close, "an argument or `)`")?;
        match name {
            "foreach" => self.foreach(arguments, token, block)?,
            "define" => self.define(&arguments, block)?,
            "macro" => drop(self.body("`#end` of `#macro`")?),
            "literal" => self.literal(arguments, block)?,
            "break" => self.break_directive(arguments, token, block)?,
            "stop" if arguments.len() < 2 => block.push(Node::Stop),
            "stop" => return Err(self.unexpected("at most one argument of `#stop`")),
            "include" => block.push(self.missing_resource("include", token)),
            "parse" => block.push(self.missing_resource("parse", token)),
            unknown => {
                if unknown.starts_with('@') {
                    self.body("`#end` of the block")?;
                }
                let literal = self.literal.take().unwrap_or_default();
                push_text(block, &self.signs(token));
                push_text(block, &literal);
                self.literal = outer.map(|outer| outer + &literal[image.len()..]);
            }
        }
        Ok(())
    }

    fn bare_directive(&mut self, name: &str, token: Token, block: &mut Block) -> Result<()> {
        match name {
            "break" => block.push(Node::Break { scope: None, span: self.span(token.start()) }),
            "stop" => block.push(Node::Stop),
            "include" => {}
            "parse" => block.push(self.missing_resource("parse", token)),
            "foreach" | "define" | "macro" | "literal" => return Err(self.unexpected(&format!("`(` after `#{name}`"))),
            _ => {
                push_text(block, &self.signs(token));
                push_text(block, self.image(token));
            }
        }
        Ok(())
    }

    fn missing_resource(&self, directive: &'static str, token: Token) -> Node {
        Node::Fails { directive, reason: "the resource is not found", span: self.span(token.start()) }
    }

    /// Arguments up to the parenthesis; commas between them are optional.
    fn directive_arguments(&mut self, name: &str) -> Result<Vec<Argument>> {
        let starts = |kind: Kind| starts_value(kind) || kind == Kind::Word;
        let mut arguments = Vec::new();
        loop {
            let (first, second) = (self.kind(), self.second_kind());
            let more = match first {
                Kind::Whitespace => second == Kind::Comma || starts(second),
                Kind::Comma => second == Kind::Whitespace || starts(second),
                first => starts(first),
            };
            if !more {
                return Ok(arguments);
            }
            self.skip_whitespace();
            if self.eat(Kind::Comma) {
                self.skip_whitespace();
            }
            let argument = self.directive_argument(name, arguments.len())?;
            arguments.push(argument);
        }
    }

    /// A bare word can be an argument of an unknown directive, the name of a macro, or the `in` of a loop.
    fn directive_argument(&mut self, name: &str, place: usize) -> Result<Argument> {
        if name == "macro" && place == 0 && self.kind() != Kind::Word {
            return Err(self.unexpected("the name of the macro"));
        }
        if self.kind() != Kind::Word {
            let plain = self.at_plain_reference();
            let value = self.nested(Parser::primary)?;
            return Ok(Argument { source: value.span, value: Some(value), plain });
        }
        let allowed = match name {
            "macro" => place == 0,
            "foreach" => place == 1,
            name => !DIRECTIVES.contains(&name),
        };
        if !allowed {
            return Err(self.unexpected("a reference or a literal"));
        }
        let token = self.take();
        if name == "macro" {
            let defined = self.image(token).into();
            self.names.macros.insert(defined);
        }
        Ok(Argument { value: None, source: self.span(token.start()), plain: false })
    }

    /// A block that must end with `#end`.
    fn body(&mut self, end: &str) -> Result<Block> {
        let block = self.block()?;
        self.demand(Kind::EndDirective, end)?;
        Ok(block)
    }

    /// `#foreach($variable in source)`. Velocity only looks at the positions of the arguments.
    fn foreach(&mut self, mut arguments: Vec<Argument>, token: Token, block: &mut Block) -> Result<()> {
        let span = self.span(token.start());
        let mut body = self.body("`#end` of `#foreach`")?;
        let slot = arguments.first().and_then(Argument::slot).unwrap_or_else(|| self.names.slot(""));
        match arguments.len() {
            0 | 1 => {
                let reason = "`#foreach` has nothing to iterate over";
                block.push(Node::Fails { directive: "foreach", reason, span });
            }
            2 => {}
            count => {
                if count > 3 {
                    // Velocity renders the argument in place of the body.
                    body = arguments.swap_remove(3).value.and_then(printed).into_iter().collect();
                }
                if let Some(source) = arguments.swap_remove(2).value {
                    block.push(Node::Foreach { slot, source: Box::new(source), body, span });
                }
            }
        }
        Ok(())
    }

    fn define(&mut self, arguments: &[Argument], block: &mut Block) -> Result<()> {
        let [variable] = arguments else {
            return Err(self.unexpected("one variable before the block of `#define`"));
        };
        let slot = variable.slot().filter(|_| variable.plain);
        let body = Arc::new(self.body("`#end` of `#define`")?);
        block.extend(slot.map(|slot| Node::Define { slot, body }));
        Ok(())
    }

    /// `#literal`: the source of the block, or the source of the argument.
    fn literal(&mut self, arguments: Vec<Argument>, block: &mut Block) -> Result<()> {
        let start = self.at;
        self.block()?;
        let end = self.peek().start();
        self.demand(Kind::EndDirective, "`#end` of `#literal`")?;
        match arguments.first() {
            Some(argument) => {
                push_text(block, &self.source[argument.source.start - self.base..argument.source.end - self.base]);
            }
            None if start == end => return Err(self.unexpected("a block of `#literal` that is not empty")),
            None => push_text(block, &self.source[start..end]),
        }
        Ok(())
    }

    fn break_directive(&mut self, mut arguments: Vec<Argument>, token: Token, block: &mut Block) -> Result<()> {
        if arguments.len() > 1 {
            return Err(self.unexpected("at most one argument of `#break`"));
        }
        let scope = arguments.pop().and_then(|argument| argument.value);
        block.push(Node::Break { scope, span: self.span(token.start()) });
        Ok(())
    }
}

/// The output of an argument.
fn printed(value: Expression) -> Option<Node> {
    match value.kind {
        ExpressionKind::Reference(reference) => Some(Node::Reference(*reference)),
        _ => None,
    }
}
