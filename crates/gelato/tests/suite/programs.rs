//! Programs for tests: services that a closure describes.

use gelato::environment::Environment;
use gelato::prelude::*;
use gelato::service::Program;
use gelato::synth::{Extent, Synthesis, synthesise};

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
