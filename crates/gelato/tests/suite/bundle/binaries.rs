//! Which binary of a package is bundled, and the messages where none is.

use super::workspace::{SOURCE, Workspace};
use gelato::bundle::{Error, NoBinary, Target};

const PACKAGE: &str = "[package]\nname = \"announcer\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

/// A workspace whose package has these binaries, each with its name in it.
fn workspace(binaries: &[&str]) -> Workspace {
    let workspace = Workspace::new();
    let tables = binaries.iter().map(|name| format!("\n[[bin]]\nname = \"{name}\"\npath = \"{name}.rs\"\n"));
    workspace.write("announcer/Cargo.toml", &[PACKAGE.to_owned()].into_iter().chain(tables).collect::<String>());
    for name in binaries {
        workspace.write(
            &format!("announcer/{name}.rs"),
            &SOURCE.replace("let file", &format!("let _ = \"{name}\"; let file")),
        );
    }
    workspace
}

/// Checks that `binary` is the one that was built, and that the zip calls it `bootstrap`.
#[track_caller]
fn check(binaries: &[&str], binary: &str) {
    let bundled = workspace(binaries).bundle(Target::Native).unwrap();
    assert!(bundled.sources[0].ends_with(format!("announcer/{binary}.rs")), "{:?}", bundled.sources);
}

#[test]
fn the_only_binary_may_have_any_name() {
    check(&["tell-patrons"], "tell-patrons");
    let workspace = workspace(&["tell-patrons"]);
    let bundled = workspace.bundle(Target::Native).unwrap();
    let names = |zip: &[u8]| {
        let archive = zip::ZipArchive::new(std::io::Cursor::new(zip.to_vec())).unwrap();
        archive.file_names().map(|name| name.unwrap().into_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&std::fs::read(&bundled.zip).unwrap()), ["bootstrap"]);
}

#[test]
fn of_several_binaries_bootstrap_is_the_function() {
    check(&["by-hand", "bootstrap", "once"], "bootstrap");
}

#[test]
fn several_binaries_without_bootstrap_are_refused() {
    let error = workspace(&["once", "by-hand"]).bundle(Target::Native).unwrap_err();
    let message = error.to_string();
    let found = ["by-hand", "once"].map(str::to_owned).to_vec();
    assert!(matches!(error, Error::NoBinary(NoBinary::Several { found: names, .. }) if names == found), "{message}");
    assert!(message.contains("`announcer`: `by-hand`, `once`;") && message.contains("\nhint: "), "{message}");
}

#[test]
fn a_library_is_refused() {
    let workspace = workspace(&[]);
    workspace.write("announcer/src/lib.rs", "");
    let error = workspace.bundle(Target::Native).unwrap_err();
    assert!(matches!(error, Error::NoBinary(NoBinary::None { .. })), "{error}");
}

#[test]
fn an_unknown_package_is_refused() {
    let workspace = Workspace::new();
    let refused = |package| workspace.bundle_package(package, Target::Native).unwrap_err().to_string();
    let message = "found no package `anouncer`; the workspace has `announcer`\nhint: did you mean `announcer`?";
    assert_eq!(refused("anouncer"), message);
    let other = refused("nobody");
    assert!(other.contains("has `announcer`\nhint: a function is a package") && !other.contains("mean"), "{other}");
}
