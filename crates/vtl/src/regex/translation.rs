//! Translates a Java pattern for `fancy-regex`.
//!
//! Java differs in these: `\d \w \s` and the POSIX classes are ASCII; a dot and `$` use Java's line terminators;
//! `\h \v \R \Z \0` and `\Q…\E` are only in Java; some operators within classes are only in Rust.
//! <https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/regex/Pattern.html>

use std::fmt::Write;
use std::iter::Peekable;
use std::str::Chars;

/// Java's line terminators, as members of a class.
const TERMINATORS: &str = r"\n\r\x{85}\x{2028}\x{2029}";
const HORIZONTAL: &str = r" \t\x{A0}\x{1680}\x{180E}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}";
const VERTICAL: &str = r"\n\x0B\f\r\x{85}\x{2028}\x{2029}";
const SPACE: &str = r" \t\n\x0B\f\r";
const WORD: &str = "a-zA-Z0-9_";

/// The text that a pattern without operators matches.
pub(super) fn literal(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => out.push(characters.next().filter(char::is_ascii_punctuation)?),
            '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^' | '$' => return None,
            c => out.push(c),
        }
    }
    (!out.is_empty()).then_some(out)
}

/// Translates a whole pattern.
pub(super) fn translate(pattern: &str) -> String {
    let mut translation = Translation {
        rest: pattern.chars().peekable(),
        out: String::new(),
        flags: Flags::default(),
        outer: Vec::new(),
    };
    while let Some(c) = translation.rest.next() {
        translation.outside_class(c);
    }
    translation.out
}

/// The flags that mean something else in Rust. The translation applies them itself.
#[derive(Debug, Clone, Copy, Default)]
struct Flags {
    lines: bool,
    dot_all: bool,
    unix_lines: bool,
}

struct Translation<'p> {
    rest: Peekable<Chars<'p>>,
    out: String,
    flags: Flags,
    /// The flags to restore at the end of each open group.
    outer: Vec<Flags>,
}

