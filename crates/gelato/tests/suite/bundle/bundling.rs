//! Complete bundles: their contents, when they are rebuilt, and errors.

use super::workspace::{SOURCE, Workspace};
use gelato::bundle::{Architecture, BundleRequest, Manifest, Target, bundle};
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

fn modified(path: &Path) -> std::time::SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn the_zip_holds_bootstrap_alone() {
    let workspace = Workspace::new();
    let bundled = workspace.bundle(Target::Native).unwrap();
    let bytes = fs::read(&bundled.zip).unwrap();
    assert_eq!(bundled.bytes, bytes.len() as u64);

    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    assert_eq!(archive.len(), 1);
    let mut entry = archive.by_index(0).unwrap();
    assert_eq!((entry.name().unwrap().as_ref(), entry.unix_mode()), ("bootstrap", Some(0o100_755)));
    assert_eq!(entry.last_modified().unwrap(), zip::DateTime::default());
    let mut binary = vec![];
    entry.read_to_end(&mut binary).unwrap();
    assert_eq!(bundled.binary_bytes, binary.len() as u64);
}

#[test]
fn the_manifest_says_what_is_in_the_zip() {
    let workspace = Workspace::new();
    let bundled = workspace.bundle(Target::Native).unwrap();
    let manifest = Manifest::read(&bundled.zip).unwrap();
    assert_eq!(Manifest::path(&bundled.zip), workspace.folder.path().join("dist/announcer.json"));
    assert_eq!((manifest.zip_bytes, manifest.binary_bytes), (bundled.bytes, bundled.binary_bytes));
    assert_eq!((&manifest.zip_sha256, &manifest.zip_sha256_base64), (&bundled.sha256, &bundled.sha256_base64));
    assert_eq!(
        (manifest.package.as_str(), manifest.architecture.as_str()),
        ("announcer", bundled.architecture.as_str())
    );
    let text = fs::read_to_string(Manifest::path(&bundled.zip)).unwrap();
    assert!(!text.contains(&*workspace.folder.path().to_string_lossy()), "{text}");
}

#[test]
fn nothing_is_done_again_when_nothing_changed() {
    let workspace = Workspace::new();
    let first = workspace.bundle(Target::Native).unwrap();
    assert!(first.rebuilt && first.rewritten);
    let files = ["zip", "json", "digests"].map(|extension| first.zip.with_extension(extension));
    let times = || files.each_ref().map(|file| modified(file));
    let before = times();

    let second = workspace.bundle(Target::Native).unwrap();
    assert!(!second.rebuilt && !second.rewritten);
    assert_eq!(times(), before);
    assert_eq!(second.sha256, first.sha256);
}

#[test]
fn a_change_makes_another_bundle() {
    let workspace = Workspace::new();
    let first = workspace.bundle(Target::Native).unwrap();
    let inputs = Manifest::read(&first.zip).unwrap().inputs_sha256;
    workspace.write("announcer/main.rs", &SOURCE.replace('9', "99"));
    let second = workspace.bundle(Target::Native).unwrap();
    assert!(second.rebuilt && second.rewritten);
    assert_ne!(second.sha256, first.sha256);
    assert_ne!(Manifest::read(&first.zip).unwrap().inputs_sha256, inputs);
}

#[test]
fn a_zip_that_was_spoilt_is_written_again() {
    let workspace = Workspace::new();
    let first = workspace.bundle(Target::Native).unwrap();
    fs::write(&first.zip, "spoilt").unwrap();
    let second = workspace.bundle(Target::Native).unwrap();
    assert!(!second.rebuilt && second.rewritten);
    assert_eq!(second.sha256, first.sha256);
    assert_eq!(second.bytes, fs::metadata(&second.zip).unwrap().len());
}

#[test]
fn a_zip_that_was_spoilt_without_a_change_of_size_is_written_again() {
    let workspace = Workspace::new();
    let first = workspace.bundle(Target::Native).unwrap();
    let mut bytes = fs::read(&first.zip).unwrap();
    bytes[1000] ^= 1;
    fs::write(&first.zip, bytes).unwrap();
    let second = workspace.bundle(Target::Native).unwrap();
    assert!(!second.rebuilt && second.rewritten);
    assert_eq!(Manifest::read(&first.zip).unwrap().zip_sha256, first.sha256);
}

