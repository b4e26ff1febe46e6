//! An interrupt from the keyboard reaches Terraform, and the local runtime, as well as this process. Terraform then
//! finishes what it has begun, saves its state and releases its lock; this process must not end before it, or what it
//! prints last would be lost.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

static RUNNING: AtomicBool = AtomicBool::new(false);
static HANDLED: Once = Once::new();

/// The exit status of a process that an interrupt ended, as shells tell it.
const INTERRUPTED: i32 = 130;

/// Runs something that ends by itself when it is interrupted.
pub fn outlasting<T>(run: impl FnOnce() -> T) -> T {
    // Without a handler, an interrupt ends this process at once: no worse than not trying.
    HANDLED.call_once(|| drop(ctrlc::set_handler(end_unless_running)));
    RUNNING.store(true, Ordering::SeqCst);
    let done = run();
    RUNNING.store(false, Ordering::SeqCst);
    done
}

fn end_unless_running() {
    if !RUNNING.load(Ordering::SeqCst) {
        std::process::exit(INTERRUPTED);
    }
}
