//! The build profiles: the tool's, unless the workspace declares its own.
//!
//! The sources do not compile with the wrong profile.

use super::workspace::Workspace;
use gelato::bundle::{Architecture, Target};

const ROOT: &str = "[workspace]\nmembers = [\"announcer\"]\nresolver = \"3\"\n";
const LAMBDA: Target = Target::Lambda(Architecture::X86_64);

/// Bundles a program that must not be compiled with the setting, in a workspace that declares these profiles.
fn bundle(profiles: &str, setting: &str, target: Target) -> Result<(), String> {
    let workspace = Workspace::new();
    workspace.write("Cargo.toml", &format!("{ROOT}\n{profiles}"));
    let source = format!("#[cfg({setting})]\ncompile_error!(\"found the setting\");\nfn main() {{}}\n");
    workspace.write("announcer/main.rs", &source);
    workspace.bundle(target).map(drop).map_err(|error| error.to_string())
}

#[track_caller]
fn check_refused(result: Result<(), String>) {
    let message = result.unwrap_err();
    assert!(message.contains("found the setting"), "{message}");
}

#[test]
fn a_function_for_this_machine_has_no_debug_assertions() {
    bundle("", "debug_assertions", Target::Native).unwrap();
    bundle("[profile.dev]\ndebug-assertions = true", "debug_assertions", Target::Native).unwrap();
    check_refused(bundle("", "not(debug_assertions)", Target::Native));
}

#[test]
fn a_function_for_lambda_unwinds() {
    let release = "[profile.release]\npanic = \"abort\"\ndebug-assertions = true";
    check_refused(bundle(release, "all(panic = \"unwind\", debug_assertions)", LAMBDA));
}

#[test]
fn the_workspaces_own_profile_is_used_whole() {
    let local = "[profile.local]\ninherits = \"dev\"";
    check_refused(bundle(local, "debug_assertions", Target::Native));
    let lambda = "[profile.lambda]\ninherits = \"release\"\npanic = \"abort\"";
    check_refused(bundle(lambda, "panic = \"abort\"", LAMBDA));
    check_refused(bundle(local, "panic = \"unwind\"", LAMBDA));
}
