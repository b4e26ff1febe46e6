//! Errors, warnings and notes for people, on standard error. They are plain text when `NO_COLOR` is set or standard
//! error is not a terminal.

use std::ffi::OsString;
use std::io::Write as _;

use anstyle::{AnsiColor, Style};
use clap::Parser;

use crate::printable;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default();
const NOTE: Style = Style::new().dimmed();

/// Parses the arguments of this process. If they are invalid, they are escaped and parsed again, because the error
/// message quotes them.
pub fn parse_arguments<P: Parser>() -> P {
    parse_these(std::env::args_os().collect())
}

/// Parses these arguments, of which the first is the command, in the same way.
pub fn parse_these<P: Parser>(arguments: Vec<OsString>) -> P {
    let shown: Vec<_> = arguments.iter().map(|argument| printable::line(&argument.to_string_lossy())).collect();
    P::try_parse_from(arguments).unwrap_or_else(|error| P::try_parse_from(shown).err().unwrap_or(error).exit())
}

/// Prints an error and its causes. A cause that a library repeats in its own text is printed once.
pub fn report(error: &anyhow::Error) {
    let mut printed = String::new();
    for (index, cause) in error.chain().enumerate() {
        let label = if index == 0 { "error" } else { "caused by" };
        let text = cause.to_string();
        if index == 0 || !printed.contains(&text) {
            say(&format!("{ERROR}{label}{ERROR:#}: {}", hinted(&printable::block(&text))));
        }
        printed.push_str(&text);
    }
}

/// Prints a warning.
pub fn warn(text: &str) {
    say(&format!("{WARNING}warning{WARNING:#}: {}", printable::block(text)));
}

/// Prints a progress note.
pub fn note(text: &str) {
    say(&format!("{NOTE}{}{NOTE:#}", printable::block(text)));
}

fn say(text: &str) {
    // A closed standard error is no reason to stop.
    let _ = writeln!(anstream::stderr(), "{text}");
}

fn hinted(message: &str) -> String {
    let line = |line: &str| match line.strip_prefix("hint: ") {
        Some(hint) => format!("{HINT}hint{HINT:#}: {hint}"),
        None => line.to_owned(),
    };
    message.lines().map(line).collect::<Vec<_>>().join("\n")
}
