//! What can be wrong with a request for bindings.

use std::path::{Path, PathBuf};

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
    /// Two types have the same name after their providers'.
    #[error("`{first}` and `{second}` would both be written to `{file}`: generate them into two folders")]
    SameFile {
        /// One type.
        first: String,
        /// The other type.
        second: String,
        /// The file for both.
        file: String,
    },
    /// A list of bindings says something else.
    #[error("`{}` line {line}: {detail}", .path.display())]
    List {
        /// The list.
        path: PathBuf,
        /// The line in it, from 1.
        line: usize,
        /// What is wrong there, and what is allowed.
        detail: String,
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

impl BindingsError {
    pub(super) fn file(action: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self::File { action, path: path.to_owned(), source }
    }

    pub(super) fn list(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let detail = error.message().to_owned();
        Self::List { path: path.to_owned(), line: before.matches('\n').count() + 1, detail }
    }
}
