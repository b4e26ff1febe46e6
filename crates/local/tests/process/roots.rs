//! Hostile roots, each a folder in `tests/hostile/roots`: none ends the process, at its start or as a saved change. Where
//! `outcome.txt` says `runs`, with the names of its queues, the root runs; otherwise it is refused, and that is said of it.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use http::Method;
use rustix::fs::{CWD, Mode, mkfifoat};
use serde_json::json;
use tempfile::TempDir;

use crate::changes::sqs;
use crate::client::Client;
use crate::runtime::{PATIENCE, Runtime, refusal};

/// A root that is hostile, or merely large.
struct Case {
    name: String,
    folder: PathBuf,
    outcome: String,
}

/// What a process may map: far above what the limits of the loader leave it, and far below what a machine has.
const MEMORY: &str = "ulimit -v 8388608; exec \"$0\" \"$@\"";

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/roots");
    let mut folders: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let case = |folder: PathBuf| Case {
        name: folder.file_name().unwrap().to_string_lossy().into_owned(),
        outcome: fs::read_to_string(folder.join("outcome.txt")).unwrap().trim().to_owned(),
        folder,
    };
    folders.into_iter().map(case).collect()
}

/// Roots that are too large for a file, or cannot be kept in one.
fn generated(parent: &Path) -> Vec<Case> {
    let case = |name: &str, outcome: &str, make: &dyn Fn(&Path)| {
        let folder = parent.join(name);
        fs::create_dir(&folder).unwrap();
        make(&folder);
        Case { name: name.to_owned(), folder, outcome: outcome.to_owned() }
    };
    let queue = "resource \"aws_sqs_queue\" \"q\" {\n  name = local.name\n}\n";
    let good = format!("locals {{\n  name = \"q\"\n}}\n{queue}");
    vec![
        case("chain_of_locals", "runs end", &|folder| {
            let mut main = "locals {\n  l0 = \"end\"\n".to_owned();
            (1..20_000).for_each(|n| writeln!(main, "  l{n} = local.l{}", n - 1).unwrap());
            write(folder, "main.tf", &format!("{main}  name = local.l19999\n}}\n{queue}"));
        }),
        case("chain_of_locals_in_json", "runs end", &|folder| {
            let chain =
                (1..20_000).map(|n| format!("\"l{n}\": \"${{local.l{}}}\"", n - 1)).collect::<Vec<_>>().join(",\n");
            let main = format!("{{ \"locals\": {{ \"l0\": \"end\", \"name\": \"${{local.l19999}}\",\n{chain} }} }}");
            write(folder, "main.tf.json", &main);
            write(folder, "queue.tf", queue);
        }),
        case("cycle_of_20000_locals", "dependency cycle: local.l0 → local.l1", &|folder| {
            let mut main = "locals {\n  name = local.l0\n  l19999 = local.l0\n".to_owned();
            (1..20_000).for_each(|n| writeln!(main, "  l{} = local.l{n}", n - 1).unwrap());
            write(folder, "main.tf", &format!("{main}}}\n{queue}"));
        }),
        case("chain_of_module_outputs", "runs end", &|folder| {
            let mut main = "module \"m0\" {\n  source = \"./m\"\n  in = \"end\"\n}\n".to_owned();
            for n in 1..5_000 {
                let before = n - 1;
                writeln!(main, "module \"m{n}\" {{\n  source = \"./m\"\n  in = module.m{before}.out\n}}").unwrap();
            }
            write(folder, "main.tf", &format!("{main}locals {{\n  name = module.m4999.out\n}}\n{queue}"));
            fs::create_dir(folder.join("m")).unwrap();
            write(&folder.join("m"), "main.tf", "variable \"in\" {}\noutput \"out\" {\n  value = var.in\n}\n");
        }),
        case("chain_of_outputs_of_a_module", "runs end", &|folder| {
            let mut main = "module \"m\" {\n  source = \"./m\"\n  v0 = \"end\"\n".to_owned();
            let mut module = "variable \"v0\" {}\noutput \"o0\" {\n  value = var.v0\n}\n".to_owned();
            for n in 1..5_000 {
                writeln!(main, "  v{n} = module.m.o{}", n - 1).unwrap();
                writeln!(module, "variable \"v{n}\" {{}}\noutput \"o{n}\" {{\n  value = var.v{n}\n}}").unwrap();
            }
            write(folder, "main.tf", &format!("{main}}}\nlocals {{\n  name = module.m.o4999\n}}\n{queue}"));
            fs::create_dir(folder.join("m")).unwrap();
            write(&folder.join("m"), "main.tf", &module);
        }),
        case("fifo", "pipe.tf.json: this is a FIFO; only regular files are read", &|folder| {
            write(folder, "main.tf", &good);
            mkfifoat(CWD, folder.join("pipe.tf.json"), Mode::RWXU).unwrap();
        }),
        case("fifo_of_values", "terraform.tfvars: this is a FIFO; only regular files are read", &|folder| {
            write(folder, "main.tf", &good);
            mkfifoat(CWD, folder.join("terraform.tfvars"), Mode::RWXU).unwrap();
        }),
        case("fifo_for_a_template", "this is a FIFO; only regular files are read", &|folder| {
            write(folder, "main.tf", &format!("locals {{\n  name = templatefile(\"pipe\", {{}})\n}}\n{queue}"));
            mkfifoat(CWD, folder.join("pipe"), Mode::RWXU).unwrap();
        }),
        case("socket", "socket.tf.json: this is a socket; only regular files are read", &|folder| {
            write(folder, "main.tf", &good);
            drop(UnixListener::bind(folder.join("socket.tf.json")).unwrap());
        }),
        case("device", "zero.tf.json: this is a device; only regular files are read", &|folder| {
            write(folder, "main.tf", &good);
            std::os::unix::fs::symlink("/dev/zero", folder.join("zero.tf.json")).unwrap();
        }),
        case("folder_named_like_a_file", "runs q", &|folder| {
            write(folder, "main.tf", &good);
            fs::create_dir(folder.join("folder.tf.json")).unwrap();
        }),
        case("linked_file", "runs q", &|folder| {
            write(folder, "elsewhere", &good);
            std::os::unix::fs::symlink("elsewhere", folder.join("main.tf")).unwrap();
        }),
        case("huge_file", "larger than 16 MiB", &|folder| {
            write(folder, "main.tf", &good);
            fs::File::create(folder.join("huge.tf.json")).unwrap().set_len(1 << 40).unwrap();
        }),
        case("links_that_lead_back", "entries of folders are looked at, the limit here", &|folder| {
            let main = r#"
                data "archive_file" "it" {
                  type        = "zip"
                  source_dir  = "src"
                  output_path = "out.zip"
                }
                resource "aws_sqs_queue" "q" {
                  name = data.archive_file.it.output_md5
                }
            "#;
            write(folder, "main.tf", main);
            fs::create_dir(folder.join("src")).unwrap();
            (0..4).for_each(|n| std::os::unix::fs::symlink(".", folder.join(format!("src/{n}"))).unwrap());
        }),
    ]
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

    /// The names of its queues, where the outcome says so.
    fn queues(&self) -> Vec<&str> {
        self.outcome.split(' ').skip(1).collect()
    }
}

