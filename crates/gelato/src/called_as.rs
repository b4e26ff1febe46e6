//! The name by which this program was called. Hints use it, since each project's program has its own name.

use std::env;
use std::path::Path;
use std::sync::LazyLock;

use crate::printable;

static NAME: LazyLock<String> = LazyLock::new(|| {
    let called = env::args_os().next().unwrap_or_default();
    let name = Path::new(&called).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if name.is_empty() { "gelato".to_owned() } else { printable::line(&name) }
});

/// The name.
pub(crate) fn called_as() -> &'static str {
    &NAME
}
