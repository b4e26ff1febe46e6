//! `gelato openapi`: the API of an environment as OpenAPI 3.1.

use std::process::ExitCode;

use anyhow::Context as _;

use crate::environment::{Environment, EnvironmentName};
use crate::openapi;
use crate::project::Project;
use crate::synth::{Extent, Service, synthesise};

use super::arguments::OpenApiArguments;
use super::standard_output::Destination;

/// Runs the command.
pub(super) fn run<S: Service>(
    service: &S,
    project: &Project,
    arguments: &OpenApiArguments,
) -> anyhow::Result<ExitCode> {
    let name = EnvironmentName::try_new(&arguments.env)?;
    let environment = Environment::load(&project.environments(), &name)?;
    // A program with problems has no description.
    synthesise(service, std::slice::from_ref(&environment), Extent::Partial)?;
    let modules = service.modules();
    let api = service.api(&modules);
    let api = api.with_context(|| format!("the service `{}` has no REST API to describe", service.name()))?;
    let document = openapi::document(service.name(), api, &environment);
    let text = format!("{}\n", serde_json::to_string_pretty(&document)?);
    Destination::of(arguments.out.as_ref()).write(&text)?;
    Ok(ExitCode::SUCCESS)
}
