//! `gelato openapi`: the API of an environment as OpenAPI 3.1.

use std::process::ExitCode;

use anyhow::Context as _;

use crate::environment::EnvironmentName;
use crate::openapi;
use crate::project::Project;
use crate::service::Program;
use crate::synth::{Extent, synthesise};

use super::arguments::OpenApiArguments;
use super::standard_output::Destination;

/// Runs the command.
pub(super) fn run(program: &Program<'_>, project: &Project, arguments: &OpenApiArguments) -> anyhow::Result<ExitCode> {
    let name = EnvironmentName::try_new(&arguments.env)?;
    let environment = program.environments(&project.environments()).load(&name)?;
    // A program with problems has no description.
    synthesise(program, std::slice::from_ref(&environment), Extent::Partial)?;
    let api = program.api();
    let api = api.with_context(|| format!("the service `{}` has no REST API to describe", program.name()))?;
    let document = openapi::document(program.name(), &api, &environment);
    let text = format!("{}\n", serde_json::to_string_pretty(&document)?);
    Destination::of(arguments.out.as_ref()).write(&text)?;
    Ok(ExitCode::SUCCESS)
}
