//! The manifest beside the zip: its contents and its inputs. It has no time and no folder, so that the same inputs give
//! the same manifest.

use super::Error;
use super::digest::Digest;
use crate::whole_file;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The description of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The package that was built.
    pub package: String,
    /// The architecture, by Lambda's name.
    pub architecture: String,
    /// Rust's name of the target.
    pub target: String,
    /// The name of the build profile.
    pub profile: String,
    /// The compiler.
    pub rustc: String,
    /// SHA-256 of all inputs, in hexadecimal.
    pub inputs_sha256: String,
    /// The size of the binary.
    pub binary_bytes: u64,
    /// SHA-256 of the binary, in hexadecimal.
    pub binary_sha256: String,
    /// The size of the zip.
    pub zip_bytes: u64,
    /// SHA-256 of the zip, in hexadecimal.
    pub zip_sha256: String,
    /// SHA-256 of the zip in base64: Terraform's `source_code_hash`.
    pub zip_sha256_base64: String,
}

impl Manifest {
    /// The path of the manifest: beside `zip`, with the extension `json`.
    pub fn path(zip: &Path) -> PathBuf {
        zip.with_extension("json")
    }

    /// The manifest beside `zip`, if there is one that can be read.
    pub fn read(zip: &Path) -> Option<Self> {
        serde_json::from_slice(&whole_file::read(&Self::path(zip)).ok()?).ok()
    }

    /// Whether the zip with this digest is the one of this manifest, and has the binary with this digest.
    pub(super) fn holds(&self, zip: Digest, binary: Digest) -> bool {
        self.binary_sha256 == binary.hex() && self.zip_sha256 == zip.hex()
    }

    pub(super) fn write(&self, zip: &Path) -> Result<(), Error> {
        let mut json = serde_json::to_vec_pretty(self)?;
        json.push(b'\n');
        let path = Self::path(zip);
        whole_file::write(&path, &json).map(|_| ()).map_err(Error::file("write", &path))
    }
}
