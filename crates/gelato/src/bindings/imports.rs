//! The imports of a generated file: the names that its code uses.

use super::layout;

/// The possible imports of a generated file, in their order.
const NAMES: [&str; 18] = [
    "Any",
    "Block",
    "DataSource",
    "Dynamic",
    "ForeignModule",
    "List",
    "Map",
    "ModuleInterface",
    "ModuleOutput",
    "ModuleSource",
    "ModuleVariable",
    "Number",
    "ProviderBlock",
    "Resource",
    "Set",
    "Value",
    "attributes",
    "nested_block",
];

/// The `use` lines for code that uses names of the module with the traits and values.
pub(super) fn of(code: &str, terraform: &str) -> String {
    let used: Vec<_> = NAMES.into_iter().filter(|name| uses(code, name)).collect();
    let map = if uses(code, "BTreeMap") { "use std::collections::BTreeMap;\n\n" } else { "" };
    map.to_owned() + &layout::imports(terraform, &used)
}

/// Whether a name occurs in the code as a whole word.
fn uses(code: &str, name: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    code.lines().filter(|line| !line.trim_start().starts_with("///")).any(|line| {
        line.match_indices(name)
            .any(|(start, _)| !line[..start].ends_with(is_part) && !line[start + name.len()..].starts_with(is_part))
    })
}
