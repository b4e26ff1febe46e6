//! Conditions that let only harmless text through: `#if($x.toString().matches("[0-9]+"))`.
//!
//! A missing method returns the empty string, which is true: `$x.matches(…)` alone does not exclude an object that a client
//! sends instead of a text. So the value must be known to be text, or be converted with `toString()`, or the result must
//! be compared with `true`.

use super::Escape;
use crate::ast::{Call, Expression, ExpressionKind, Operator, Reference, StepKind};

/// A reference that a condition has checked.
pub(super) struct Guard<'t> {
    pub(super) reference: &'t Reference,
    /// The number of its steps that lead to the value.
    pub(super) steps: usize,
    pub(super) escape: Escape,
    /// Whether it only holds for values that are known to be text.
    pub(super) text_only: bool,
}

/// The guards that hold where a condition is true, or where it is false.
pub(super) fn guards<'t>(condition: &'t Expression, truth: bool, out: &mut Vec<Guard<'t>>) {
    match &condition.kind {
        ExpressionKind::Not(operand) => guards(operand, !truth, out),
        ExpressionKind::Binary(Operator::And, left, right) if truth => {
            guards(left, true, out);
            guards(right, true, out);
        }
        ExpressionKind::Binary(Operator::Or, left, right) if !truth => {
            guards(left, false, out);
            guards(right, false, out);
        }
        ExpressionKind::Binary(Operator::Equal, left, right) => equality(left, right, truth, out),
        ExpressionKind::Binary(Operator::NotEqual, left, right) => equality(left, right, !truth, out),
        ExpressionKind::Reference(reference) if truth => out.extend(matching(reference)),
        _ => {}
    }
}

/// `… == true`, which only a match makes true, and `… == 'literal'`.
fn equality<'t>(left: &'t Expression, right: &'t Expression, equal: bool, out: &mut Vec<Guard<'t>>) {
    let (ExpressionKind::Reference(reference), true) = (&left.kind, equal) else { return };
    match &right.kind {
        ExpressionKind::Boolean(true) => {
            out.extend(matching(reference).map(|guard| Guard { text_only: false, ..guard }));
        }
        ExpressionKind::String(text) => {
            let escape = text.chars().try_fold(Escape::Number, admit);
            let steps = reference.steps.len();
            out.extend(escape.map(|escape| Guard { reference, steps, escape, text_only: false }));
        }
        _ => {}
    }
}

/// A reference that ends in `.matches("…")`.
fn matching(reference: &Reference) -> Option<Guard<'_>> {
    let (last, before) = reference.steps.split_last()?;
    let StepKind::Method(call) = &last.kind else { return None };
    let [Expression { kind: ExpressionKind::String(pattern), .. }] = call.arguments.as_slice() else { return None };
    let escape = (&*call.name == "matches").then(|| admits(pattern)).flatten()?;
    let is_to_string = |call: &Call| &*call.name == "toString" && call.arguments.is_empty();
    let asked = before.last().is_some_and(|step| matches!(&step.kind, StepKind::Method(call) if is_to_string(call)));
    let steps = before.len() - usize::from(asked);
    Some(Guard { reference, steps, escape, text_only: !asked })
}

/// The class of texts that a pattern matches as a whole, if that can be proved.
pub(super) fn admits(pattern: &str) -> Option<Escape> {
    let mut class = Escape::Number;
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '[' => {
                let mut members = String::new();
                if rest.peek() == Some(&'^') {
                    return None;
                }
                loop {
                    match rest.next()? {
                        ']' => break,
                        '\\' => members.extend(['\\', rest.next()?]),
                        '[' | '&' => return None,
                        c => members.push(c),
                    }
                }
                class = members_of(&members, class)?;
            }
            '(' => {
                if rest.next_if_eq(&'?').is_some() && rest.next() != Some(':') {
                    return None;
                }
            }
            ')' | '|' | '*' | '+' | '?' | '^' | '$' => {}
            '{' => while rest.next()? != '}' {},
            '\\' => class = escaped(rest.next()?, class)?,
            '.' => return None,
            c => class = admit(class, c)?,
        }
    }
    Some(class)
}

/// The members of a class: characters, ranges of them, and `\d` and `\w`.
fn members_of(members: &str, mut class: Escape) -> Option<Escape> {
    let mut rest = members.chars().peekable();
    while let Some(first) = rest.next() {
        let first = if first == '\\' {
            let letter = rest.next()?;
            class = escaped(letter, class)?;
            letter
        } else {
            class = admit(class, first)?;
            first
        };
        let mut ahead = rest.clone();
        if let (Some('-'), Some(last)) = (ahead.next(), ahead.next()) {
            if last == '\\' || last < first {
                return None;
            }
            for c in first..=last {
                class = admit(class, c)?;
            }
            rest = ahead;
        }
    }
    Some(class)
}

fn escaped(letter: char, class: Escape) -> Option<Escape> {
    match letter {
        'd' => Some(class),
        'w' => Some(Escape::Checked),
        sign if sign.is_ascii_punctuation() => admit(class, sign),
        _ => None,
    }
}

/// The class after one more character; `None` if the character is not harmless.
fn admit(class: Escape, c: char) -> Option<Escape> {
    match c {
        '0'..='9' | '+' | '-' | '.' | 'e' | 'E' => Some(class),
        '"' | '\\' => None,
        c if c < ' ' => None,
        _ => Some(Escape::Checked),
    }
}
