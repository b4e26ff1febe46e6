//! Several functions of one service, which share the workspace's folder of builds.

use super::workspace::{SOURCE, Workspace};
use gelato::bundle::{Bundled, Manifest, Target};
use std::fs;

const ROOT: &str = "[workspace]\nmembers = [\"announcer\", \"taster\", \"scoops\"]\nresolver = \"3\"\n";
const LOCK: &str = "version = 4\n
[[package]]\nname = \"announcer\"\nversion = \"0.1.0\"\ndependencies = [\n \"scoops\",\n]\n
[[package]]\nname = \"scoops\"\nversion = \"0.1.0\"\n
[[package]]\nname = \"taster\"\nversion = \"0.1.0\"\ndependencies = [\n \"scoops\",\n]\n";
const LIBRARY: &str =
    "[package]\nname = \"scoops\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[features]\nsprinkles = []\n";
const FUNCTIONS: [&str; 2] = ["announcer", "taster"];

/// Two packages, whose binaries have the same name, and which need one library with different features.
fn workspace() -> Workspace {
    let workspace = Workspace::new();
    for (file, text) in [("Cargo.toml", ROOT), ("Cargo.lock", LOCK), ("scoops/Cargo.toml", LIBRARY)] {
        workspace.write(file, text);
    }
    workspace.write("scoops/src/lib.rs", "pub fn scoops() -> usize { 3 }\n");
    for (name, features) in FUNCTIONS.into_iter().zip(["", "\"sprinkles\""]) {
        let package = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             scoops = {{ path = \"../scoops\", features = [{features}] }}\n\n\
             [[bin]]\nname = \"bootstrap\"\npath = \"main.rs\"\n"
        );
        workspace.write(&format!("{name}/Cargo.toml"), &package);
        workspace.write(&format!("{name}/main.rs"), &SOURCE.replace("> 9", "> scoops::scoops()"));
    }
    workspace
}

fn bundle(workspace: &Workspace) -> [Bundled; 2] {
    FUNCTIONS.map(|name| workspace.bundle_package(name, Target::Native).unwrap())
}

#[test]
fn functions_do_not_rebuild_each_other() {
    let workspace = workspace();
    let first = bundle(&workspace);
    assert!(first.iter().all(|bundled| bundled.rebuilt && bundled.rewritten));
    assert_ne!(first[0].sha256, first[1].sha256);
    let second = bundle(&workspace);
    assert!(second.iter().all(|bundled| !bundled.rebuilt && !bundled.rewritten));
    assert_eq!(second.map(|bundled| bundled.sha256), first.map(|bundled| bundled.sha256));
}

#[test]
fn a_change_to_one_function_leaves_the_other() {
    let workspace = workspace();
    let first = bundle(&workspace);
    let before = Manifest::read(&first[0].zip).unwrap();
    workspace.write("taster/main.rs", &SOURCE.replace('9', "99"));
    let second = bundle(&workspace);
    assert_eq!(second.each_ref().map(|bundled| bundled.rewritten), [false, true]);
    assert_eq!(Manifest::read(&second[0].zip).unwrap(), before);
    assert_eq!(fs::read(&second[0].zip).unwrap().len() as u64, first[0].bytes);
}
