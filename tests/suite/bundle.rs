//! The bundler from outside: binaries that Lambda could not start, and whole bundles of a small workspace.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use gelato::bundle::inspection::{PROVIDED_AL2023, faults};
use gelato::bundle::{Architecture, BundleRequest, Bundled, Error, Manifest, Target, bundle};
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A small ELF file, put together by hand: a header, one segment for the loader's path, and the sections that say what
/// is needed.
struct Elf {
    machine: u16,
    kind: u16,
    start: u64,
    loader: Option<&'static str>,
    libraries: Vec<&'static str>,
    versions: Vec<&'static str>,
}

const X86_64: u16 = 62;
const AARCH64: u16 = 183;
const RISC_V: u16 = 243;
const OBJECT_FILE: u16 = 1;
const PROGRAM: u16 = 2;
const SHARED: u16 = 3;

const FILE_HEADER: u64 = 64;
const PROGRAM_HEADER: u64 = 56;

impl Elf {
    fn fixed(machine: u16) -> Self {
        Self { machine, kind: PROGRAM, start: 0x1000, loader: None, libraries: vec![], versions: vec![] }
    }

    fn dynamic(machine: u16, loader: &'static str) -> Self {
        Self { kind: SHARED, loader: Some(loader), libraries: vec!["libc.so.6"], ..Self::fixed(machine) }
    }

    fn bytes(&self) -> Vec<u8> {
        let loader = self.loader.map(|path| format!("{path}\0").into_bytes()).unwrap_or_default();
        let mut strings = Strings(vec![0]);
        let needed = self.needed(&mut strings);
        let versions = self.needed_versions(&mut strings);
        let parts = [loader, strings.0, needed, versions];
        let mut places = vec![FILE_HEADER + PROGRAM_HEADER];
        for part in &parts {
            places.push((places.last().unwrap() + part.len() as u64).next_multiple_of(8));
        }
        let mut file = self.file_header(places[4]);
        file.extend(loader_segment(places[0], parts[0].len() as u64));
        for (part, place) in parts.iter().zip(&places) {
            file.resize(usize::try_from(*place).unwrap(), 0);
            file.extend(part);
        }
        file.resize(usize::try_from(places[4]).unwrap(), 0);
        file.extend([0; 64]);
        file.extend(section(3, places[1], parts[1].len(), 0, 0));
        file.extend(section(6, places[2], parts[2].len(), 16, 0));
        file.extend(section(0x6fff_fffe, places[3], parts[3].len(), 0, u32::from(!self.versions.is_empty())));
        file
    }

    fn file_header(&self, sections: u64) -> Vec<u8> {
        let mut bytes = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
        bytes.extend([self.kind, self.machine].map(u16::to_le_bytes).as_flattened());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend([self.start, FILE_HEADER, sections].map(u64::to_le_bytes).as_flattened());
        bytes.extend(0_u32.to_le_bytes());
        let segments = u16::from(self.loader.is_some());
        bytes.extend([64, 56, segments, 64, 4, 1].map(u16::to_le_bytes).as_flattened());
        bytes
    }

