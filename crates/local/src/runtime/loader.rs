//! Loads a configuration on a separate thread.
//!
//! Evaluation takes a while and needs a large stack for nested expressions. No configuration may end the runtime:
//! requests and signals are handled meanwhile, and a panic ends only that load.

use std::any::Any;

use tokio::sync::oneshot;

use super::{Error, Prepared, Source, prepare};

/// Enough for expressions, templates and JSON nested as deep as their parsers allow, one inside the other.
const STACK: usize = 64 << 20;

/// Loads a configuration and checks whether it can run, as [`prepare`] does.
///
/// # Errors
/// As [`prepare`], and if the loader itself fails.
pub async fn load(source: Source, strict: bool) -> Result<Prepared, Error> {
    let (sender, receiver) = oneshot::channel();
    let load = move || {
        // The receiver may be gone because the process is shutting down.
        let _ = sender.send(prepare(&source, strict));
    };
    let loader = std::thread::Builder::new().name("loader".to_owned()).stack_size(STACK).spawn(load)?;
    match receiver.await {
        Ok(outcome) => outcome,
        Err(_) => Err(Error::Panicked(loader.join().err().map_or_else(String::new, |panic| message(&*panic)))),
    }
}

/// The message of a panic.
pub(super) fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
