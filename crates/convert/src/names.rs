//! What the HCL declares, and how the program calls it.

use std::collections::{BTreeMap, BTreeSet};

use gelato::bindings::{TypedAttribute, identifier};

use crate::rust_type::RustType;

/// Something that expressions refer to by an address, such as `var.name` or `aws_sns_topic.news`.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    /// The variable in the program.
    pub(crate) variable: String,
    pub(crate) kind: DeclaredKind,
}

#[derive(Debug, Clone)]
pub(crate) enum DeclaredKind {
    /// A variable or local of this type.
    Value(RustType),
    /// A resource or data source with a struct.
    Typed(Vec<TypedAttribute>),
    /// One without.
    Untyped,
    /// A call of a module.
    Module,
}

/// The names of a program's closure.
#[derive(Debug, Default)]
pub(crate) struct Names {
    taken: BTreeSet<String>,
    declared: BTreeMap<String, Declared>,
}

/// Names that the program uses itself.
const OWN: [&str; 10] = ["m", "block", "service", "settings", "value", "this", "check", "root", "concat", "jsonencode"];

impl Names {
    /// Chooses the variable of an address: its last word, with the one before it if that is taken.
    pub(crate) fn choose(&mut self, address: &str) -> String {
        let words: Vec<&str> = address.split('.').collect();
        let last = words.last().copied().unwrap_or_default();
        let before = words.iter().rev().nth(1).copied().unwrap_or_default();
        let before = before.split_once('_').map_or(before, |(_, stem)| stem);
        let plain = identifier(last);
        let longer = identifier(&format!("{last}_{before}"));
        let numbered = (2..).map(|number| format!("{}_{number}", longer.trim_start_matches("r#")));
        let mut candidates = [plain, longer.clone()].into_iter().chain(numbered);
        let free = |name: &String| {
            !self.taken.contains(name) && !OWN.contains(&name.as_str()) && !FUNCTIONS.contains(&name.as_str())
        };
        let name = candidates.find(free).unwrap_or(longer);
        self.taken.insert(name.clone());
        name
    }

    pub(crate) fn declare(&mut self, address: &str, declared: Declared) {
        self.declared.insert(address.to_owned(), declared);
    }

    pub(crate) fn find(&self, address: &str) -> Option<&Declared> {
        self.declared.get(address)
    }
}

/// Functions that generated expressions call by name, which no variable may hide.
const FUNCTIONS: [&str; 13] = [
    "call_function",
    "count_index",
    "each_key",
    "each_value",
    "path_module",
    "path_root",
    "list",
    "map",
    "text",
    "number",
    "matching",
    "decimal",
    "heredoc",
];
