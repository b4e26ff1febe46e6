//! Loads a configuration on a thread of its own.
//!
//! Evaluating one takes a while and a stack for expressions that nest, and nothing that a file says may end the runtime:
//! requests and signals go on meanwhile, and a panic is the end of that one load.

use std::any::Any;

use tokio::sync::oneshot;

use super::{Error, Prepared, Source, prepare};

/// Enough for expressions, templates and JSON that nest as deep as their parsers allow, one inside the other.
const STACK: usize = 64 << 20;

/// Loads a configuration and looks whether it can be run, as [`prepare`] does.
///
/// # Errors
/// As [`prepare`], and when the loader itself fails.
pub async fn load(source: Source, strict: bool) -> Result<Prepared, Error> {
    let (tell, told) = oneshot::channel();
    let load = move || {
        // Whoever waited may be gone, since the process ends.
        let _ = tell.send(prepare(&source, strict));
    };
    let loader = std::thread::Builder::new().name("loader".to_owned()).stack_size(STACK).spawn(load)?;
    match told.await {
        Ok(outcome) => outcome,
        Err(_) => Err(Error::Panicked(loader.join().err().map_or_else(String::new, |panic| message(&*panic)))),
    }
}

/// What a panic says.
pub(super) fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
