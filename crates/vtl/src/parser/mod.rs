//! Source into tree: text and what interrupts it.
//!
//! The order of the alternatives is that of Velocity's own lexer, because the quirks of the language follow from it.

mod directive;
mod expression;
mod reference;

use std::collections::HashMap;

use ecow::EcoString;

use crate::ast::{Block, Node};
use crate::error::{Failure, Span};
use crate::lexer::{Cursor, is_name_start};

pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// What ended a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Terminator {
    Source,
    End,
    Else,
    ElseIf,
}

/// The names of a template's variables; a variable's place in the list is its slot in a rendering.
#[derive(Debug, Default)]
pub(crate) struct Names {
    list: Vec<EcoString>,
    slots: HashMap<EcoString, usize>,
}

impl Names {
    fn slot(&mut self, name: &str) -> usize {
        if let Some(&slot) = self.slots.get(name) {
            return slot;
        }
        let name: EcoString = name.into();
        self.slots.insert(name.clone(), self.list.len());
        self.list.push(name);
        self.list.len() - 1
    }
}

/// Parses a whole template into its block and the names of its variables.
pub(crate) fn parse(source: &str, nesting: usize) -> Result<(Block, Vec<EcoString>)> {
    let mut names = Names::default();
    for loop_variable in ["foreach", "velocityCount", "velocityHasNext"] {
        names.slot(loop_variable);
    }
    let block = Parser::new(source, 0, false, nesting, &mut names).template()?;
    Ok((block, names.list))
}

struct Parser<'s, 'n> {
    cursor: Cursor<'s>,
    /// Where this source starts in the template: strings are templates within it.
    base: usize,
    in_string: bool,
    /// How much deeper it may nest.
    nesting: usize,
    names: &'n mut Names,
    /// Whether the lexer still has the rules of a reference without braces that has just ended.
    after_reference: bool,
}

impl<'s, 'n> Parser<'s, 'n> {
    fn new(source: &'s str, base: usize, in_string: bool, nesting: usize, names: &'n mut Names) -> Self {
        Self { cursor: Cursor::new(source), base, in_string, nesting, names, after_reference: false }
    }

    fn template(mut self) -> Result<Block> {
        if let (block, Terminator::Source) = self.block()? {
            return Ok(block);
        }
        let at = self.cursor.at.saturating_sub(1);
        Err(self.failure_at("the end of a block", "text or a directive, for no block is open", at))
    }

    fn span(&self, start: usize) -> Span {
        Span::new(self.base + start, self.base + self.cursor.at)
    }

    fn unexpected(&self, expected: &str) -> Failure {
        let (found, span) = self.cursor.found();
        let span = Span::new(self.base + span.start, self.base + span.end);
        Failure::syntax(found, expected, span)
    }

    fn failure_at(&self, found: &str, expected: &str, at: usize) -> Failure {
        let span = Span::new(self.base + at, self.base + at + 1);
        Failure::syntax(found, expected, span)
    }

    fn demand(&mut self, text: &str) -> Result<()> {
        if self.cursor.eat(text) { Ok(()) } else { Err(self.unexpected(&format!("`{text}`"))) }
    }

    /// Runs a parse one level deeper.
    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.nesting == 0 {
            return Err(Failure::limit("nesting", Span::new(self.base + self.cursor.at, self.base + self.cursor.at)));
        }
        self.nesting -= 1;
        let parsed = parse(self);
        self.nesting += 1;
        parsed
    }

    /// Statements up to the directive that ends the block, which is consumed.
    fn block(&mut self) -> Result<(Block, Terminator)> {
        self.nested(|parser| {
            let mut block = Block::new();
            loop {
                if let Some(terminator) = parser.statement(&mut block)? {
                    return Ok((block, terminator));
                }
            }
        })
    }

    fn statement(&mut self, block: &mut Block) -> Result<Option<Terminator>> {
        let after_reference = std::mem::take(&mut self.after_reference);
        let start = self.cursor.at;
        if self.cursor.eat_set() {
            block.push(self.set(start)?);
            self.after_reference = after_reference;
            return Ok(None);
        }
        match self.cursor.peek() {
            None => return Ok(Some(Terminator::Source)),
            Some(b'[') if after_reference && !self.cursor.looking_at_empty_index() => {
                self.cursor.at += 1;
                return Err(self.unexpected("an index: a string, an integer, `true`, `false` or a reference"));
            }
            Some(b'{') if after_reference && self.cursor.peek_at(1).is_some_and(is_name_start) => {
                self.braced_rest()?;
                push_text(block, "{");
            }
            Some(b'\\') => self.backslashes(block)?,
            Some(b'$') => self.dollar(0, block)?,
            Some(b'#') => return self.hash(block),
            Some(_) => self.text(block),
        }
        Ok(None)
    }

    fn text(&mut self, block: &mut Block) {
        let start = self.cursor.at;
        self.cursor.skip_while(|byte| !matches!(byte, b'$' | b'#' | b'\\'));
        push_text(block, self.cursor.slice(start, self.cursor.at));
    }

    /// Backslashes matter before `$` and before directives and are text elsewhere.
    fn backslashes(&mut self, block: &mut Block) -> Result<()> {
        let start = self.cursor.at;
        self.cursor.skip_while(|byte| byte == b'\\');
        let count = self.cursor.at - start;
        match self.cursor.peek() {
            Some(b'$') => return self.dollar(count, block),
            Some(b'#') => self.escaped_directive(count, block),
            _ => push_text(block, self.cursor.slice(start, self.cursor.at)),
        }
        Ok(())
    }

    fn escaped_directive(&mut self, count: usize, block: &mut Block) {
        let hash = self.cursor.at;
        self.cursor.at += 1;
        let name = self.cursor.directive_name();
        let known = name.is_some_and(directive::is_known);
        let escaped = count % 2 == 1 && name.is_some();
        // The lexer takes `#set(` as one word, which is not the name of a directive.
        let halved = known && (escaped || name != Some("set"));
        push_text(block, &"\\".repeat(if halved { count / 2 } else { count }));
        if escaped {
            push_text(block, self.cursor.slice(hash, self.cursor.at));
        } else {
            self.cursor.at = hash;
        }
    }
}

/// Adds text as a node of its own: joining it to the one before would cost quadratic time.
fn push_text(block: &mut Block, text: &str) {
    if !text.is_empty() {
        block.push(Node::Text(text.into()));
    }
}
