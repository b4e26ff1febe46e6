//! The operands of conditions and updates: attributes by their paths, values, and functions of both.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.Attributes.html>

use dynoxide::AttributeValue;

use super::fault::Fault;
use super::token::{Kind, tokens};
use super::{Check, Definitions, reserved_word};

/// An operand of a comparison, a function or a sum.
pub(super) enum Operand<'a> {
    /// The text of a path.
    Path(&'a str),
    /// `None` if it is undefined.
    Value(Option<&'a AttributeValue>),
    /// The name of a function, and the type of its result if it is certain.
    Call(&'a str, Option<&'static str>),
}

impl Operand<'_> {
    /// The type, if it does not depend on the item.
    pub(super) fn type_name(&self) -> Option<&'static str> {
        match self {
            Self::Path(_) => None,
            Self::Value(value) => value.map(AttributeValue::type_name),
            Self::Call(_, gives) => *gives,
        }
    }
}

/// Keywords, which are never the name of an attribute or a function.
const KEYWORDS: [&str; 5] = ["AND", "OR", "NOT", "BETWEEN", "IN"];

impl<'a> Check<'a, '_> {
    pub(super) fn operand(&mut self) -> Result<Operand<'a>, Fault> {
        let token = self.reader.now();
        match token.kind {
            Kind::Value => {
                self.reader.advance();
                Ok(Operand::Value(self.value(token.text)))
            }
            Kind::Word if self.reader.after().is_sign("(") && !is_keyword(token.text) => self.call(),
            _ => self.path().map(Operand::Path),
        }
    }

    fn call(&mut self) -> Result<Operand<'a>, Fault> {
        let function = self.reader.advance().text;
        self.reader.require_sign("(")?;
        self.operators += 1;
        let operands = self.nested(1, Self::operands)?;
        Ok(Operand::Call(function, self.check_call(function, &operands)))
    }

    /// Operands separated by commas, up to the closing parenthesis.
    pub(super) fn operands(&mut self) -> Result<Vec<Operand<'a>>, Fault> {
        let mut operands = vec![self.operand()?];
        while self.reader.take_sign(",") {
            operands.push(self.operand()?);
        }
        self.reader.require_sign(")")?;
        Ok(operands)
    }

    /// A path such as `a.#b[0]`.
    pub(super) fn path(&mut self) -> Result<&'a str, Fault> {
        let start = self.reader.now().start;
        self.path_name()?;
        loop {
            if self.reader.take_sign(".") {
                self.path_name()?;
            } else if self.reader.take_sign("[") {
                self.reader.require(Kind::Number)?;
                self.reader.require_sign("]")?;
            } else {
                return Ok(self.reader.since(start));
            }
        }
    }

    fn path_name(&mut self) -> Result<(), Fault> {
        let token = self.reader.now();
        match token.kind {
            Kind::Word if !is_keyword(token.text) => {
                if reserved_word::is_reserved(token.text) {
                    self.faults.add(Fault::Reserved(token.text.to_owned()));
                }
            }
            Kind::Name => {
                self.used.push(token.text);
                if self.definitions.name(token.text).is_none() {
                    self.faults.add(Fault::UndefinedName(token.text.to_owned()));
                }
            }
            _ => return Err(self.reader.syntax_error()),
        }
        self.reader.advance();
        Ok(())
    }

    fn value(&mut self, placeholder: &'a str) -> Option<&'a AttributeValue> {
        self.used.push(placeholder);
        let value = self.definitions.value(placeholder);
        if value.is_none() {
            self.faults.add(Fault::UndefinedValue(placeholder.to_owned()));
        }
        value
    }

    /// Rejects an operand that is compared with itself.
    pub(super) fn check_distinct(&mut self, operator: &str, operands: &[Operand<'a>]) {
        if let [Operand::Path(first), Operand::Path(second)] = operands
            && steps(first, self.definitions).eq(steps(second, self.definitions))
        {
            let steps: Vec<_> = steps(first, self.definitions).map(Step::shown).collect();
            let path = format!("[{}]", steps.join(", "));
            self.faults.add(Fault::NotDistinct { operator: operator.to_owned(), path });
        }
    }
}

fn is_keyword(word: &str) -> bool {
    KEYWORDS.iter().any(|keyword| word.eq_ignore_ascii_case(keyword))
}

#[derive(PartialEq, Eq)]
enum Step<'a> {
    Name(&'a str),
    Index(&'a str),
}

impl Step<'_> {
    fn shown(self) -> String {
        match self {
            Self::Name(name) => name.to_owned(),
            Self::Index(index) => format!("[{index}]"),
        }
    }
}

/// The steps of a path, with placeholders replaced by names.
fn steps<'a>(path: &'a str, definitions: Definitions<'a>) -> impl Iterator<Item = Step<'a>> {
    tokens(path).filter_map(move |token| match token.kind {
        Kind::Word => Some(Step::Name(token.text)),
        Kind::Name => Some(Step::Name(definitions.name(token.text).unwrap_or(token.text))),
        Kind::Number => Some(Step::Index(token.text)),
        _ => None,
    })
}
