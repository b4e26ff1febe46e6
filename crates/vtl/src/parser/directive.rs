//! What a `#` starts: directives, comments, unparsed blocks, or itself.

use std::sync::Arc;

use super::{Parser, Result, Terminator, push_text};
use crate::ast::{Block, Expression, ExpressionKind, Node};

/// Whether a name is that of a directive, which a backslash escapes.
pub(super) fn is_known(name: &str) -> bool {
    const KNOWN: [&str; 12] =
        ["if", "elseif", "else", "end", "set", "foreach", "define", "break", "stop", "macro", "include", "parse"];
    KNOWN.contains(&name) || name == "literal"
}

impl Parser<'_, '_> {
    pub(super) fn hash(&mut self, block: &mut Block) -> Result<Option<Terminator>> {
        let hash = self.cursor.at;
        if self.comment() || self.unparsed(block)? {
            return Ok(None);
        }
        self.cursor.at += 1;
        match self.cursor.directive_name() {
            Some("end") => return Ok(Some(self.terminator(Terminator::End))),
            Some("else") => return Ok(Some(self.terminator(Terminator::Else))),
            Some("elseif") => return Ok(Some(Terminator::ElseIf)),
            Some("if") => block.push(self.condition()?),
            Some("foreach") => block.push(self.foreach(hash)?),
            Some("define") => block.push(self.define()?),
            Some("macro") => self.macro_definition()?,
            Some("literal") => self.literal(block)?,
            Some("break") => block.push(self.break_directive(hash)?),
            Some("stop") => block.push(Node::Stop),
            Some("include" | "parse") => {
                self.open()?;
                self.directive_arguments()?;
                self.cursor.gobble_line_end();
                block.push(Node::Resource { span: self.span(hash) });
            }
            Some(name) => self.unknown(hash, name, block)?,
            None if self.cursor.peek().is_none() && !self.in_string => {
                return Err(self.unexpected("a directive after `#`"));
            }
            None => push_text(block, "#"),
        }
        Ok(None)
    }

    fn terminator(&mut self, terminator: Terminator) -> Terminator {
        self.cursor.gobble_line_end();
        terminator
    }

    fn comment(&mut self) -> bool {
        if self.cursor.looking_at("##") {
            self.cursor.skip_while(|byte| byte != b'\n' && byte != b'\r');
            let _ = self.cursor.eat("\r\n") || self.cursor.eat("\n") || self.cursor.eat("\r");
            return true;
        }
        if !self.cursor.eat("#*") {
            return false;
        }
        let rest = self.cursor.rest();
        self.cursor.at += rest.find("*#").map_or(rest.len(), |end| end + 2);
        true
    }

    fn unparsed(&mut self, block: &mut Block) -> Result<bool> {
        if !self.cursor.eat("#[[") {
            return Ok(false);
        }
        let Some(length) = self.cursor.rest().find("]]#") else {
            self.cursor.at += self.cursor.rest().len();
            return Err(self.unexpected("`]]#`"));
        };
        let start = self.cursor.at;
        push_text(block, self.cursor.slice(start, start + length));
        self.cursor.at += length + 3;
        Ok(true)
    }

    fn open(&mut self) -> Result<()> {
        self.cursor.skip_whitespace();
        self.demand("(")
    }

    fn close(&mut self) -> Result<()> {
        self.cursor.skip_whitespace();
        self.demand(")")?;
        self.cursor.gobble_line_end();
        Ok(())
    }

    /// The rest of a `#set(`.
    pub(super) fn set(&mut self, _start: usize) -> Result<Node> {
        self.cursor.skip_whitespace();
        let target = self.nested(Parser::reference)?;
        self.cursor.skip_whitespace();
        self.demand("=")?;
        let value = self.expression()?;
        self.close()?;
        Ok(Node::Set { target, value })
    }

    fn condition_expression(&mut self) -> Result<Expression> {
        self.open()?;
        let condition = self.expression()?;
        self.close()?;
        Ok(condition)
    }

