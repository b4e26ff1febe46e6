//! `kill -9` of the runtime: acknowledged writes survive and are delivered, and no process is left.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustix::process::Signal;

use crate::client::Client;
use crate::runtime::{Runtime, eventually, lives};
use crate::stack::Stack;

/// How many writes are acknowledged in each round before the runtime is killed.
const ACKNOWLEDGED: usize = 20;

/// Writes until the runtime is gone, and returns the acknowledged names; each increments the count.
async fn write(client: Client, round: usize, writer: usize, count: Arc<AtomicUsize>) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let name = format!("Flavour {round}-{writer}-{number}");
        match client.post(&name, "1.00").await {
            Some(response) => {
                assert_eq!(response.status, 200, "{response:?}");
                acknowledged.push(name);
                count.fetch_add(1, Ordering::Relaxed);
            }
            None => break,
        }
    }
    acknowledged
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow (kills): `make test-all` runs it"]
async fn acknowledged_writes_survive_and_are_delivered() {
    // The function blocks until the file `go` exists, so that nothing is delivered before the last kill.
    let stack = Stack::doing("echo $$ > process; while [ ! -e go ]; do sleep 0.05; done");
    let data = stack.folder().join("data");
    let arguments = ["--data", data.to_str().expect("text")];
    let mut acknowledged = Vec::new();
    for round in 0..3 {
        let runtime = Runtime::start(&stack, &arguments);
        let client = Client::new(runtime.address);
        let count = Arc::new(AtomicUsize::new(0));
        let write = |writer| tokio::spawn(write(client.clone(), round, writer, Arc::clone(&count)));
        let writers: Vec<_> = (0..4).map(write).collect();
        eventually("the function never got anything", || !stack.read("process").trim().is_empty());
        eventually("too little was acknowledged", || count.load(Ordering::Relaxed) >= ACKNOWLEDGED);
        runtime.kill();
        for writer in writers {
            acknowledged.extend(writer.await.expect("a writer"));
        }
        eventually("the function outlived the runtime", || !lives(&stack.read("process")));
        stack.write("process", "");
    }
    stack.write("events", "");
    stack.write("go", "");
    let mut runtime = Runtime::start(&stack, &arguments);
    let client = Client::new(runtime.address);
    for name in &acknowledged {
        let item = client.get(name).await.expect("an answer");
        assert_eq!(item.status, 200, "`{name}` is lost: {item:?}");
    }
    eventually("a record of an acknowledged write is lost", || {
        let answered: std::collections::BTreeSet<_> = stack.flavours("answered").into_iter().collect();
        acknowledged.iter().all(|name| answered.contains(name))
    });
    runtime.is_well();
    assert!(runtime.stop());
    eventually("the function outlived the runtime", || !lives(&stack.read("process")));
}

/// Starts processes that detach from the function in every possible way, and writes their IDs to the file `left`.
const LEAVES: &str = r#"if [ ! -e left ]; then
  setsid sh -c 'echo $$ >> left; exec sleep 600' &
  (setsid sh -c 'echo $$ >> left; sleep 600 & echo $! >> left; wait' &)
  (env -i setsid sh -c 'trap "" TERM HUP INT; echo $$ >> left; while :; do sleep 600; done' > /dev/null 2>&1 &)
  echo $$ >> left
  while [ $(wc -l < left) -lt 5 ]; do sleep 0.02; done
fi"#;

/// Whether any of those processes is alive.
fn any_lives(stack: &Stack) -> bool {
    stack.read("left").lines().any(lives)
}

async fn leave(runtime: &Runtime, stack: &Stack) {
    let client = Client::new(runtime.address);
    assert_eq!(client.post("Mango", "1.00").await.map(|response| response.status), Some(200));
    eventually("the function did not do its work", || !stack.read("answered").is_empty());
    assert!(stack.read("left").lines().all(lives), "{}", stack.read("left"));
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow (kills): `make test-all` runs it"]
async fn no_process_of_a_function_outlives_the_runtime() {
    for signal in [Signal::KILL, Signal::TERM, Signal::INT] {
        let stack = Stack::doing(LEAVES);
        let runtime = Runtime::start(&stack, &[]);
        leave(&runtime, &stack).await;
        assert_eq!(runtime.signal(signal), signal != Signal::KILL);
        eventually(&format!("something outlived {signal:?}"), || !any_lives(&stack));
    }
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow (kills): `make test-all` runs it"]
async fn no_process_of_a_function_outlives_the_function() {
    let stack = Stack::doing(LEAVES);
    let mut runtime = Runtime::start(&stack, &[]);
    leave(&runtime, &stack).await;
    stack.function(":");
    eventually("something outlived the function", || !any_lives(&stack));
    runtime.is_well();
}

fn copies(folder: &Path) -> Vec<String> {
    let users = fs::read_dir(folder).into_iter().flatten().flatten();
    let copies = users.flat_map(|user| fs::read_dir(user.path()).into_iter().flatten().flatten());
    copies.map(|copy| copy.file_name().to_string_lossy().into_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow (kills): `make test-all` runs it"]
async fn a_killed_runtime_leaves_one_copy_of_the_code_that_the_next_removes() {
    let temporary = tempfile::tempdir().expect("a folder");
    let stack = Stack::doing(":");
    let start = |stack: &Stack| Runtime::start_in(stack, temporary.path());
    let mut names = (0..).map(|number| format!("Flavour {number}"));
    let mut invoked = async |runtime: &Runtime, stack: &Stack| {
        stack.write("answered", "");
        let name = names.next().expect("one more");
        assert_eq!(Client::new(runtime.address).post(&name, "1.00").await.map(|answer| answer.status), Some(200));
        eventually("the function did not run", || !stack.read("answered").is_empty());
    };
    for _ in 0..3 {
        let runtime = start(&stack);
        invoked(&runtime, &stack).await;
        runtime.kill();
        assert_eq!(copies(temporary.path()).len(), 1);
    }
    let (other, living) = (Stack::doing(": another"), start(&stack));
    invoked(&living, &stack).await;
    let another = start(&other);
    invoked(&another, &other).await;
    // The copy of the running one is kept.
    assert_eq!(copies(temporary.path()).len(), 2);
    invoked(&living, &stack).await;
    living.kill();
    let next = start(&other);
    eventually("the leftover is still there", || copies(temporary.path()).len() == 1);
    assert!(another.stop());
    assert_eq!(copies(temporary.path()).len(), 1);
    invoked(&next, &other).await;
    assert!(next.stop());
    assert_eq!(copies(temporary.path()), Vec::<String>::new());
}
