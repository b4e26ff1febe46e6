//! The struct names of one folder. Types take precedence over nested blocks.

use std::collections::{BTreeMap, BTreeSet};

use super::common_block::{CommonBlock, Structure};
use super::rust_name;

/// The struct names of a folder's types, including companions.
pub(super) fn taken_by<'a>(type_names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    type_names.into_iter().flat_map(|name| taken_by_structure(&rust_name::structure(rust_name::stem(name)))).collect()
}

/// A struct's name, with those of its companions.
pub(super) fn taken_by_structure(name: &str) -> BTreeSet<String> {
    ["", "Required", "Attributes", "Outputs"].map(|companion| format!("{name}{companion}")).into()
}

/// Names the struct of each nested block and object after its path, with the suffix `Block` if that name is taken. Returns
/// the names that occur several times.
///
/// Both `blade_maker` and `maker` inside of `blade` would otherwise be `MachineBladeMaker`.
///
/// Equal blocks of one name share a struct, which is named after the shortest path: a web ACL's statements contain each
/// other down to the third level, in ten thousand blocks with a hundred forms.
pub(super) fn name_structures(parent: &str, block: &mut CommonBlock, taken: &mut BTreeSet<String>) -> BTreeSet<String> {
    let mut naming = Naming { taken, known: BTreeMap::new(), shared: BTreeSet::new() };
    let mut level = vec![(parent.to_owned(), block)];
    while !level.is_empty() {
        level = level.into_iter().flat_map(|(parent, block)| naming.name(&parent, block)).collect();
    }
    naming.shared
}

/// The names that are given so far.
struct Naming<'t> {
    taken: &'t mut BTreeSet<String>,
    /// The name of each struct by what it stands for, before the structs inside have names.
    known: BTreeMap<(String, Structure), String>,
    shared: BTreeSet<String>,
}

impl Naming<'_> {
    /// Names the structs of a block. Returns the blocks of new ones, with their names.
    fn name<'b>(&mut self, parent: &str, block: &'b mut CommonBlock) -> Vec<(String, &'b mut CommonBlock)> {
        let mut new = Vec::new();
        for (name, structure) in block.structures_mut() {
            let form = (name.to_owned(), structure.clone());
            if let Some(known) = self.known.get(&form) {
                structure.name.clone_from(known);
                structure.is_repeated = true;
                self.shared.insert(known.clone());
                continue;
            }
            structure.name = free(format!("{parent}{}", rust_name::pascal(name)), self.taken);
            self.known.insert(form, structure.name.clone());
            new.push((structure.name.clone(), &mut structure.block));
        }
        new
    }
}

fn free(mut name: String, taken: &mut BTreeSet<String>) -> String {
    while taken.contains(&name) || taken.contains(&format!("{name}Required")) {
        name.push_str("Block");
    }
    taken.extend([name.clone(), format!("{name}Required")]);
    name
}
