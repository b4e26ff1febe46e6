//! The root of an environment, as a program adds to it.

use std::ops::Deref;

use crate::terraform::{CalledModule, Expression, ProviderName, Root};

use super::calls::{Again, Calls};

/// The root of an environment while the program adds to it. It dereferences to [`Root`], in which resources, data sources,
/// variables and provider configurations are declared.
pub struct ServiceRoot<'a, S> {
    root: &'a Root,
    settings: &'a S,
    calls: &'a Calls,
}

impl<'a, S> ServiceRoot<'a, S> {
    pub(super) fn new(root: &'a Root, settings: &'a S, calls: &'a Calls) -> Self {
        Self { root, settings, calls }
    }

    /// The service's own settings in this environment.
    pub fn settings(&self) -> &S {
        self.settings
    }

    /// Calls a module once more, under another name, with the arguments of its first call and these instead of them. Values
    /// of the second call are its outputs.
    #[track_caller]
    pub fn call_again<'i>(
        &self,
        name: &str,
        module: &str,
        inputs: impl IntoIterator<Item = (&'i str, Expression)>,
    ) -> Option<CalledModule> {
        self.call_again_with_providers(name, module, inputs, [])
    }

    /// Calls a module once more with provider configurations other than the default ones: the root's, by their names in the
    /// module, such as `("aws", virginia)`.
    #[track_caller]
    pub fn call_again_with_providers<'i>(
        &self,
        name: &str,
        module: &str,
        inputs: impl IntoIterator<Item = (&'i str, Expression)>,
        providers: impl IntoIterator<Item = (&'i str, ProviderName)>,
    ) -> Option<CalledModule> {
        let (inputs, providers) = (inputs.into_iter().collect(), providers.into_iter().collect());
        self.calls.again(self.root, Again { name, module, inputs, providers })
    }
}

impl<S> Deref for ServiceRoot<'_, S> {
    type Target = Root;
    fn deref(&self) -> &Root {
        self.root
    }
}
