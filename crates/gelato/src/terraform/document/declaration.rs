//! What a document declares under an address.

use std::fmt::Display;

use crate::terraform::block::Block;
use crate::terraform::expression::Expression;
use crate::terraform::meta::Meta;
use crate::terraform::module_call::ModuleCall;
use crate::terraform::variable::DeclaredVariable;

/// The kinds of declaration that can be referred to.
#[derive(Debug, Clone)]
pub enum Declaration {
    /// A resource or data source.
    Block {
        /// Its arguments.
        block: Block,
        /// Its meta-arguments.
        meta: Box<Meta>,
        /// Whether the compiler has checked its arguments.
        typed: bool,
    },
    /// A variable.
    Variable(DeclaredVariable),
    /// A local value, and its file.
    Local(Expression),
    /// A call of a module.
    Call(ModuleCall),
}

impl Declaration {
    /// Visits every expression with the path of its argument.
    pub(in crate::terraform) fn for_each_expression(
        &self,
        path: &dyn Display,
        visit: &mut impl FnMut(&dyn Display, &Expression),
    ) {
        match self {
            Self::Block { block, meta, .. } => {
                block.for_each_expression(path, visit);
                meta.for_each_expression(path, visit);
            }
            Self::Local(value) => visit(path, value),
            Self::Call(call) => {
                call.meta.for_each_expression(path, visit);
                call.inputs.iter().for_each(|(name, value)| visit(&format_args!("{path}.{name}"), value));
            }
            Self::Variable(variable) => {
                let conditions = variable.validations.iter().map(|rule| rule.condition.expression());
                conditions.for_each(|condition| visit(&format_args!("{path}.validation"), condition));
            }
        }
    }

    /// Visits every expression with the path of its argument, to change it.
    pub(super) fn rewrite(&mut self, path: &dyn Display, visit: &mut impl FnMut(&dyn Display, &mut Expression)) {
        match self {
            Self::Block { block, meta, .. } => {
                block.rewrite(path, visit);
                meta.rewrite(path, visit);
            }
            Self::Local(value) => visit(path, value),
            Self::Call(call) => {
                call.meta.rewrite(path, visit);
                call.inputs.iter_mut().for_each(|(name, value)| visit(&format_args!("{path}.{name}"), value));
            }
            // The conditions of a variable refer to the variable itself.
            Self::Variable(_) => {}
        }
    }
}
