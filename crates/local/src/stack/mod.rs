//! Reads resources into what runs: each folder knows the resource types of one service.

mod arguments;
pub mod rest_api;
