//! The parlour's program: `cargo run -- synth`, `plan`, `apply`, …

use std::process::ExitCode;

fn main() -> ExitCode {
    gelato::run(&parlour::Parlour)
}
