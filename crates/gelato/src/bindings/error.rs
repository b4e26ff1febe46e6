//! What can be wrong with a request for bindings.

use std::path::{Path, PathBuf};

use crate::printable::PrintablePath as _;
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
    /// A type would be given the name of a struct that is there already.
    #[error(
        "`{second}` would be the struct `{name}`, which `{first}` has in the same folder\n\
         hint: generate both types in one run, or into two folders"
    )]
    SameStruct {
        /// The type that is there.
        first: String,
        /// The type asked for.
        second: String,
        /// The struct's name.
        name: String,
    },
    /// A file without the generator's mark stands where a generated one belongs.
    #[error(
        "`{}` does not have the mark of a generated file, so a person may have written it: nothing was written\n\
         hint: name another folder with `--out`, or move the file away",
        .path.printable()
    )]
    Unmarked {
        /// The file.
        path: PathBuf,
    },
    /// A list of bindings says something else.
    #[error("`{}` line {line}: {detail}", .path.printable())]
    List {
        /// The list.
        path: PathBuf,
        /// The line in it, from 1.
        line: usize,
        /// What is wrong there, and what is allowed.
        detail: String,
    },
    /// A whole schema is of a version that the list has no file for.
    #[error("no schema in the list is of version `{version}`; it has {}", quoted(.listed))]
    UnlistedVersion {
        /// The version given.
        version: String,
        /// The files of the list.
        listed: Vec<PathBuf>,
    },
    /// A file cannot be read or written.
    #[error("cannot {action} `{}`", .path.printable())]
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

fn quoted(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| format!("`{}`", path.printable())).collect::<Vec<_>>().join(", ")
}

/// A type that is in no schema is misspelt, or the schema is not a whole one.
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
