//! The check of a block against the schema of its type, as Terraform reads the block's JSON.
//!
//! JSON does not distinguish a nested block from a list of objects, so that each is accepted for the other wherever
//! Terraform would accept it.
//! <https://developer.hashicorp.com/terraform/language/syntax/json#nested-block-mapping>

use super::block_schema::{AttributeSchema, BlockSchema, NestedBlock, Nesting};
use super::body::{Body, Item};
use super::conversion::{Located, below, check_item, describe, unknown};
use super::finding::Problem;
use crate::terraform::Block;

/// The meta-arguments, which every resource and data source may have.
/// <https://developer.hashicorp.com/terraform/language/meta-arguments>
const META_ARGUMENTS: [&str; 7] =
    ["connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"];

/// The findings for a block in one version of its provider.
///
/// `others` are the same type in the other versions. An argument that one of them requires is not reported as deprecated,
/// because a block that is valid for all versions needs it, and neither is any other argument of the same older form.
pub(super) fn check_block(schema: &BlockSchema, others: &[&BlockSchema], block: &Block) -> Vec<Located> {
    let mut check = Check { found: Vec::new() };
    check.body("", Scope { schema, others, top: true }, Body::Block(block));
    check.found
}

/// A block's schema, in the version in question and in the others.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    schema: &'a BlockSchema,
    others: &'a [&'a BlockSchema],
    top: bool,
}

/// A running check, with its findings so far.
pub(super) struct Check {
    pub(super) found: Vec<Located>,
}

impl Check {
    pub(super) fn body(&mut self, path: &str, scope: Scope<'_>, body: Body<'_>) {
        for (name, item) in body.items() {
            self.item(&below(path, name), scope, name, item);
        }
        self.missing(path, scope, body);
    }

    fn item(&mut self, path: &str, scope: Scope<'_>, name: &str, item: Item<'_>) {
        let schema = scope.schema;
        if let Some(attribute) = schema.attributes.get(name) {
            self.argument(path, scope, (name, attribute), item);
        } else if let Some(nested) = schema.block_types.get(name) {
            self.nested(path, scope, (name, nested), item);
        } else if name == "dynamic" {
            self.dynamic(path, scope, item);
        } else if !(scope.top && META_ARGUMENTS.contains(&name)) {
            self.found.push((path.to_owned(), unknown(name, scope.allowed())));
        }
    }

    fn argument(&mut self, path: &str, scope: Scope<'_>, (name, schema): (&str, &AttributeSchema), item: Item<'_>) {
        if item.is_null() {
            return;
        }
        if !schema.is_argument() {
            return self.found.push((path.to_owned(), Problem::ReadOnly));
        }
        if schema.deprecated && !scope.is_called_for(name) {
            self.found.push((path.to_owned(), Problem::Deprecated));
        }
        self.attribute_value(path, schema, item);
    }

    fn attribute_value(&mut self, path: &str, schema: &AttributeSchema, item: Item<'_>) {
        match (&schema.value_type, &schema.nested_type) {
            (Some(value_type), _) => check_item(path, item, value_type, &mut self.found),
            (None, Some(nested)) => self.nested_attributes(path, nested, item),
            (None, None) => {}
        }
    }

    pub(super) fn bodies(&mut self, path: &str, schema: &BlockSchema, bodies: &[Body<'_>]) {
        for (index, body) in bodies.iter().enumerate() {
            self.body(&format!("{path}[{index}]"), Scope::of(schema), *body);
        }
    }

    fn nested(&mut self, path: &str, scope: Scope<'_>, (name, nested): (&str, &NestedBlock), item: Item<'_>) {
        let Some(bodies) = item.bodies() else {
            let Item::Value(value) = item else { return };
            return self.found.push((path.to_owned(), Problem::NotABlock { found: describe(value) }));
        };
        if nested.block.deprecated && !bodies.is_empty() && !scope.required_elsewhere(name) {
            self.found.push((path.to_owned(), Problem::Deprecated));
        }
        let others = scope.nested_elsewhere(name);
        let inner = Scope { schema: &nested.block, others: &others, top: false };
        if nested.nesting_mode == Nesting::Map {
            return self.labelled(path, inner, &bodies);
        }
        self.count(path, nested, bodies.iter().filter(|body| !body.is_dynamic()).count());
        for (index, body) in bodies.into_iter().enumerate() {
            self.body(&format!("{path}[{index}]"), inner, body);
        }
    }

    fn labelled(&mut self, path: &str, inner: Scope<'_>, bodies: &[Body<'_>]) {
        for (label, item) in bodies.iter().flat_map(|body| body.items()) {
            for body in item.bodies().unwrap_or_default() {
                self.body(&below(path, label), inner, body);
            }
        }
    }

