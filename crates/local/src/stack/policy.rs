//! The parts of IAM policies that are read here: single values or lists, and wildcards.

use serde_json::Value;

/// The values of a member, which may be one value or a list.
pub(crate) fn several(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

/// Whether a text matches a policy's pattern case-insensitively, with `*` for any text and `?` for any character.
pub(crate) fn wildcard(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut place) = (0, 0);
    // Where to go on once the last `*` has taken one more character.
    let mut star: Option<(usize, usize)> = None;
    while place < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at + 1, place));
                at += 1;
            }
            Some(letter) if *letter == b'?' || letter.eq_ignore_ascii_case(&text[place]) => {
                at += 1;
                place += 1;
            }
            _ => match &mut star {
                Some((after, taken)) => {
                    *taken += 1;
                    (at, place) = (*after, *taken);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|letter| *letter == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_matched_case_insensitively_with_wildcards() {
        assert!(wildcard("dynamodb:*", "dynamodb:PutItem"));
        assert!(wildcard("dynamodb:put*", "dynamodb:PutItem"));
        assert!(wildcard("*", "dynamodb:PutItem") && wildcard("*", ""));
        assert!(wildcard("a*b*c?", "a12b3c4b5cd"));
        assert!(!wildcard("dynamodb:Get*", "dynamodb:PutItem"));
        assert!(!wildcard("dynamodb:PutIte", "dynamodb:PutItem"));
        assert!(!wildcard("a*b", "acbd") && !wildcard("?", ""));
    }
}
