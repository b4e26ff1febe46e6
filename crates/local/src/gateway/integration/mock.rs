//! `MOCK`: the `statusCode` in the request template's output is the answer.
//!
//! API Gateway reads the output leniently: names without quotes, single quotes and trailing commas are allowed.

use bytes::Bytes;
use http::HeaderMap;

use crate::gateway::failure::Failure;
use crate::gateway::outcome::{IntegrationAnswer, Outcome};

/// Answers with the status in a body.
pub(super) fn answer(body: &[u8]) -> Result<IntegrationAnswer, Failure> {
    let text = String::from_utf8_lossy(body);
    let unable = || {
        Failure::configuration(
            "Unable to parse statusCode. It should be an integer that is defined in the request template.",
        )
    };
    let status = Parser { text: &text, place: 0 }.status().ok_or_else(unable)?;
    Ok(IntegrationAnswer { outcome: Outcome::Status(status), headers: HeaderMap::new(), body: Bytes::new() })
}

/// Reads one object, and keeps only its `statusCode`.
struct Parser<'t> {
    text: &'t str,
    place: usize,
}

/// A value, of which only integers matter.
enum Read {
    Integer(i64),
    Other,
}

impl Parser<'_> {
    /// The object's `statusCode`, if it is a status.
    fn status(mut self) -> Option<u16> {
        let status = self.object(16)?;
        self.spaces();
        (self.place == self.text.len()).then(|| u16::try_from(status).ok())?
    }

    /// Reads an object, and gives its `statusCode`, or −1 if it has none.
    fn object(&mut self, depth: usize) -> Option<i64> {
        depth.checked_sub(1)?;
        self.take('{')?;
        let mut status = -1;
        loop {
            self.commas();
            if self.take('}').is_some() {
                return Some(status);
            }
            let name = self.name()?;
            self.take(':')?;
            let value = self.value(depth - 1)?;
            if let (Read::Integer(number), "statusCode") = (value, name.as_str()) {
                status = number;
            }
            if !self.peeks(',') && !self.peeks('}') {
                return None;
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<()> {
        depth.checked_sub(1)?;
        self.take('[')?;
        loop {
            self.commas();
            if self.take(']').is_some() {
                return Some(());
            }
            self.value(depth - 1)?;
            if !self.peeks(',') && !self.peeks(']') {
                return None;
            }
        }
    }

    fn value(&mut self, depth: usize) -> Option<Read> {
        self.spaces();
        match self.rest().chars().next()? {
            '{' => self.object(depth).map(|_| Read::Other),
            '[' => self.list(depth).map(|()| Read::Other),
            '"' | '\'' => self.quoted().map(|_| Read::Other),
            _ => Some(self.bare()?.parse().map_or(Read::Other, Read::Integer)),
        }
    }

    fn name(&mut self) -> Option<String> {
        self.spaces();
        if self.rest().starts_with(['"', '\'']) { self.quoted() } else { self.bare() }
    }

    fn quoted(&mut self) -> Option<String> {
        let quote = self.rest().chars().next()?;
        let inside = &self.rest()[1..];
        let mut name = String::new();
        let mut letters = inside.char_indices();
        while let Some((place, letter)) = letters.next() {
            match letter {
                '\\' => name.push(letters.next()?.1),
                letter if letter == quote => {
                    self.place += place + 2;
                    return Some(name);
                }
                letter => name.push(letter),
            }
        }
        None
    }

    fn bare(&mut self) -> Option<String> {
        let rest = self.rest();
        let end =
            rest.find(|letter: char| ",:{}[]\"'".contains(letter) || letter.is_whitespace()).unwrap_or(rest.len());
        let word = rest[..end].to_owned();
        self.place += end;
        (!word.is_empty()).then_some(word)
    }

    fn rest(&self) -> &str {
        &self.text[self.place..]
    }

    fn spaces(&mut self) {
        self.place = self.text.len() - self.rest().trim_start().len();
    }

    fn commas(&mut self) {
        while self.take(',').is_some() {}
    }

    fn peeks(&mut self, letter: char) -> bool {
        self.spaces();
        self.rest().starts_with(letter)
    }

    fn take(&mut self, letter: char) -> Option<()> {
        let found = self.peeks(letter);
        self.place += usize::from(found);
        found.then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<u16>) {
        assert_eq!(Parser { text, place: 0 }.status(), expected, "{text}");
    }

    #[test]
    fn the_status_is_read_leniently() {
        check("{\"statusCode\": 200}", Some(200));
        check(" { statusCode : 404 , 'a': [1, {b: 'c'}], } ", Some(404));
        check("{\"statusCode\": 200 ,, }", Some(200));
        check("{\"a\": {\"statusCode\": 1}, \"statusCode\": 201}", Some(201));
    }

    #[test]
    fn anything_else_than_an_object_with_an_integer_is_refused() {
        for text in [
            "",
            "{}",
            "{\"statusCode\": \"200\"}",
            "{\"statusCode': 200 }",
            "statusCode: 200",
            "{\"statusCode\": 200",
            "{\"statusCode\": 200} x",
            "{\"statusCode\": -1}",
            "{\"statusCode\": 200 300}",
            "[200]",
        ] {
            check(text, None);
        }
    }
}
