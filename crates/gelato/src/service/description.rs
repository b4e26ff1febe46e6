//! The description of a service: its modules, and what roots add to them.

use std::cell::RefCell;
use std::panic::Location;

use crate::constructs::{AwsProvider, versions};
use crate::environment::{Environment, NoSettings};
use crate::modules::Module;
use crate::terraform::{Block, Output, ProviderName, ProviderRequirement, Type, Value};

use super::aspects::{Aspect, VisitedResource};
use super::described_module::DescribedModule;
use super::described_stack::DescribedStack;
use super::providers::DeclaredProvider;
use super::service_root::ServiceRoot;

/// Adds to the root of an environment.
pub(super) type AddToRoot<S> = Box<dyn Fn(&ServiceRoot<'_, S>, &Environment)>;

/// The description of a service whose own settings are `S`.
pub struct Description<S = NoSettings> {
    service: &'static str,
    pub(super) modules: RefCell<Vec<DescribedModule<S>>>,
    pub(super) outputs: RefCell<Vec<RootOutput>>,
    pub(super) additions: RefCell<Vec<Addition<S>>>,
    pub(super) stacks: RefCell<Vec<DescribedStack>>,
    /// The stack that is being described.
    stack: RefCell<Option<String>>,
    pub(super) providers: RefCell<Vec<DeclaredProvider<S>>>,
    pub(super) aspects: RefCell<Vec<Aspect>>,
}

/// What a program adds to roots, with the stack whose roots it is for.
pub(super) struct Addition<S> {
    pub(super) add: AddToRoot<S>,
    pub(super) stack: Option<String>,
    pub(super) place: &'static Location<'static>,
}

/// An output of each root.
pub(super) struct RootOutput {
    /// The stack whose roots have it.
    pub(super) stack: Option<String>,
    pub(super) name: String,
    pub(super) output: Output,
    pub(super) place: &'static Location<'static>,
}

impl<S> Description<S> {
    pub(super) fn new(service: &'static str) -> Self {
        Self {
            service,
            modules: RefCell::default(),
            outputs: RefCell::default(),
            additions: RefCell::default(),
            stacks: RefCell::default(),
            stack: RefCell::default(),
            providers: RefCell::default(),
            aspects: RefCell::default(),
        }
    }

    /// Describes a module, which every root calls once under this name. What the closure returns, such as a table, can be
    /// used in the modules that follow: the values cross the modules' boundaries by themselves.
    ///
    /// # Panics
    /// Never. A second module of the same name is reported with the other problems of the program.
    #[track_caller]
    pub fn module<T>(&self, name: &str, description: &str, describe: impl FnOnce(&Module<S>) -> T) -> T {
        let module = Module::new(self.service, name, description, versions());
        let described = describe(&module);
        let stack = self.stack.borrow().clone();
        self.modules.borrow_mut().push(DescribedModule { module, stack, place: Location::caller() });
        described
    }

    /// Describes a stack: a root of its own in each environment, `terraform/ENVIRONMENT-STACK`, with a state of its own. What
    /// the closure returns can be used in the stacks that follow: values cross through the state. A service with stacks has
    /// all its modules in one; a stack may be described in several places. An environment on this machine has one root with all of them.
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// # fn describe(service: &Description) {
    /// let books = service.stack("data", |stack| {
    ///     stack.module("books", "The table of books.", |m| {
    ///         Table::new(m, "books", TableProps::new(Key::string("isbn")))
    ///     })
    /// });
    /// service.stack("app", |stack| stack.output("table", "The table's name.", books.name()));
    /// # }
    /// ```
    #[track_caller]
    pub fn stack<T>(&self, name: &str, describe: impl FnOnce(&Self) -> T) -> T {
        let within = self.stack.replace(Some(name.to_owned()));
        let described = DescribedStack { name: name.to_owned(), within: within.clone(), place: Location::caller() };
        self.stacks.borrow_mut().push(described);
        let made = describe(self);
        self.stack.replace(within);
        made
    }

    /// Configures the AWS provider once more in each root, under an alias: in another region, or for another account. A
    /// resource of any module uses it with [`with_provider`](crate::terraform::Configure::with_provider); the module then
    /// takes it from its caller, and each root hands it over.
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// use gelato::aws::SnsTopic;
    /// # fn describe(service: &Description) {
    /// let virginia = service.aws_provider("virginia", |_, _| AwsProvider::in_region("us-east-1"));
    /// service.module("alarms", "What billing alarms are sent to.", |m| {
    ///     m.resource("billing", SnsTopic::default().with_provider(&virginia));
    /// });
    /// # }
    /// ```
    #[track_caller]
    pub fn aws_provider(
        &self,
        alias: &str,
        configure: impl Fn(&S, &Environment) -> AwsProvider + 'static,
    ) -> ProviderName {
        self.declare_provider(DeclaredProvider::aws(alias, configure, Location::caller()))
    }

    /// Requires another provider, and configures it in each root with these arguments. Modules that use its types require it
    /// too.
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// use gelato::terraform::{Block, ProviderRequirement, Untyped};
    /// # fn describe(service: &Description) {
    /// let random = ProviderRequirement::new("random", "hashicorp/random", "~> 3.6");
    /// service.provider(random, |_, _| Block::new());
    /// service.module("names", "The names of pets.", |m| {
    ///     m.resource("pet", Untyped { kind: "random_pet".into(), ..Untyped::default() });
    /// });
    /// # }
    /// ```
    #[track_caller]
    pub fn provider(
        &self,
        requirement: ProviderRequirement,
        configure: impl Fn(&S, &Environment) -> Block + 'static,
    ) -> ProviderName {
        let name = ProviderName::default_of(&requirement.name);
        let (requirement, configure) = (Some(requirement), Box::new(configure));
        self.declare_provider(DeclaredProvider { name, requirement, configure, place: Location::caller() })
    }

    /// Configures another provider once more, under an alias.
    #[track_caller]
    pub fn provider_alias(
        &self,
        requirement: ProviderRequirement,
        alias: &str,
        configure: impl Fn(&S, &Environment) -> Block + 'static,
    ) -> ProviderName {
        let name = ProviderName::alias(&requirement.name, alias);
        let (requirement, configure) = (Some(requirement), Box::new(configure));
        self.declare_provider(DeclaredProvider { name, requirement, configure, place: Location::caller() })
    }

    fn declare_provider(&self, declared: DeclaredProvider<S>) -> ProviderName {
        let name = declared.name.clone();
        self.providers.borrow_mut().push(declared);
        name
    }

    /// Declares an output of each root.
    #[track_caller]
    pub fn output<T: Type>(&self, name: &str, description: &str, value: impl Into<Value<T>>) {
        self.declare_output(name, description, value.into(), false);
    }

    /// Declares a sensitive output of each root.
    #[track_caller]
    pub fn sensitive_output<T: Type>(&self, name: &str, description: &str, value: impl Into<Value<T>>) {
        self.declare_output(name, description, value.into(), true);
    }

    #[track_caller]
    fn declare_output<T: Type>(&self, name: &str, description: &str, value: Value<T>, sensitive: bool) {
        self.outputs.borrow_mut().push(RootOutput {
            stack: self.stack.borrow().clone(),
            name: name.to_owned(),
            output: Output::new(description, value, &T::constraint(), sensitive),
            place: Location::caller(),
        });
    }

    /// Applies a rule to every resource of the service, whoever declared it: it may change the resource, or refuse it with
    /// the place in the program. Aspects are applied in order, to the modules first and then to each root.
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// use gelato::terraform::Refusal;
    /// # fn describe(service: &Description) {
    /// service.aspect(|resource| {
    ///     resource.tag("cost-centre", "4711");
    ///     if resource.kind() == "aws_iam_user" {
    ///         resource.refuse(Refusal::new("users are managed elsewhere").hint("use a role"));
    ///     }
    /// });
    /// # }
    /// ```
    pub fn aspect(&self, aspect: impl Fn(&mut VisitedResource<'_>) + 'static) {
        self.aspects.borrow_mut().push(Box::new(aspect));
    }

    /// Adds to the root of each environment what modules cannot express: a resource of the root itself, a provider
    /// configuration, another call of a module.
    #[track_caller]
    pub fn root(&self, add: impl Fn(&ServiceRoot<'_, S>, &Environment) + 'static) {
        let stack = self.stack.borrow().clone();
        self.additions.borrow_mut().push(Addition { add: Box::new(add), stack, place: Location::caller() });
    }
}
