//! The files and folders of a folder depend on each other in one direction: a cycle is usually a type in the wrong file.
//!
//! Dependencies are read from the paths in the code that begin with `crate`, `self` or `super`. A folder's `mod.rs` belongs
//! to the folder, so that it may use its files and they may use it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{code, rust_files};

/// The cycles that remain: the folder, its members, and why they need each other.
const KNOWN: &[(&str, &[&str], &str)] = &[
    (
        "crates/gelato/src/terraform",
        &["expression", "reference"],
        "an expression may be a reference, and a reference becomes an expression",
    ),
    (
        "crates/vtl/src",
        &["api_gateway", "ast", "value"],
        "the tree names API Gateway's variables, whose contents are values; a value may be a variable or a block of the tree",
    ),
    ("crates/vtl/src", &["eval", "template"], "`Template::render` starts the evaluation, which reads the template"),
    (
        "crates/vtl/src/value",
        &["collection", "decimal", "entries", "hash", "json", "print"],
        "a collection prints its values, which may be collections",
    ),
];

/// A module's path below the crate, such as `["lambda", "pool"]`.
type Module = Vec<String>;

/// The members of a folder, and those that each of them depends on.
type Graph = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_two_files_of_a_folder_depend_on_each_other() {
    let sources = ["crates/local/src", "crates/gelato/src", "crates/vtl/src"];
    let found: BTreeMap<_, _> = sources.iter().flat_map(|source| cycles(source)).collect();
    let known = KNOWN.iter().map(|(folder, members, _)| {
        (members.iter().map(|member| format!("{folder}/{member}")).collect::<Vec<_>>(), BTreeSet::new())
    });
    let known: BTreeMap<_, BTreeSet<String>> = known.collect();
    let new: Vec<_> = found.iter().filter(|(members, _)| !known.contains_key(*members)).collect();
    assert!(new.is_empty(), "these depend on each other: {new:#?}");
    let opened: Vec<_> = known.keys().filter(|members| !found.contains_key(*members)).collect();
    assert!(opened.is_empty(), "these no longer depend on each other; remove them from `KNOWN`: {opened:#?}");
}

#[test]
fn paths_are_read_from_use_trees_and_from_code() {
    let text = "use crate::{a::{self, b as c}, d};\npub(super) use super::e::*;\nfn f() { self::g::h(crate::i::J) }\n";
    let paths = ["crate::a::self", "crate::a::b", "crate::d", "super::e::*", "self::g::h", "crate::i::J"];
    assert_eq!(paths_in(text), paths);
}

/// The cycles in each folder of a crate: their members, and the dependencies between them.
fn cycles(source: &str) -> Vec<(Vec<String>, BTreeSet<String>)> {
    let files: BTreeMap<Module, String> =
        rust_files(source).into_iter().map(|(file, text)| (module(&file, source), text)).collect();
    let dependencies: Vec<(Module, Module)> = files
        .iter()
        .flat_map(|(module, text)| {
            let code = code(text).map(|(_, line)| line).collect::<Vec<_>>().join("\n");
            let targets: Vec<_> = paths_in(&code).iter().map(|path| target(path, module, &files)).collect();
            targets.into_iter().map(|target| (module.clone(), target))
        })
        .collect();
    let folders: BTreeSet<&[String]> = files.keys().filter_map(|module| Some(module.split_last()?.1)).collect();
    folders.into_iter().flat_map(|folder| cycles_in(source, folder, &dependencies)).collect()
}

fn cycles_in(
    source: &str,
    folder: &[String],
    dependencies: &[(Module, Module)],
) -> Vec<(Vec<String>, BTreeSet<String>)> {
    let member = |module: &Module| module.strip_prefix(folder)?.first().cloned();
    let mut graph: Graph = BTreeMap::new();
    for (from, to) in dependencies {
        if let (Some(from), Some(to)) = (member(from), member(to))
            && from != to
        {
            graph.entry(from).or_default().insert(to);
        }
    }
    let reached: BTreeMap<_, _> = graph.keys().map(|member| (member, reachable(&graph, member))).collect();
    let leads = |from: &String, to: &String| reached.get(from).is_some_and(|reached| reached.contains(to));
    let cyclic = graph.keys().filter(|member| leads(member, member));
    let cycles: BTreeSet<BTreeSet<&String>> =
        cyclic.map(|one| reached[one].iter().copied().filter(|other| leads(other, one)).collect()).collect();
    let folder = PathBuf::from_iter([&[source.to_owned()], folder].concat());
    let named = |member: &String| folder.join(member).display().to_string();
    let edges = |cycle: &BTreeSet<&String>| {
        let edges = cycle.iter().flat_map(|from| graph[*from].iter().map(move |to| (from, to)));
        edges.filter(|(_, to)| cycle.contains(to)).map(|(from, to)| format!("{from} → {to}")).collect()
    };
    cycles.iter().map(|cycle| (cycle.iter().map(|member| named(member)).collect(), edges(cycle))).collect()
}

