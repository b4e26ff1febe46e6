//! `archive_file`: the zip of a function, created by the configuration itself.
//!
//! As in Terraform, the zip is written during evaluation, and only if it differs from the existing file.
//! <https://registry.terraform.io/providers/hashicorp/archive/latest/docs/data-sources/file>

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::Path;

use md5::Md5;
use serde_json::{Map, Value, json};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::files::{Entry, Files};
use super::function::encoding::{base64, hex};
use crate::regular_file::{self, BINARY_LIMIT};

/// Creates the archive and returns its computed attributes.
pub(super) fn make(arguments: &Map<String, Value>, files: &Files) -> Result<Value, String> {
    let text = |name: &str| arguments.get(name).and_then(Value::as_str);
    let output = text("output_path").ok_or("`output_path` is missing")?;
    if text("type").is_some_and(|kind| kind != "zip") {
        return Err("`type` must be `zip`".to_owned());
    }
    let bytes = zip(&contents(arguments, files)?).map_err(|error| error.to_string())?;
    let path = files.folder().join(output);
    if before(&path).map_err(|error| format!("{output}: {error}"))?.as_deref() != Some(bytes.as_slice()) {
        write(&path, &bytes).map_err(|error| format!("{output} cannot be written: {error}"))?;
    }
    Ok(json!({
        "id": hex::<Sha1>(&bytes), "output_size": bytes.len(), "output_md5": hex::<Md5>(&bytes),
        "output_sha": hex::<Sha1>(&bytes), "output_sha256": hex::<Sha256>(&bytes), "output_sha512": hex::<Sha512>(&bytes),
        "output_base64sha256": base64::<Sha256>(&bytes), "output_base64sha512": base64::<Sha512>(&bytes),
    }))
}

/// The existing archive. Anything but a regular file is an error, so that it is not overwritten.
fn before(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    match regular_file::read(path, BINARY_LIMIT) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The entries by name.
fn contents(arguments: &Map<String, Value>, files: &Files) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let text = |name: &str| arguments.get(name).and_then(Value::as_str);
    let mut contents = BTreeMap::new();
    if let Some(file) = text("source_file") {
        let name = Path::new(file).file_name().ok_or("`source_file` names no file")?;
        contents.insert(name.to_string_lossy().into_owned(), files.read(file)?);
    } else if let Some(folder) = text("source_dir") {
        add_folder(files, folder, "", &mut contents)?;
    } else if let Some(content) = text("source_content") {
        let name = text("source_content_filename").ok_or("`source_content_filename` is missing")?;
        contents.insert(name.to_owned(), content.as_bytes().to_vec());
    }
    for source in arguments.get("source").and_then(Value::as_array).into_iter().flatten() {
        let part = |name: &str| source[name].as_str().ok_or_else(|| format!("`source.{name}` is missing"));
        contents.insert(part("filename")?.to_owned(), part("content")?.as_bytes().to_vec());
    }
    if contents.is_empty() {
        return Err("there is nothing to archive; set `source_file`, `source_dir` or `source`".to_owned());
    }
    Ok(contents)
}

fn add_folder(
    files: &Files,
    folder: &str,
    within: &str,
    contents: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), String> {
    for Entry { name, is_folder } in files.list(folder, true)? {
        let (path, inside) = (format!("{folder}/{name}"), format!("{within}{name}"));
        if is_folder {
            add_folder(files, &path, &format!("{inside}/"), contents)?;
        } else {
            contents.insert(inside, files.read(&path)?);
        }
    }
    let size: usize = contents.values().map(Vec::len).sum();
    if size as u64 > BINARY_LIMIT {
        return Err(format!("{folder} holds more than {} MiB, the limit here", BINARY_LIMIT >> 20));
    }
    Ok(())
}

/// The same contents give the same bytes: entries have no timestamp, and all are executable.
fn zip(contents: &BTreeMap<String, Vec<u8>>) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in contents {
        let options = SimpleFileOptions::default().unix_permissions(0o755).last_modified_time(zip::DateTime::default());
        zip.start_file(name, options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}
