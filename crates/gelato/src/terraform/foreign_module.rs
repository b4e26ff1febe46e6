//! Modules of others: of a registry, of git, or a folder of HCL. `gelato bindings --module` generates a struct for one.
//!
//! <https://developer.hashicorp.com/terraform/language/modules/syntax>

use std::collections::BTreeMap;

use super::block::Block;
use super::expression::Expression;
use super::meta::{ForEach, Meta};
use super::module_call::{CalledModule, ExpectedInput, ExpectedOutput, ModuleCall};
use super::module_source::ModuleSource;
use super::provider_block::Addressed;
use super::referable::Referable;
use super::settings::ProviderName;
use super::value::{Number, Value};

/// A module of others, with its inputs as Rust fields.
pub trait ForeignModule: Sized {
    /// The outputs of a call.
    type Outputs: Addressed;
    /// Its variables and outputs, if they are known.
    const INTERFACE: Option<&'static ModuleInterface> = None;
    /// Where it comes from.
    fn source(&self) -> ModuleSource;
    /// The inputs as a block.
    fn into_inputs(self) -> Block;
}

/// The variables and outputs of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModuleInterface {
    /// The variables.
    pub variables: &'static [ModuleVariable],
    /// The outputs.
    pub outputs: &'static [ModuleOutput],
}

/// A variable of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModuleVariable {
    /// Its name.
    pub name: &'static str,
    /// Its type, as Terraform writes it.
    pub constraint: &'static str,
    /// Whether it has no default.
    pub required: bool,
}

/// An output of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModuleOutput {
    /// Its name.
    pub name: &'static str,
    /// The type of its value, as Terraform writes it; `any` if the module does not say.
    pub constraint: &'static str,
    /// Whether it is sensitive.
    pub sensitive: bool,
}

/// A module of others without a generated struct: inputs and outputs have names, which Terraform checks.
///
/// ```
/// use gelato::terraform::{ModuleSource, UntypedModule};
/// let source = ModuleSource::registry("terraform-aws-modules/vpc/aws", "5.1.2");
/// let network = UntypedModule::new(source).input("name", "reading-room").input("cidr", "10.0.0.0/16");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct UntypedModule {
    source: ModuleSource,
    inputs: Block,
}

impl UntypedModule {
    /// A module without inputs.
    pub fn new(source: ModuleSource) -> Self {
        Self { source, inputs: Block::new() }
    }

    /// The same with another input.
    #[must_use]
    pub fn input(mut self, name: &str, value: impl Into<Expression>) -> Self {
        self.inputs.set(name, value);
        self
    }
}

impl ForeignModule for UntypedModule {
    type Outputs = CalledModule;

    fn source(&self) -> ModuleSource {
        self.source.clone()
    }

    fn into_inputs(self) -> Block {
        self.inputs
    }
}

/// A module of others with meta-arguments.
#[derive(Debug, Clone)]
pub struct ConfiguredCall<M> {
    module: M,
    meta: CallMeta,
    inputs: Vec<(String, Expression)>,
}

/// The meta-arguments of a module's call.
/// <https://developer.hashicorp.com/terraform/language/modules/syntax#meta-arguments>
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CallMeta {
    pub(crate) meta: Meta,
    pub(crate) providers: Vec<(String, ProviderName)>,
    /// Whether something that it is to wait for is no reference.
    pub(crate) waits_for_nothing: bool,
}

impl CallMeta {
    /// Makes this many instances. See [`ConfigureCall::count`].
    #[must_use]
    pub fn count(mut self, count: impl Into<Value<Number>>) -> Self {
        self.meta.count = Some(count.into());
        self
    }

    /// Makes an instance for each element of a set or map. See [`ConfigureCall::for_each`].
    #[must_use]
    pub fn for_each(mut self, collection: impl Into<ForEach>) -> Self {
        self.meta.for_each = Some(collection.into());
        self
    }

    /// Waits for something that no input refers to. See [`ConfigureCall::depends_on`].
    #[must_use]
    pub fn depends_on(mut self, other: &impl Referable) -> Self {
        match other.reference().filter(|reference| reference.attributes.is_empty()) {
            Some(reference) => self.meta.depends_on.push(reference.address),
            None => self.waits_for_nothing = true,
        }
        self
    }

    /// Passes these provider configurations, unless it passes others under their names.
    pub(crate) fn handing(mut self, providers: impl IntoIterator<Item = (String, ProviderName)>) -> Self {
        let given: BTreeMap<String, ProviderName> = providers.into_iter().chain(self.providers).collect();
        self.providers = given.into_iter().collect();
        self
    }

    /// Passes a provider configuration under its name in the module. See [`ConfigureCall::with_provider`].
    #[must_use]
    pub fn with_provider(mut self, inner: &str, provider: &ProviderName) -> Self {
        self.providers.push((inner.to_owned(), provider.clone()));
        self
    }
}

