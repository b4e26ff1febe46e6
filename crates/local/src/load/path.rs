//! Lexical normalization of paths.

use std::path::{Component, Path, PathBuf};

/// A path without `.` and inner `..`. The file system is not consulted, so links are not resolved.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}
