//! Validates bodies against models within a time limit, whatever their size and the model's patterns.
//!
//! Small bodies are validated at once, large ones on blocking threads. A pattern that backtracks may take quadratic time,
//! which is hours for megabytes, and nothing can interrupt the engine. With such patterns, a separate process validates a
//! large body, and is killed at the time limit.

use std::io::{self, Read};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::stack::rest_api::model::{Model, Schemas, Verdict};

/// Bodies up to this size are validated at once. Larger ones would keep other requests waiting.
const SMALL: usize = 16 * 1024;

/// How long the validation of a large body may take.
const TIME: Duration = Duration::from_secs(10);

/// How many large bodies are validated at the same time.
static TURNS: Semaphore = Semaphore::const_new(4);

/// The name of the command that validates a body.
pub(crate) const COMMAND: &str = "validate-body";

/// The program that has the command. Other programs that use this library validate on threads alone.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// The first line of the command's input. The body follows.
#[derive(Serialize, Deserialize)]
struct Head {
    model: String,
    schemas: Schemas,
}

/// Lets this program start processes that validate.
pub(crate) fn use_this_program() {
    if let Ok(program) = std::env::current_exe() {
        // Setting it again would set the same path.
        let _ = PROGRAM.set(program);
    }
}

/// Validates a body against a model. An empty body counts as an empty object.
pub(super) async fn verdict(model: &Arc<Model>, body: &Bytes) -> Verdict {
    if body.len() <= SMALL {
        return validate(model, body);
    }
    let validating = async {
        let turn = TURNS.acquire().await.ok()?;
        if let (Some(program), Some(schemas)) = (PROGRAM.get(), model.backtracking()) {
            in_process(program.clone(), model, schemas, body).await.ok()
        } else {
            on_thread(turn, model, body).await
        }
    };
    let verdict = tokio::time::timeout(TIME, validating).await.ok().flatten();
    verdict.unwrap_or_else(|| undecided(model, body))
}

fn validate(model: &Model, body: &[u8]) -> Verdict {
    let body = if body.is_empty() { b"{}" } else { body };
    match serde_json::from_slice::<Value>(body) {
        Ok(document) => model.validate(&document, body.len()),
        Err(_) => Verdict::Invalid("[the body is not JSON]".to_owned()),
    }
}

fn undecided(model: &Model, body: &Bytes) -> Verdict {
    let (seconds, patterns) = (TIME.as_secs(), model.patterns().join(", "));
    Verdict::Undecided(format!(
        "validating a body of {} bytes against the model `{}` takes more than {seconds} s; its patterns: {patterns}",
        body.len(),
        model.name()
    ))
}

/// Validates on a thread. It cannot be interrupted, so it keeps its permit until it is done.
async fn on_thread(turn: SemaphorePermit<'static>, model: &Arc<Model>, body: &Bytes) -> Option<Verdict> {
    let (model, body) = (Arc::clone(model), body.clone());
    let validating = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        validate(&model, &body)
    });
    validating.await.ok()
}

/// Validates in a process, which is killed when nothing waits for it any more.
async fn in_process(program: PathBuf, model: &Model, schemas: &Schemas, body: &Bytes) -> io::Result<Verdict> {
    let mut command = Command::new(program);
    command.arg(COMMAND).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    // An interrupt from the keyboard is for the runtime, which then ends this process.
    command.process_group(0);
    let mut process = command.spawn()?;
    let mut head = serde_json::to_vec(&Head { model: model.name().to_owned(), schemas: schemas.clone() })?;
    head.push(b'\n');
    if let Some(mut input) = process.stdin.take() {
        input.write_all(&head).await?;
        input.write_all(body).await?;
    }
    let output = process.wait_with_output().await?;
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The command: reads a head and a body, and writes the verdict. A time limit ends it if the runtime was killed.
pub(crate) fn answer(mut input: impl Read, mut output: impl io::Write) -> io::Result<()> {
    std::thread::spawn(|| {
        std::thread::sleep(TIME + Duration::from_secs(1));
        std::process::exit(1);
    });
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (head, body) = bytes.split_at(end);
    let head: Head = serde_json::from_slice(head)?;
    let model = Model::compile(&head.model, &head.schemas).map_err(io::Error::other)?;
    serde_json::to_writer(&mut output, &validate(&model, body.get(1..).unwrap_or_default()))?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    #[test]
    fn the_command_gives_the_verdict_of_the_model() {
        let schema = json!({ "properties": { "text": { "pattern": "^(?=.*b)a" } } });
        let schemas = Schemas(BTreeMap::from([("M".to_owned(), schema)]));
        let model = Model::compile("M", &schemas).unwrap();
        assert!(model.backtracking().is_some());
        for body in [r#"{"text":"ab"}"#, r#"{"text":"a"}"#, "", "no\nJSON"] {
            let head = Head { model: "M".to_owned(), schemas: schemas.clone() };
            let input = [serde_json::to_vec(&head).unwrap(), b"\n".to_vec(), body.as_bytes().to_vec()].concat();
            let mut output = Vec::new();
            answer(input.as_slice(), &mut output).unwrap();
            let verdict: Verdict = serde_json::from_slice(&output).unwrap();
            assert_eq!(verdict, validate(&model, body.as_bytes()), "{body}");
        }
    }
}
