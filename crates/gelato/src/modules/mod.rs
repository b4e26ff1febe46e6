//! Modules as a program describes them: declarations, and how each root fills the module's variables.
//!
//! A module does not know the environment. A value that differs between environments becomes a variable, and the module
//! keeps how to read it, so that the root of an environment can pass it on and nobody has to write it twice.

mod input;
mod module;
mod scope;
mod secret;

pub(crate) use input::Input;
pub use module::Module;
pub use scope::ModuleScope;
pub use secret::{Secret, SecretCheck};
