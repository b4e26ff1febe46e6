//! Where a configuration comes from.

use std::path::PathBuf;

use crate::load::{self, Inputs, Loaded};

/// A root's folder or a state's file.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// A root module, evaluated here.
    Root {
        /// Its folder.
        folder: PathBuf,
        /// Files of values, in the order in which they were given.
        variable_files: Vec<PathBuf>,
        /// Values from the command line: name and text.
        variables: Vec<(String, String)>,
    },
    /// What was applied.
    State(PathBuf),
}

impl Source {
    /// Loads it.
    ///
    /// # Errors
    /// When it cannot be read or evaluated.
    pub fn load(&self) -> Result<Loaded, load::Error> {
        match self {
            Self::State(file) => load::state(file),
            Self::Root { folder, variable_files, variables } => {
                let mut inputs = Inputs::found(folder, std::env::vars())?;
                for file in variable_files {
                    inputs.add_file(file)?;
                }
                for (name, value) in variables {
                    inputs.set(name, value);
                }
                load::root(folder, &inputs)
            }
        }
    }

    /// How it is called in messages.
    pub fn name(&self) -> String {
        match self {
            Self::Root { folder, .. } => folder.display().to_string(),
            Self::State(file) => file.display().to_string(),
        }
    }
}
