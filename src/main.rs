//! The `gelato` command for the ice-cream parlour: a user's own `main` looks just like this one.

use std::process::ExitCode;

fn main() -> ExitCode {
    gelato::run(&gelato::parlour::Parlour)
}