/// Adds meta-arguments to a call of a module of others.
///
/// ```
/// use gelato::prelude::*;
/// use gelato::terraform::{ModuleSource, UntypedModule, each_key};
///
/// fn describe(m: &Module, names: Value<gelato::terraform::Set<String>>) {
///     let source = ModuleSource::git("https://example.com/queue.git", "v1.2.0");
///     let queues = m.call_module("queues", UntypedModule::new(source).input("name", each_key()).for_each(names));
///     let orders: Value<String> = queues.instance("orders").output("arn");
/// }
/// ```
pub trait ConfigureCall: Sized {
    /// The module.
    type Module: ForeignModule;

    /// The module with its meta-arguments so far.
    fn configured(self) -> ConfiguredCall<Self::Module>;

    /// Makes this many instances. Their outputs are those of `instance(index)`.
    /// <https://developer.hashicorp.com/terraform/language/meta-arguments/count>
    fn count(self, count: impl Into<Value<Number>>) -> ConfiguredCall<Self::Module> {
        self.change(|meta| meta.count(count))
    }

    /// Exists only where a condition holds: a `count` of 1 or 0.
    fn only_if(self, condition: &Value<bool>) -> ConfiguredCall<Self::Module> {
        self.count(condition.choose(1, 0))
    }

    /// Makes an instance for each element of a set or map. Inputs use [`each_key`](super::each_key) and
    /// [`each_value`](super::each_value), outputs are those of `instance(key)`.
    /// <https://developer.hashicorp.com/terraform/language/meta-arguments/for_each>
    fn for_each(self, collection: impl Into<ForEach>) -> ConfiguredCall<Self::Module> {
        self.change(|meta| meta.for_each(collection))
    }

    /// Waits for something that no input refers to.
    /// <https://developer.hashicorp.com/terraform/language/meta-arguments/depends_on>
    fn depends_on(self, other: &impl Referable) -> ConfiguredCall<Self::Module> {
        self.change(|meta| meta.depends_on(other))
    }

    /// Passes a provider configuration under its name in the module, such as `aws` or `aws.peer`.
    /// <https://developer.hashicorp.com/terraform/language/meta-arguments/module-providers>
    fn with_provider(self, inner: &str, provider: &ProviderName) -> ConfiguredCall<Self::Module> {
        self.change(|meta| meta.with_provider(inner, provider))
    }

    /// Gives an input by name, instead of the struct's field.
    fn with_input(self, name: &str, value: impl Into<Expression>) -> ConfiguredCall<Self::Module> {
        let mut configured = self.configured();
        configured.inputs.push((name.to_owned(), value.into()));
        configured
    }

    /// The module with changed meta-arguments.
    #[doc(hidden)]
    fn change(self, change: impl FnOnce(CallMeta) -> CallMeta) -> ConfiguredCall<Self::Module> {
        let configured = self.configured();
        ConfiguredCall { meta: change(configured.meta), ..configured }
    }
}

impl<M: ForeignModule> ConfigureCall for M {
    type Module = M;

    fn configured(self) -> ConfiguredCall<M> {
        ConfiguredCall { module: self, meta: CallMeta::default(), inputs: Vec::new() }
    }
}

impl<M: ForeignModule> ConfigureCall for ConfiguredCall<M> {
    type Module = M;

    fn configured(self) -> Self {
        self
    }
}

impl<M: ForeignModule> ConfiguredCall<M> {
    /// The source of the module, and the call.
    pub(super) fn into_call(self) -> (ModuleSource, CallMeta, ModuleCall) {
        let source = self.module.source();
        let mut inputs = self.module.into_inputs();
        for (name, value) in self.inputs {
            inputs.set(&name, value);
        }
        let inputs = inputs.arguments().map(|(name, value)| (name.to_owned(), value.clone().into())).collect();
        let call = ModuleCall {
            source: source.to_string(),
            version: source.version().map(str::to_owned),
            inputs,
            providers: self.meta.providers.iter().cloned().collect(),
            meta: Box::new(self.meta.meta.clone()),
            variables: M::INTERFACE.map(|interface| interface.variables.iter().map(expected_input).collect()),
            outputs: M::INTERFACE.map(|interface| interface.outputs.iter().map(expected_output).collect()),
        };
        (source, self.meta, call)
    }
}

fn expected_input(variable: &ModuleVariable) -> (String, ExpectedInput) {
    let ModuleVariable { name, constraint, required } = *variable;
    (name.to_owned(), ExpectedInput { constraint: constraint.to_owned(), required })
}

fn expected_output(output: &ModuleOutput) -> (String, ExpectedOutput) {
    let ModuleOutput { name, constraint, sensitive } = *output;
    (name.to_owned(), ExpectedOutput { constraint: constraint.to_owned(), sensitive })
}
