//! The command `gelato-local`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A request takes hundreds of small pieces of memory and gives them back at once, for which the system's allocator
/// needs a fifth of the request's time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    gelato_local::cli::run(&std::env::args_os().collect::<Vec<_>>())
}
