//! A resource or data source with meta-arguments: each is a method of the block, as in `queue.with_provider(&virginia)`.
//!
//! <https://developer.hashicorp.com/terraform/language/resources/syntax#meta-arguments>

use super::condition::Condition;
use super::lifecycle::Ignored;
use super::meta::{ForEach, Meta};
use super::provider_block::{Addressed, ProviderBlock, Resource};
use super::referable::Referable;
use super::reference::Address;
use super::settings::ProviderName;
use super::value::{Number, Value};

/// A resource or data source with its meta-arguments.
#[derive(Debug, Clone)]
pub struct Configured<B> {
    pub(super) block: B,
    pub(super) meta: Meta,
    /// Arguments of the meta-arguments that are no references, by the meta-argument.
    pub(super) unreferable: Vec<&'static str>,
}

/// Adds meta-arguments to a resource or data source.
///
/// ```
/// use gelato::aws::SnsTopic;
/// # use gelato::prelude::*;
/// # struct Library;
/// # impl Service for Library {
/// #     const NAME: &'static str = "library";
/// #     type Settings = NoSettings;
/// #     fn describe(&self, service: &Description) {
/// #         service.module("news", "What is new.", |m| {
/// let topic = SnsTopic::default()
///     .create_before_destroy()
///     .ignore_changes(|topic| topic.display_name())
///     .postcondition(|topic| topic.arn().is_not(""), "AWS gave the topic no ARN.");
/// let topic = m.resource("news", topic);
/// #         });
/// #     }
/// # }
/// # let _ = gelato::service::Program::of(&Library)?;
/// # Ok::<(), gelato::schema::InvalidSchema>(())
/// ```
pub trait Configure: Sized {
    /// The resource or data source.
    type Block: ProviderBlock;

    /// The block with its meta-arguments so far.
    fn configured(self) -> Configured<Self::Block>;

    /// The block with these meta-arguments, instead of those so far.
    fn with_meta(self, meta: Meta) -> Configured<Self::Block> {
        Configured { meta, ..self.configured() }
    }

    /// Uses another provider configuration than the default one.
    /// <https://developer.hashicorp.com/terraform/language/meta-arguments/resource-provider>
    fn with_provider(self, provider: &ProviderName) -> Configured<Self::Block> {
        self.change(|meta| meta.provider = Some(provider.clone()))
    }

    /// Waits for something that no argument refers to.
    /// <https://developer.hashicorp.com/terraform/language/meta-arguments/depends_on>
    fn depends_on(self, other: &impl Referable) -> Configured<Self::Block> {
        let mut configured = self.configured();
        match other.reference().filter(|reference| reference.attributes.is_empty()) {
            Some(reference) => configured.meta.depends_on.push(reference.address),
            None => configured.unreferable.push("depends_on"),
        }
        configured
    }

    /// Makes this many instances. Their attributes are those of `instance(index)` and `instances()`.
    /// <https://developer.hashicorp.com/terraform/language/meta-arguments/count>
    fn count(self, count: impl Into<Value<Number>>) -> Configured<Self::Block> {
        self.change(|meta| meta.count = Some(count.into()))
    }

    /// Exists only where a condition holds: a `count` of 1 or 0.
    fn only_if(self, condition: &Value<bool>) -> Configured<Self::Block> {
        self.count(condition.choose(1, 0))
    }

    /// Makes an instance for each element of a set or map. Arguments use [`each_key`](super::each_key) and
    /// [`each_value`](super::each_value).
    /// <https://developer.hashicorp.com/terraform/language/meta-arguments/for_each>
    fn for_each(self, collection: impl Into<ForEach>) -> Configured<Self::Block> {
        self.change(|meta| meta.for_each = Some(collection.into()))
    }

    /// A condition that must hold before it is created, changed or read, and the message if it does not.
    /// <https://developer.hashicorp.com/terraform/language/expressions/custom-conditions#preconditions-and-postconditions>
    fn precondition(
        self,
        condition: impl Into<Value<bool>>,
        error_message: impl Into<Value<String>>,
    ) -> Configured<Self::Block> {
        let condition = Condition::new(condition, error_message);
        self.change(|meta| meta.lifecycle.preconditions.push(condition))
    }

    /// A condition on its own attributes that must hold once it is created, changed or read.
    fn postcondition(
        self,
        condition: impl FnOnce(&<Self::Block as ProviderBlock>::Attributes) -> Value<bool>,
        error_message: impl Into<Value<String>>,
    ) -> Configured<Self::Block> {
        let condition = Condition::new(condition(&Addressed::at_address(Address::given("self"))), error_message);
        self.change(|meta| meta.lifecycle.postconditions.push(condition))
    }

    /// Creates the replacement before the old resource is destroyed.
    fn create_before_destroy(self) -> Configured<Self::Block>
    where
        Self::Block: Resource,
    {
        self.change(|meta| meta.lifecycle.create_before_destroy = true)
    }

    /// Refuses any plan that destroys it, in every environment. For some environments only, see
    /// [`protect`](crate::constructs::protect).
    fn prevent_destroy(self) -> Configured<Self::Block>
    where
        Self::Block: Resource,
    {
        self.change(|meta| meta.lifecycle.prevent_destroy = true)
    }

    /// Ignores what others change in an argument: `.ignore_changes(|table| table.read_capacity())`.
    fn ignore_changes<T>(
        self,
        argument: impl FnOnce(&<Self::Block as ProviderBlock>::Attributes) -> Value<T>,
    ) -> Configured<Self::Block>
    where
        Self::Block: Resource,
    {
        let argument = argument(&Addressed::at_address(Address::given("self"))).reference();
        let mut configured = self.configured();
        match argument.filter(|reference| reference.address == Address::given("self")) {
            Some(reference) => configured.meta.lifecycle.ignore_changes.add(reference.attributes.join(".")),
            None => configured.unreferable.push("lifecycle.ignore_changes"),
        }
        configured
    }

    /// Ignores what others change in a nested block or a part of it, such as `ttl[0].enabled`. It is checked against the
    /// provider's schemas.
    fn ignore_changes_in(self, path: impl Into<String>) -> Configured<Self::Block>
    where
        Self::Block: Resource,
    {
        self.change(|meta| meta.lifecycle.ignore_changes.add(path.into()))
    }

    /// Ignores all changes: Terraform only creates and destroys the resource.
    fn ignore_all_changes(self) -> Configured<Self::Block>
    where
        Self::Block: Resource,
    {
        self.change(|meta| meta.lifecycle.ignore_changes = Ignored::All)
    }

    /// Replaces the resource when another one or one of its attributes changes.
    fn replace_triggered_by(self, other: &impl Referable) -> Configured<Self::Block>
    where
        Self::Block: Resource,
    {
        let mut configured = self.configured();
        match other.reference() {
            Some(reference) => configured.meta.lifecycle.replace_triggered_by.push(reference),
            None => configured.unreferable.push("lifecycle.replace_triggered_by"),
        }
        configured
    }

    /// The block with changed meta-arguments.
    #[doc(hidden)]
    fn change(self, change: impl FnOnce(&mut Meta)) -> Configured<Self::Block> {
        let mut configured = self.configured();
        change(&mut configured.meta);
        configured
    }
}

impl<B: ProviderBlock> Configure for B {
    type Block = B;

    fn configured(self) -> Configured<B> {
        Configured { block: self, meta: Meta::default(), unreferable: Vec::new() }
    }
}

impl<B: ProviderBlock> Configure for Configured<B> {
    type Block = B;

    fn configured(self) -> Self {
        self
    }
}
