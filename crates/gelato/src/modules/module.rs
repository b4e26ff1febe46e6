//! A module of a service, with the service's own settings.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::rc::Rc;

use crate::environment::NoSettings;
use crate::terraform::{Expression, Type, Value, Variable, Versions};

use super::scope::ModuleScope;

/// Reads an argument from the service's own settings.
type FromSettings<S> = Box<dyn Fn(&S) -> Expression>;

/// A module of a service whose own settings are `S`.
///
/// It dereferences to [`ModuleScope`], and so to [`Scope`](crate::terraform::Scope): constructs take a reference to it.
pub struct Module<S = NoSettings> {
    scope: Rc<ModuleScope>,
    settings: RefCell<BTreeMap<String, FromSettings<S>>>,
}

impl<S> Module<S> {
    pub(crate) fn new(service: &'static str, name: &str, description: &str, versions: Versions) -> Self {
        let scope = Rc::new(ModuleScope::new(service, name, description, versions));
        Self { scope, settings: RefCell::default() }
    }

    /// Declares a variable that each root fills from the service's own settings: the table `[service]` of the environment's
    /// file. A setting that is `None` in an environment is reported.
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// #[derive(serde::Deserialize)]
    /// #[serde(deny_unknown_fields)]
    /// struct Settings {
    ///     rooms: u32,
    /// }
    ///
    /// fn describe(m: &Module<Settings>) -> Value<Number> {
    ///     m.setting("rooms", "How many rooms the house has.", |settings| settings.rooms)
    /// }
    /// ```
    #[track_caller]
    pub fn setting<T: Type, V: Into<Value<T>>>(
        &self,
        name: &str,
        description: &str,
        value: impl Fn(&S) -> V + 'static,
    ) -> Value<T> {
        self.setting_with(name, Variable::required(description), value)
    }

    /// Like [`setting`](Self::setting), with a variable that has conditions.
    #[track_caller]
    pub fn setting_with<T: Type, V: Into<Value<T>>>(
        &self,
        name: &str,
        variable: Variable<T>,
        value: impl Fn(&S) -> V + 'static,
    ) -> Value<T> {
        let read: FromSettings<S> = Box::new(move |settings| value(settings).into().into());
        self.settings.borrow_mut().insert(name.to_owned(), read);
        self.variable(name, variable)
    }

    /// The module without the type of the settings.
    pub(crate) fn shared(&self) -> Rc<ModuleScope> {
        Rc::clone(&self.scope)
    }

    /// The arguments of the variables that the service's own settings fill.
    pub(crate) fn arguments(&self, settings: &S) -> Vec<(String, Expression)> {
        self.settings.borrow().iter().map(|(name, read)| (name.clone(), read(settings))).collect()
    }
}

impl<S> Deref for Module<S> {
    type Target = ModuleScope;
    fn deref(&self) -> &ModuleScope {
        &self.scope
    }
}
