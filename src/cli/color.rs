//! How errors and notes look on a terminal. `NO_COLOR` and pipes get plain text.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default();
const NOTE: Style = Style::new().dimmed();

/// Tells what went wrong, and why, cause by cause.
pub(super) fn report(error: &anyhow::Error) {
    for (index, cause) in error.chain().enumerate() {
        let label = if index == 0 { "error" } else { "caused by" };
        say(&format!("{ERROR}{label}{ERROR:#}: {}", hinted(&cause.to_string())));
    }
}

/// Tells what Terraform warns of.
pub(super) fn warn(text: &str) {
    say(&format!("{WARNING}warning{WARNING:#}: {text}"));
}

/// Tells what is being done.
pub(super) fn note(text: &str) {
    say(&format!("{NOTE}{text}{NOTE:#}"));
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
