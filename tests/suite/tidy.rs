//! Checks the rules for the source code that a test can check. `ARCHITECTURE.md` gives the reasons.

mod dependency_cycles;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::project_copy::{files_below, repository};

/// The maximum number of lines in a hand-written file.
const LONGEST_FILE: usize = 400;

/// The source folders of all packages.
const SOURCES: [&str; 8] = [
    "src",
    "lambda-rs/src",
    "crates/gelato/src",
    "crates/cli/src",
    "crates/convert/src",
    "crates/vtl/src",
    "crates/local/src",
    "crates/rusqlite/src",
];

/// The files tracked by git, except those deleted in the working tree.
fn tracked() -> Vec<PathBuf> {
    let output = Command::new("git").args(["ls-files", "-z"]).current_dir(repository()).output().unwrap();
    assert!(output.status.success(), "this test needs git: {}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).unwrap();
    let files: Vec<_> = names.split_terminator('\0').map(PathBuf::from).collect();
    assert!(files.len() > 100, "git lists only {} files", files.len());
    files.into_iter().filter(|file| repository().join(file).is_file()).collect()
}

/// The Rust files below a folder of the repository, with their texts.
fn rust_files(folder: &str) -> Vec<(PathBuf, String)> {
    let files = files_below(&repository().join(folder)).into_iter().map(|file| Path::new(folder).join(file));
    let rust = files.filter(|file| file.extension().is_some_and(|extension| extension == "rs"));
    let read: Vec<_> = rust.map(|file| (file.clone(), read(&file).unwrap())).collect();
    assert!(!read.is_empty(), "no Rust file in {folder}");
    read
}

/// A file's text, or `None` for a binary file.
fn read(file: &Path) -> Option<String> {
    String::from_utf8(std::fs::read(repository().join(file)).unwrap()).ok()
}

/// The lines that are code: neither comments nor documentation, and nothing after `#[cfg(test)]`.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let before_tests = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = before_tests.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Asserts that no line of code in a folder holds one of these words.
#[track_caller]
fn absent(folder: &str, words: &[&str]) {
    let mut found = Vec::new();
    for (file, text) in rust_files(folder) {
        for (number, line) in code(&text) {
            found.extend(words.iter().filter(|word| line.contains(**word)).map(|word| located(&file, number, word)));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn located(file: &Path, line: usize, word: &str) -> String {
    format!("{}:{line}: `{word}` is not allowed here", file.display())
}

#[test]
fn every_file_starts_with_its_purpose() {
    let rust = tracked().into_iter().filter(|file| file.extension().is_some_and(|extension| extension == "rs"));
    let opens = |text: &str| ["//! ", "#![doc = include_str!("].iter().any(|opening| text.starts_with(opening));
    let without: Vec<_> = rust.filter(|file| !opens(&read(file).unwrap())).collect();
    assert!(without.is_empty(), "the first line does not say what the file is for: {without:#?}");
}

#[test]
fn no_placeholder_and_no_deliberate_panic_is_left() {
    let words = ["todo!", "dbg!", "unimplemented!", "unreachable!", "panic!", ".unwrap()", ".expect("];
    for folder in SOURCES {
        absent(folder, &words);
    }
}

/// The dependencies between the workspace's packages match `src → gelato → vtl ← local ← cli` in `ARCHITECTURE.md`.
#[test]
fn packages_depend_on_each_other_as_documented() {
    for (manifest, expected) in [
        ("Cargo.toml", &["gelato"][..]),
        ("crates/gelato/Cargo.toml", &["gelato-vtl"]),
        ("crates/vtl/Cargo.toml", &[]),
        ("crates/local/Cargo.toml", &["gelato-vtl", "rusqlite"]),
        ("crates/cli/Cargo.toml", &["gelato", "gelato-convert", "gelato-local"]),
        ("crates/convert/Cargo.toml", &["gelato"]),
        ("crates/rusqlite/Cargo.toml", &[]),
        ("lambda-rs/Cargo.toml", &[]),
    ] {
        let text = read(Path::new(manifest)).unwrap();
        let dependencies = text.split("\n[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
        let names = dependencies.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
        let ours: Vec<_> = names.filter(|name| name.starts_with("gelato") || *name == "rusqlite").collect();
        assert_eq!(ours, expected, "{manifest}");
    }
}

/// The code map of `ARCHITECTURE.md` fits on a screen, lists each folder of the library and of the runtime, and lists
/// nothing that does not exist.
#[test]
fn the_code_map_matches_the_code() {
    let text = read(Path::new("ARCHITECTURE.md")).unwrap();
    let map = text.split("\n## ").find(|section| section.starts_with("Code map")).unwrap();
    assert!(map.lines().count() <= 50, "the code map does not fit on a screen");
    let tables: Vec<_> = map.split("\n\n").filter(|table| table.starts_with("| `crates/")).collect();
    assert_eq!(tables.len(), 2, "the tables of the library and of the runtime");
    for (folder, table) in ["crates/gelato/src", "crates/local/src"].into_iter().zip(tables) {
        let rows = table.lines().skip(1).filter_map(|line| line.strip_prefix("| `"));
        let mapped: BTreeSet<_> = rows.flat_map(|row| row.split(" |").next().unwrap().split(", ")).map(entry).collect();
        let wrong: Vec<_> = mapped.iter().filter(|name| !repository().join(folder).join(name).exists()).collect();
        assert!(wrong.is_empty(), "the code map lists {wrong:?} in {folder}, which do not exist");
        let files = tracked().into_iter().filter_map(|file| file.strip_prefix(folder).map(Path::to_owned).ok());
        let folders = files.filter(|file| file.components().count() > 1);
        let folders: BTreeSet<_> = folders.map(|file| entry(file.to_str().unwrap())).collect();
        let missing: Vec<_> = folders.difference(&mapped).collect();
        assert!(missing.is_empty(), "the code map does not list {missing:?} of {folder}");
    }
}

/// The first component of a path, with or without backticks.
fn entry(text: &str) -> String {
    text.trim_matches(['`', ' ']).split(['/', '`']).next().unwrap().to_owned()
}

#[test]
fn documents_do_not_depend_on_higher_layers() {
    absent("crates/gelato/src/terraform", &["crate::aws", "crate::constructs", "crate::environment", "crate::synth"]);
    absent("crates/gelato/src/terraform", &["crate::cli", "crate::schema", "crate::bundle", "crate::terraform_cli"]);
}

#[test]
fn generated_structs_depend_only_on_documents() {
    for (file, text) in rust_files("crates/gelato/src/aws") {
        let other = code(&text).find(|(_, line)| line.contains("crate::") && !line.contains("crate::terraform"));
        assert_eq!(other, None, "{}", file.display());
    }
}

#[test]
fn constructs_do_not_depend_on_commands_or_synthesis() {
    absent("crates/gelato/src/constructs", &["crate::cli", "crate::synth", "crate::terraform_cli"]);
}

/// If the database came to require another version, Cargo would ignore the patch with only a warning.
#[test]
fn the_database_uses_the_patched_library() {
    let lock = read(Path::new("Cargo.lock")).unwrap();
    assert!(!lock.contains("[[patch.unused]]"), "a patch of Cargo.toml is not used");
    let package = lock.split("[[package]]").find(|package| package.contains("name = \"dynoxide-rs\"")).unwrap();
    let version = "rusqlite 0.36.1+statements-kept";
    assert!(package.contains(version), "the database does not use `{version}`:{package}");
}

/// Terms of the parlour, which is only one user of the library. The library must not mention them.
const PARLOUR: [&str; 14] = [
    "parlour",
    "flavour",
    "ice cream",
    "ice_cream",
    "ice-cream",
    "icecream",
    "sorbet",
    "announce",
    "phone",
    "patron",
    "promotion",
    "customer",
    "notifier",
    "sms",
];

/// AWS's own names that contain one of them.
const SNS: [&str; 5] =
    ["subscribe_sms", "snssmspreferences", "default_sms_type", "sms_monthly_spend_limit_usd", "\"sms\""];

#[test]
fn the_library_mentions_no_service() {
    let mut found = Vec::new();
    for (file, text) in rust_files("crates/gelato/src") {
        let generated = file.starts_with("crates/gelato/src/aws");
        for (number, line) in code(&text).filter(|_| !generated) {
            let line = SNS.iter().fold(line.to_lowercase(), |line, name| line.replace(name, ""));
            found.extend(PARLOUR.iter().filter(|word| line.contains(**word)).map(|word| located(&file, number, word)));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn synthesis_and_constructs_read_neither_shell_nor_clock() {
    for folder in [
        "crates/gelato/src/terraform",
        "crates/gelato/src/constructs",
        "src",
        "crates/gelato/src/schema",
        "crates/gelato/src/synth",
    ] {
        absent(folder, &["std::env", "env::var", "SystemTime", "std::time", "process::Command"]);
    }
}

/// A path may contain line feeds and control characters, so messages print it with `PrintablePath`.
#[test]
fn paths_are_printed_escaped() {
    for folder in ["src", "crates/gelato/src", "crates/cli/src", "crates/local/src"] {
        absent(folder, &[".display()"]);
    }
}

#[test]
fn the_local_runtime_never_blocks_on_the_terminal() {
    // `console` queues all output. The others are commands that are called for their output.
    let printing = ["console.rs", "cli/bootstrap.rs", "cli/validate_body.rs", "cli/reap.rs", "cli/render.rs"];
    let mut found = Vec::new();
    for (file, text) in rust_files("crates/local/src") {
        if printing.iter().any(|printing| file.ends_with(printing)) {
            continue;
        }
        for (number, line) in code(&text) {
            let words = ["stderr()", "stdout()", "println!"];
            found.extend(words.iter().filter(|word| line.contains(**word)).map(|word| located(&file, number, word)));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// `gateway/mod.rs` lists its modules in reading order: entry points, the stages of a request, then shared modules.
#[test]
fn gateway_modules_import_only_modules_below_them() {
    let folder = Path::new("crates/local/src/gateway");
    let listing = read(&folder.join("mod.rs")).unwrap();
    let modules =
        code(&listing).filter_map(|(_, line)| line.strip_suffix(';')?.split_once("mod ").map(|(_, name)| name));
    let order: Vec<_> = modules.collect();
    let place = |name: &str| order.iter().position(|known| *known == name);
    let first_stage = place("route").unwrap();
    let mut found = Vec::new();
    for (file, text) in rust_files("crates/local/src/gateway") {
        let below = file.strip_prefix(folder).unwrap();
        let module = below.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs");
        let Some(own) = place(module) else { continue };
        let nested = below.components().count() > 1 && !below.ends_with("mod.rs");
        let code = code(&text).map(|(_, line)| line).collect::<Vec<_>>().join("\n");
        for path in [if nested { "super::super::" } else { "super::" }, "crate::gateway::"] {
            let above = imports(&code, path).into_iter().filter(|name| match place(name) {
                Some(other) => other < own,
                None => *name == "Gateway" && own >= first_stage,
            });
            found.extend(above.map(|name| format!("{} imports `{name}`, which is listed above it", file.display())));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The names that code imports from a path, including from lists: `a` and `b` in `use super::{a::X, b};`.
fn imports<'c>(code: &'c str, path: &str) -> Vec<&'c str> {
    let after = code.match_indices(path).map(|(index, _)| &code[index + path.len()..]);
    let items = after.flat_map(|rest| match rest.strip_prefix('{').and_then(|list| list.split(';').next()) {
        Some(list) => list.split([',', '{', '}']).map(str::trim_start).collect(),
        None => vec![rest],
    });
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    items.map(|item| item.split(|letter| !is_part(letter)).next().unwrap_or_default()).collect()
}

/// Output must be sorted, but a hashed collection has a different order in every run.
#[test]
fn output_comes_from_sorted_collections() {
    for folder in [
        "crates/gelato/src/terraform",
        "crates/gelato/src/constructs",
        "src",
        "crates/gelato/src/synth",
        "crates/gelato/src/bindings",
    ] {
        absent(folder, &["HashMap", "HashSet"]);
    }
}

#[test]
fn no_file_is_too_long() {
    let files = SOURCES.iter().flat_map(|folder| rust_files(folder));
    let written = files.filter(|(file, _)| !file.starts_with("crates/gelato/src/aws"));
    let long = written.map(|(file, text)| (file, text.lines().count())).filter(|(_, lines)| *lines > LONGEST_FILE);
    assert_eq!(long.collect::<Vec<_>>(), []);
}

#[test]
fn no_path_of_a_machine_is_in_the_repository() {
    // Assembled here, so that the test does not find this file.
    let homes = ["home", "Users", "root", "work"].map(|folder| format!("/{folder}/"));
    let own = format!("{}/", repository().display());
    let mut found = Vec::new();
    for file in tracked() {
        let Some(text) = read(&file) else { continue };
        let paths = homes.iter().filter(|home| begins_a_path(&text, home)).chain(text.contains(&own).then_some(&own));
        found.extend(paths.map(|path| format!("{} contains `{path}`", file.display())));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Whether a path in the text starts with this folder, as opposed to containing it, such as in a URL.
fn begins_a_path(text: &str, home: &str) -> bool {
    let before = |index: usize| text[..index].chars().next_back();
    text.match_indices(home)
        .any(|(index, _)| before(index).is_none_or(|letter| letter.is_whitespace() || "\"'`=(:,".contains(letter)))
}

/// Twelve digits alone may be an account id, but after a `+` they are a phone number.
#[test]
fn no_phone_number_is_in_the_repository() {
    let is_number = |word: &str| {
        let digits = word.chars().take_while(char::is_ascii_digit).count();
        (8..=15).contains(&digits) && !word.starts_with('0')
    };
    for file in tracked() {
        let Some(text) = read(&file) else { continue };
        assert!(!text.split('+').skip(1).any(is_number), "{} contains a phone number", file.display());
    }
}

/// The command prints the whole chain of `source()`, so a cause in the error's own text would be printed twice.
#[test]
fn no_error_repeats_its_cause() {
    for (file, text) in rust_files("crates/gelato/src") {
        for declared in text.split("#[error(").skip(1) {
            let (text, field) = declared.split_once(")]").unwrap_or((declared, ""));
            let field = field.lines().take(2).collect::<String>();
            let positional = text.contains("{0}") && (field.contains("#[from]") || field.contains("#[source]"));
            assert!(!text.contains("{source}") && !positional, "{}: {text}", file.display());
        }
    }
}
