//! `--var` and `--var-file`, in the order of the command line. As in Terraform, a later one wins.
//!
//! <https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence>

use std::path::PathBuf;

use clap::{ArgMatches, Args, Command, Error, FromArgMatches};

use crate::runtime::Given;

/// The variables on the command line.
#[derive(Debug, Clone, Default)]
pub(super) struct Values(pub(super) Vec<Given>);

/// The same as clap reads them, without their order.
#[derive(Debug, clap::Args)]
struct Unordered {
    /// A variable's value in Terraform's syntax; may be repeated
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = variable)]
    variables: Vec<(String, String)>,
    /// A file of variables' values, `*.tfvars` or `*.tfvars.json`; may be repeated
    #[arg(long = "var-file", value_name = "FILE")]
    files: Vec<PathBuf>,
}

fn variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("a variable must be given as NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

impl FromArgMatches for Values {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let Unordered { variables, files } = Unordered::from_arg_matches(matches)?;
        let places = |name| matches.indices_of(name).into_iter().flatten();
        let variables = places("variables").zip(variables);
        let variables = variables.map(|(place, (name, value))| (place, Given::Value(name, value)));
        let files = places("files").zip(files).map(|(place, file)| (place, Given::File(file)));
        let mut all: Vec<_> = variables.chain(files).collect();
        all.sort_by_key(|(place, _)| *place);
        Ok(Self(all.into_iter().map(|(_, given)| given).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Values {
    fn augment_args(command: Command) -> Command {
        Unordered::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Unordered::augment_args_for_update(command)
    }
}
