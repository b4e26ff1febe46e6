//! `gelato convert`: a program of Terraform's HCL, and what it says otherwise on standard error.

use std::path::Path;
use std::process::ExitCode;

use gelato::messages::warn;
use gelato::schema::Catalog;
use gelato_convert::{Source, convert};

use crate::arguments::ConvertArguments;

/// Runs the command.
pub(crate) fn run(arguments: &ConvertArguments) -> anyhow::Result<ExitCode> {
    let sources = Source::read(&arguments.files)?;
    let converted = convert(&name(arguments)?, &sources, &Catalog::aws()?)?;
    for one in &converted.notes {
        warn(&one.to_string());
    }
    gelato::write_text(arguments.out.as_ref(), &converted.program)?;
    Ok(ExitCode::SUCCESS)
}

/// The service's name: the one that is given, or that of the first file's folder.
fn name(arguments: &ConvertArguments) -> anyhow::Result<String> {
    if let Some(name) = &arguments.name {
        let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        let is_name = !name.is_empty() && name.chars().all(allowed) && !name.starts_with('-');
        anyhow::ensure!(is_name, "`{name}` is no name of a service; allowed: lowercase letters, digits and `-`");
        return Ok(name.clone());
    }
    let first = arguments.files.first().map(std::path::absolute).transpose()?.unwrap_or_default();
    let folder = if first.is_dir() { Some(first.as_path()) } else { first.parent() };
    let name = folder.and_then(Path::file_name).map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-");
    Ok(if name.is_empty() { "service".to_owned() } else { name })
}
