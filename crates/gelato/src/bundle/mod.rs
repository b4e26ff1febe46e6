//! Bundles the Lambda function: builds it, inspects the binary, zips it and writes a manifest.
//!
//! The bundle is an input of a deployment, and therefore **reproducible**: the same sources give the same bytes, in any
//! folder of a machine. It is also **incremental**: nothing fresh is built or written again.
//!
//! - The folders of the workspace, of cargo and of the compiler are remapped, the user's flags are ignored, and the
//!   dependencies are locked.
//! - For Lambda the binary is static: Rust's musl targets include a C library and a linker. A pinned zig in the `.tools`
//!   folder compiles the little C code.
//! - A workspace needs no preparation: the build profiles are the tool's, and the package's binary may have any name.
//! - Bundles have their own target folder, `target/bundle`, because other flags give other artefacts.

mod architecture;
mod archive;
mod asset;
mod binary;
mod cargo_build;
mod declared_asset;
mod digest;
mod error;
mod glibc_version;
mod inputs;
pub mod inspection;
mod known_digests;
mod manifest;
mod no_binary;
mod processor;
mod profile;
mod program;
mod rust;
mod target;
mod zig;

pub use architecture::{Architecture, UnknownArchitecture};
pub use archive::ENTRY;
pub use asset::{AssetError, BundledAsset, bundle_asset};
pub use declared_asset::DeclaredAsset;
pub use digest::Digest;
pub use error::Error;
pub use glibc_version::GlibcVersion;
pub use inputs::listed_sources;
pub use manifest::Manifest;
pub use no_binary::NoBinary;
pub use target::Target;

use crate::whole_file;
use binary::Binary;
use cargo_build::{CargoBuild, Product};
use known_digests::{Hashed, KnownDigests};
use rust::Rust;
use std::fs;
use std::path::{Path, PathBuf};

/// A bundle to build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleRequest {
    /// The project's folder: that of the workspace, or of a package in it.
    pub folder: PathBuf,
    /// The package of the function: its only binary, or the one that is called `bootstrap`.
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
    let folder = fs::canonicalize(&request.folder).map_err(Error::file("find", &request.folder))?;
    let rust = Rust::of(&folder, progress)?;
    let Binary { name, workspace } = binary::find(&folder, &request.package, progress)?;
    processor::refuse_native(&workspace, rust.cargo_home.as_deref())?;
    let build = CargoBuild {
        workspace: &workspace,
        package: &request.package,
        binary: &name,
        target: request.target,
        profile: request.target.profile().settings(&workspace)?,
        rust: &rust,
    };
    progress(&format!("building `{}` for `{}`", request.package, build.triple()));
    let product = build.run(progress)?;
    let mut digests = KnownDigests::read(&request.output);
    let binary = digests.binary(&product.binary).map_err(Error::file("read", &product.binary))?;
    inspect(&binary.bytes, request.target, architecture)?;
    let (zip, rewritten) = zip(request, &binary, &mut digests)?;
    let manifest = manifest(&build, &product, architecture, &binary, &zip)?;
    manifest.write(&request.output)?;
    digests.write(&request.output)?;
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

/// The zip, and whether it was written. An existing zip is reused if its manifest has the digest of this binary, because
/// compressing is the slowest step when nothing has changed.
fn zip(request: &BundleRequest, binary: &Hashed, digests: &mut KnownDigests) -> Result<(Hashed, bool), Error> {
    let output = &request.output;
    if let (Some(manifest), Ok(zip)) = (Manifest::read(output), digests.zip(output))
        && manifest.holds(zip.digest, binary.digest)
    {
        return Ok((zip, false));
    }
    let bytes = archive::zip(&binary.bytes, request.target)?;
    let rewritten = whole_file::write(output, &bytes).map_err(Error::file("write", output))?;
    let zip = digests.zip(output).map_err(Error::file("read", output))?;
    Ok((zip, rewritten))
}

fn manifest(
    build: &CargoBuild<'_>,
    product: &Product,
    architecture: Architecture,
    binary: &Hashed,
    zip: &Hashed,
) -> Result<Manifest, Error> {
    let triple = build.triple();
    let profile = build.target.profile().name;
    let mut settings = vec![build.package, build.binary, profile, &triple, &build.rust.version];
    settings.extend(build.profile);
    settings.extend(build.linking_flags());
    if let Target::Lambda(_) = build.target {
        settings.push(zig::Zig::version());
    }
    let inputs = inputs::digest(build.workspace, &product.binary, &settings)?;
    Ok(Manifest {
        package: build.package.to_owned(),
        architecture: architecture.to_string(),
        profile: profile.to_owned(),
        rustc: build.rust.version.clone(),
        inputs_sha256: inputs.hex(),
        binary_bytes: binary.bytes.len() as u64,
        binary_sha256: binary.digest.hex(),
        zip_bytes: zip.bytes.len() as u64,
        zip_sha256: zip.digest.hex(),
        zip_sha256_base64: zip.digest.base64(),
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
