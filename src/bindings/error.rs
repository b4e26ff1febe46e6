//! What can be wrong with a request for bindings.

use std::path::PathBuf;

use crate::schema::InvalidSchema;

/// Why bindings could not be generated.
#[derive(Debug, thiserror::Error)]
pub enum BindingsError {
    /// No schema was given.
    #[error("no provider schema was given: at least one file of `terraform providers schema -json` is needed")]
    NoSchema,
    /// A schema is not one.
    #[error(transparent)]
    Schema(#[from] InvalidSchema),
    /// A type is in none of the schemas.
    #[error("`{type_name}` is in none of the given schemas{}", hint(.similar.as_deref()))]
    UnknownType {
        /// The type asked for.
        type_name: String,
        /// The type that may have been meant.
        similar: Option<String>,
    },
    /// A file cannot be read or written.
    #[error("cannot {action} `{}`", .path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
}

fn hint(similar: Option<&str>) -> String {
    similar.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}
