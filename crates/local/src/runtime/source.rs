//! The source of a configuration.

use std::path::PathBuf;

use crate::load::{self, Inputs, Loaded};
use crate::printable::PrintablePath as _;

/// Variables on the command line.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// A `*.tfvars` or `*.tfvars.json` file.
    File(PathBuf),
    /// A variable's name and the text of its value.
    Value(String, String),
}

/// A root's folder or a state's file.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// A root module, evaluated here.
    Root {
        /// Its folder.
        folder: PathBuf,
        /// Variables on the command line, in their order.
        values: Vec<Given>,
        /// Zips that replace others, such as those built for another architecture.
        zips: Vec<(PathBuf, PathBuf)>,
    },
    /// An applied state.
    State {
        /// The state's file.
        file: PathBuf,
        /// The folder to which its paths are relative; by default the folder of the file.
        folder: Option<PathBuf>,
        /// Zips that replace others.
        zips: Vec<(PathBuf, PathBuf)>,
    },
}

impl Source {
    /// Loads the configuration.
    ///
    /// # Errors
    /// If it cannot be read or evaluated.
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

    /// The file that replaces another, or the file itself.
    pub(super) fn instead(&self, file: PathBuf) -> PathBuf {
        let (Self::Root { zips, .. } | Self::State { zips, .. }) = self;
        load::instead(zips, file)
    }

    /// The name in messages.
    pub fn name(&self) -> String {
        match self {
            Self::Root { folder, .. } => folder.printable(),
            Self::State { file, .. } => file.printable(),
        }
    }
}
