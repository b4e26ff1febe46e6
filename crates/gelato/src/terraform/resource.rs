//! Resources and data sources: typed blocks with a logical name and meta-arguments.
//!
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/depends_on>

use std::fmt::Display;

use super::block::Block;
use super::expression::Expression;
use super::json::Json;
use super::reference::Address;
use super::settings::ProviderName;
use super::syntax;
use super::value::{Map, Number, Set, Value};

/// A resource type of a provider, with its arguments as Rust fields.
pub trait Resource {
    /// Whether its arguments are fields that the compiler checks.
    const TYPED: bool = true;
    /// The type's name, such as `aws_sns_topic`.
    fn kind(&self) -> &str;
    /// The attributes that other parts of the configuration may refer to.
    type Attributes: Addressed;
    /// The arguments as a block.
    fn into_block(self) -> Block;
}

/// A data source of a provider, with its arguments as Rust fields.
pub trait DataSource {
    /// Whether its arguments are fields that the compiler checks.
    const TYPED: bool = true;
    /// The type's name, such as `aws_region`.
    fn kind(&self) -> &str;
    /// The attributes that other parts of the configuration may refer to.
    type Attributes: Addressed;
    /// The arguments as a block.
    fn into_block(self) -> Block;
}

/// The attributes of a declared resource or data source.
pub trait Addressed: Sized {
    /// The attributes of the resource at an address.
    fn at_address(address: Address) -> Self;
    /// Its address.
    fn address(&self) -> &Address;
    /// The attributes of one instance of a resource with `count` or `for_each`.
    #[must_use]
    fn instance(&self, key: impl Into<super::expression::Expression>) -> Self {
        Self::at_address(self.address().at(key))
    }
    /// The attributes of all instances of a resource with `count` or `for_each`.
    #[must_use]
    fn instances(&self) -> Self {
        Self::at_address(self.address().all())
    }
}

/// A resource or data source of a type without a generated struct.
///
/// `gelato bindings --schema FILE --resource TYPE --out FOLDER` generates a struct. If the type's schema is known, the
/// arguments are checked like those of any other resource.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Untyped {
    /// The type's name, such as `aws_sfn_state_machine`.
    pub kind: String,
    /// Its arguments and nested blocks.
    pub block: Block,
}

/// The attributes of an [`Untyped`] resource.
#[derive(Debug, Clone, PartialEq)]
pub struct UntypedAttributes(Address);

impl UntypedAttributes {
    /// A reference to an attribute by name. The caller is responsible for its type.
    pub fn get<T>(&self, name: &str) -> Value<T> {
        self.0.attribute(name).into()
    }
}

impl Addressed for UntypedAttributes {
    fn at_address(address: Address) -> Self {
        Self(address)
    }
    fn address(&self) -> &Address {
        &self.0
    }
}

impl Resource for Untyped {
    const TYPED: bool = false;
    type Attributes = UntypedAttributes;
    fn kind(&self) -> &str {
        &self.kind
    }
    fn into_block(self) -> Block {
        self.block
    }
}

impl DataSource for Untyped {
    const TYPED: bool = false;
    type Attributes = UntypedAttributes;
    fn kind(&self) -> &str {
        &self.kind
    }
    fn into_block(self) -> Block {
        self.block
    }
}

/// The meta-arguments of a resource.
/// <https://developer.hashicorp.com/terraform/language/resources/syntax#meta-arguments>
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Meta {
    /// Dependencies beyond those of the arguments' references.
    pub depends_on: Vec<Address>,
    /// The number of instances.
    pub count: Option<Value<Number>>,
    /// The elements of which each has an instance.
    pub for_each: Option<ForEach>,
    /// How the resource is replaced and when changes are ignored.
    pub lifecycle: Lifecycle,
    /// The provider configuration in the root, if it is not the default one. A module names none, because its caller passes
    /// them.
    pub provider: Option<ProviderName>,
    /// The module's file for it, without the extension. The default is `main`.
    pub file: Option<&'static str>,
}

/// The collection of `for_each`.
#[derive(Debug, Clone, PartialEq)]
pub enum ForEach {
    /// A set of texts.
    Set(Value<Set<String>>),
    /// A map of texts.
    Map(Value<Map<String>>),
}