    fn condition(&mut self) -> Result<Node> {
        let mut branches = Vec::new();
        loop {
            let condition = self.condition_expression()?;
            let (body, terminator) = self.block()?;
            branches.push((condition, body));
            match terminator {
                Terminator::ElseIf => {}
                Terminator::Else => return Ok(Node::If { branches, otherwise: self.body()? }),
                Terminator::End => return Ok(Node::If { branches, otherwise: Block::new() }),
                Terminator::Source => return Err(self.unexpected("`#end` of `#if`")),
            }
        }
    }

    /// A block that only `#end` may end.
    fn body(&mut self) -> Result<Block> {
        match self.block()? {
            (body, Terminator::End) => Ok(body),
            _ => Err(self.unexpected("`#end`")),
        }
    }

    fn foreach(&mut self, start: usize) -> Result<Node> {
        self.open()?;
        self.cursor.skip_whitespace();
        let variable = self.reference()?;
        self.cursor.skip_whitespace();
        if self.cursor.word().is_none() {
            return Err(self.unexpected("`in`"));
        }
        self.cursor.skip_whitespace();
        let source = self.nested(Parser::argument)?;
        self.close()?;
        let span = self.span(start);
        Ok(Node::Foreach { slot: variable.slot, source, body: self.body()?, span })
    }

    fn define(&mut self) -> Result<Node> {
        self.open()?;
        self.cursor.skip_whitespace();
        let variable = self.reference()?;
        self.close()?;
        Ok(Node::Define { slot: variable.slot, body: Arc::new(self.body()?) })
    }

    /// Inline macros are off: their definition disappears, and their calls are text.
    fn macro_definition(&mut self) -> Result<()> {
        self.open()?;
        self.directive_arguments()?;
        self.cursor.gobble_line_end();
        self.body().map(drop)
    }

    fn literal(&mut self, block: &mut Block) -> Result<()> {
        self.open()?;
        self.directive_arguments()?;
        self.cursor.gobble_line_end();
        let start = self.cursor.at;
        self.body()?;
        let source = self.cursor.slice(start, self.cursor.at);
        push_text(block, &source[..source.rfind('#').unwrap_or(source.len())]);
        Ok(())
    }

    fn break_directive(&mut self, start: usize) -> Result<Node> {
        let mut scope = None;
        if self.opens_arguments() {
            let mut arguments = self.directive_arguments()?;
            self.cursor.gobble_line_end();
            scope = (!arguments.is_empty()).then(|| arguments.swap_remove(0));
        }
        Ok(Node::Break { scope, span: self.span(start) })
    }

    /// Other words are text; what stands in parentheses after them must still be arguments.
    fn unknown(&mut self, hash: usize, name: &str, block: &mut Block) -> Result<()> {
        if name == "set" {
            self.cursor.skip_blanks();
            return Err(self.unexpected("`(` after `#set`"));
        }
        let end = self.cursor.at;
        if self.opens_arguments() {
            self.directive_arguments()?;
        } else {
            self.cursor.at = end;
        }
        push_text(block, self.cursor.slice(hash, self.cursor.at));
        Ok(())
    }

    fn opens_arguments(&mut self) -> bool {
        let start = self.cursor.at;
        self.cursor.skip_blanks();
        let opens = self.cursor.eat("(");
        if !opens {
            self.cursor.at = start;
        }
        opens
    }

    /// Arguments up to the parenthesis; commas between them are optional.
    fn directive_arguments(&mut self) -> Result<Vec<Expression>> {
        let mut arguments = Vec::new();
        loop {
            self.cursor.skip_whitespace();
            if self.cursor.eat(")") {
                return Ok(arguments);
            }
            if !arguments.is_empty() && self.cursor.eat(",") {
                self.cursor.skip_whitespace();
            }
            arguments.push(self.nested(Parser::argument)?);
        }
    }

    /// One argument of a directive or method, where a bare word stands for Java's null.
    pub(super) fn argument(&mut self) -> Result<Expression> {
        let start = self.cursor.at;
        match self.cursor.word() {
            Some("true" | "false") | None => {
                self.cursor.at = start;
                self.parameter()
            }
            Some(_) => Ok(Expression { kind: ExpressionKind::Null, span: self.span(start) }),
        }
    }
}
