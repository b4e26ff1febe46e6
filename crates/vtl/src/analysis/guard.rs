//! Guards: `#if($x.matches('…') == true)`, in whose branch `$x` is what the pattern says.
//!
//! The comparison with `true` is part of it: on a value without that method, such as a map, the call gives the empty
//! string, which alone counts as true.

use crate::ast::{Block, Expression, ExpressionKind, Node, Operator, Reference, StepKind};

/// The variables that hold harmless text wherever a condition holds, and that the branch does not set again.
pub(super) fn guarded(condition: &Expression, branch: &Block) -> Vec<usize> {
    let mut slots = Vec::new();
    gather(condition, &mut slots);
    slots.retain(|slot| !sets(branch, *slot));
    slots
}

fn gather(condition: &Expression, slots: &mut Vec<usize>) {
    match &condition.kind {
        ExpressionKind::Binary(Operator::And, left, right) => {
            gather(left, slots);
            gather(right, slots);
        }
        ExpressionKind::Binary(Operator::Equal, left, right) => {
            if let (ExpressionKind::Reference(reference), ExpressionKind::Boolean(true)) = (&left.kind, &right.kind) {
                slots.extend(matched(reference));
            }
        }
        _ => {}
    }
}

/// The variable of `$x.matches('…')`, where the pattern admits nothing that ends a JSON string or begins another value.
fn matched(reference: &Reference) -> Option<usize> {
    let [step] = reference.steps.as_slice() else { return None };
    let StepKind::Method(call) = &step.kind else { return None };
    let [Expression { kind: ExpressionKind::String(pattern), .. }] = call.arguments.as_slice() else { return None };
    (call.name == "matches" && is_harmless(pattern)).then_some(reference.slot)
}

/// Whether every text that a pattern matches is made of letters, digits and a few signs of ASCII. What is not known
/// counts as harmful.
fn is_harmless(pattern: &str) -> bool {
    let mut letters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(letter) = letters.next() {
        let fits = match (letter, in_class) {
            ('\\', _) => letters.next().is_some_and(|escaped| matches!(escaped, 'd' | 'w' | '.' | '-' | '+')),
            ('[', false) => {
                in_class = true;
                letters.peek() != Some(&'^')
            }
            (']', true) => {
                in_class = false;
                true
            }
            ('(', false) => letters.next_if_eq(&'?').is_none() || letters.next() == Some(':'),
            ('{', false) => loop {
                match letters.next() {
                    Some('}') => break true,
                    Some(digit) if digit.is_ascii_digit() || digit == ',' => {}
                    _ => break false,
                }
            },
            (')' | '|' | '?' | '*', false) => true,
            (first, true) if letters.peek() == Some(&'-') => is_range(first, &mut letters),
            ('.', false) => false,
            _ => is_plain(letter),
        };
        if !fits {
            return false;
        }
    }
    !in_class
}

/// Reads the rest of a range of a class, such as `a-z`; a `-` at the end of a class is itself.
fn is_range(first: char, letters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    letters.next();
    match letters.peek() {
        Some(']') => is_plain(first),
        Some(&last) => {
            letters.next();
            let kinds: [fn(&char) -> bool; 3] =
                [char::is_ascii_digit, char::is_ascii_lowercase, char::is_ascii_uppercase];
            kinds.iter().any(|is_kind| is_kind(&first) && is_kind(&last))
        }
        None => false,
    }
}

fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-+._~:/@=".contains(letter)
}

/// Whether a block gives a variable another value.
fn sets(block: &Block, slot: usize) -> bool {
    block.iter().any(|node| match node {
        Node::Set { target, .. } => target.slot == slot,
        Node::If { branches, otherwise } => branches.iter().any(|(_, body)| sets(body, slot)) || sets(otherwise, slot),
        Node::Foreach { slot: own, body, .. } => *own == slot || sets(body, slot),
        Node::Define { slot: own, body } => *own == slot || sets(body, slot),
        Node::Text(_) | Node::Reference(_) | Node::Break { .. } | Node::Stop | Node::Fails { .. } => false,
    })
}

#[cfg(test)]
mod tests {
    use super::is_harmless;

    #[test]
    fn patterns_of_plain_letters_are_harmless() {
        for pattern in
            ["[0-9]+", "[1-9]|[1-9][0-9]|100", r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", r"\d{1,3}", "[A-Za-z0-9_-]*"]
        {
            assert!(is_harmless(pattern), "{pattern}");
        }
        for pattern in [".*", "[^a]", "\"", "[ -~]", r"\D", "(?s)a", "a{", "[a", "[,]", r"\\", "[[a]]", "[a&&[b]]", " "]
        {
            assert!(!is_harmless(pattern), "{pattern}");
        }
    }
}
