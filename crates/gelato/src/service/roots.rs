//! The root of each environment: the calls of the modules with the environment's values, and the outputs.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use crate::constructs::{environment_root, protect};
use crate::environment::{self, Environment, Target};
use crate::modules::ModuleScope;
use crate::terraform::{DeclaredVariable, Expression, Problem, ProblemKind, Root};

use super::aspects::Aspects;
use super::calls::Calls;
use super::crossing::to_root;
use super::described_module::DescribedModule;
use super::description::{Addition, RootOutput};
use super::offer::Offers;
use super::providers::Providers;
use super::service_root::ServiceRoot;
use super::stacks::{self, StackRoot};

/// What the roots of a service are made of.
pub(super) struct Roots<S> {
    pub(super) modules: Vec<DescribedModule<S>>,
    pub(super) outputs: Vec<RootOutput>,
    pub(super) protected: Vec<(Option<String>, Expression)>,
    pub(super) additions: Vec<Addition<S>>,
    /// The names of the stacks, in the order of the program.
    pub(super) stacks: Vec<String>,
    pub(super) providers: Providers<S>,
    pub(super) aspects: Aspects,
    pub(super) offers: RefCell<Offers>,
}

impl<S: DeserializeOwned> Roots<S> {
    /// The roots of an environment: one for each stack, or one with the whole service. Problems of the program are recorded
    /// in them.
    pub(super) fn all(&self, environment: &Environment) -> Result<Vec<StackRoot>, environment::Error> {
        environment.refuse_secrets(&self.secrets())?;
        let settings: S = environment.service_settings()?;
        let has_one = self.stacks.is_empty() || environment.settings.target == Target::Local;
        let stacks = if has_one { vec![None] } else { self.stacks.iter().map(Some).collect() };
        let roots = stacks.into_iter().map(|stack| {
            let root = self.of(environment, &settings, stack);
            StackRoot { stack: stack.cloned(), root, upstream: Vec::new() }
        });
        Ok(stacks::cross(&self.modules, roots.collect()))
    }

    /// The root of a stack, or of the whole service.
    fn of(&self, environment: &Environment, settings: &S, stack: Option<&String>) -> Root {
        let is_here = |other: &Option<String>| stack.is_none() || other.as_ref() == stack;
        let modules: Vec<_> = self.modules.iter().filter(|module| is_here(&module.stack)).collect();
        let mut root = environment_root(environment, stack.map(String::as_str));
        self.providers.configure(&mut root, settings, environment);
        self.check_names(&root);
        declare_secrets(&root, &modules);
        let calls = Calls::new(&modules, &root, environment, settings);
        for described in &modules {
            described.module.add_to_root(&root, environment);
        }
        for addition in self.additions.iter().filter(|addition| is_here(&addition.stack)) {
            (addition.add)(&ServiceRoot::new(&root, settings, &calls), environment);
        }
        for RootOutput { name, output, place, .. } in self.outputs.iter().filter(|output| is_here(&output.stack)) {
            root.document_mut().add_output(name, output.clone().at(place));
        }
        let protected = self.protected.iter().filter(|(stack, _)| is_here(stack));
        let protected: Vec<_> = protected.map(|(_, value)| value.clone()).collect();
        if !protected.is_empty() {
            protect(&root, environment, protected);
        }
        self.aspects.visit(&mut root.document_mut());
        calls.declare(&root);
        self.wire(&root);
        root
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

/// Declares a variable for each secret. Modules may share one.
fn declare_secrets<S>(root: &Root, modules: &[&DescribedModule<S>]) {
    let mut declared = BTreeSet::new();
    for DescribedModule { module, place, .. } in modules {
        for (name, secret) in module.secrets() {
            if declared.insert(name.clone()) {
                let variable = root_variable(module, &name, secret.default);
                root.document_mut().add_variable(&name, variable, place);
            }
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
