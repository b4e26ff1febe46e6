//! Terraform's names as Rust names.

/// Keywords that are allowed as raw identifiers.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that are not.
const RESERVED: [&str; 3] = ["self", "super", "crate"];

/// The methods of every attributes struct, whose names no attribute's method may have.
const METHODS: [&str; 5] = ["address", "at_address", "instance", "instances", "clone"];

/// Names that a generated file uses itself.
const TAKEN: [&str; 23] = [
    "Any",
    "BTreeMap",
    "Block",
    "DataSource",
    "Default",
    "Dynamic",
    "ForeignModule",
    "From",
    "Into",
    "List",
    "Map",
    "ModuleInterface",
    "ModuleOutput",
    "ModuleSource",
    "ModuleVariable",
    "Number",
    "Option",
    "ProviderBlock",
    "Resource",
    "Set",
    "String",
    "Value",
    "Vec",
];

/// The files of a folder that are not types'.
const FILES: [&str; 2] = ["data", "mod"];

/// The name of a type's module and file. A few types have the name of a file that is there anyway.
pub(super) fn module(stem: &str) -> String {
    let name = stem.replace('-', "_");
    if FILES.contains(&stem) || RESERVED.contains(&stem) { format!("{name}_") } else { name }
}

/// The module in code: `static` becomes `r#static`, in the file `static.rs`.
pub(super) fn module_in_code(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

/// A field's name: `type` becomes `r#type`.
pub(super) fn field(name: &str) -> String {
    let name = name.replace('-', "_");
    match name.as_str() {
        keyword if KEYWORDS.contains(&keyword) => format!("r#{keyword}"),
        // The field of this name says what repeats a nested block.
        "dynamic" => "dynamic_argument".into(),
        reserved if RESERVED.contains(&reserved) => format!("{reserved}_"),
        plain if plain.starts_with(|first: char| first.is_ascii_digit()) => format!("_{plain}"),
        _ => name,
    }
}

/// A name as a variable or field of Rust: in snake case, and raw if it is a keyword.
///
/// ```
/// use gelato::bindings::identifier;
/// assert_eq!(["shop-table", "type", "self", "2nd"].map(identifier), ["shop_table", "r#type", "self_", "_2nd"]);
/// assert_eq!(identifier("orderQueue"), "order_queue");
/// ```
pub fn identifier(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        let follows_lower = snake.ends_with(|last: char| last.is_ascii_lowercase() || last.is_ascii_digit());
        if letter.is_ascii_uppercase() && follows_lower {
            snake.push('_');
        }
        snake.push(if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' });
    }
    match snake.as_str() {
        keyword if KEYWORDS.contains(&keyword) => format!("r#{keyword}"),
        reserved if RESERVED.contains(&reserved) || reserved.trim_matches('_').is_empty() => format!("{reserved}_"),
        digit if digit.starts_with(|first: char| first.is_ascii_digit()) => format!("_{digit}"),
        _ => snake,
    }
}

/// The name of the method that refers to an attribute.
pub(super) fn method(name: &str) -> String {
    if METHODS.contains(&name) { format!("{name}_attribute") } else { field(name) }
}

/// A resource type's name without its provider: `aws_sns_topic` becomes `sns_topic`.
pub(super) fn stem(type_name: &str) -> &str {
    match type_name.split_once('_') {
        Some((_, stem)) if !stem.is_empty() => stem,
        _ => type_name,
    }
}

/// The struct's name: `sns_topic` becomes `SnsTopic`.
pub(super) fn structure(stem: &str) -> String {
    let name = pascal(stem);
    if TAKEN.contains(&name.as_str()) { format!("{name}Type") } else { name }
}

/// `dead_letter_config` as `DeadLetterConfig`.
pub(super) fn pascal(name: &str) -> String {
    name.split(['_', '-']).map(capitalised).collect()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}
