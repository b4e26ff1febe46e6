//! The variables of `for` expressions and `dynamic` blocks: a name of its own for each level of nesting.

use std::cell::Cell;

use super::expression::Expression;
use super::reference::Address;
use super::value::{List, Map, Set, Value};

/// The names of the first levels.
const NAMES: [&str; 4] = ["item", "item2", "item3", "item4"];

thread_local! {
    /// How many variables are in scope where the program is now.
    static LEVEL: Cell<usize> = const { Cell::new(0) };
}

/// Leaves the scope of a variable, even if what is written in it panics.
struct Leave;

impl Drop for Leave {
    fn drop(&mut self) {
        LEVEL.set(LEVEL.get() - 1);
    }
}

/// Writes something in the scope of a variable, whose name no variable around it has.
pub(super) fn with_iterator<R>(write: impl FnOnce(&'static str) -> R) -> R {
    let level = LEVEL.get();
    LEVEL.set(level + 1);
    let _leave = Leave;
    // A name is leaked only below the fourth level of nesting, which no real configuration reaches.
    write(NAMES.get(level).copied().unwrap_or_else(|| Box::leak(format!("item{}", level + 1).into_boxed_str())))
}

/// A collection whose elements are of type `T`: a list, a set, or the values of a map.
pub struct Elements<T> {
    pub(super) collection: Expression,
    kind: std::marker::PhantomData<fn() -> T>,
}

impl<T> Elements<T> {
    fn of(collection: Expression) -> Self {
        Self { collection, kind: std::marker::PhantomData }
    }
}

impl<T> From<Value<List<T>>> for Elements<T> {
    fn from(list: Value<List<T>>) -> Self {
        Self::of(list.into())
    }
}

impl<T> From<Value<Set<T>>> for Elements<T> {
    fn from(set: Value<Set<T>>) -> Self {
        Self::of(set.into())
    }
}

impl<T> From<Value<Map<T>>> for Elements<T> {
    fn from(map: Value<Map<T>>) -> Self {
        Self::of(map.into())
    }
}

/// The element for which a `dynamic` block is written.
pub struct Each<T> {
    variable: Address,
    kind: std::marker::PhantomData<fn() -> T>,
}

impl<T> Each<T> {
    pub(super) fn of(variable: &'static str) -> Self {
        Self { variable: Address::given(variable), kind: std::marker::PhantomData }
    }

    /// The element's key in a map, its index in a list, or the element of a set itself.
    pub fn key(&self) -> Value<String> {
        self.variable.attribute("key").into()
    }

    /// The element.
    pub fn value(&self) -> Value<T> {
        self.variable.attribute("value").into()
    }
}