    fn needed(&self, strings: &mut Strings) -> Vec<u8> {
        let needed = self.libraries.iter().map(|library| [1, u64::from(strings.add(library))]);
        let entries: Vec<[u64; 2]> = needed.chain([[0, 0]]).collect();
        entries.as_flattened().iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    /// One library with all versions.
    fn needed_versions(&self, strings: &mut Strings) -> Vec<u8> {
        let Some(last) = self.versions.len().checked_sub(1) else {
            return vec![];
        };
        let count = u16::try_from(self.versions.len()).unwrap();
        let mut bytes = [1, count].map(u16::to_le_bytes).concat();
        bytes.extend([strings.add("libc.so.6"), 16, 0].map(u32::to_le_bytes).as_flattened());
        for (place, version) in self.versions.iter().enumerate() {
            bytes.extend([0; 8]);
            let next = if place == last { 0 } else { 16 };
            bytes.extend([strings.add(version), next].map(u32::to_le_bytes).as_flattened());
        }
        bytes
    }
}

struct Strings(Vec<u8>);

impl Strings {
    fn add(&mut self, text: &str) -> u32 {
        let place = u32::try_from(self.0.len()).unwrap();
        self.0.extend(text.bytes().chain([0]));
        place
    }
}

fn loader_segment(place: u64, length: u64) -> Vec<u8> {
    let mut bytes = [3_u32, 4].map(u32::to_le_bytes).concat();
    bytes.extend([place, 0, 0, length, length, 1].map(u64::to_le_bytes).as_flattened());
    bytes
}

fn section(kind: u32, place: u64, length: usize, entry_length: u64, info: u32) -> Vec<u8> {
    let mut bytes = [0, kind].map(u32::to_le_bytes).concat();
    bytes.extend([0, 0, place, length as u64].map(u64::to_le_bytes).as_flattened());
    bytes.extend([1, info].map(u32::to_le_bytes).as_flattened());
    bytes.extend([8, entry_length].map(u64::to_le_bytes).as_flattened());
    bytes
}

const LOADER_X86_64: &str = "/lib64/ld-linux-x86-64.so.2";
const LOADER_ARM64: &str = "/lib/ld-linux-aarch64.so.1";

/// Checks that the one fault of `elf` on Lambda says what was found, what is allowed and what to do.
#[track_caller]
fn check_fault(elf: &Elf, architecture: Architecture, found: &str, allowed: &str) {
    let faults = faults(&elf.bytes(), architecture, Some(&PROVIDED_AL2023));
    let messages: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(messages.len(), 1, "{messages:?}");
    for part in [&format!("found {found}"), allowed, "\nhint: "] {
        assert!(messages[0].contains(part), "`{part}` in {}", messages[0]);
    }
}

#[track_caller]
fn check_fine(elf: &Elf, architecture: Architecture) {
    assert_eq!(faults(&elf.bytes(), architecture, Some(&PROVIDED_AL2023)), []);
}

#[test]
fn a_static_program_of_the_architecture_is_fine() {
    check_fine(&Elf::fixed(X86_64), Architecture::X86_64);
    check_fine(&Elf::fixed(AARCH64), Architecture::Arm64);
    check_fine(&Elf { kind: SHARED, ..Elf::fixed(AARCH64) }, Architecture::Arm64);
}

#[test]
fn a_program_that_needs_what_the_runtime_has_is_fine() {
    let libraries = vec!["libc.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"];
    let versions = vec!["GLIBC_2.2.5", "GLIBC_2.34", "GCC_3.0"];
    check_fine(&Elf { libraries, versions, ..Elf::dynamic(X86_64, LOADER_X86_64) }, Architecture::X86_64);
    check_fine(&Elf { versions: vec!["GLIBC_2.17"], ..Elf::dynamic(AARCH64, LOADER_ARM64) }, Architecture::Arm64);
}

#[test]
fn another_architecture_is_refused() {
    check_fault(&Elf::fixed(X86_64), Architecture::Arm64, "machine `x86_64`", "only `arm64` is allowed");
    check_fault(&Elf::fixed(AARCH64), Architecture::X86_64, "machine `arm64`", "only `x86_64` is allowed");
    check_fault(&Elf::fixed(RISC_V), Architecture::X86_64, "machine `243`", "only `x86_64` is allowed");
}

#[test]
fn a_newer_c_library_is_refused() {
    let versions = vec!["GLIBC_2.17", "GLIBC_2.38", "GLIBC_2.9"];
    let elf = Elf { versions, ..Elf::dynamic(X86_64, LOADER_X86_64) };
    check_fault(&elf, Architecture::X86_64, "a need for GLIBC 2.38", "`provided.al2023` has 2.34");
}

#[test]
fn a_library_that_the_runtime_lacks_is_refused() {
    let libraries = vec!["libc.so.6", "libssl.so.3"];
    let elf = Elf { libraries, ..Elf::dynamic(X86_64, LOADER_X86_64) };
    check_fault(&elf, Architecture::X86_64, "a need for `libssl.so.3`", "`provided.al2023` has `libc.so.6`");
}

#[test]
fn a_loader_that_the_runtime_lacks_is_refused() {
    let elf = Elf { libraries: vec![], ..Elf::dynamic(X86_64, "/lib/ld-musl-x86_64.so.1") };
    check_fault(&elf, Architecture::X86_64, "loader `/lib/ld-musl-x86_64.so.1`", LOADER_X86_64);
}

#[test]
fn what_is_not_a_program_is_refused() {
    let object = Elf { kind: OBJECT_FILE, ..Elf::fixed(X86_64) };
    check_fault(&object, Architecture::X86_64, "an ELF file of type 1", "only a program is allowed");
    let library = Elf { kind: SHARED, start: 0, ..Elf::fixed(X86_64) };
    check_fault(&library, Architecture::X86_64, "an ELF file of type without a start", "only a program is allowed");
}

#[test]
fn what_is_not_elf_is_refused() {
    let truncated = &Elf::fixed(X86_64).bytes()[..40];
    let narrow = [b"\x7fELF\x01\x01\x01".as_slice(), &[0; 100]].concat();
    for bytes in [b"#!/bin/sh\nexit\n".as_slice(), b"", truncated, &narrow] {
        let faults = faults(bytes, Architecture::X86_64, Some(&PROVIDED_AL2023));
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].to_string().starts_with("found no ELF file"), "{}", faults[0]);
    }
}