#[test]
fn another_functions_zip_is_replaced() {
    let (one, other) = (Workspace::new(), Workspace::new());
    other.write("announcer/main.rs", &SOURCE.replace('9', "8"));
    let (one_zip, other_zip) = (one.bundle(Target::Native).unwrap(), other.bundle(Target::Native).unwrap());
    assert_ne!(one_zip.sha256, other_zip.sha256);
    for extension in ["zip", "json"] {
        fs::copy(other_zip.zip.with_extension(extension), one_zip.zip.with_extension(extension)).unwrap();
    }
    let again = one.bundle(Target::Native).unwrap();
    assert!(again.rewritten);
    assert_eq!(again.sha256, one_zip.sha256);
}

#[test]
fn a_lost_or_changed_manifest_is_written_again() {
    let workspace = Workspace::new();
    let first = workspace.bundle(Target::Native).unwrap();
    let manifest = Manifest::read(&first.zip).unwrap();
    for spoilt in ["", &serde_json::to_string(&Manifest { zip_bytes: 1, ..manifest.clone() }).unwrap()] {
        fs::write(Manifest::path(&first.zip), spoilt).unwrap();
        workspace.bundle(Target::Native).unwrap();
        assert_eq!(Manifest::read(&first.zip).unwrap(), manifest);
    }
}

#[test]
fn two_folders_make_the_same_bytes_for_every_target() {
    let targets = Architecture::ALL.map(Target::Lambda).into_iter().chain([Target::Native]);
    let (one, other) = (Workspace::new(), Workspace::new());
    for target in targets {
        let (one, other) = (one.bundle(target).unwrap(), other.bundle(target).unwrap());
        assert_eq!(fs::read(&one.zip).unwrap(), fs::read(&other.zip).unwrap(), "{target:?}");
        assert_eq!(Manifest::read(&one.zip), Manifest::read(&other.zip), "{target:?}");
        assert_eq!(one.architecture, target.architecture().unwrap());
    }
}

#[test]
fn progress_is_reported() {
    let workspace = Workspace::new();
    // The tool's profile takes longer to link.
    workspace.write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"announcer\"]\nresolver = \"3\"\n\n[profile.lambda]\ninherits = \"release\"\n",
    );
    let (result, lines) = workspace.bundle_with_progress(Target::Lambda(Architecture::Arm64));
    result.unwrap();
    assert_eq!(lines[0], "building `announcer` for `aarch64-unknown-linux-musl`");
    assert!(lines.iter().any(|line| line.starts_with("Compiling announcer")), "{lines:?}");
    assert!(!workspace.root().join(".tools").exists(), "no C, no tools");
}

#[test]
fn a_build_that_fails_says_why() {
    let workspace = Workspace::new();
    workspace.write("announcer/main.rs", "fn main() { unknown() }");
    let message = workspace.bundle(Target::Native).unwrap_err().to_string();
    assert!(message.contains("cannot find function `unknown`") && message.contains("\nhint: "), "{message}");
    assert!(!workspace.zip().exists());
}

#[test]
fn dependencies_are_locked() {
    let workspace = Workspace::new();
    workspace.write("Cargo.lock", "version = 4\n");
    let message = workspace.bundle(Target::Native).unwrap_err().to_string();
    assert!(message.contains("--locked"), "{message}");
}

#[test]
fn a_workspace_that_is_not_there_is_an_error() {
    let request = BundleRequest {
        folder: PathBuf::from("no such folder"),
        package: "announcer".to_owned(),
        target: Target::Native,
        output: PathBuf::from("announcer.zip"),
    };
    let message = bundle(&request, &mut |_| {}).unwrap_err().to_string();
    assert!(message.starts_with("could not find `no such folder`"), "{message}");
}

#[test]
fn this_machines_processor_is_refused() {
    let workspace = Workspace::new();
    workspace.write(".cargo/config.toml", "[build]\nrustflags = [\"-C\", \"target-cpu=native\"]\n");
    let message = workspace.bundle(Target::Lambda(Architecture::X86_64)).unwrap_err().to_string();
    assert!(message.contains("found `target-cpu=native` in ") && message.contains("config.toml`"), "{message}");
    assert!(message.contains("\nhint: "), "{message}");
}
