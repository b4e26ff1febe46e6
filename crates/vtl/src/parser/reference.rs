//! `$name`, `${name}` and the properties, methods and indexes after it.

use std::sync::OnceLock;

use ecow::EcoString;

use super::{Parser, Result, push_text};
use crate::ast::{Block, Call, Expression, ExpressionKind, Node, Reference, Step, StepKind};
use crate::lexer::is_name_start;
use crate::value::Key;

impl Parser<'_, '_> {
    /// A `$` in text: a reference, or the character itself.
    pub(super) fn dollar(&mut self, backslashes: usize, block: &mut Block) -> Result<()> {
        let dollar = self.cursor.at;
        self.cursor.at += 1;
        if self.eat_escaped_bang() {
            self.reference_after_dollar(dollar)?;
            push_text(block, &"\\".repeat(backslashes));
            return Ok(());
        }
        self.cursor.eat("!");
        if self.starts_reference() {
            let mut reference = self.reference_after_dollar(dollar)?;
            reference.prefix = "\\".repeat(backslashes / 2).into();
            reference.escaped = (backslashes % 2 == 1).then(|| self.cursor.slice(dollar, self.cursor.at).into());
            block.push(Node::Reference(reference));
            return Ok(());
        }
        if self.cursor.peek().is_none() && !self.in_string {
            return Err(self.unexpected("a reference after `$`"));
        }
        push_text(block, self.cursor.slice(dollar - backslashes, self.cursor.at));
        Ok(())
    }

    /// `$\!name` prints nothing.
    fn eat_escaped_bang(&mut self) -> bool {
        let start = self.cursor.at;
        self.cursor.skip_while(|byte| byte == b'\\');
        let found = self.cursor.at > start && self.cursor.eat("!") && self.starts_reference();
        if !found {
            self.cursor.at = start;
        }
        found
    }

    fn starts_reference(&self) -> bool {
        let offset = usize::from(self.cursor.peek() == Some(b'{'));
        self.cursor.peek_at(offset).is_some_and(is_name_start)
    }

    /// A reference inside a directive.
    pub(super) fn reference(&mut self) -> Result<Reference> {
        let dollar = self.cursor.at;
        self.demand("$")?;
        self.cursor.eat("!");
        if !self.starts_reference() {
            return Err(self.unexpected("the name of a reference"));
        }
        let reference = self.reference_after_dollar(dollar);
        self.after_reference = false;
        reference
    }

    fn reference_after_dollar(&mut self, dollar: usize) -> Result<Reference> {
        let braced = self.cursor.eat("{");
        let (slot, steps) = self.name_and_steps()?;
        if braced {
            self.demand("}")?;
        }
        self.after_reference = !braced;
        Ok(Reference { slot, steps, span: self.span(dollar), prefix: "".into(), escaped: None })
    }

    /// `{name}` straight after a reference is taken for a reference of its own, of which only the brace is printed.
    pub(super) fn braced_rest(&mut self) -> Result<()> {
        self.cursor.at += 1;
        self.name_and_steps()?;
        self.demand("}")
    }

    fn name_and_steps(&mut self) -> Result<(usize, Vec<Step>)> {
        let Some(name) = self.cursor.identifier() else { return Err(self.unexpected("the name of a reference")) };
        let slot = self.names.slot(name);
        let mut steps = Vec::new();
        while let Some(step) = self.step()? {
            steps.push(step);
        }
        Ok((slot, steps))
    }

    fn step(&mut self) -> Result<Option<Step>> {
        let start = self.cursor.at;
        let kind = match self.cursor.peek() {
            Some(b'.') if self.cursor.peek_at(1).is_some_and(is_name_start) => {
                self.cursor.at += 1;
                let name = EcoString::from(self.cursor.identifier().unwrap_or_default());
                if self.cursor.eat("(") {
                    let arguments = self.arguments()?;
                    StepKind::Method(Box::new(Call { name, arguments, compiled: OnceLock::new() }))
                } else {
                    StepKind::Property(Key::Text(name))
                }
            }
            Some(b'[') if !self.cursor.looking_at_empty_index() => StepKind::Index(self.index()?),
            _ => return Ok(None),
        };
        Ok(Some(Step { kind, span: self.span(start) }))
    }

    fn index(&mut self) -> Result<Expression> {
        self.cursor.at += 1;
        self.cursor.skip_whitespace();
        let index = self.nested(Parser::primary)?;
        let allowed = matches!(
            index.kind,
            ExpressionKind::String(_)
                | ExpressionKind::Interpolated(_)
                | ExpressionKind::Integer(_)
                | ExpressionKind::Long(_)
                | ExpressionKind::Big(_)
                | ExpressionKind::Boolean(_)
                | ExpressionKind::Reference(_)
        );
        if !allowed {
            return Err(self.unexpected("an index: a string, an integer, `true`, `false` or a reference"));
        }
        self.cursor.skip_whitespace();
        self.demand("]")?;
        Ok(index)
    }

    fn arguments(&mut self) -> Result<Vec<Expression>> {
        let mut arguments = Vec::new();
        self.cursor.skip_whitespace();
        if self.cursor.eat(")") {
            return Ok(arguments);
        }
        loop {
            self.cursor.skip_whitespace();
            arguments.push(self.nested(Parser::argument)?);
            self.cursor.skip_whitespace();
            if self.cursor.eat(")") {
                return Ok(arguments);
            }
            if !self.cursor.eat(",") {
                return Err(self.unexpected("`,` or `)` after an argument"));
            }
        }
    }
}