fn reachable<'g>(graph: &'g Graph, from: &String) -> BTreeSet<&'g String> {
    let mut reached = BTreeSet::new();
    let mut left: Vec<_> = graph[from].iter().collect();
    while let Some(next) = left.pop() {
        if reached.insert(next) {
            left.extend(graph.get(next).into_iter().flatten());
        }
    }
    reached
}

/// The module of a file; a crate's root is empty.
fn module(file: &Path, source: &str) -> Module {
    let path = file.strip_prefix(source).unwrap().with_extension("");
    let mut module: Module = path.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    if module.last().is_some_and(|last| last == "mod") || module == ["lib"] || module == ["main"] {
        module.pop();
    }
    module
}

/// The innermost file that a path leads to, also through what a folder's `mod.rs` exports from its files.
fn target(path: &str, from: &Module, files: &BTreeMap<Module, String>) -> Module {
    let mut module = if path.starts_with("crate::") { Vec::new() } else { from.clone() };
    for part in path.split("::").filter(|part| !["crate", "self"].contains(part)) {
        if part == "super" {
            module.pop();
            continue;
        }
        let inner = [module.as_slice(), &[part.to_owned()]].concat();
        if !files.contains_key(&inner) {
            return exporter(&module, part, files).unwrap_or(module);
        }
        module = inner;
    }
    module
}

/// The file of a folder from which its `mod.rs` exports a name.
fn exporter(folder: &Module, name: &str, files: &BTreeMap<Module, String>) -> Option<Module> {
    let exports = files.get(folder)?.lines().filter(|line| line.starts_with("pub"));
    let trees = exports.filter_map(|line| line.split_once(" use ")?.1.strip_suffix(';'));
    let path = trees.flat_map(spelt_out).find(|path| path.ends_with(&format!("::{name}")))?;
    let file = [folder.as_slice(), &[path.split("::").next()?.to_owned()]].concat();
    files.contains_key(&file).then_some(file)
}

/// The paths in code that begin with `crate`, `self` or `super`, with the trees of `use` spelt out.
fn paths_in(code: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut rest = code;
    while let Some((start, root)) = next_path(rest) {
        let path = &rest[start..];
        let in_use = rest[..start].trim_end().ends_with("use");
        let is_outside = |letter: char| !(letter.is_alphanumeric() || "_:".contains(letter));
        let length = if in_use { path.find(';') } else { path.find(is_outside) }.unwrap_or(path.len());
        paths.extend(spelt_out(&path[..length]));
        rest = &path[length.max(root)..];
    }
    paths
}

/// Where the next path begins, and how long its first part is.
fn next_path(code: &str) -> Option<(usize, usize)> {
    let found = ["crate::", "self::", "super::"].into_iter().filter_map(|root| {
        let inside =
            |index: usize| code[..index].ends_with(|letter: char| letter.is_alphanumeric() || "_:".contains(letter));
        let start = code.match_indices(root).map(|(index, _)| index).find(|index| !inside(*index))?;
        Some((start, root.len()))
    });
    found.min()
}

/// The paths of a `use` tree.
fn spelt_out(tree: &str) -> Vec<String> {
    let Some((start, branches)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or_default().trim().to_owned()];
    };
    let branches = branches.trim_end().trim_end_matches('}');
    let mut depth = 0;
    let between = |letter: char| {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        letter == ',' && depth == 0
    };
    let branches = branches.split(between).filter(|branch| !branch.trim().is_empty());
    branches.flat_map(spelt_out).map(|path| format!("{}{path}", start.trim())).collect()
}
