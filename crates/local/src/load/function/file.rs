//! Functions on files. Paths are relative to the root's folder, where Terraform is run.
//! <https://developer.hashicorp.com/terraform/language/functions/file>

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use globset::{GlobBuilder, GlobMatcher};
use md5::Md5;
use serde_json::Value;
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::encoding::{base64, hex};
use super::{Arguments, Outcome};
use crate::load::files::{Entry, Files};

pub(super) fn call(name: &str, given: &Arguments<'_>) -> Option<Outcome> {
    Some(match name {
        "file" => given.text(0).and_then(|path| given.files.text(&path)).map(Value::String),
        "fileexists" => given.text(0).map(|path| given.files.has(&path).into()),
        "fileset" => fileset(given),
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
            .and_then(|path| std::path::absolute(given.files.folder().join(path)).map_err(|error| error.to_string()))
            .map(|path| path.to_string_lossy().into()),
        "pathexpand" => given.text(0).map(Value::String),
        _ => return None,
    })
}

fn hashed(given: &Arguments<'_>, hash: impl Fn(&[u8]) -> String) -> Outcome {
    Ok(Value::String(hash(&given.files.read(&given.text(0)?)?)))
}

/// The files of a folder whose paths match a pattern. `*` matches within one folder, `**` across folders.
fn fileset(given: &Arguments<'_>) -> Outcome {
    let (folder, pattern) = (given.text(0)?, given.text(1)?);
    let glob = GlobBuilder::new(&pattern).literal_separator(true).build().map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    gather(given.files, &folder, "", &glob.compile_matcher(), &mut found)?;
    found.sort();
    Ok(found.into_iter().collect())
}

fn gather(
    files: &Files,
    folder: &str,
    within: &str,
    fits: &GlobMatcher,
    found: &mut Vec<String>,
) -> Result<(), String> {
    for Entry { name, is_folder } in files.list(folder, false)? {
        let path = format!("{within}{name}");
        if is_folder {
            gather(files, &format!("{folder}/{name}"), &format!("{path}/"), fits, found)?;
        } else if fits.is_match(&path) {
            found.push(path);
        }
    }
    Ok(())
}

fn on_path(given: &Arguments<'_>, part: impl Fn(&Path) -> Option<PathBuf>) -> Outcome {
    let text = given.text(0)?;
    Ok(part(Path::new(&text)).map_or_else(|| text.clone(), |part| part.to_string_lossy().into_owned()).into())
}
