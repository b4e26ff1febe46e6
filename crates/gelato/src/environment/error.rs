//! Errors in an environment's file.

use std::io;
use std::panic::Location;

use super::name::InvalidEnvironmentName;
use crate::printable;
use crate::terraform::{closest, file_and_line};

/// Why an environment cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder of environments cannot be read.
    #[error("cannot read the folder `{folder}`")]
    Folder {
        /// The folder.
        folder: String,
        /// The system's error.
        source: io::Error,
    },
    /// An invalid environment name.
    #[error(transparent)]
    Name(#[from] InvalidEnvironmentName),
    /// There is no such environment.
    #[error("no environment `{name}` in `{folder}`; there are: {known}{hint}")]
    Unknown {
        /// The name.
        name: String,
        /// The folder.
        folder: String,
        /// The existing environments.
        known: String,
        /// A suggestion.
        hint: String,
    },
    /// The file cannot be read.
    #[error("cannot read `{file}`")]
    Unreadable {
        /// The file.
        file: String,
        /// The system's error.
        source: io::Error,
    },
    /// The file contains something that is not allowed.
    #[error("{file}:{line}:{detail}{hint}")]
    Invalid {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The path of keys, the line with a caret, and the problem.
        detail: String,
        /// A suggestion.
        hint: String,
    },
    /// Two settings that contradict each other.
    #[error("{place}: {detail}")]
    Contradiction {
        /// The file, and the line of the key if it is there.
        place: String,
        /// The settings, and what to do.
        detail: String,
    },
}

/// An error in a text. `shown` is what the text is called, and `reader` what needs it.
pub(super) fn invalid(shown: &str, reader: &str, error: &serde_path_to_error::Error<toml::de::Error>) -> Error {
    // The parser's report: the line, a caret below the place, and the problem.
    let report = error.inner().to_string();
    let line = report.lines().next().and_then(line_number).unwrap_or(1);
    let message = error.inner().message();
    let excerpt = report.trim_end().strip_suffix(message.trim_end()).unwrap_or_default();
    // The message quotes keys and values of the file, which may contain any character.
    let said = in_words(&printable::line(message.trim_end()));
    let excerpt: Vec<String> = excerpt.lines().skip(1).map(in_words).collect();
    let is_unknown = message.starts_with(UNKNOWN_KEY);
    let excerpt = if is_unknown { without_value(excerpt) } else { excerpt };
    let detail = excerpt.into_iter().chain([said]).collect::<Vec<_>>().join("\n");
    let hint = match meant(message) {
        None if is_unknown && error.path().iter().count() == 1 => OWN_SETTING.to_owned(),
        meant => did_you_mean(meant),
    };
    let detail = format!("{}\n{}{reader}", key(error.path()), detail.trim_end());
    Error::Invalid { file: shown.to_owned(), line, detail, hint }
}

/// How Serde's message about a key begins that no setting has.
const UNKNOWN_KEY: &str = "unknown field";

/// The hint for a key that may be a service's own.
const OWN_SETTING: &str = "\nhint: the service's own settings stand in the table `[service]`, and a secret is set in the \
                           shell, as `TF_VAR_` and its name";

/// The excerpt of an unknown key up to its caret: the value may be a secret.
fn without_value(mut excerpt: Vec<String>) -> Vec<String> {
    if let [.., quoted, caret] = excerpt.as_mut_slice() {
        let key: String = quoted.chars().take(caret.trim_end().chars().count()).collect();
        *quoted = if key == *quoted { key } else { format!("{key} …") };
    }
    excerpt
}

/// The path of keys to the place, such as `logs.level`; empty for the file itself.
fn key(path: &serde_path_to_error::Path) -> String {
    if path.iter().next().is_none() { String::new() } else { format!(" in `{}`", printable::line(&path.to_string())) }
}

/// Replaces Serde's names for Rust's types with TOML's.
fn in_words(line: &str) -> String {
    let line = line.replace("expected a sequence", "expected a list, such as [\"a\", \"b\"]");
    let line = line.replace("unknown variant", "unknown value");
    line.split_once("expected struct").map_or(line.clone(), |(before, _)| format!("{before}expected a table"))
}

/// An error in a value that the program changes.
pub(super) fn changed(place: &Location<'_>, key: &str, message: &str) -> Error {
    let detail = in_words(&printable::line(message.trim_end()));
    at(place, &format!("`{}`: {detail}{}", printable::line(key), did_you_mean(meant(message))))
}

/// An error at a place in the program.
pub(super) fn at(place: &Location<'_>, detail: &str) -> Error {
    Error::Contradiction { place: file_and_line(place), detail: detail.to_owned() }
}

pub(super) fn contradiction(shown: &str, text: &str, key: &str, detail: &str) -> Error {
    let is_key = |line: &str| line.split(['=', '#']).next().is_some_and(|name| name.trim() == key);
    let line = text.lines().position(is_key).map_or_else(String::new, |index| format!(":{}", index + 1));
    Error::Contradiction { place: format!("{shown}{line}"), detail: detail.to_owned() }
}

/// From `TOML parse error at line 3, column 1`.
fn line_number(first: &str) -> Option<usize> {
    first.split("line ").nth(1)?.split(',').next()?.parse().ok()
}

/// The closest expected name in Serde's "unknown field `regoin`, expected one of `region`, …".
fn meant(message: &str) -> Option<&str> {
    let mut quoted = message.strip_prefix("unknown ")?.split('`').skip(1).step_by(2);
    let found = quoted.next()?;
    let expected: Vec<&str> = quoted.collect();
    let same = expected.iter().find(|expected| expected.eq_ignore_ascii_case(found));
    same.copied().or_else(|| closest(found, expected))
}

pub(super) fn did_you_mean(meant: Option<&str>) -> String {
    meant.map_or_else(String::new, |meant| format!("\nhint: did you mean `{meant}`?"))
}
