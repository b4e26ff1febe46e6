//! Whether what a construct declares is always there, or only where an environment wants it.
//!
//! Terraform writes the latter as a `count` of one or none, and then every attribute is one of a list.

use crate::terraform::{Addressed, Meta, Number, Value, choose, one};

/// Whether a resource is always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It is.
    Always,
    /// Where its `count` is one; `null` stands for its attributes where it is none.
    Perhaps,
}

impl Presence {
    /// What a resource's meta-arguments make of it.
    pub(super) fn of(meta: &Meta) -> Self {
        if meta.count.is_some() { Self::Perhaps } else { Self::Always }
    }

    /// The attributes to refer to.
    pub(super) fn attributes<A: Addressed>(self, declared: A) -> A {
        match self {
            Self::Always => declared,
            Self::Perhaps => declared.instances(),
        }
    }

    /// An attribute's value.
    pub(super) fn value<T>(self, attribute: Value<T>) -> Value<T> {
        match self {
            Self::Always => attribute,
            Self::Perhaps => one(Value::from_expression(attribute)),
        }
    }
}

/// A `count`: one where it is needed.
pub(super) fn one_where(needed: Value<bool>) -> Value<Number> {
    choose(needed, 1_i64.into(), 0_i64.into())
}
