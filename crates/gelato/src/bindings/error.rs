//! The errors of a request for bindings.

use std::path::{Path, PathBuf};

use crate::printable::PrintablePath as _;
use crate::schema::InvalidSchema;

/// Why bindings could not be generated.
#[derive(Debug, thiserror::Error)]
pub enum BindingsError {
    /// No schema was given.
    #[error("no provider schema was given: at least one file of `terraform providers schema -json` is needed")]
    NoSchema,
    /// A schema is invalid.
    #[error(transparent)]
    Schema(#[from] InvalidSchema),
    /// A type is in none of the schemas.
    #[error("`{type_name}` is in none of the given schemas{}", hint(.similar.as_deref()))]
    UnknownType {
        /// The requested type.
        type_name: String,
        /// A similar type.
        similar: Option<String>,
    },
    /// A pattern matches no type.
    #[error("no type in the given schemas matches `{pattern}`{}", hint(.similar.as_deref()))]
    NoMatch {
        /// The pattern.
        pattern: String,
        /// A similar pattern that matches some.
        similar: Option<String>,
    },
    /// Two types have the same name without their provider.
    #[error("`{first}` and `{second}` would both be written to `{file}`: generate them into two folders")]
    SameFile {
        /// One type.
        first: String,
        /// The other type.
        second: String,
        /// The file for both.
        file: String,
    },
    /// The struct of a type would have the name of an existing one.
    #[error(
        "`{second}` would be the struct `{name}`, which `{first}` has in the same folder\n\
         hint: generate both types in one run, or into two folders"
    )]
    SameStruct {
        /// The existing type.
        first: String,
        /// The requested type.
        second: String,
        /// The struct's name.
        name: String,
    },
    /// A file without the generator's mark is in the way of a generated one.
    #[error(
        "`{}` does not have the mark of a generated file, so a person may have written it: nothing was written\n\
         hint: name another folder with `--out`, or move the file away",
        .path.printable()
    )]
    Unmarked {
        /// The file.
        path: PathBuf,
    },
    /// A list of bindings is invalid.
    #[error("`{}` line {line}: {detail}", .path.printable())]
    List {
        /// The list.
        path: PathBuf,
        /// The line in it, from 1.
        line: usize,
        /// The problem there, and what is allowed.
        detail: String,
    },
    /// The list has no file for the version of a full schema.
    #[error("no schema in the list is of version `{version}`; it has {}", quoted(.listed))]
    UnlistedVersion {
        /// The version.
        version: String,
        /// The files of the list.
        listed: Vec<PathBuf>,
    },
    /// A file cannot be read or written.
    #[error("cannot {action} `{}`", .path.printable())]
    File {
        /// The operation.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's message.
        #[source]
        source: std::io::Error,
    },
}

fn quoted(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| format!("`{}`", path.printable())).collect::<Vec<_>>().join(", ")
}

/// A type without a schema is misspelled, or the schema is not complete.
fn hint(similar: Option<&str>) -> String {
    let whole = "\nhint: Gelato's own schemas hold only the types that it has structs for; `terraform providers schema \
                 -json`, in a root where `terraform init` was run, prints all types of the provider";
    similar.map_or_else(|| whole.to_owned(), |name| format!("; did you mean `{name}`?"))
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
