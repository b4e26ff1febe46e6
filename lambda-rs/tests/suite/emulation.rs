//! Runs the tests of `bootstrap` with the program of the arm64 bundle, which production deploys. On other processors QEMU
//! runs it.

use std::path::{Path, PathBuf};
use std::process::Command;

/// QEMU's user-mode emulator for arm64 programs.
const EMULATOR: &str = "qemu-aarch64-static";

/// The environment of the bundle.
const ENVIRONMENT: &str = "prod";

#[test]
#[ignore = "slow (fetches cross tools): `make test-all` runs it"]
fn the_arm64_bundle_passes_the_tests_of_bootstrap() {
    let native = cfg!(all(target_os = "linux", target_arch = "aarch64"));
    let emulator = emulator();
    if !native && emulator.is_none() {
        eprintln!("absent: the bundle for arm64 was not run; Debian's package `qemu-user-static` has `{EMULATOR}`");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut tests = Command::new(std::env::current_exe().unwrap());
    // The publisher that panics is not in the bundle.
    tests.args(["bootstrap::", "--skip", "panic"]).env("NOTIFIER_BOOTSTRAP", unpack(&bundle(), folder.path()));
    if let Some(emulator) = emulator.filter(|_| !native) {
        tests.env("NOTIFIER_EMULATOR", emulator);
    }
    let output = tests.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(!said.contains(" 0 passed"), "no test was run:\n{said}");
}

/// The path of the emulator. Its name is not enough, because the function starts without a `PATH`.
fn emulator() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(EMULATOR)).find(|program| program.is_file())
}

/// Creates the zip, like `make bundle`.
fn bundle() -> PathBuf {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["run", "--quiet", "--locked", "--package", "parlour", "--", "bundle", "--env", ENVIRONMENT]);
    assert!(cargo.current_dir(repository).status().unwrap().success(), "the bundle cannot be made");
    repository.join("dist").join(ENVIRONMENT).join("notifier.zip")
}

/// Unpacks the program with its permissions.
fn unpack(zip: &Path, folder: &Path) -> PathBuf {
    zip::ZipArchive::new(std::fs::File::open(zip).unwrap()).unwrap().extract(folder).unwrap();
    folder.join("bootstrap")
}
