//! Functions on files. Paths are relative to the root's folder, where Terraform is run.
//! <https://developer.hashicorp.com/terraform/language/functions/file>

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use serde_json::Value;
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::encoding::{base64, hex};
use super::{Arguments, Outcome};

pub(super) fn call(name: &str, given: &Arguments<'_>) -> Option<Outcome> {
    Some(match name {
        "file" => given.text(0).and_then(|path| read_text(given.folder, &path)).map(Value::String),
        "fileexists" => given.text(0).map(|path| given.folder.join(path).is_file().into()),
        "filebase64" => hashed(given, |bytes| STANDARD.encode(bytes)),
        "filemd5" => hashed(given, hex::<Md5>),
        "filesha1" => hashed(given, hex::<Sha1>),
        "filesha256" => hashed(given, hex::<Sha256>),
        "filesha512" => hashed(given, hex::<Sha512>),
        "filebase64sha256" => hashed(given, base64::<Sha256>),
        "filebase64sha512" => hashed(given, base64::<Sha512>),
        "basename" => on_path(given, |path| path.file_name().map(PathBuf::from)),
        "dirname" => on_path(given, |path| path.parent().map(Path::to_owned)),
        "abspath" => given
            .text(0)
            .and_then(|path| std::path::absolute(given.folder.join(path)).map_err(|error| error.to_string()))
            .map(|path| path.to_string_lossy().into()),
        "pathexpand" => given.text(0).map(Value::String),
        _ => return None,
    })
}

/// A file's text.
pub(crate) fn read_text(folder: &Path, path: &str) -> Result<String, String> {
    String::from_utf8(read(folder, path)?).map_err(|_| format!("{path}: the file is not UTF-8"))
}

fn read(folder: &Path, path: &str) -> Result<Vec<u8>, String> {
    std::fs::read(folder.join(path)).map_err(|error| format!("{path}: {error}"))
}

fn hashed(given: &Arguments<'_>, hash: impl Fn(&[u8]) -> String) -> Outcome {
    Ok(Value::String(hash(&read(given.folder, &given.text(0)?)?)))
}

fn on_path(given: &Arguments<'_>, part: impl Fn(&Path) -> Option<PathBuf>) -> Outcome {
    let text = given.text(0)?;
    Ok(part(Path::new(&text)).map_or_else(|| text.clone(), |part| part.to_string_lossy().into_owned()).into())
}
