//! The Terraform workspace of a root. Each has its own state, so that another one is never used unnoticed.
//! <https://developer.hashicorp.com/terraform/language/state/workspaces>

use std::fmt;
use std::path::Path;

use crate::environment::{Environment, Target};
use crate::printable::{self, PrintablePath as _};
use crate::whole_file;

/// The variable that selects a workspace, with precedence over Terraform's stored choice.
const VARIABLE: &str = "TF_WORKSPACE";

/// The file with the choice of `terraform workspace select`, below the root.
const SELECTED: &str = ".terraform/environment";

/// The initial workspace of every root.
const DEFAULT: &str = "default";

/// The workspace that Terraform will use in a root, and the origin of the choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Workspace {
    name: String,
    chosen_by: String,
}

/// A workspace that no option of `gelato` names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum RefusedWorkspace {
    /// The environment is in AWS, and the workspace is not the default one.
    #[error(
        "{chosen_by} chooses the workspace `{name}` for `{environment}`, which has a state of its own\n\
         hint: where that is meant, add `--workspace {name}`; otherwise unset TF_WORKSPACE, or run \
         `terraform workspace select default` in the root"
    )]
    Unasked {
        /// The workspace.
        name: String,
        /// The origin of the choice.
        chosen_by: String,
        /// The environment.
        environment: String,
    },
    /// The option names a different workspace than the one that Terraform would use.
    #[error(
        "found `--workspace {asked}`, and Terraform would use the workspace `{name}`, chosen by {chosen_by}\n\
         hint: set TF_WORKSPACE={asked}, or run `terraform workspace select {asked}` in the root"
    )]
    Other {
        /// The workspace of the option.
        asked: String,
        /// The workspace.
        name: String,
        /// The origin of the choice.
        chosen_by: String,
    },
}

impl Workspace {
    /// The workspace that Terraform will use in this root.
    pub(super) fn of(root: &Path) -> Self {
        let named = std::env::var_os(VARIABLE).filter(|name| !name.is_empty());
        if let Some(name) = named {
            return Self { name: printable::line(&name.to_string_lossy()), chosen_by: VARIABLE.to_owned() };
        }
        let file = root.join(SELECTED);
        let selected = whole_file::read_text(&file).unwrap_or_default();
        match printable::line(selected.trim()) {
            name if name.is_empty() => Self { name: DEFAULT.to_owned(), chosen_by: "default".to_owned() },
            name => Self { name, chosen_by: format!("`{}`", file.printable()) },
        }
    }

    /// Refuses a workspace that the option does not name, for environments in AWS.
    pub(super) fn check(&self, asked: Option<&str>, environment: &Environment) -> Result<(), RefusedWorkspace> {
        let (name, chosen_by) = (self.name.clone(), self.chosen_by.clone());
        match asked {
            Some(asked) if asked == name => Ok(()),
            Some(asked) => Err(RefusedWorkspace::Other { asked: printable::line(asked), name, chosen_by }),
            None if self.is_default() || environment.settings.target == Target::Local => Ok(()),
            None => Err(RefusedWorkspace::Unasked { name, chosen_by, environment: environment.name.to_string() }),
        }
    }

    fn is_default(&self) -> bool {
        self.name == DEFAULT
    }
}

/// The text after an environment's name, which omits the default workspace.
impl fmt::Display for Workspace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_default() { Ok(()) } else { write!(formatter, " in the workspace `{}`", self.name) }
    }
}
