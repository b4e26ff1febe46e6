//! Whether a construct's resource always exists, or only in the environments that need it.
//!
//! Terraform expresses the latter as a `count` of 1 or 0, which turns every attribute into a list.

use crate::terraform::{Addressed, List, Meta, Number, Value};

/// Whether a resource always exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// Always.
    Always,
    /// When its `count` is 1. When it is 0, its attributes are `null`.
    Conditional,
}

impl Presence {
    /// The presence that a resource's meta-arguments imply.
    pub(super) fn of(meta: &Meta) -> Self {
        if meta.count.is_some() { Self::Conditional } else { Self::Always }
    }

    /// The attributes, addressed accordingly.
    pub(super) fn attributes<A: Addressed>(self, declared: A) -> A {
        match self {
            Self::Always => declared,
            Self::Conditional => declared.instances(),
        }
    }

    /// An attribute's value.
    pub(super) fn value<T>(self, attribute: Value<T>) -> Value<T> {
        match self {
            Self::Always => attribute,
            Self::Conditional => Value::<List<T>>::from_expression(attribute).one(),
        }
    }
}

/// A `count` of 1 if the resource is needed, else 0.
pub(super) fn one_where(needed: &Value<bool>) -> Value<Number> {
    needed.choose(1, 0)
}
