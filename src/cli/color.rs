//! How errors and notes look on a terminal. `NO_COLOR` and pipes get plain text.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};

use crate::printable;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default();
const NOTE: Style = Style::new().dimmed();

/// Tells what went wrong, and why, cause by cause. Some libraries tell their cause in their own text.
pub(super) fn report(error: &anyhow::Error) {
    let mut told = String::new();
    for (index, cause) in error.chain().enumerate() {
        let label = if index == 0 { "error" } else { "caused by" };
        let text = cause.to_string();
        if index == 0 || !told.contains(&text) {
            say(&format!("{ERROR}{label}{ERROR:#}: {}", hinted(&printable::block(&text))));
        }
        told.push_str(&text);
    }
}

/// Tells what Terraform warns of.
pub(super) fn warn(text: &str) {
    say(&format!("{WARNING}warning{WARNING:#}: {}", printable::block(text)));
}

/// Tells what is being done.
pub(super) fn note(text: &str) {
    say(&format!("{NOTE}{}{NOTE:#}", printable::block(text)));
}

fn say(text: &str) {
    // A reader that went away is no reason to stop.
    let _ = writeln!(anstream::stderr(), "{text}");
}

fn hinted(message: &str) -> String {
    let line = |line: &str| match line.strip_prefix("hint: ") {
        Some(hint) => format!("{HINT}hint{HINT:#}: {hint}"),
        None => line.to_owned(),
    };
    message.lines().map(line).collect::<Vec<_>>().join("\n")
}
