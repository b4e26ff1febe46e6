//! Zips files and folders of the project, so that the same files always give the same bytes.

use std::fs::{self, Metadata};
use std::io::{self, Cursor, Write as _};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::printable::PrintablePath as _;
use crate::terraform::file_and_line;
use crate::whole_file;

use super::declared_asset::DeclaredAsset;
use super::digest::Digest;

/// The most that the files of an asset may have together: as much as Lambda takes, unzipped, for a function and its layers. The
/// zip is made in memory.
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
const LARGEST_BYTES: u64 = 250 * 1024 * 1024;

/// The best compression of deflate.
const LEVEL: i64 = 9;

/// A zipped asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundledAsset {
    /// The files in the zip.
    pub files: Vec<PathBuf>,
    /// The size of the zip.
    pub bytes: u64,
    /// SHA-256 of the zip in hexadecimal.
    pub sha256: String,
    /// Whether the zip was written. Otherwise it was up to date.
    pub rewritten: bool,
}

/// Why an asset cannot be zipped.
#[derive(Debug, thiserror::Error)]
#[error("{place}: asset `{id}`: {problem}")]
pub struct AssetError {
    place: String,
    id: String,
    #[source]
    problem: Box<Problem>,
}

/// What is wrong with a file or folder.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("there is no `{0}`\nhint: the path is below the project's folder, which contains `environments`")]
    Missing(String),
    #[error("`{path}` is {found}, not a {wanted}\nhint: use `Asset::{found_name}`")]
    OtherKind { path: String, found: &'static str, wanted: &'static str, found_name: &'static str },
    #[error("`{0}` is a symbolic link, which another machine may resolve differently\nhint: put the file itself there")]
    Link(String),
    #[error("`{0}` is neither a file nor a folder")]
    Special(String),
    #[error("the name of `{0}` is not UTF-8, as the names in a zip are")]
    Name(String),
    #[error("`{0}` contains no file")]
    Empty(String),
    #[error("the files of `{path}` have more than {} MB together, which is the most that is allowed", LARGEST_BYTES >> 20)]
    TooLarge { path: String },
    #[error("could not {action} `{path}`")]
    File {
        action: &'static str,
        path: String,
        #[source]
        source: io::Error,
    },
    #[error("could not create the zip")]
    Zip(#[from] zip::result::ZipError),
}

/// Zips an asset of the project in `folder`.
///
/// # Errors
/// If a file is missing, unreadable, a link or too large. The error names the place in the program.
pub fn bundle_asset(folder: &Path, asset: &DeclaredAsset, output: &Path) -> Result<BundledAsset, AssetError> {
    make(folder, asset, output).map_err(|problem| AssetError {
        place: file_and_line(asset.place),
        id: asset.id.clone(),
        problem: Box::new(problem),
    })
}

fn make(folder: &Path, asset: &DeclaredAsset, output: &Path) -> Result<BundledAsset, Problem> {
    let files = files(folder, asset)?;
    let bytes = zip(&files)?;
    let rewritten = whole_file::write(output, &bytes).map_err(failed("write", output))?;
    Ok(BundledAsset {
        files: files.into_iter().map(|file| file.path).collect(),
        bytes: bytes.len() as u64,
        sha256: Digest::of(&bytes).hex(),
        rewritten,
    })
}

/// A file, and its name in the zip.
struct Entry {
    name: String,
    path: PathBuf,
    is_executable: bool,
}

/// The files of an asset, sorted by name.
fn files(folder: &Path, asset: &DeclaredAsset) -> Result<Vec<Entry>, Problem> {
    let path = folder.join(&asset.path);
    let metadata = described(&path)?;
    if metadata.is_dir() != asset.is_folder {
        let [found, wanted] = if asset.is_folder { ["a file", "folder"] } else { ["a folder", "file"] };
        let found_name = if asset.is_folder { "file" } else { "folder" };
        return Err(Problem::OtherKind { path: asset.path.clone(), found, wanted, found_name });
    }
    let mut found = Found { entries: Vec::new(), bytes: 0, asset };
    if asset.is_folder {
        found.folder(&path, "")?;
    } else {
        let name = asset.path.rsplit('/').next().unwrap_or_default();
        found.file(&path, name.to_owned(), &metadata)?;
    }
    if found.entries.is_empty() {
        return Err(Problem::Empty(asset.path.clone()));
    }
    found.entries.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found.entries)
}

/// The files that were found so far.
struct Found<'a> {
    entries: Vec<Entry>,
    bytes: u64,
    asset: &'a DeclaredAsset,
}

impl Found<'_> {
    fn folder(&mut self, folder: &Path, prefix: &str) -> Result<(), Problem> {
        for entry in fs::read_dir(folder).map_err(failed("read", folder))? {
            let path = entry.map_err(failed("read", folder))?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            let name = format!("{prefix}{}", name.ok_or_else(|| Problem::Name(path.printable()))?);
            let metadata = described(&path)?;
            if metadata.is_dir() {
                self.folder(&path, &format!("{name}/"))?;
            } else {
                self.file(&path, name, &metadata)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, name: String, metadata: &Metadata) -> Result<(), Problem> {
        self.bytes = self.bytes.saturating_add(metadata.len());
        if self.bytes > LARGEST_BYTES {
            return Err(Problem::TooLarge { path: self.asset.path.clone() });
        }
        self.entries.push(Entry { name, path: path.to_owned(), is_executable: is_executable(metadata) });
        Ok(())
    }
}

/// What a path is: a file or a folder, and no link.
fn described(path: &Path) -> Result<Metadata, Problem> {
    let metadata = fs::symlink_metadata(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => Problem::Missing(path.printable()),
        _ => failed("read", path)(source),
    })?;
    if metadata.is_symlink() {
        return Err(Problem::Link(path.printable()));
    }
    if metadata.is_file() || metadata.is_dir() { Ok(metadata) } else { Err(Problem::Special(path.printable())) }
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o100 != 0
}

/// Elsewhere, files do not say so.
#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    false
}

/// The zip. The time of each entry is the earliest of the format, 1 January 1980.
fn zip(files: &[Entry]) -> Result<Vec<u8>, Problem> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::default());
    let mut writer = ZipWriter::new(Cursor::new(vec![]));
    for Entry { name, path, is_executable } in files {
        let mode = if *is_executable { 0o755 } else { 0o644 };
        writer.start_file(name.as_str(), options.unix_permissions(mode))?;
        let bytes = whole_file::read(path).map_err(failed("read", path))?;
        writer.write_all(&bytes).map_err(zip::result::ZipError::from)?;
    }
    Ok(writer.finish()?.into_inner())
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Problem {
    let path = path.printable();
    move |source| Problem::File { action, path, source }
}