    fn count(&mut self, path: &str, nested: &NestedBlock, found: usize) {
        if let Some(at_most) = nested.limit().filter(|at_most| found > *at_most) {
            self.found.push((path.to_owned(), Problem::TooMany { found, at_most }));
        }
    }

    /// Dynamic blocks, whose content is known here, but not their number.
    /// <https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks>
    fn dynamic(&mut self, path: &str, scope: Scope<'_>, item: Item<'_>) {
        for (name, item) in item.bodies().unwrap_or_default().iter().flat_map(|body| body.items()) {
            let path = below(path, name);
            let Some(nested) = scope.schema.block_types.get(name) else {
                self.found.push((path, unknown(name, scope.schema.block_types.keys())));
                continue;
            };
            let others = scope.nested_elsewhere(name);
            let inner = Scope { schema: &nested.block, others: &others, top: false };
            let contents =
                item.bodies().unwrap_or_default().into_iter().filter_map(|body| body.get("content")?.bodies());
            contents.flatten().for_each(|body| self.body(&below(&path, "content"), inner, body));
        }
    }

    fn missing(&mut self, path: &str, scope: Scope<'_>, body: Body<'_>) {
        let required = scope.schema.attributes.iter().filter(|(_, attribute)| attribute.required);
        let missing = required.filter(|(name, _)| body.get(name).is_none());
        self.found.extend(missing.map(|(name, _)| (below(path, name), Problem::Missing)));
        for (name, nested) in &scope.schema.block_types {
            let bodies = body.get(name).map_or_else(|| Some(Vec::new()), Item::bodies);
            let found = bodies.as_ref().map_or(0, Vec::len);
            let may_be_dynamic = body.get("dynamic").is_some()
                || bodies.is_none_or(|bodies| bodies.iter().any(|body| body.is_dynamic()));
            if found < nested.min_items && !may_be_dynamic {
                self.found.push((below(path, name), Problem::TooFew { found, at_least: nested.min_items }));
            }
        }
    }
}

impl<'a> Scope<'a> {
    pub(super) fn of(schema: &'a BlockSchema) -> Self {
        Self { schema, others: &[], top: false }
    }

    /// The allowed names.
    fn allowed(self) -> impl Iterator<Item = &'a String> {
        let arguments = self.schema.attributes.iter().filter(|(_, attribute)| attribute.is_argument());
        arguments.map(|(name, _)| name).chain(self.schema.block_types.keys())
    }

    /// Whether a block that is valid for all versions may use a deprecated argument: another version requires it, or has
    /// it in a form of the block that requires some other argument which is deprecated here.
    fn is_called_for(self, name: &str) -> bool {
        let is_current = |other: &&BlockSchema| other.attributes.get(name).is_some_and(|known| !known.deprecated);
        let deprecated = self.schema.attributes.iter().filter(|(_, attribute)| attribute.deprecated);
        self.required_elsewhere(name)
            || self.others.iter().any(is_current)
                && deprecated.into_iter().any(|(known, _)| self.required_elsewhere(known))
    }

    fn required_elsewhere(self, name: &str) -> bool {
        self.others.iter().any(|other| {
            other.attributes.get(name).is_some_and(|attribute| attribute.required)
                || other.block_types.get(name).is_some_and(|nested| nested.min_items > 0)
        })
    }

    fn nested_elsewhere(self, name: &str) -> Vec<&'a BlockSchema> {
        self.others.iter().filter_map(|other| other.block_types.get(name)).map(|nested| &nested.block).collect()
    }
}
