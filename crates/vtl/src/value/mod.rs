//! The Java objects that a template can meet.
//!
//! Several variables may share and change one list or map, which is therefore a reference-counted cell. A value belongs
//! to one rendering and its thread.

mod collection;
mod decimal;
mod entries;
mod equality;
mod hash;
pub(crate) mod json;
mod number;
mod print;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use ecow::EcoString;
use num_bigint::BigInt;

pub(crate) use collection::{Entry, JavaIterator, Key, List, ListKind, Map, MapKind};
pub(crate) use decimal::Decimal;
pub(crate) use entries::Entries;
pub(crate) use hash::text_hash;
pub(crate) use number::{arithmetic, compare};
pub(crate) use print::print;

use crate::api_gateway::{Host, Variable};
use crate::ast::Block;

pub(crate) type SharedList = Rc<RefCell<List>>;
pub(crate) type SharedMap = Rc<RefCell<Map>>;

/// A value of a rendering. Its tag has the alignment of its contents, so that a value is moved in whole words, which is
/// much of the work of a rendering.
#[derive(Debug, Clone)]
#[repr(u64)]
pub(crate) enum Value {
    Null,
    String(EcoString),
    Character(char),
    Integer(i32),
    Long(i64),
    Big(Rc<BigInt>),
    Double(f64),
    Decimal(Rc<Decimal>),
    Boolean(bool),
    List(SharedList),
    Map(SharedMap),
    Entry(Rc<Entry>),
    /// A block of `#define`.
    Block(Arc<Block>),
    /// `$foreach`: a loop by its number, counted from the outermost.
    Loop(usize),
    Iterator(Rc<RefCell<JavaIterator>>),
    /// `$input` and `$util`.
    Host(Host),
    /// A variable whose value is built when it is first read. Only its slot ever holds this.
    Lazy(Variable),
}

impl Value {
    pub(crate) fn text(text: impl Into<EcoString>) -> Self {
        Self::String(text.into())
    }

    pub(crate) fn empty() -> Self {
        Self::String(EcoString::new())
    }

    pub(crate) fn list(items: Vec<Value>, kind: ListKind) -> Self {
        Self::List(Rc::new(RefCell::new(List { items, kind, changes: 0 })))
    }

    pub(crate) fn map(entries: Entries, kind: MapKind) -> Self {
        Self::Map(Rc::new(RefCell::new(Map { entries, kind, changes: 0 })))
    }

    /// The value, or the empty string for null.
    pub(crate) fn or_empty(self) -> Self {
        if self.is_null() { Self::empty() } else { self }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The Java type, as errors name it.
    pub(crate) fn class(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::String(_) => "String",
            Self::Character(_) => "Character",
            Self::Integer(_) => "Integer",
            Self::Long(_) => "Long",
            Self::Big(_) => "BigInteger",
            Self::Double(_) => "Double",
            Self::Decimal(_) => "BigDecimal",
            Self::Boolean(_) => "Boolean",
            Self::List(list) => list.borrow().kind.class(),
            Self::Map(_) => "Map",
            Self::Entry(_) => "Map.Entry",
            Self::Block(_) => "block of `#define`",
            Self::Loop(_) => "$foreach",
            Self::Iterator(_) => "Iterator",
            Self::Host(host) => Variable::Host(*host).reference(),
            Self::Lazy(variable) => variable.reference(),
        }
    }

    /// An `int` of Java's collections.
    pub(crate) fn count(count: usize) -> Self {
        Self::Integer(i32::try_from(count).unwrap_or(i32::MAX))
    }
}
