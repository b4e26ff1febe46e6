//! The zip for Lambda, with only `bootstrap`, so that the same binary always gives the same bytes.
//!
//! See <https://docs.aws.amazon.com/lambda/latest/dg/configuration-function-zip.html>.

use super::{Error, Target};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The name of the program that Lambda starts.
pub const ENTRY: &str = "bootstrap";
/// Everyone may read and execute it, and its owner may write it.
const MODE: u32 = 0o755;
/// The best compression of deflate.
const LEVEL: i64 = 9;

/// Zips `binary`. The entry's time is the earliest of the format, 1 January 1980.
pub(super) fn zip(binary: &[u8], target: Target) -> Result<Vec<u8>, Error> {
    let (method, level) = compression(target);
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .compression_level(level)
        .last_modified_time(DateTime::default())
        .unix_permissions(MODE);
    let mut writer = ZipWriter::new(Cursor::new(vec![]));
    writer.start_file(ENTRY, options)?;
    writer.write_all(binary).map_err(zip::result::ZipError::from)?;
    Ok(writer.finish()?.into_inner())
}

/// A zip for this machine goes nowhere, and compressing it takes an unoptimised program longer than building it.
fn compression(target: Target) -> (CompressionMethod, Option<i64>) {
    match target {
        Target::Native => (CompressionMethod::Stored, None),
        Target::Lambda(_) => (CompressionMethod::Deflated, Some(LEVEL)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::Architecture;
    use zip::ZipArchive;

    #[track_caller]
    fn check(target: Target, method: CompressionMethod) {
        let bytes = zip(&[0; 1000], target).unwrap();
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(archive.by_name(ENTRY).unwrap().compression(), method);
    }

    #[test]
    fn only_what_is_uploaded_is_compressed() {
        check(Target::Native, CompressionMethod::Stored);
        check(Target::Lambda(Architecture::Arm64), CompressionMethod::Deflated);
    }
}