#[test]
fn every_fault_is_told() {
    let libraries = vec!["libssl.so.3", "libcrypto.so.3"];
    let elf = Elf { libraries, versions: vec!["GLIBC_2.38"], ..Elf::dynamic(X86_64, "/lib/ld.so") };
    assert_eq!(faults(&elf.bytes(), Architecture::Arm64, Some(&PROVIDED_AL2023)).len(), 5);
}

#[test]
fn a_binary_that_stays_here_may_need_what_is_here() {
    let libraries = vec!["libssl.so.3"];
    let elf = Elf { libraries, versions: vec!["GLIBC_2.99"], ..Elf::dynamic(X86_64, LOADER_X86_64) };
    assert_eq!(faults(&elf.bytes(), Architecture::X86_64, None), []);
}

#[test]
fn architectures_have_the_names_of_lambda() {
    for (name, architecture) in [("x86_64", Architecture::X86_64), ("arm64", Architecture::Arm64)] {
        assert_eq!(name.parse::<Architecture>().unwrap(), architecture);
        assert_eq!(architecture.to_string(), name);
    }
    let message = "aarch64".parse::<Architecture>().unwrap_err().to_string();
    assert_eq!(message, "found architecture `aarch64`; Lambda has `x86_64` and `arm64`");
}

const ROOT: &str = r#"[workspace]
members = ["announcer"]
resolver = "3"

[profile.lambda]
inherits = "release"
strip = "symbols"

[profile.local]
inherits = "dev"
debug = false
"#;
const PACKAGE: &str = r#"[package]
name = "announcer"
version = "0.1.0"
edition = "2024"

[[bin]]
name = "bootstrap"
path = "main.rs"
"#;
const LOCK: &str = "version = 4\n\n[[package]]\nname = \"announcer\"\nversion = \"0.1.0\"\n";
/// The panic's message and the file's name would tell the folder.
const SOURCE: &str =
    "fn main() {\n    let file = file!();\n    assert!(std::env::args().count() > 9, \"{file}\");\n}\n";

/// A workspace with one package and no dependency, in a folder of its own.
struct Workspace {
    folder: TempDir,
}

impl Workspace {
    fn new() -> Self {
        let workspace = Self { folder: tempfile::tempdir().unwrap() };
        for (file, text) in [
            ("Cargo.toml", ROOT),
            ("Cargo.lock", LOCK),
            ("announcer/Cargo.toml", PACKAGE),
            ("announcer/main.rs", SOURCE),
        ] {
            workspace.write(file, text);
        }
        workspace
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.root().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("workspace with blanks")
    }

    fn zip(&self) -> PathBuf {
        self.folder.path().join("dist/announcer.zip")
    }

    fn bundle(&self, target: Target) -> Result<Bundled, Error> {
        self.bundle_with_progress(target).0
    }

    fn bundle_with_progress(&self, target: Target) -> (Result<Bundled, Error>, Vec<String>) {
        let request =
            BundleRequest { workspace: self.root(), package: "announcer".to_owned(), target, output: self.zip() };
        let mut lines = vec![];
        let result = bundle(&request, &mut |line| lines.push(line.to_owned()));
        (result, lines)
    }
}

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
    let times = || (modified(&first.zip), modified(&Manifest::path(&first.zip)));
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
fn progress_is_told_while_it_works() {
    let workspace = Workspace::new();
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
fn an_unknown_package_is_an_error() {
    let workspace = Workspace::new();
    let request = BundleRequest {
        workspace: workspace.root(),
        package: "nobody".to_owned(),
        target: Target::Native,
        output: workspace.zip(),
    };
    let message = bundle(&request, &mut |_| {}).unwrap_err().to_string();
    assert!(message.contains("nobody"), "{message}");
}

#[test]
fn a_workspace_that_is_not_there_is_an_error() {
    let request = BundleRequest {
        workspace: PathBuf::from("no such folder"),
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
