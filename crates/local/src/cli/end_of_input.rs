//! The end of standard input, which comes with the end of the program that holds the other side, however it ends.

use std::io::{self, Read};

use tokio::sync::oneshot;

/// Waits for the end of standard input; for ever, where nobody wants to know.
pub(super) async fn of(wanted: bool) {
    if !wanted {
        return std::future::pending().await;
    }
    let (done, ended) = oneshot::channel();
    // A thread of its own, since a read that waits cannot be cut off; it ends with the process.
    std::thread::spawn(move || {
        let mut unread = [0; 1024];
        while matches!(io::stdin().read(&mut unread), Ok(1..)) {}
        let _ = done.send(());
    });
    let _ = ended.await;
}
