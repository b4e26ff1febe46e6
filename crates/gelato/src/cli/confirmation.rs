//! The question before anything is changed.

use std::io::{self, BufRead as _, Write as _};

use super::prepared::Prepared;

/// Why nothing is changed.
#[derive(Debug, thiserror::Error)]
enum Declined {
    /// Nobody answers.
    #[error("nothing was changed: nobody answered\nhint: `--yes` answers where nobody can, such as in CI")]
    Nobody,
    /// The answer is another.
    #[error("nothing was changed: the answer was not `{wanted}`")]
    Answer { wanted: String },
    /// Standard input cannot be read.
    #[error("nothing was changed: cannot read the answer")]
    Unreadable(#[from] io::Error),
}

/// Asks whether to go on. Where the environment is protected, its name is the answer.
pub(super) fn confirm(prepared: &Prepared, question: &str, yes: bool) -> anyhow::Result<()> {
    if yes {
        return Ok(());
    }
    let Prepared { environment, workspace, .. } = prepared;
    let name = environment.name.as_str();
    let (wanted, asked) = if environment.settings.protected { (name, "its name") } else { ("yes", "`yes`") };
    // A prompt that cannot be shown does not keep the answer from being read.
    let _ = write!(anstream::stderr(), "{question} `{name}`{workspace}? Only {asked} is taken for an answer: ");
    Ok(check(answer()?, wanted)?)
}

fn answer() -> Result<String, Declined> {
    let mut line = String::new();
    if io::stdin().lock().read_line(&mut line)? == 0 { Err(Declined::Nobody) } else { Ok(line) }
}

fn check(answer: String, wanted: &str) -> Result<(), Declined> {
    if answer.trim() == wanted { Ok(()) } else { Err(Declined::Answer { wanted: wanted.to_owned() }) }
}
