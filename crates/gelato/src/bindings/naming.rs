//! The names of the structs of one folder: those of the types come first, those of nested blocks give way.

use std::collections::BTreeSet;

use super::common_schema::CommonBlock;
use super::rust_name;

/// The struct names that the types of a folder take, companions included.
pub(super) fn taken_by<'a>(type_names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let structures = type_names.into_iter().map(|name| rust_name::structure(rust_name::stem(name)));
    structures.flat_map(|name| [format!("{name}Required"), format!("{name}Attributes"), name]).collect()
}

/// Gives each nested block the name of its struct: the way to it, with `Block` at the end where that is taken.
///
/// Both `blade_maker` and `maker` inside of `blade` would else be `MachineBladeMaker`.
pub(super) fn name_blocks(parent: &str, block: &mut CommonBlock, taken: &mut BTreeSet<String>) {
    for nested in &mut block.nested {
        nested.structure = free(format!("{parent}{}", rust_name::pascal(&nested.name)), taken);
        name_blocks(&nested.structure, &mut nested.block, taken);
    }
}

fn free(mut name: String, taken: &mut BTreeSet<String>) -> String {
    while taken.contains(&name) || taken.contains(&format!("{name}Required")) {
        name.push_str("Block");
    }
    taken.extend([name.clone(), format!("{name}Required")]);
    name
}
