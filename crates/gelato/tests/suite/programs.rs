//! Programs for tests: services that a closure describes.

use std::path::Path;

use gelato::environment::Environment;
use gelato::prelude::*;
use gelato::service::Program;
use gelato::synth::{Extent, Synthesis, synthesise};
use serde_json::Value as Json;

use super::project_copy::bare_environment;

/// A service without settings of its own.
pub(crate) struct Shop<F>(pub(crate) F);

impl<F: Fn(&Description)> Service for Shop<F> {
    const NAME: &'static str = "shop";
    type Settings = NoSettings;

    fn describe(&self, service: &Description) {
        (self.0)(service);
    }
}

/// A service with one module.
pub(crate) fn one_module(name: &'static str, build: impl Fn(&Module)) -> Shop<impl Fn(&Description)> {
    Shop(move |service: &Description| service.module(name, "What a test declares.", &build))
}

/// The files of a service, or its problems.
pub(crate) fn synthesised(
    service: &impl Service,
    environments: &[Environment],
    extent: Extent,
) -> Result<Synthesis, String> {
    synthesise(&Program::of(service).unwrap(), environments, extent).map_err(|error| error.to_string())
}

/// The problems that a module's declarations record.
pub(crate) fn problems(build: impl Fn(&Module)) -> Vec<String> {
    let service = one_module("test", build);
    let program = Program::of(&service).unwrap();
    let module = program.modules()[0].document();
    module.problems().iter().map(ToString::to_string).collect()
}

/// The files of a service in the environment `local`, or its problems.
pub(crate) fn tried(describe: impl Fn(&Description)) -> Result<Synthesis, String> {
    synthesised(&Shop(describe), &[bare_environment("local")], Extent::Complete)
}

/// A generated file, parsed.
pub(crate) fn file(synthesis: &Synthesis, path: &str) -> Json {
    serde_json::from_str(&synthesis.files[Path::new(path)]).unwrap()
}

/// Asserts that a description is refused with exactly this message. `FILE:LINE` stands for any place in a test.
#[track_caller]
pub(crate) fn refused(expected: &str, describe: impl Fn(&Description)) {
    let message = tried(describe).expect_err("nothing was refused");
    assert_eq!(without_lines(&message), expected);
}

/// A message with `FILE:LINE` for each place in a test.
pub(crate) fn without_lines(message: &str) -> String {
    let mut parts = message.split("crates/gelato/tests/suite/");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (_, rest) = part.split_once(':').unwrap_or_default();
        text + "FILE:LINE" + rest.trim_start_matches(|letter: char| letter.is_ascii_digit())
    })
}
