//! The check of attributes with nested attributes: objects and collections of objects.
//!
//! Providers on Terraform's newer plugin framework nest attributes where older ones nest blocks.
//! <https://developer.hashicorp.com/terraform/plugin/framework/handling-data/attributes#nested-attribute-types>

use super::block_schema::{BlockSchema, NestedAttributes, Nesting};
use super::body::{Body, Item};
use super::check::{Check, Scope};
use super::conversion::{below, describe};
use super::finding::Problem;
use crate::terraform::Expression;

impl Check {
    pub(super) fn nested_attributes(&mut self, path: &str, nested: &NestedAttributes, item: Item<'_>) {
        let inner = BlockSchema { attributes: nested.attributes.clone(), ..BlockSchema::default() };
        match (item, nested.nesting_mode) {
            (Item::Blocks(blocks), Nesting::List | Nesting::Set) => {
                self.bodies(path, &inner, &blocks.iter().map(Body::Block).collect::<Vec<_>>());
            }
            (Item::Blocks(_), mode) => self.wrong_nesting(path, "a list of blocks".into(), mode),
            (Item::Value(value), mode) => self.nested_value(path, &inner, mode, value),
        }
    }

    fn nested_value(&mut self, path: &str, inner: &BlockSchema, mode: Nesting, value: &Expression) {
        match (value, mode) {
            (Expression::Object(entries), Nesting::Single | Nesting::Group) => {
                self.body(path, Scope::of(inner), Body::Object(entries));
            }
            (Expression::Object(entries), Nesting::Map) => {
                let items = entries.iter().map(|(label, value)| (below(path, label), value));
                self.nested_values(inner, items);
            }
            (Expression::List(items), Nesting::List | Nesting::Set) => {
                let items = items.iter().enumerate().map(|(index, value)| (format!("{path}[{index}]"), value));
                self.nested_values(inner, items);
            }
            (unknown, _) if is_known_later(unknown) => {}
            (other, mode) => self.wrong_nesting(path, describe(other), mode),
        }
    }

    fn nested_values<'a>(&mut self, inner: &BlockSchema, items: impl Iterator<Item = (String, &'a Expression)>) {
        items.into_iter().for_each(|(path, value)| self.nested_value(&path, inner, Nesting::Single, value));
    }

    fn wrong_nesting(&mut self, path: &str, found: String, mode: Nesting) {
        let allowed = match mode {
            Nesting::Single | Nesting::Group => "object",
            Nesting::List => "list(object)",
            Nesting::Set => "set(object)",
            Nesting::Map => "map(object)",
        };
        self.found.push((path.to_owned(), Problem::WrongType { found, allowed: allowed.into() }));
    }
}

/// Whether only a plan can know the value of an expression.
fn is_known_later(value: &Expression) -> bool {
    use Expression as E;
    matches!(value, E::Null | E::Reference(_) | E::Call { .. } | E::Conditional { .. } | E::For(_))
}
