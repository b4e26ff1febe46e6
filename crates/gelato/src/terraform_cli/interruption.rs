//! An interrupt from the keyboard reaches this process as well as Terraform or the local runtime. Terraform then finishes
//! running operations, saves its state and releases its lock. This process must not end first, or Terraform's last output
//! would be lost.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

static RUNNING: AtomicBool = AtomicBool::new(false);
static HANDLED: Once = Once::new();

/// The exit status of an interrupted process in shells.
const INTERRUPTED: i32 = 130;

/// Runs something that handles interrupts itself.
pub fn outlasting<T>(run: impl FnOnce() -> T) -> T {
    // If the handler cannot be set, an interrupt ends this process at once, as it would without trying.
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
