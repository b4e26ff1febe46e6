//! The end of standard input, which closes when the program at the other end exits, for whatever reason.

use std::io::{self, Read};

use tokio::sync::oneshot;

/// Waits for the end of standard input, or forever unless `enabled`.
pub(super) async fn of(enabled: bool) {
    if !enabled {
        return std::future::pending().await;
    }
    let (done, ended) = oneshot::channel();
    // A waiting read cannot be cancelled, so it has a thread that ends with the process.
    std::thread::spawn(move || {
        let mut unread = [0; 1024];
        while matches!(io::stdin().read(&mut unread), Ok(1..)) {}
        let _ = done.send(());
    });
    let _ = ended.await;
}
