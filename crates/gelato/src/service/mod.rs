//! A service: the trait that a user implements, its description, and the modules and roots that follow from it.
//!
//! The description says each value once. Here values of one module that another one uses become outputs and variables
//! (`crossing.rs`), and settings become the arguments of the modules' calls (`roots.rs`).

mod aspects;
mod calls;
mod contract;
mod crossing;
mod described_module;
mod described_stack;
mod description;
mod description_check;
mod offer;
mod program;
mod providers;
mod root_outputs;
mod roots;
mod service_root;
mod stack_check;
mod stacks;

pub use aspects::VisitedResource;
pub use contract::Service;
pub use description::Description;
pub use program::Program;
pub use service_root::ServiceRoot;
pub use stacks::{StackRoot, Upstream};
