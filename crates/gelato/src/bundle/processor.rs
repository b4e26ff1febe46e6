//! Finds compiler flags that tie a binary to the processor of the build machine. On Lambda's processors it would die of an
//! illegal instruction.

use super::Error;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

use crate::printable::PrintablePath as _;

/// Refuses `target-cpu=native` in all sources of cargo's compiler flags: the environment, and the settings files of
/// the workspace, the folders above it and cargo's home.
///
/// See <https://doc.rust-lang.org/cargo/reference/config.html#buildrustflags>.
pub(super) fn refuse_native(workspace: &Path, cargo_home: Option<&Path>) -> Result<(), Error> {
    let native = |(name, value): (OsString, OsString)| {
        let name = name.into_string().ok().filter(|name| is_flags_variable(name))?;
        names_native(&value.to_string_lossy()).then_some(name)
    };
    if let Some(name) = env::vars_os().find_map(native) {
        let place = format!("the environment variable `{name}`");
        return Err(Error::NativeProcessor { place });
    }
    settings_files(workspace, cargo_home).iter().try_for_each(|path| refuse_in_file(path))
}

fn is_flags_variable(name: &str) -> bool {
    let of_target = name.starts_with("CARGO_TARGET_") && name.ends_with("_RUSTFLAGS");
    of_target || ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"].contains(&name)
}

fn names_native(flags: &str) -> bool {
    flags.replace([' ', '\'', '"'], "").contains("target-cpu=native")
}

fn settings_files(workspace: &Path, cargo_home: Option<&Path>) -> Vec<PathBuf> {
    let folders = workspace.ancestors().map(|folder| folder.join(".cargo")).chain(cargo_home.map(Path::to_owned));
    let files = folders.flat_map(|folder| [folder.join("config.toml"), folder.join("config")]);
    files.filter(|file| file.is_file()).collect()
}

fn refuse_in_file(path: &Path) -> Result<(), Error> {
    let text = std::fs::read_to_string(path).map_err(Error::file("read", path))?;
    let settings: Table = toml::from_str(&text)
        .map_err(|error| Error::CargoSettings { path: path.to_owned(), message: error.to_string() })?;
    if flags(&Value::Table(settings)).any(|flags| names_native(&flags)) {
        return Err(Error::NativeProcessor { place: format!("`{}`", path.printable()) });
    }
    Ok(())
}

/// All `rustflags` in the settings, at any depth: those of the build and of each target.
fn flags(value: &Value) -> Box<dyn Iterator<Item = String> + '_> {
    let Value::Table(table) = value else {
        return Box::new(std::iter::empty());
    };
    Box::new(table.iter().flat_map(|(key, value)| match key.as_str() {
        "rustflags" => Box::new(std::iter::once(joined(value))),
        _ => flags(value),
    }))
}

fn joined(flags: &Value) -> String {
    match flags {
        Value::String(flags) => flags.clone(),
        Value::Array(flags) => flags.iter().filter_map(Value::as_str).collect(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(settings: &str, refused: bool) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".cargo/config.toml");
        std::fs::create_dir(file.parent().unwrap()).unwrap();
        std::fs::write(&file, settings).unwrap();
        let result = refuse_in_file(&file);
        assert_eq!(matches!(result, Err(Error::NativeProcessor { .. })), refused, "{result:?}");
    }

    #[test]
    fn settings_are_read_as_cargo_reads_them() {
        check("[build]\nrustflags = ['-C', 'target-cpu=native']", true);
        check("[build]\nrustflags = '-C target-cpu=native'", true);
        check("[target.x86_64-unknown-linux-musl]\nrustflags = ['-Ctarget-cpu=native']", true);
        check("[target.'cfg(unix)']\nrustflags = ['-Ctarget-cpu=native']", true);
        check("[build]\nrustflags = ['-Ctarget-cpu=neoverse-n1']", false);
        check("# target-cpu=native\n[build]\njobs = 1", false);
    }

    #[test]
    fn settings_above_the_workspace_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = folder.path().join("a/b");
        std::fs::create_dir_all(&workspace).unwrap();
        std::fs::create_dir(folder.path().join(".cargo")).unwrap();
        std::fs::write(folder.path().join(".cargo/config.toml"), "").unwrap();
        assert!(settings_files(&workspace, None).contains(&folder.path().join(".cargo/config.toml")));
    }

    #[test]
    fn variables_that_hold_flags_are_known() {
        for name in ["RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS", "CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_RUSTFLAGS"] {
            assert!(is_flags_variable(name), "{name}");
        }
        assert!(!is_flags_variable("CARGO_TARGET_DIR"));
        assert!(names_native("-C target-cpu=native") && names_native("-Ctarget-cpu=native"));
        assert!(!names_native("-Ctarget-cpu=x86-64-v3"));
    }
}
