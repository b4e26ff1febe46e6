//! How a root fills a variable of a module.

use std::fmt;

use crate::environment::Environment;
use crate::terraform::Expression;

use super::secret::SecretCheck;

/// Reads an argument from an environment. `null` leaves the variable to its default.
pub(crate) type FromEnvironment = Box<dyn Fn(&Environment) -> Expression>;

/// How a root fills a variable of a module.
pub(crate) enum Input {
    /// From the environment's settings.
    Environment(FromEnvironment),
    /// With a value that the program describes: of another module, or a constant.
    Value(Expression),
    /// With a variable of the root that has the same name, which is sensitive.
    Secret(SecretInput),
}

/// How the root's variable for a secret gets its value.
#[derive(Debug, Clone)]
pub(crate) struct SecretInput {
    /// The root's default; `None` if it must be set.
    pub(crate) default: Option<Expression>,
    /// Checks a value from the shell before Terraform starts.
    pub(crate) check: Option<SecretCheck>,
}

impl fmt::Debug for Input {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(_) => formatter.write_str("Environment"),
            Self::Value(value) => formatter.debug_tuple("Value").field(value).finish(),
            Self::Secret(secret) => formatter.debug_tuple("Secret").field(secret).finish(),
        }
    }
}
