//! The command `gelato-local`.

use std::process::ExitCode;

fn main() -> ExitCode {
    gelato_local::cli::run()
}
