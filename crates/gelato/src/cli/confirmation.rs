//! The confirmation before a change.

use std::io::{self, BufRead as _, Write as _};

use super::prepared::Prepared;

/// Why a change was not confirmed.
#[derive(Debug, thiserror::Error)]
enum Declined {
    /// There was no answer.
    #[error("nothing was changed: nobody answered\nhint: use `--yes` where nobody can answer, such as in CI")]
    Nobody,
    /// The answer was not a confirmation.
    #[error("nothing was changed: the answer was not `{wanted}`")]
    Answer { wanted: String },
    /// Standard input cannot be read.
    #[error("nothing was changed: cannot read the answer")]
    Unreadable(#[from] io::Error),
}

/// Asks for a confirmation. For a protected environment, the answer must be its name.
pub(super) fn confirm(prepared: &Prepared, question: &str, yes: bool) -> anyhow::Result<()> {
    if yes {
        return Ok(());
    }
    let Prepared { environment, workspace, .. } = prepared;
    let name = environment.name.as_str();
    let (wanted, asked) = if environment.settings.protected { (name, "its name") } else { ("yes", "`yes`") };
    // The answer is read even if the prompt cannot be shown.
    let root = prepared.name();
    let _ = write!(anstream::stderr(), "{question} `{root}`{workspace}? Only {asked} is accepted: ");
    Ok(check(answer()?, wanted)?)
}

fn answer() -> Result<String, Declined> {
    let mut line = String::new();
    if io::stdin().lock().read_line(&mut line)? == 0 { Err(Declined::Nobody) } else { Ok(line) }
}

fn check(answer: String, wanted: &str) -> Result<(), Declined> {
    if answer.trim() == wanted { Ok(()) } else { Err(Declined::Answer { wanted: wanted.to_owned() }) }
}