impl Translation<'_> {
    fn outside_class(&mut self, c: char) {
        match c {
            '\\' => self.escape(false),
            '[' => self.class(),
            '(' => self.group(),
            ')' => {
                self.flags = self.outer.pop().unwrap_or_default();
                self.out.push(')');
            }
            '.' if self.flags.dot_all => self.out.push_str("(?s:.)"),
            '.' if self.flags.unix_lines => self.out.push_str(r"[^\n]"),
            '.' => self.push_class("^", TERMINATORS),
            '^' if self.flags.lines => self.out.push_str("(?m:^)"),
            '$' if self.flags.lines => self.out.push_str("(?m:$)"),
            '$' => self.last_line_end(),
            c => self.out.push(c),
        }
    }

    fn push_class(&mut self, sign: &str, members: &str) {
        self.out.extend(["[", sign, members, "]"]);
    }

    /// The end, or before a line terminator at the end.
    fn last_line_end(&mut self) {
        self.out.extend([r"(?=(?:\r\n|[", TERMINATORS, r"])?\z)"]);
    }

    /// An opening parenthesis. Flags that Rust shares are passed on.
    fn group(&mut self) {
        let outer = self.flags;
        self.out.push('(');
        let mut ahead = self.rest.clone();
        let flagged = ahead.next() == Some('?') && ahead.next().is_some_and(|c| c == '-' || c.is_ascii_alphabetic());
        if !flagged {
            self.outer.push(outer);
            return;
        }
        self.rest.next();
        let mut on = true;
        let mut kept = [String::new(), String::new()];
        while let Some(c) = self.rest.next_if(|c| *c == '-' || c.is_ascii_alphabetic()) {
            match c {
                '-' => on = false,
                'm' => self.flags.lines = on,
                's' => self.flags.dot_all = on,
                'd' => self.flags.unix_lines = on,
                'i' | 'x' => kept[usize::from(!on)].push(c),
                'u' | 'U' => {}
                unknown => kept[0].push(unknown),
            }
        }
        let [set, cleared] = kept;
        let minus = if cleared.is_empty() { "" } else { "-" };
        let end = self.rest.next().unwrap_or(')');
        if end == ':' {
            self.outer.push(outer);
        } else if set.is_empty() && cleared.is_empty() {
            self.out.push_str("?:)");
            return;
        }
        self.out.extend(["?", &set, minus, &cleared, end.encode_utf8(&mut [0; 4])]);
    }

    fn class(&mut self) {
        let mut depth = 1;
        self.out.push('[');
        while let Some(c) = self.rest.next() {
            match c {
                '\\' => self.escape(true),
                '[' => {
                    depth += 1;
                    self.out.push('[');
                    if self.rest.peek() == Some(&':') {
                        self.out.push('\\');
                    }
                }
                ']' => {
                    depth -= 1;
                    self.out.push(']');
                    if depth == 0 {
                        return;
                    }
                }
                // Doubled, they are operators in Rust.
                '-' | '~' if self.rest.peek() == Some(&c) => self.out.extend(['\\', c]),
                c => self.out.push(c),
            }
        }
    }

    fn escape(&mut self, in_class: bool) {
        let Some(c) = self.rest.next() else {
            self.out.push('\\');
            return;
        };
        match c {
            'd' | 'D' => self.predefined("0-9", c == 'D', in_class),
            'w' | 'W' => self.predefined(WORD, c == 'W', in_class),
            's' | 'S' => self.predefined(SPACE, c == 'S', in_class),
            'h' | 'H' => self.predefined(HORIZONTAL, c == 'H', in_class),
            'v' | 'V' => self.predefined(VERTICAL, c == 'V', in_class),
            'p' | 'P' => self.property(c, in_class),
            'R' => self.out.extend([r"(?:\r\n|[", VERTICAL, "])"]),
            'Z' => self.last_line_end(),
            'Q' => self.quotation(),
            'E' => {}
            'e' => self.character(0x1B),
            'a' => self.character(0x07),
            '0' => self.octal(),
            'u' => self.unit(),
            'c' => {
                let control = self.rest.next().map_or(0, |c| u32::from(c) ^ 0x40);
                self.character(control);
            }
            // In Java, a backslash escapes any punctuation character.
            sign if sign.is_ascii_punctuation() && !(sign == '<' || sign == '>') => self.out.extend(['\\', sign]),
            sign @ ('<' | '>') => self.out.push(sign),
            other => self.out.extend(['\\', other]),
        }
    }

    fn predefined(&mut self, members: &str, negated: bool, in_class: bool) {
        if in_class && !negated {
            self.out.push_str(members);
        } else {
            self.push_class(if negated { "^" } else { "" }, members);
        }
    }

    /// `\p{…}`: POSIX names, at most as long as `XDigit`, mean ASCII. Others mean the same in both.
    fn property(&mut self, letter: char, in_class: bool) {
        let ahead: String = self.rest.clone().take("{XDigit}".len()).collect();
        let name = ahead.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(name, _)| name);
        let Some((name, members)) = name.and_then(|name| Some((name, posix(name)?))) else {
            self.out.extend(['\\', letter]);
            return;
        };
        for _ in 0..name.len() + 2 {
            self.rest.next();
        }
        self.predefined(members, letter == 'P', in_class);
    }

    fn quotation(&mut self) {
        while let Some(c) = self.rest.next() {
            if c == '\\' && self.rest.next_if_eq(&'E').is_some() {
                return;
            }
            self.character(u32::from(c));
        }
    }

    fn character(&mut self, code: u32) {
        let _ = write!(self.out, r"\x{{{code:X}}}");
    }

    /// `\0` and up to three octal digits.
    fn octal(&mut self) {
        let mut code = 0;
        for length in 0..3 {
            let most = if length == 2 && code > 0o37 { None } else { Some(()) };
            let digit = most.and_then(|()| self.rest.next_if(|c| c.is_digit(8)));
            let Some(digit) = digit.and_then(|digit| digit.to_digit(8)) else { break };
            code = code * 8 + digit;
        }
        self.character(code);
    }

    /// `\uXXXX`; two of them may be a surrogate pair.
    fn unit(&mut self) {
        let first = self.four_digits().unwrap_or(0xFFFD);
        let mut ahead = self.rest.clone();
        if (0xD800..0xDC00).contains(&first) && ahead.next() == Some('\\') && ahead.next() == Some('u') {
            self.rest = ahead;
            let second = self.four_digits().unwrap_or(0xDC00);
            self.character(0x1_0000 + ((first - 0xD800) << 10) + (second & 0x3FF));
            return;
        }
        self.character(if (0xD800..0xE000).contains(&first) { 0xFFFD } else { first });
    }

    fn four_digits(&mut self) -> Option<u32> {
        let mut code = 0;
        for _ in 0..4 {
            code = code * 16 + self.rest.next_if(char::is_ascii_hexdigit)?.to_digit(16)?;
        }
        Some(code)
    }
}

/// The members of a POSIX class.
fn posix(name: &str) -> Option<&'static str> {
    Some(match name {
        "Lower" => "a-z",
        "Upper" => "A-Z",
        "ASCII" => r"\x00-\x7F",
        "Alpha" => "a-zA-Z",
        "Digit" => "0-9",
        "Alnum" => "a-zA-Z0-9",
        "Punct" => r"!-/:-@\[-`{-\~",
        "Graph" => r"!-\~",
        "Print" => r" -\~",
        "Blank" => r" \t",
        "Cntrl" => r"\x00-\x1F\x7F",
        "XDigit" => "0-9a-fA-F",
        "Space" => SPACE,
        _ => return None,
    })
}
