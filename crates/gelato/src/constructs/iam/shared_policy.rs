//! Policies of resources that several constructs add statements to, each when it is declared.
//!
//! AWS keeps one policy for each queue and topic, so that two resources for it would overwrite each other.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use crate::modules::ModuleScope;
use crate::terraform::{Address, Addressed, Refusal, Resource, Value};

use super::policy::{PolicyDocument, Statement};

/// The policy of a resource. Clones share it.
#[derive(Debug, Clone, Default)]
pub(in crate::constructs) struct SharedPolicy(Rc<RefCell<Shared>>);

#[derive(Debug, Default)]
struct Shared {
    statements: Vec<Statement>,
    /// The module that declares the policy, and the policy's address there.
    declared: Option<(Arc<str>, Address)>,
}

impl SharedPolicy {
    /// Adds a statement, and returns the policy's address. The first one declares the policy, with this logical name, and
    /// further ones belong into the same module.
    #[track_caller]
    pub(in crate::constructs) fn allow<R: Resource>(
        &self,
        module: &ModuleScope,
        (kind, id): (&str, &str),
        statement: Statement,
        resource: impl FnOnce(Value<String>) -> R,
    ) -> Address {
        let here = module.module_name();
        let mut shared = self.0.borrow_mut();
        shared.statements.push(statement);
        if let Some((owner, address)) = &shared.declared {
            if **owner != *here {
                let found = format!("{kind} `{id}` gets messages from the module `{owner}`, and now from `{here}`");
                let refused = Refusal::new(found).allowing("one module, which declares the policy for all of them");
                module.refuse(refused.hint("declare everything that sends to it in one module"));
            }
            return address.clone();
        }
        let address = module.resource(id, resource("".into())).address().clone();
        shared.declared = Some((here, address.clone()));
        let (declared, shared) = (address.clone(), Rc::clone(&self.0));
        module.complete_later(move |module| {
            let document = PolicyDocument { statements: shared.borrow().statements.clone() };
            module.complete_argument(&declared, "policy", document.to_value().expression());
        });
        address
    }
}
