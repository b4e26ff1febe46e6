//! Roots: the configurations that Terraform runs in, one per environment.
//!
//! A root has the backend, the provider and the module calls with that environment's values.
//! <https://developer.hashicorp.com/terraform/language/modules#the-root-module>

use std::cell::{Ref, RefCell};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::panic::Location;

use super::document::{Declaration, Document};
use super::expression::Expression;
use super::foreign_module::CallMeta;
use super::module::Module;
use super::module_call::{CalledModule, ExpectedInput, ExpectedOutput, ModuleCall};
use super::output::Output;
use super::problem::ProblemKind;
use super::refactoring::{Destination, Import};
use super::reference::Target;
use super::refusal::Refusal;
use super::scope::Scope;
use super::settings::{Backend, ProviderConfiguration, ProviderName, Versions};
use super::value::Value;

/// A root configuration.
#[derive(Debug)]
pub struct Root {
    scope: Scope,
    /// Its Terraform and provider versions.
    pub versions: Versions,
    /// The backend of its state.
    pub backend: Backend,
    providers: RefCell<Vec<ProviderConfiguration>>,
}

impl Root {
    /// An empty root, named after its folder.
    pub fn new(name: &str, versions: Versions, backend: Backend) -> Self {
        Self { scope: Scope::new(name), versions, backend, providers: RefCell::default() }
    }

    /// Configures a provider, and returns the configuration's name for resources and module calls.
    pub fn provider(&self, configuration: ProviderConfiguration) -> ProviderName {
        let name = configuration.reference();
        self.providers.borrow_mut().push(configuration);
        name
    }

    /// Its provider configurations.
    pub fn providers(&self) -> Ref<'_, Vec<ProviderConfiguration>> {
        self.providers.borrow()
    }

    /// Declares a call of a module from the `modules` folder, with its inputs by variable.
    #[track_caller]
    pub fn call<'a>(
        &self,
        name: &str,
        module: &Module,
        inputs: impl IntoIterator<Item = (&'a str, Expression)>,
    ) -> CalledModule {
        self.call_with_providers(name, module, inputs, [])
    }

    /// Declares a call of a module with provider configurations other than the default ones: the root's, by their names in
    /// the module, such as `("aws", virginia)`.
    #[track_caller]
    pub fn call_with_providers<'a>(
        &self,
        name: &str,
        module: &Module,
        inputs: impl IntoIterator<Item = (&'a str, Expression)>,
        providers: impl IntoIterator<Item = (&'a str, ProviderName)>,
    ) -> CalledModule {
        let mut given = BTreeMap::new();
        for (input, value) in inputs {
            if given.insert(input.to_owned(), value).is_some() {
                let (document, call) = (self.name().to_string(), name.to_owned());
                let refusal =
                    Refusal::new(format!("input `{input}` is given twice")).allowing("one value for each input");
                self.report(ProblemKind::Call { document, call, refusal });
            }
        }
        let providers = providers.into_iter().map(|(inner, outer)| (inner.to_owned(), outer)).collect();
        CalledModule(self.declare_call(name, module_call(module, given, providers)))
    }

    /// Adds meta-arguments to a declared call.
    #[track_caller]
    pub(crate) fn configure_call(&self, name: &str, meta: CallMeta) {
        self.check_waits(name, &meta);
        if let Some(call) = self.document_mut().call_mut(name) {
            *call.meta = meta.meta;
            call.providers = meta.providers.into_iter().collect();
        }
    }

    /// Declares a call of a module at a place of the program.
    pub(crate) fn call_at(
        &self,
        name: &str,
        module: &Module,
        inputs: BTreeMap<String, Expression>,
        providers: BTreeMap<String, ProviderName>,
        place: &'static Location<'static>,
    ) {
        let call = Declaration::Call(module_call(module, inputs, providers));
        self.document_mut().declare_at(Target::Module(name.to_owned()), call, place);
    }

    /// Takes over an object that exists: a declared thing, or its address as Terraform writes it, and the object's id.
    /// Remove it once it is applied everywhere.
    /// <https://developer.hashicorp.com/terraform/language/block/import>
    #[track_caller]
    pub fn import(&self, to: impl Into<Destination>, id: impl Into<Value<String>>) {
        let Some(to) = self.address(&to.into().text(&self.name())) else { return };
        let import = Import { to, id: id.into().into(), place: Location::caller() };
        self.document_mut().refactoring_mut().imports.push(import);
    }

    /// Updates what the calls know of the modules' outputs; the closure lists those of a module.
    pub(crate) fn refresh_calls(&self, outputs: impl Fn(&str) -> Option<BTreeMap<String, ExpectedOutput>>) {
        for call in self.document_mut().calls_mut() {
            if let Some(module) = module_of(&call.source) {
                call.outputs = outputs(module);
            }
        }
    }
}

/// The folder of the modules, from a root's.
const MODULES: &str = "../../modules/";

/// The service's own module at a call's source.
pub(super) fn module_of(source: &str) -> Option<&str> {
    source.strip_prefix(MODULES)
}

fn module_call(
    module: &Module,
    inputs: BTreeMap<String, Expression>,
    providers: BTreeMap<String, ProviderName>,
) -> ModuleCall {
    ModuleCall {
        source: format!("{MODULES}{}", module.name()),
        version: None,
        inputs,
        providers,
        meta: Box::default(),
        variables: Some(expected_inputs(module)),
        outputs: Some(expected_outputs(&module.document())),
    }
}

fn expected_inputs(module: &Module) -> BTreeMap<String, ExpectedInput> {
    let expect = |variable: &super::variable::DeclaredVariable| ExpectedInput {
        constraint: variable.constraint.clone(),
        required: variable.default.is_none(),
    };
    module.document().variables().map(|(name, variable)| (name.to_owned(), expect(variable))).collect()
}

/// The outputs of a module of the service.
pub(crate) fn expected_outputs(document: &Document) -> BTreeMap<String, ExpectedOutput> {
    let expect =
        |output: &Output| ExpectedOutput { constraint: output.constraint.clone(), sensitive: output.sensitive };
    document.outputs().iter().map(|(name, output)| (name.clone(), expect(output))).collect()
}

impl Deref for Root {
    type Target = Scope;
    fn deref(&self) -> &Scope {
        &self.scope
    }
}
