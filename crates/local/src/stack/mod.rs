//! Reads resources into what runs: each file or folder knows the resource types of one service.

mod arguments;
pub(crate) mod policy;
pub mod bucket;
pub mod queue;
pub mod rest_api;
pub mod topic;
