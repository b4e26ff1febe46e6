//! placeholder
mod placeholder {}
