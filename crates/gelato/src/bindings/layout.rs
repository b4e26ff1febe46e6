//! Breaks lines like rustfmt, so that generated code passes `cargo fmt --check` without running rustfmt.

use std::fmt::Write as _;

/// The maximum line width, as in this repository's `rustfmt.toml`.
const WIDTH: usize = 120;

/// The first layout whose lines all fit, or the last one.
fn first_fitting<const N: usize>(layouts: [String; N]) -> String {
    let fits = |layout: &String| layout.lines().all(|line| line.chars().count() <= WIDTH);
    let best = layouts.iter().position(fits).unwrap_or(N - 1);
    layouts.into_iter().nth(best).unwrap_or_default()
}

/// A field of a struct: `pub name: Outer<Inner>,`.
pub(super) fn field(name: &str, rust_type: &str) -> String {
    let below = format!("    pub {name}:\n        {rust_type},\n");
    let generic = rust_type.strip_suffix('>').and_then(|open| open.split_once('<'));
    let spread = generic.map(|(outer, inner)| format!("    pub {name}: {outer}<\n        {inner},\n    >,\n"));
    let spread = spread.unwrap_or_else(|| below.clone());
    first_fitting([format!("    pub {name}: {rust_type},\n"), below, spread])
}

/// A statement of a function's body: `arguments.method("name", value);`.
pub(super) fn call(method: &str, name: Option<&str>, value: &str) -> String {
    let Some(name) = name else { return format!("        arguments.{method}({value});\n") };
    first_fitting([
        format!("        arguments.{method}(\"{name}\", {value});\n"),
        format!("        arguments\n            .{method}(\"{name}\", {value});\n"),
        format!("        arguments.{method}(\n            \"{name}\",\n            {value},\n        );\n"),
    ])
}

/// The head of a method with one parameter.
pub(super) fn function(head: &str, parameter: &str) -> String {
    first_fitting([
        format!("    {head}({parameter}) -> Self {{\n"),
        format!("    {head}(\n        {parameter},\n    ) -> Self {{\n"),
    ])
}

/// The head of an `impl … for …`.
pub(super) fn implementation(what: &str, of: &str) -> String {
    first_fitting([format!("impl {what} for {of} {{\n"), format!("impl {what}\n    for {of}\n{{\n")])
}

/// A struct literal as the value of a function.
pub(super) fn literal(values: &[String]) -> String {
    let lines = values.iter().map(|value| format!("            {value},\n")).collect::<Vec<_>>().concat();
    first_fitting([
        format!("        Self {{ {} }}\n", values.join(", ")),
        format!("        Self {{\n{lines}        }}\n"),
    ])
}

/// A struct literal as an element of a list.
pub(super) fn element(name: &str, fields: &[String]) -> String {
    let lines = fields.iter().map(|field| format!("                {field},\n")).collect::<Vec<_>>().concat();
    first_fitting([
        format!("            {name} {{ {} }},\n", fields.join(", ")),
        format!("            {name} {{\n{lines}            }},\n"),
    ])
}

/// A struct's head and its fields.
pub(super) fn structure(head: &str, fields: &str) -> String {
    let empty = if fields.is_empty() { "}\n" } else { "\n" };
    let close = if fields.is_empty() { "" } else { "}\n" };
    first_fitting([format!("{head} {{{empty}"), format!("{head}\n{{{empty}")]) + fields + close
}

/// An import of several names of a module: in one line, or in lines that are filled with names.
pub(super) fn imports(module: &str, names: &[&str]) -> String {
    let mut lines = vec!["   ".to_owned()];
    for name in names {
        let fits = lines.last().is_some_and(|line| line.len() + name.len() + 2 <= WIDTH);
        if !fits {
            lines.push("   ".to_owned());
        }
        if let Some(line) = lines.last_mut() {
            let _ = write!(line, " {name},");
        }
    }
    first_fitting([
        format!("use {module}::{{{}}};\n", names.join(", ")),
        format!("use {module}::{{\n{}\n}};\n", lines.join("\n")),
    ])
}
