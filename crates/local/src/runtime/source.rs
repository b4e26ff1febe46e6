//! Where a configuration comes from.

use std::path::PathBuf;

use crate::load::{self, Inputs, Loaded};
use crate::printable::PrintablePath as _;

/// What the command line says of variables.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// A file of values, `*.tfvars` or `*.tfvars.json`.
    File(PathBuf),
    /// A variable's name and its value's text.
    Value(String, String),
}

/// A root's folder or a state's file.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// A root module, evaluated here.
    Root {
        /// Its folder.
        folder: PathBuf,
        /// What the command line says of variables, in its order.
        values: Vec<Given>,
        /// Zips to run instead of others, such as those for another processor.
        zips: Vec<(PathBuf, PathBuf)>,
    },
    /// What was applied.
    State {
        /// The state's file.
        file: PathBuf,
        /// The folder that relative paths in it start from; without one, that of the file.
        folder: Option<PathBuf>,
        /// Zips to run instead of others.
        zips: Vec<(PathBuf, PathBuf)>,
    },
}

impl Source {
    /// Loads it.
    ///
    /// # Errors
    /// When it cannot be read or evaluated.
    pub fn load(&self) -> Result<Loaded, load::Error> {
        match self {
            Self::State { file, folder, .. } => {
                let mut loaded = load::state(file)?;
                if let Some(folder) = folder {
                    loaded.folder.clone_from(folder);
                }
                Ok(loaded)
            }
            Self::Root { folder, values, zips } => {
                let mut inputs = Inputs::found(folder, std::env::vars())?;
                for given in values {
                    match given {
                        Given::File(file) => inputs.add_file(file)?,
                        Given::Value(name, value) => inputs.set(name, value),
                    }
                }
                load::root_instead(folder, &inputs, zips)
            }
        }
    }

    /// The file that is taken instead of another, or that one.
    pub(super) fn instead(&self, file: PathBuf) -> PathBuf {
        let (Self::Root { zips, .. } | Self::State { zips, .. }) = self;
        load::instead(zips, file)
    }

    /// How it is called in messages.
    pub fn name(&self) -> String {
        match self {
            Self::Root { folder, .. } => folder.printable(),
            Self::State { file, .. } => file.printable(),
        }
    }
}
