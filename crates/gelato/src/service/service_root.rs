//! The root of an environment, as a program adds to it.

use std::ops::Deref;

use crate::terraform::{CallMeta, CalledModule, Expression, ProviderName, Root};

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
        self.call_again_with(name, module, inputs, CallMeta::default())
    }

    /// Calls a module once more with meta-arguments: provider configurations other than the default ones, an instance for each
    /// element of a collection, or something to wait for. In inputs, [`each_key`](crate::terraform::each_key) and
    /// [`each_value`](crate::terraform::each_value) are those of the instance.
    ///
    /// ```
    /// use gelato::prelude::*;
    /// use gelato::terraform::each_key;
    ///
    /// fn describe(service: &Description) {
    ///     service.module("branch", "A branch of the shop.", |m| {
    ///         let city: Value<String> = m.input("city", "Where it is.", "Turin");
    ///         m.output("label", "Its label.", concat([m.name(), "-".into(), city]));
    ///     });
    ///     service.root(|root, _| {
    ///         let cities: Value<Set<String>> = ["Bari", "Rome"].into();
    ///         let each = CallMeta::default().for_each(cities);
    ///         root.call_again_with("branches", "branch", [("city", each_key().into())], each);
    ///     });
    /// }
    /// ```
    #[track_caller]
    pub fn call_again_with<'i>(
        &self,
        name: &str,
        module: &str,
        inputs: impl IntoIterator<Item = (&'i str, Expression)>,
        meta: CallMeta,
    ) -> Option<CalledModule> {
        self.calls.again(self.root, Again { name, module, inputs: inputs.into_iter().collect(), meta })
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
        let providers = providers.into_iter();
        let meta = providers.fold(CallMeta::default(), |meta, (inner, outer)| meta.with_provider(inner, &outer));
        self.call_again_with(name, module, inputs, meta)
    }
}

impl<S> Deref for ServiceRoot<'_, S> {
    type Target = Root;
    fn deref(&self) -> &Root {
        self.root
    }
}
