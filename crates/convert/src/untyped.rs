//! `Untyped` resources and blocks, for types without a struct.

use gelato::bindings::identifier;
use hcl_edit::structure::{Block, Body};

use crate::context::{Bound, Context};
use crate::structure::{Dynamic, META, block_name, parameter};

impl Context<'_> {
    pub(crate) fn untyped(&self, kind: &str, body: &Body) -> String {
        let block = self.block(body, false);
        format!("{} {{ kind: {kind:?}.into(), block: {block} }}", self.import("Untyped"))
    }

    /// A `Block`.
    pub(crate) fn block(&self, body: &Body, is_nested: bool) -> String {
        let is_meta = |name: &str| !is_nested && META.contains(&name);
        let mut statements = Vec::new();
        for attribute in body.iter().filter_map(|one| one.as_attribute()).filter(|one| !is_meta(one.key.as_str())) {
            let value = self.infer(&attribute.value, None).owned();
            statements.push(format!("block.set({:?}, {value});", attribute.key.as_str()));
        }
        for block in body.iter().filter_map(|one| one.as_block()) {
            if is_meta(block.ident.as_str()) && block.ident.as_str() != "dynamic" {
                continue;
            }
            statements.push(format!("block.nest({:?}, [{}]);", block_name(block), self.nested_block(block)));
        }
        let kind = self.import("Block");
        if statements.is_empty() {
            return format!("{kind}::new()");
        }
        format!("{{ let mut block = {kind}::new(); {} block }}", statements.join(" "))
    }

    fn nested_block(&self, block: &Block) -> String {
        if block.ident.as_str() != "dynamic" {
            return self.block(&block.body, true);
        }
        let dynamic = Dynamic::of(block);
        let (collection, of) = self.elements(&dynamic);
        let content = dynamic.content.cloned().unwrap_or_default();
        let written =
            self.with(dynamic.iterator, Bound::Each(identifier(dynamic.iterator), of), || self.block(&content, true));
        format!(
            "{}::for_each({collection}, |{}| {written})",
            self.import("Block"),
            parameter(dynamic.iterator, &written)
        )
    }
}
