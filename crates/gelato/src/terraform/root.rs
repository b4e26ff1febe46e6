//! Roots: the configurations that Terraform runs in, one per environment.
//!
//! A root has the backend, the provider and the module calls with that environment's values.
//! <https://developer.hashicorp.com/terraform/language/modules#the-root-module>

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use super::document::Document;
use super::expression::Expression;
use super::module::Module;
use super::module_call::{CalledModule, ExpectedInput, ModuleCall};
use super::problem::ProblemKind;
use super::settings::{Backend, ProviderConfiguration, ProviderName, Versions};

/// A root configuration.
#[derive(Debug, Clone)]
pub struct Root {
    /// Its declarations.
    pub document: Document,
    /// Its Terraform and provider versions.
    pub versions: Versions,
    /// The backend of its state.
    pub backend: Backend,
    /// Its provider configurations.
    pub providers: Vec<ProviderConfiguration>,
}

impl Root {
    /// An empty root, named after its folder.
    pub fn new(name: &str, versions: Versions, backend: Backend) -> Self {
        Self { document: Document::new(name), versions, backend, providers: Vec::new() }
    }

    /// Declares a call of a module from the `modules` folder, with its inputs by variable.
    #[track_caller]
    pub fn call<'a>(
        &mut self,
        name: &str,
        module: &Module,
        inputs: impl IntoIterator<Item = (&'a str, Expression)>,
    ) -> CalledModule {
        self.call_with_providers(name, module, inputs, [])
    }

    /// Declares a call of a module with provider configurations other than the default ones: the root's, by their names in
    /// the module, such as `("aws", virginia.reference())`.
    #[track_caller]
    pub fn call_with_providers<'a>(
        &mut self,
        name: &str,
        module: &Module,
        inputs: impl IntoIterator<Item = (&'a str, Expression)>,
        providers: impl IntoIterator<Item = (&'a str, ProviderName)>,
    ) -> CalledModule {
        let mut given = BTreeMap::new();
        for (input, value) in inputs {
            if given.insert(input.to_owned(), value).is_some() {
                let (document, call) = (self.name().to_owned(), name.to_owned());
                self.report(ProblemKind::Call { document, call, detail: format!("input `{input}` is given twice") });
            }
        }
        let call = ModuleCall {
            source: format!("../../modules/{}", module.name()),
            inputs: given,
            providers: providers.into_iter().map(|(inner, outer)| (inner.to_owned(), outer)).collect(),
            variables: expected_inputs(module),
            outputs: module.outputs().keys().cloned().collect(),
        };
        CalledModule(self.document.declare_call(name, call))
    }
}

fn expected_inputs(module: &Module) -> BTreeMap<String, ExpectedInput> {
    let expect = |variable: &super::variable::DeclaredVariable| ExpectedInput {
        constraint: variable.constraint.clone(),
        required: variable.default.is_none(),
    };
    module.variables().map(|(name, variable)| (name.to_owned(), expect(variable))).collect()
}

impl Deref for Root {
    type Target = Document;
    fn deref(&self) -> &Document {
        &self.document
    }
}

impl DerefMut for Root {
    fn deref_mut(&mut self) -> &mut Document {
        &mut self.document
    }
}
