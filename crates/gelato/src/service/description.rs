//! The description of a service: its modules, and what roots add to them.

use std::cell::RefCell;
use std::panic::Location;

use crate::constructs::versions;
use crate::environment::{Environment, NoSettings};
use crate::modules::Module;
use crate::terraform::{Output, Type, Value};

use super::described_module::DescribedModule;
use super::service_root::ServiceRoot;

/// Adds to the root of an environment.
pub(super) type AddToRoot<S> = Box<dyn Fn(&ServiceRoot<'_, S>, &Environment)>;

/// The description of a service whose own settings are `S`.
pub struct Description<S = NoSettings> {
    service: &'static str,
    pub(super) modules: RefCell<Vec<DescribedModule<S>>>,
    pub(super) outputs: RefCell<Vec<RootOutput>>,
    pub(super) additions: RefCell<Vec<AddToRoot<S>>>,
}

/// An output of each root.
pub(super) struct RootOutput {
    pub(super) name: String,
    pub(super) output: Output,
    pub(super) place: &'static Location<'static>,
}

impl<S> Description<S> {
    pub(super) fn new(service: &'static str) -> Self {
        Self { service, modules: RefCell::default(), outputs: RefCell::default(), additions: RefCell::default() }
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
        self.modules.borrow_mut().push(DescribedModule { module, place: Location::caller() });
        described
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
            name: name.to_owned(),
            output: Output::new(description, value, &T::constraint(), sensitive),
            place: Location::caller(),
        });
    }

    /// Adds to the root of each environment what modules cannot express: a resource of the root itself, a provider
    /// configuration, another call of a module.
    pub fn root(&self, add: impl Fn(&ServiceRoot<'_, S>, &Environment) + 'static) {
        self.additions.borrow_mut().push(Box::new(add));
    }
}
