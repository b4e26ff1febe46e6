//! Nested blocks as Rust structs, which Terraform may repeat.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks>

use super::block::Block;
use super::dynamic::Dynamic;
use super::iterator::{Each, Elements, with_iterator};
use super::value::{List, Number, Value};

/// A nested block of a resource or data source, with its arguments as Rust fields.
pub trait NestedBlock: Into<Block> {
    /// What repeats the block, if anything does.
    fn dynamic(&mut self) -> &mut Option<Dynamic>;

    /// One block for each element of a collection, which Terraform knows when it plans.
    ///
    /// ```
    /// use gelato::aws::{DynamodbTable, DynamodbTableAttribute, DynamodbTableAttributeRequired};
    /// use gelato::prelude::*;
    /// let names: Value<List<String>> = ["isbn", "author"].into();
    /// let attribute = DynamodbTableAttribute::for_each(names, |name| {
    ///     let required = DynamodbTableAttributeRequired { name: name.value(), r#type: "S".into() };
    ///     DynamodbTableAttribute::new(required)
    /// });
    /// ```
    #[must_use]
    fn for_each<T>(elements: impl Into<Elements<T>>, content: impl FnOnce(&Each<T>) -> Self) -> Self {
        with_iterator(|iterator| {
            let mut block = content(&Each::of(iterator));
            *block.dynamic() = Some(Dynamic { for_each: elements.into().collection, iterator });
            block
        })
    }

    /// The block where a condition holds, and otherwise none.
    #[must_use]
    fn only_if(self, condition: &Value<bool>) -> Self {
        let once: Value<List<Number>> = [1].into();
        Self::for_each(condition.choose(once, Vec::<i32>::new()), |_| self)
    }
}

impl NestedBlock for Block {
    fn dynamic(&mut self) -> &mut Option<Dynamic> {
        self.dynamic_mut()
    }
}
