//! The command `gelato-local`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A request makes hundreds of small allocations and frees them at once. The system's allocator would take a fifth of
/// the request's time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    gelato_local::cli::run(&std::env::args_os().collect::<Vec<_>>())
}