/// A root's folder in one that is deleted when the test ends, and the runtime over it.
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

    /// Puts another folder in the root's place, whole.
    fn save(&self, save: impl FnOnce(&Path)) {
        let root = self.root();
        fs::remove_dir_all(&root).unwrap();
        let whole = self.parent.path().join("whole");
        fs::create_dir(&whole).unwrap();
        save(&whole);
        fs::rename(whole, root).unwrap();
    }

    /// Why the newest version of the files does not run.
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

    /// The names of the queues that answer.
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
async fn no_root_ends_the_start_but_with_a_reason() {
    let parent = tempfile::tempdir().unwrap();
    for case in cases().into_iter().chain(generated(parent.path())) {
        if case.is_refused() {
            eprintln!("{}", case.name);
            let told = refusal(command(&case.folder).args(["--port", "0"]));
            assert!(told.contains(&case.outcome) && !told.contains("panicked"), "{}: {told}", case.name);
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
async fn no_saved_change_ends_what_runs_or_keeps_the_next_one_from_being_taken() {
    let parent = tempfile::tempdir().unwrap();
    let served = Served::over(None);
    for (number, case) in cases().into_iter().chain(generated(parent.path())).enumerate() {
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
    let told = served.runtime.told();
    assert!(!told.contains("panicked"), "{told}");
    assert!(served.runtime.stop());
}
