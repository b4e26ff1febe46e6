//! The names that an output's expression may use, with their types.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use hcl::expr::Expression;

use super::super::constraint::Type;
use super::super::module::Declarations;
use super::InterfaceVariable;

/// Gives the types of resources' attributes, from a provider's schema.
pub trait AttributeTypes {
    /// The type of an attribute of a resource or data source; `None` if it is unknown.
    fn of(&self, data: bool, kind: &str, attribute: &str) -> Option<Type>;
}

/// A module's names.
pub(super) struct ModuleScope<'m> {
    declarations: &'m Declarations,
    variables: BTreeMap<&'m str, &'m Type>,
    pub(super) attributes: &'m dyn AttributeTypes,
    /// The local values whose types are being inferred: Terraform would refuse a cycle.
    open: RefCell<BTreeSet<String>>,
}

impl<'m> ModuleScope<'m> {
    pub(super) fn new(
        declarations: &'m Declarations,
        variables: &'m [InterfaceVariable],
        attributes: &'m dyn AttributeTypes,
    ) -> Self {
        let variables = variables.iter().map(|variable| (variable.name.as_str(), &variable.constraint)).collect();
        Self { declarations, variables, attributes, open: RefCell::default() }
    }

    /// The type of a variable. One that says `any` may be anything.
    pub(super) fn variable(&self, name: &str) -> Option<Type> {
        self.variables.get(name).map(|constraint| (*constraint).clone()).filter(|constraint| *constraint != Type::Any)
    }

    /// The type of a local value, which `infer` tells of its expression.
    pub(super) fn local(&self, name: &str, infer: fn(&Expression, &Self) -> Option<Type>) -> Option<Type> {
        let (_, expression) = self.declarations.locals.get(name)?;
        if !self.open.borrow_mut().insert(name.to_owned()) {
            return None;
        }
        let found = infer(expression, self);
        self.open.borrow_mut().remove(name);
        found
    }
}
