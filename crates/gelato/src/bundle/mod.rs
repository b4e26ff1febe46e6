//! Bundles the Lambda function: builds it, inspects the binary, zips it and writes a manifest.
//!
//! The bundle is an input of a deployment, and therefore **reproducible**: the same sources give the same bytes, in any
//! folder of a machine. It is also **incremental**: nothing fresh is built or written again.
//!
//! - The folders of the workspace, of cargo and of the compiler are remapped, the user's flags are ignored, and the
//!   dependencies are locked.
//! - For Lambda the binary is static: Rust's musl targets include a C library and a linker. A pinned zig in the `.tools`
//!   folder compiles the little C code.
//! - Bundles have their own target folder, `target/bundle`, because other flags give other artefacts.

mod architecture;
mod archive;
mod cargo_build;
mod digest;
mod error;
mod glibc_version;
mod inputs;
pub mod inspection;
mod manifest;
mod processor;
mod program;
mod rust;
mod target;
mod zig;

pub use architecture::{Architecture, UnknownArchitecture};
pub use archive::ENTRY;
pub use digest::Digest;
pub use error::Error;
pub use glibc_version::GlibcVersion;
pub use inputs::listed_sources;
pub use manifest::Manifest;
pub use target::Target;

use crate::whole_file;
use cargo_build::{CargoBuild, Product};
use rust::Rust;
use std::fs;
use std::path::{Path, PathBuf};

/// A bundle to build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleRequest {
    /// The folder of the workspace, with `Cargo.lock`.
    pub workspace: PathBuf,
    /// The package with the binary `bootstrap`.
    pub package: String,
    /// The target of the bundle.
    pub target: Target,
    /// The zip. Its manifest is written beside it, with the extension `json`.
    pub output: PathBuf,
}

/// A bundle on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundled {
    /// The zip.
    pub zip: PathBuf,
    /// The size of the zip.
    pub bytes: u64,
    /// The size of the binary in it.
    pub binary_bytes: u64,
    /// SHA-256 of the zip in hexadecimal, as Terraform's `filesha256` prints it.
    pub sha256: String,
    /// SHA-256 of the zip in base64, as Terraform's `filebase64sha256` prints it.
    pub sha256_base64: String,
    /// The architecture of the binary.
    pub architecture: Architecture,
    /// Whether anything was compiled.
    pub rebuilt: bool,
    /// The files that the binary was compiled from.
    pub sources: Vec<PathBuf>,
    /// Whether the zip was written. Otherwise it was up to date.
    pub rewritten: bool,
}

/// Builds the bundle, and reports its progress line by line.
///
/// # Errors
///
/// If the workspace does not build, a tool is missing, or the binary would not start on its target.
pub fn bundle(request: &BundleRequest, progress: &mut dyn FnMut(&str)) -> Result<Bundled, Error> {
    let architecture = request.target.architecture()?;
    let workspace = fs::canonicalize(&request.workspace).map_err(Error::file("find", &request.workspace))?;
    let rust = Rust::of(&workspace, progress)?;
    processor::refuse_native(&workspace, rust.cargo_home.as_deref())?;
    let build = CargoBuild { workspace: &workspace, package: &request.package, target: request.target, rust: &rust };
    progress(&format!("building `{}` for `{}`", request.package, build.triple()));
    let product = build.run(progress)?;
    let binary = fs::read(&product.binary).map_err(Error::file("read", &product.binary))?;
    inspect(&binary, request.target, architecture)?;
    let (zip, rewritten) = zip(&request.output, &binary)?;
    let manifest = manifest(&build, &product, architecture, &binary, &zip)?;
    manifest.write(&request.output)?;
    let sources = listed_sources(&product.binary.with_extension("d"))?;
    Ok(bundled(&request.output, manifest, architecture, sources, product.compiled, rewritten))
}

/// A binary for this machine is only inspected if the machine uses ELF files.
fn inspect(binary: &[u8], target: Target, architecture: Architecture) -> Result<(), Error> {
    let (runtime, name) = match target {
        Target::Native if !cfg!(target_os = "linux") => return Ok(()),
        Target::Native => (None, "this machine".to_owned()),
        Target::Lambda(_) => {
            let runtime = &inspection::PROVIDED_AL2023;
            (Some(runtime), format!("{} on {architecture}", runtime.name))
        }
    };
    let faults = inspection::faults(binary, architecture, runtime);
    if faults.is_empty() { Ok(()) } else { Err(Error::Unloadable { target: name, faults }) }
}

/// The bytes of the zip, and whether they were written. An existing zip is reused if its manifest has the digest of this
/// binary, because compressing is the slowest step when nothing has changed.
fn zip(output: &Path, binary: &[u8]) -> Result<(Vec<u8>, bool), Error> {
    if let (Some(manifest), Ok(zip)) = (Manifest::read(output), whole_file::read(output))
        && manifest.holds(&zip, &Digest::of(binary))
    {
        return Ok((zip, false));
    }
    let zip = archive::zip(binary)?;
    let rewritten = whole_file::write(output, &zip).map_err(Error::file("write", output))?;
    Ok((zip, rewritten))
}

fn manifest(
    build: &CargoBuild<'_>,
    product: &Product,
    architecture: Architecture,
    binary: &[u8],
    zip: &[u8],
) -> Result<Manifest, Error> {
    let triple = build.triple();
    let mut settings = vec![build.package, build.target.profile(), &triple, &build.rust.version];
    settings.extend(build.linking_flags());
    if let Target::Lambda(_) = build.target {
        settings.push(zig::Zig::version());
    }
    let inputs = inputs::digest(build.workspace, &product.binary, &settings)?;
    let digest = Digest::of(zip);
    Ok(Manifest {
        package: build.package.to_owned(),
        architecture: architecture.to_string(),
        profile: build.target.profile().to_owned(),
        rustc: build.rust.version.clone(),
        inputs_sha256: inputs.hex(),
        binary_bytes: binary.len() as u64,
        binary_sha256: Digest::of(binary).hex(),
        zip_bytes: zip.len() as u64,
        zip_sha256: digest.hex(),
        zip_sha256_base64: digest.base64(),
        target: triple,
    })
}

fn bundled(
    zip: &Path,
    manifest: Manifest,
    architecture: Architecture,
    sources: Vec<PathBuf>,
    rebuilt: bool,
    rewritten: bool,
) -> Bundled {
    Bundled {
        zip: zip.to_owned(),
        bytes: manifest.zip_bytes,
        binary_bytes: manifest.binary_bytes,
        sha256: manifest.zip_sha256,
        sha256_base64: manifest.zip_sha256_base64,
        architecture,
        sources,
        rebuilt,
        rewritten,
    }
}
