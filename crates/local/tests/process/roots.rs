//! Hostile roots: none ends the process, at its start or as a saved change.
//!
//! Each is a folder in `tests/hostile/roots` or is created by [`generated`]. If its outcome, in `outcome.txt`, is
//! `runs` and the names of its queues, the root runs; otherwise the runtime rejects it with a message that contains the
//! outcome.

mod generated;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use http::Method;
use serde_json::json;
use tempfile::TempDir;

use crate::changes::sqs;
use crate::client::Client;
use crate::runtime::{PATIENCE, Runtime, refusal};

/// A root that is hostile or large.
struct Case {
    name: String,
    folder: PathBuf,
    outcome: String,
}

/// Limits the virtual memory: far above the limits of the loader, and far below the memory of a machine.
const MEMORY: &str = "ulimit -v 8388608; exec \"$0\" \"$@\"";

fn cases(parent: &Path) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/roots");
    let mut folders: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let case = |folder: PathBuf| Case {
        name: folder.file_name().unwrap().to_string_lossy().into_owned(),
        outcome: fs::read_to_string(folder.join("outcome.txt")).unwrap().trim().to_owned(),
        folder,
    };
    folders.into_iter().map(case).chain(generated::cases(parent)).collect()
}

fn write(folder: &Path, file: &str, text: &str) {
    fs::write(folder.join(file), text).unwrap();
}

/// Copies files, links and pipes.
fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-a").arg(from.join(".")).arg(to).status().unwrap();
    assert!(copied.success());
}

impl Case {
    fn is_refused(&self) -> bool {
        !self.outcome.starts_with("runs")
    }

    /// The names of its queues in the outcome.
    fn queues(&self) -> Vec<&str> {
        self.outcome.split(' ').skip(1).collect()
    }
}

/// A root in a temporary folder, and the runtime that serves it.
struct Served {
    parent: TempDir,
    runtime: Runtime,
    client: Client,
}

impl Served {
    fn over(case: Option<&Case>) -> Self {
        let parent = tempfile::tempdir().unwrap();
        let root = parent.path().join("root");
        fs::create_dir(&root).unwrap();
        match case {
            Some(case) => copy(&case.folder, &root),
            None => write(&root, "main.tf", &good(0)),
        }
        let runtime = Runtime::over(parent.path(), command(&root));
        let client = Client::new(runtime.address);
        Self { parent, runtime, client }
    }

    fn root(&self) -> PathBuf {
        self.parent.path().join("root")
    }

    /// Replaces the root's folder atomically.
    fn save(&self, save: impl FnOnce(&Path)) {
        let root = self.root();
        fs::remove_dir_all(&root).unwrap();
        let whole = self.parent.path().join("whole");
        fs::create_dir(&whole).unwrap();
        save(&whole);
        fs::rename(whole, root).unwrap();
    }

    /// Why the newest version was rejected.
    async fn refused(&self) -> String {
        let health = self.client.ask(Method::GET, "/_gelato/health", "").await.unwrap().json();
        health["configuration"]["refused"].as_str().unwrap_or_default().to_owned()
    }

    async fn eventually(&self, what: &str, is_so: impl AsyncFn(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !is_so(self).await {
            assert!(Instant::now() < end, "{what}: {:?}, {}", self.queues().await, self.refused().await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The names of the queues.
    async fn queues(&self) -> Vec<String> {
        let answer = sqs(&self.client, "ListQueues", json!({})).await;
        let urls = answer["QueueUrls"].as_array().cloned().unwrap_or_default();
        urls.iter().filter_map(|url| Some(url.as_str()?.rsplit('/').next()?.to_owned())).collect()
    }
}

fn good(number: usize) -> String {
    format!("resource \"aws_sqs_queue\" \"q\" {{\n  name = \"good-{number}\"\n}}\n")
}

fn command(root: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", MEMORY, env!("CARGO_BIN_EXE_gelato-local"), "serve", "--root"]).arg(root);
    command
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow (hundreds of roots): `make test-all` runs it"]
async fn a_root_runs_or_is_rejected_with_a_reason() {
    let parent = tempfile::tempdir().unwrap();
    for case in cases(parent.path()) {
        if case.is_refused() {
            eprintln!("{}", case.name);
            let error = refusal(command(&case.folder).args(["--port", "0"]));
            assert!(error.contains(&case.outcome) && !error.contains("panicked"), "{}: {error}", case.name);
        } else {
            let mut served = Served::over(Some(&case));
            for queue in case.queues() {
                assert!(
                    served.queues().await.contains(&queue.to_owned()),
                    "{}: {:?}",
                    case.name,
                    served.queues().await
                );
            }
            served.runtime.is_well();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow (hundreds of roots): `make test-all` runs it"]
async fn no_saved_change_ends_the_runtime_or_blocks_the_next_change() {
    let parent = tempfile::tempdir().unwrap();
    let served = Served::over(None);
    for (number, case) in cases(parent.path()).into_iter().enumerate() {
        served.save(|root| copy(&case.folder, root));
        let before = [format!("good-{number}")];
        if case.is_refused() {
            served.eventually(&case.name, async |served| served.refused().await.contains(&case.outcome)).await;
            assert_eq!(served.queues().await, before, "{}", case.name);
        } else {
            served.eventually(&case.name, async |served| served.queues().await != before).await;
        }
        let next = number + 1;
        served.save(|root| write(root, "main.tf", &good(next)));
        served.eventually(&case.name, async |served| served.queues().await == [format!("good-{next}")]).await;
    }
    let stderr = served.runtime.stderr();
    assert!(!stderr.contains("panicked"), "{stderr}");
    assert!(served.runtime.stop());
}
