//! A saved plan has the hash of a function's zip, but reads the zip from disk when it is applied.
//!
//! Terraform does not notice if the zip has changed by then, and uploads the new one.

use std::fs;
use std::path::Path;

use super::shown_plan::Plan;
use crate::bundle::Digest;

/// A zip that changed after the plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the saved plan is stale: `{file}` {found} since it was made, and `{address}` would get another one than was shown\nhint: plan again"
)]
pub struct StaleZip {
    /// The function.
    pub address: String,
    /// The zip, relative to the root.
    pub file: String,
    /// The change.
    pub found: &'static str,
}

/// The first zip that changed after the plan, relative to the root's folder.
pub fn stale_zip(plan: &Plan, root: &Path) -> Option<StaleZip> {
    plan.changes().find_map(|change| {
        let file = change.after("filename").as_str()?;
        let planned = change.after("source_code_hash").as_str()?;
        let found = match fs::read(root.join(file)) {
            Ok(bytes) if Digest::of(&bytes).base64() == planned => return None,
            Ok(_) => "has changed",
            Err(_) => "has gone",
        };
        Some(StaleZip { address: change.address.clone(), file: file.to_owned(), found })
    })
}
