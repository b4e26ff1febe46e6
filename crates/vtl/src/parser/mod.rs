//! Parses tokens into a tree, by the grammar of Velocity 1.7.

mod directive;
mod escape;
mod expression;
mod literal;
mod reference;

use std::collections::{HashMap, HashSet};

use ecow::EcoString;
use foldhash::fast::RandomState;

use crate::api_gateway::Variable;
use crate::ast::{Block, Node, Tree, Variables};
use crate::error::{Failure, Limit, Span};
use crate::lexer::{Kind, Lexer, Token, kept_signs};

pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// The names in a template so far.
#[derive(Debug)]
pub(crate) struct Names {
    variables: Variables,
    slots: HashMap<EcoString, usize, RandomState>,
    /// The macros that the template defines. A backslash escapes their names, as it does those of directives.
    macros: HashSet<EcoString, RandomState>,
    literal_calls: usize,
}

/// Up to this many names, a linear search is faster.
const FEW_NAMES: usize = 12;

impl Names {
    /// Starts with the names of `#foreach`, which have fixed slots.
    fn new() -> Self {
        let mut names = Vec::with_capacity(FEW_NAMES);
        names.extend(["foreach", "velocityCount", "velocityHasNext"].map(EcoString::from));
        Self {
            variables: Variables { names, given: Vec::new() },
            slots: HashMap::default(),
            macros: HashSet::default(),
            literal_calls: 0,
        }
    }

    fn slot(&mut self, name: &str) -> usize {
        let known = if self.slots.is_empty() {
            self.variables.names.iter().position(|known| known == name)
        } else {
            self.slots.get(name).copied()
        };
        known.unwrap_or_else(|| self.add(name.into()))
    }

    /// Numbers a call whose first argument is a literal text.
    fn literal_call(&mut self) -> usize {
        self.literal_calls += 1;
        self.literal_calls - 1
    }

    fn add(&mut self, name: EcoString) -> usize {
        let Variables { names, given } = &mut self.variables;
        let slot = names.len();
        given.extend(Variable::named(&name).map(|variable| (slot, variable)));
        names.push(name.clone());
        if slot == FEW_NAMES {
            self.slots = names.iter().cloned().zip(0..).collect();
        } else if slot > FEW_NAMES {
            self.slots.insert(name, slot);
        }
        slot
    }
}

/// Parses a whole template.
pub(crate) fn parse(source: &str, nesting: usize) -> Result<Tree> {
    let mut names = Names::new();
    let block = Parser::new(source, nesting, &mut names).template()?;
    Ok(Tree { block, variables: names.variables, literal_calls: names.literal_calls })
}

struct Parser<'s, 'n> {
    source: &'s str,
    lexer: Lexer<'s>,
    /// The tokens that were read ahead. Reading one earlier than needed would miss changes of the lexer's state.
    next: Option<Token>,
    second: Option<Token>,
    /// The end of the last token.
    at: usize,
    /// The tokens of an unknown directive, which are printed.
    literal: Option<String>,
    /// The start of this source in the template: strings are templates within it.
    base: usize,
    /// Whether this source is a part of the template, so that spans apply to both.
    verbatim: bool,
    /// The levels of nesting that remain.
    nesting: usize,
    names: &'n mut Names,
}

impl<'s, 'n> Parser<'s, 'n> {
    fn new(source: &'s str, nesting: usize, names: &'n mut Names) -> Self {
        Self {
            source,
            lexer: Lexer::new(source),
            next: None,
            second: None,
            at: 0,
            literal: None,
            base: 0,
            verbatim: true,
            nesting,
            names,
        }
    }

