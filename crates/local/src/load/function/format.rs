//! `format` and `formatlist`, with the most common verbs.
//! <https://developer.hashicorp.com/terraform/language/functions/format>

use std::iter::Peekable;
use std::rc::Rc;
use std::str::Chars;

use serde_json::Value;

use super::{Arguments, Outcome};
use crate::load::budget::{Budget, Shared};
use crate::load::convert;
use crate::load::shown::Shown;

/// A verb with its flags, width and precision.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent flag of a verb")]
struct Verb {
    left: bool,
    zeros: bool,
    plus: bool,
    space: bool,
    width: usize,
    precision: Option<usize>,
    letter: char,
}

pub(super) fn format_list(given: &Arguments<'_>) -> Outcome {
    let count = given.values.iter().filter_map(|value| value.as_array()).map(Vec::len).max().unwrap_or(1);
    let one = |index: usize| {
        let value = |value: &Shared| match value.as_array() {
            Some(items) => given.budget.copy(items.get(index).unwrap_or(&Value::Null)).map(Rc::new),
            None => Ok(Rc::clone(value)),
        };
        let values = given.values.iter().map(value).collect::<Result<Vec<_>, String>>()?;
        format(&Arguments { values: &values, ..*given })
    };
    (0..count).map(one).collect()
}

pub(super) fn format(given: &Arguments<'_>) -> Outcome {
    let pattern = given.text(0)?;
    let mut values = given.values.iter().skip(1);
    let (mut text, mut letters) = (String::new(), pattern.chars().peekable());
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        let verb = Verb::read(&mut letters)?;
        if verb.letter == '%' {
            text.push('%');
            continue;
        }
        let value = values.next().ok_or_else(|| format!("the argument of `%{}` is missing", verb.letter))?;
        let written = verb.write(value, given.budget)?;
        given.budget.text(1, written.len())?;
        text.push_str(&written);
    }
    match values.next() {
        Some(left) => Err(format!("the pattern has no verb for `{}`", Shown(left))),
        None => Ok(Value::String(text)),
    }
}

impl Verb {
    fn read(letters: &mut Peekable<Chars<'_>>) -> Result<Self, String> {
        let mut verb = Self::default();
        while let Some(flag) = letters.next_if(|letter| "-0+ ".contains(*letter)) {
            match flag {
                '-' => verb.left = true,
                '0' => verb.zeros = true,
                '+' => verb.plus = true,
                _ => verb.space = true,
            }
        }
        verb.width = number(letters)?.unwrap_or_default();
        if letters.next_if_eq(&'.').is_some() {
            verb.precision = Some(number(letters)?.unwrap_or_default());
        }
        verb.letter = letters.next().ok_or("the pattern ends after `%`")?;
        Ok(verb)
    }

    fn write(&self, value: &Value, budget: &Budget) -> Result<String, String> {
        budget.text(1, self.width)?;
        budget.text(1, self.precision.unwrap_or_default())?;
        let plain = self.plain(value)?;
        let missing = self.width.saturating_sub(plain.chars().count());
        Ok(match (self.left, self.zeros) {
            (true, _) => plain + &" ".repeat(missing),
            (false, true) => {
                let sign = plain.len() - plain.trim_start_matches(['-', '+']).len();
                format!("{}{}{}", &plain[..sign], "0".repeat(missing), &plain[sign..])
            }
            (false, false) => " ".repeat(missing) + &plain,
        })
    }

    fn plain(&self, value: &Value) -> Result<String, String> {
        Ok(match self.letter {
            'v' if value.is_array() || value.is_object() || value.is_null() => value.to_string(),
            'v' | 's' => self.cut(convert::text(value)?),
            't' => convert::boolean(value)?.to_string(),
            'd' => {
                self.signed(convert::whole(value).map_err(|error| format!("the value of `%d` {error}"))?.to_string())
            }
            'f' => self.signed(decimals(convert::float(value)?, self.precision.unwrap_or(6))),
            'q' => self.cut(Value::String(convert::text(value)?).to_string()),
            'x' => format!("{:x}", convert::whole(value).map_err(|error| format!("the value of `%x` {error}"))?),
            other => return Err(format!("the verb `%{other}` is not supported here")),
        })
    }

    fn signed(&self, number: String) -> String {
        match () {
            () if number.starts_with('-') => number,
            () if self.plus => format!("+{number}"),
            () if self.space => format!(" {number}"),
            () => number,
        }
    }

    fn cut(&self, text: String) -> String {
        match self.precision {
            Some(letters) => text.chars().take(letters).collect(),
            None => text,
        }
    }
}

/// The formatter supports at most 65,535 decimals; a double has at most 1,074 digits that are not 0.
fn decimals(number: f64, count: usize) -> String {
    const MOST: usize = 1_100;
    format!("{number:.*}{}", count.min(MOST), "0".repeat(count.saturating_sub(MOST)))
}

fn number(letters: &mut Peekable<Chars<'_>>) -> Result<Option<usize>, String> {
    let mut digits = String::new();
    while let Some(digit) = letters.next_if(char::is_ascii_digit) {
        digits.push(digit);
    }
    if digits.is_empty() {
        return Ok(None);
    }
    digits.parse().map(Some).map_err(|_| format!("`{digits}` is too large a width or precision"))
}