/// How a resource is replaced and when changes are ignored.
/// <https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle>
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lifecycle {
    /// Create the replacement before the old resource is destroyed.
    pub create_before_destroy: bool,
    /// Refuse plans that destroy it. Terraform only accepts a literal here.
    pub prevent_destroy: bool,
    /// Arguments whose drift is ignored.
    pub ignore_changes: Vec<String>,
    /// Replace the resource when one of these changes.
    pub replace_triggered_by: Vec<Address>,
}

impl ForEach {
    /// The expression behind it.
    pub fn expression(&self) -> &super::expression::Expression {
        match self {
            Self::Set(set) => set.expression(),
            Self::Map(map) => map.expression(),
        }
    }
}

impl Meta {
    /// A resource that exists only where the condition holds: a `count` of 1 or 0.
    pub fn only_if(condition: &Value<bool>) -> Self {
        Self { count: Some(condition.choose(1, 0)), ..Self::default() }
    }

    /// The meta-arguments as entries of the resource's JSON.
    pub(super) fn to_json(&self) -> Vec<(&'static str, Json)> {
        let mut entries = Vec::new();
        if !self.depends_on.is_empty() {
            entries.push(("depends_on", addresses(&self.depends_on)));
        }
        if let Some(count) = &self.count {
            entries.push(("count", Json::of(count.expression())));
        }
        if let Some(for_each) = &self.for_each {
            entries.push(("for_each", Json::of(for_each.expression())));
        }
        if let Some(provider) = &self.provider {
            entries.push(("provider", Json::from(provider.to_string().as_str())));
        }
        if self.lifecycle != Lifecycle::default() {
            entries.push(("lifecycle", self.lifecycle.to_json()));
        }
        entries
    }
}

impl Lifecycle {
    fn to_json(&self) -> Json {
        let mut entries = Vec::new();
        if self.create_before_destroy {
            entries.push(("create_before_destroy", Json::Bool(true)));
        }
        if self.prevent_destroy {
            entries.push(("prevent_destroy", Json::Bool(true)));
        }
        if !self.ignore_changes.is_empty() {
            let names = self.ignore_changes.iter().map(|name| Json::from(name.as_str()));
            entries.push(("ignore_changes", Json::Array(names.collect())));
        }
        if !self.replace_triggered_by.is_empty() {
            entries.push(("replace_triggered_by", addresses(&self.replace_triggered_by)));
        }
        Json::object(entries)
    }
}

/// Addresses as Terraform JSON writes them: bare, sorted and without duplicates.
fn addresses(addresses: &[Address]) -> Json {
    let mut names: Vec<_> = addresses.iter().map(syntax::native_address).collect();
    names.sort();
    names.dedup();
    Json::Array(names.iter().map(|name| Json::from(name.as_str())).collect())
}

impl Meta {
    /// The addresses that it waits for, each with its argument.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = (&'static str, &Address)> {
        let waits = self.depends_on.iter().map(|address| ("depends_on", address));
        let replaced = self.lifecycle.replace_triggered_by.iter();
        waits.chain(replaced.map(|address| ("lifecycle.replace_triggered_by", address)))
    }

    /// Visits every expression of the meta-arguments with the argument's path, which begins with the block's. Addresses
    /// count as references.
    pub(super) fn for_each_expression(&self, path: &dyn Display, visit: &mut impl FnMut(&dyn Display, &Expression)) {
        for (argument, address) in self.addresses() {
            visit(&format_args!("{path}.{argument}"), &address.whole().into());
        }
        if let Some(count) = &self.count {
            visit(&format_args!("{path}.count"), count.expression());
        }
        if let Some(for_each) = &self.for_each {
            visit(&format_args!("{path}.for_each"), for_each.expression());
        }
    }

    /// Visits the expressions of `count` and `for_each`, to change them.
    pub(super) fn rewrite(&mut self, path: &dyn Display, visit: &mut impl FnMut(&dyn Display, &mut Expression)) {
        if let Some(count) = &mut self.count {
            visit(&format_args!("{path}.count"), count.expression_mut());
        }
        let for_each = match &mut self.for_each {
            Some(ForEach::Set(set)) => set.expression_mut(),
            Some(ForEach::Map(map)) => map.expression_mut(),
            None => return,
        };
        visit(&format_args!("{path}.for_each"), for_each);
    }
}
