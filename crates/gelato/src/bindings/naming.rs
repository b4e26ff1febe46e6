//! The struct names of one folder. Types take precedence over nested blocks.

use std::collections::BTreeSet;

use super::common_schema::CommonBlock;
use super::rust_name;

/// The struct names of a folder's types, including companions.
pub(super) fn taken_by<'a>(type_names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let structures = type_names.into_iter().map(|name| rust_name::structure(rust_name::stem(name)));
    structures.flat_map(|name| [format!("{name}Required"), format!("{name}Attributes"), name]).collect()
}

/// Names the struct of each nested block after its path, with the suffix `Block` if that name is taken.
///
/// Both `blade_maker` and `maker` inside of `blade` would otherwise be `MachineBladeMaker`.
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