    /// A parser of a string, which is a template that starts at this position.
    fn within<'t>(&'t mut self, source: &'t str, start: usize, verbatim: bool) -> Parser<'t, 't> {
        let parser = Parser::new(source, self.nesting.saturating_sub(1), self.names);
        Parser { base: self.base + start, verbatim: self.verbatim && verbatim, ..parser }
    }

    fn template(mut self) -> Result<Block> {
        let block = self.block()?;
        if self.kind() == Kind::End {
            return Ok(block);
        }
        let open = matches!(self.kind(), Kind::EndDirective | Kind::Else | Kind::ElseIf);
        Err(self.unexpected(if open {
            "text or another directive, because no block is open"
        } else {
            "text or a directive"
        }))
    }

    /// The next token, without taking it.
    fn peek(&mut self) -> Token {
        let lexer = &mut self.lexer;
        *self.next.get_or_insert_with(|| lexer.next())
    }

    fn kind(&mut self) -> Kind {
        self.peek().kind
    }

    /// The kind of the token after the next.
    fn second_kind(&mut self) -> Kind {
        self.peek();
        let lexer = &mut self.lexer;
        self.second.get_or_insert_with(|| lexer.next()).kind
    }

    /// Takes the next token.
    fn take(&mut self) -> Token {
        let token = self.peek();
        self.next = self.second.take();
        self.at = token.end();
        if let Some(literal) = &mut self.literal {
            literal.push_str(&self.source[token.start()..token.end()]);
        }
        token
    }

    fn eat(&mut self, kind: Kind) -> bool {
        let found = self.kind() == kind;
        if found {
            self.take();
        }
        found
    }

    fn demand(&mut self, kind: Kind, expected: &str) -> Result<Token> {
        if self.kind() == kind { Ok(self.take()) } else { Err(self.unexpected(expected)) }
    }

    fn skip_whitespace(&mut self) {
        self.eat(Kind::Whitespace);
    }

    fn image(&self, token: Token) -> &'s str {
        &self.source[token.start()..token.end()]
    }

    /// The characters before a token that are printed with it if it is text.
    fn signs(&self, token: Token) -> String {
        kept_signs(&self.source[token.signs()..token.start()])
    }

    /// A span from a position to the end of the last token.
    fn span(&self, start: usize) -> Span {
        Span::new(self.base + start, self.base + self.at)
    }

    fn unexpected(&mut self, expected: &str) -> Failure {
        let token = self.peek();
        self.unexpected_token(token, expected)
    }

    fn unexpected_token(&self, token: Token, expected: &str) -> Failure {
        let (start, end) = (token.start(), token.end());
        let image = self.source[start..].get(..end.max(start + 1) - start).unwrap_or_default();
        let line = image.lines().next().unwrap_or_default();
        let found = match (self.source[start..].chars().next(), line) {
            (None, _) => "end of template".to_owned(),
            (Some('\n' | '\r'), _) => "end of line".to_owned(),
            (Some(c), "") => format!("`{c}`"),
            (_, line) => format!("`{}`", line.chars().take(20).collect::<String>()),
        };
        let width = line.len().max(usize::from(start < self.source.len()));
        let span = Span::new(self.base + start, self.base + start + width);
        Failure::syntax(found, expected, span)
    }

    /// Runs a parse one level deeper.
    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.nesting == 0 {
            return Err(Failure::new(Limit::Nesting, Span::new(self.base + self.at, self.base + self.at)));
        }
        self.nesting -= 1;
        let parsed = parse(self);
        self.nesting += 1;
        parsed
    }

    /// Statements, up to a token that starts none.
    fn block(&mut self) -> Result<Block> {
        self.nested(|parser| {
            let mut block = Block::new();
            while parser.statement(&mut block)? {}
            Ok(block)
        })
    }

    /// Parses a statement, if there is one.
    fn statement(&mut self, block: &mut Block) -> Result<bool> {
        match self.kind() {
            Kind::If => {
                let condition = self.condition()?;
                block.push(condition);
            }
            Kind::Name => self.printed_reference(block)?,
            Kind::BraceOpen if self.second_kind() == Kind::Name => self.printed_reference(block)?,
            Kind::LineComment | Kind::Comment => {
                let token = self.take();
                let image = self.image(token);
                push_text(block, &image[..image.find("##").or_else(|| image.find("#*")).unwrap_or(0)]);
                if token.kind == Kind::LineComment {
                    self.eat(Kind::LineCommentEnd);
                }
            }
            Kind::TextBlock => {
                let token = self.take();
                let image = self.image(token);
                push_text(block, image.get(3..image.len() - 3).unwrap_or_default());
            }
            Kind::Set => {
                let set = self.set()?;
                block.push(set);
            }
            Kind::EscapedDirective => self.escaped_directive(block),
            Kind::DoubleBackslash => self.double_backslashes(block),
            Kind::Word | Kind::BracedWord => self.directive(block)?,
            Kind::Text
            | Kind::Dot
            | Kind::Close
            | Kind::Open
            | Kind::Integer
            | Kind::Float
            | Kind::String
            | Kind::Backslash
            | Kind::BraceOpen
            | Kind::BraceClose
            | Kind::EmptyIndex => {
                let token = self.take();
                push_text(block, &self.signs(token));
                // The token of a dot may have more than the dot, which is dropped.
                push_text(block, if token.kind == Kind::Dot { "." } else { self.image(token) });
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Adds text as a separate node: appending it to the previous one would take quadratic time.
fn push_text(block: &mut Block, text: &str) {
    if !text.is_empty() {
        block.push(Node::Text(text.into()));
    }
}
