//! The zip for Lambda, with only `bootstrap`, so that the same binary always gives the same bytes.
//!
//! See <https://docs.aws.amazon.com/lambda/latest/dg/configuration-function-zip.html>.

use super::Error;
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
pub(super) fn zip(binary: &[u8]) -> Result<Vec<u8>, Error> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::default())
        .unix_permissions(MODE);
    let mut writer = ZipWriter::new(Cursor::new(vec![]));
    writer.start_file(ENTRY, options)?;
    writer.write_all(binary).map_err(zip::result::ZipError::from)?;
    Ok(writer.finish()?.into_inner())
}
