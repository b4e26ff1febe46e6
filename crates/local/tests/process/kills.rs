//! `kill -9` of the runtime: what it acknowledged is there when it is back, and is delivered. No process stays behind.

use std::time::Duration;

use crate::client::Client;
use crate::runtime::{Runtime, eventually, lives};
use crate::stack::Stack;

/// Writes until the runtime is gone, and tells what was acknowledged.
async fn write(client: Client, round: usize, writer: usize) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let name = format!("Flavour {round}-{writer}-{number}");
        match client.post(&name, "1.00").await {
            Some(response) => {
                assert_eq!(response.status, 200, "{response:?}");
                acknowledged.push(name);
            }
            None => break,
        }
    }
    acknowledged
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_and_is_delivered() {
    // It keeps what it got to itself until it is let go, so that nothing is delivered before the last kill.
    let stack = Stack::doing("echo $$ > process; while [ ! -e go ]; do sleep 0.05; done");
    let data = stack.folder().join("data");
    let arguments = ["--data", data.to_str().expect("text")];
    let mut acknowledged = Vec::new();
    for round in 0..3 {
        let runtime = Runtime::start(&stack, &arguments);
        let client = Client::new(runtime.address);
        let writers: Vec<_> = (0..4).map(|writer| tokio::spawn(write(client.clone(), round, writer))).collect();
        eventually("the function never got anything", || !stack.read("process").trim().is_empty());
        tokio::time::sleep(Duration::from_millis(300)).await;
        runtime.kill();
        for writer in writers {
            acknowledged.extend(writer.await.expect("a writer"));
        }
        eventually("the function outlived the runtime", || !lives(&stack.read("process")));
        stack.write("process", "");
    }
    assert!(acknowledged.len() > 30, "only {} were acknowledged", acknowledged.len());
    stack.write("events", "");
    stack.write("go", "");
    let mut runtime = Runtime::start(&stack, &arguments);
    let client = Client::new(runtime.address);
    for name in &acknowledged {
        let item = client.get(name).await.expect("an answer");
        assert_eq!(item.status, 200, "`{name}` is lost: {item:?}");
    }
    eventually("a record of what was acknowledged is lost", || {
        let answered: std::collections::BTreeSet<_> = stack.flavours("answered").into_iter().collect();
        acknowledged.iter().all(|name| answered.contains(name))
    });
    runtime.is_well();
    assert!(runtime.stop());
    eventually("the function outlived the runtime", || !lives(&stack.read("process")));
}
