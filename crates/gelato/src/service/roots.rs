//! The root of each environment: the calls of the modules with the environment's values, and the outputs.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use crate::constructs::{environment_root, protect};
use crate::environment::{self, Environment};
use crate::modules::ModuleScope;
use crate::terraform::{DeclaredVariable, Expression, Problem, ProblemKind, Root};

use super::aspects::Aspects;
use super::calls::Calls;
use super::crossing::to_root;
use super::described_module::DescribedModule;
use super::description::{AddToRoot, RootOutput};
use super::offer::Offers;
use super::providers::Providers;
use super::service_root::ServiceRoot;

/// What the roots of a service are made of.
pub(super) struct Roots<S> {
    pub(super) modules: Vec<DescribedModule<S>>,
    pub(super) outputs: Vec<RootOutput>,
    pub(super) protected: Vec<Expression>,
    pub(super) additions: Vec<AddToRoot<S>>,
    pub(super) providers: Providers<S>,
    pub(super) aspects: Aspects,
    pub(super) offers: RefCell<Offers>,
}

impl<S: DeserializeOwned> Roots<S> {
    /// The root of an environment. Problems of the program are recorded in it.
    pub(super) fn of(&self, environment: &Environment) -> Result<Root, environment::Error> {
        environment.refuse_secrets(&self.secrets())?;
        let settings: S = environment.service_settings()?;
        let mut root = environment_root(environment);
        self.providers.configure(&mut root, &settings, environment);
        self.check_names(&root);
        self.declare_secrets(&root);
        let calls = Calls::new(&self.modules, &root, environment, &settings);
        for described in &self.modules {
            described.module.add_to_root(&root, environment);
        }
        for add in &self.additions {
            add(&ServiceRoot::new(&root, &settings, &calls), environment);
        }
        self.declare_outputs(&root);
        if !self.protected.is_empty() {
            protect(&root, environment, self.protected.clone());
        }
        self.aspects.visit(&mut root.document_mut());
        calls.declare(&root);
        self.wire(&root);
        Ok(root)
    }

    /// A reference knows its document by name, so that a module and a root cannot share one.
    fn check_names(&self, root: &Root) {
        let name = root.name();
        if let Some(described) = self.modules.iter().find(|described| described.module.module_name() == name) {
            let kind = ProblemKind::ModuleNamedLikeRoot { name: name.to_string() };
            root.add_problem(Problem { kind, place: Some(described.place) });
        }
    }

    /// The names of the secrets.
    fn secrets(&self) -> BTreeSet<String> {
        let secrets = self.modules.iter().flat_map(|described| described.module.secrets());
        secrets.map(|(name, _)| name).collect()
    }

    /// Declares a variable for each secret. Modules may share one.
    fn declare_secrets(&self, root: &Root) {
        let mut declared = BTreeSet::new();
        for DescribedModule { module, place } in &self.modules {
            for (name, secret) in module.secrets() {
                if declared.insert(name.clone()) {
                    let variable = root_variable(module, &name, secret.default);
                    root.document_mut().add_variable(&name, variable, place);
                }
            }
        }
    }

    fn declare_outputs(&self, root: &Root) {
        for RootOutput { name, output, place } in &self.outputs {
            root.document_mut().add_output(name, output.clone().at(place));
        }
    }

    /// Replaces the values of modules by outputs of the modules' calls.
    fn wire(&self, root: &Root) {
        let mut offers = self.offers.borrow_mut();
        let mut problems = Vec::new();
        let name = root.name();
        root.document_mut().rewrite(&mut |from, place, expression| {
            to_root(&name, from, place, expression, &mut offers, &mut problems);
        });
        root.refresh_calls(|module| offers.outputs(module));
        for problem in problems {
            root.add_problem(problem);
        }
    }
}

/// The root's variable for a secret: as the module's, but for the default and the conditions, which the module checks.
fn root_variable(module: &ModuleScope, name: &str, default: Option<Expression>) -> DeclaredVariable {
    let document = module.document();
    let declared = document.find_variable(name).cloned();
    let declared = declared.unwrap_or_else(|| DeclaredVariable::required(String::new(), "any", true));
    DeclaredVariable { default, validations: Vec::new(), ..declared }
}
