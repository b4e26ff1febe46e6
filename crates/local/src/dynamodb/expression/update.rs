//! The grammar of updates.
//!
//! The library checks the types of operands and overlapping paths, both before it reads an item.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html>

use super::Check;
use super::fault::Fault;
use super::token::Kind;

const SECTIONS: [&str; 4] = ["SET", "REMOVE", "ADD", "DELETE"];

impl Check<'_, '_> {
    pub(super) fn update(&mut self) -> Result<(), Fault> {
        let mut seen = Vec::with_capacity(SECTIONS.len());
        while seen.is_empty() || self.reader.now().kind != Kind::End {
            let word = self.reader.now();
            let Some(section) = SECTIONS.into_iter().find(|section| word.is_word(section)) else {
                return Err(self.reader.syntax_error());
            };
            if seen.contains(&section) {
                self.faults.add(Fault::SectionTwice(section));
            }
            seen.push(section);
            self.reader.advance();
            self.section(section)?;
        }
        Ok(())
    }

    fn section(&mut self, section: &str) -> Result<(), Fault> {
        loop {
            self.path()?;
            match section {
                "SET" => {
                    self.reader.require_sign("=")?;
                    self.sum()?;
                }
                "ADD" | "DELETE" if self.reader.now().kind != Kind::Value => return Err(self.reader.syntax_error()),
                "ADD" | "DELETE" => {
                    self.operand()?;
                }
                _ => {}
            }
            self.faults.end_condition();
            if !self.reader.take_sign(",") {
                return Ok(());
            }
        }
    }

    fn sum(&mut self) -> Result<(), Fault> {
        self.summand()?;
        if self.reader.take_sign("+") || self.reader.take_sign("-") {
            self.operators += 1;
            self.summand()?;
        }
        Ok(())
    }

    fn summand(&mut self) -> Result<(), Fault> {
        if self.reader.take_sign("(") {
            self.nested(1, Self::sum)?;
            return self.reader.require_sign(")");
        }
        self.operand().map(drop)
    }
}
