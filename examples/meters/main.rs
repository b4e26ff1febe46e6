//! The program of the meters, a service that has nothing in common with the ice-cream parlour.
//!
//! ```sh
//! cargo run --package gelato --example meters -- --project examples/meters synth
//! cargo run --package gelato-local -- serve --root examples/meters/terraform/local
//! ```

use std::process::ExitCode;

mod service;

fn main() -> ExitCode {
    gelato::run(&service::Meters)
}
