//! AWS Systems Manager Parameter Store.

mod parameter;

pub use parameter::{Parameter, ParameterKind, ParameterProps};
