//! The meta-arguments of a resource or data source.
//!
//! <https://developer.hashicorp.com/terraform/language/resources/syntax#meta-arguments>

use std::fmt::Display;

use super::expression::Expression;
use super::json::Json;
use super::lifecycle::Lifecycle;
use super::referable::references;
use super::reference::{Address, Reference};
use super::settings::ProviderName;
use super::value::{Map, Number, Set, Value};

/// The meta-arguments of a resource or data source. [`Configure`](super::Configure) has a method for each.
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
    /// The provider configuration, if it is not the default one.
    pub provider: Option<ProviderName>,
    /// The module's file for it, without the extension. The default is `main`.
    pub file: Option<&'static str>,
}

/// The collection of `for_each`: a set of texts, or a map.
#[derive(Debug, Clone, PartialEq)]
pub struct ForEach(Expression);

impl From<Value<Set<String>>> for ForEach {
    /// A set that is written out is a list in Terraform's JSON, which `for_each` refuses, also as a branch of a condition.
    fn from(set: Value<Set<String>>) -> Self {
        let set: Expression = set.into();
        let may_be_list = !matches!(set, Expression::Reference(_) | Expression::Call { .. });
        Self(if may_be_list { Expression::Call { function: "toset".into(), arguments: vec![set] } } else { set })
    }
}

impl<T> From<Value<Map<T>>> for ForEach {
    fn from(map: Value<Map<T>>) -> Self {
        Self(map.into())
    }
}

impl ForEach {
    /// The expression behind it.
    pub fn expression(&self) -> &Expression {
        &self.0
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
            entries.push(("depends_on", references(self.depends_on.iter().map(Address::whole))));
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

    /// The references that it waits for, each with its argument.
    pub(crate) fn references(&self) -> impl Iterator<Item = (&'static str, Reference)> {
        let waits = self.depends_on.iter().map(|address| ("depends_on", address.whole()));
        let replaced = self.lifecycle.replace_triggered_by.iter();
        waits.chain(replaced.map(|reference| ("lifecycle.replace_triggered_by", reference.clone())))
    }

    /// Visits every expression of the meta-arguments with the argument's path, which begins with the block's. References
    /// count as expressions.
    pub(crate) fn for_each_expression(&self, path: &dyn Display, visit: &mut impl FnMut(&dyn Display, &Expression)) {
        for (argument, reference) in self.references() {
            visit(&format_args!("{path}.{argument}"), &reference.into());
        }
        if let Some(count) = &self.count {
            visit(&format_args!("{path}.count"), count.expression());
        }
        if let Some(ForEach(collection)) = &self.for_each {
            visit(&format_args!("{path}.for_each"), collection);
        }
        self.lifecycle.for_each_expression(path, visit);
    }

    /// Visits every expression that may refer to another document, to change it.
    pub(super) fn rewrite(&mut self, path: &dyn Display, visit: &mut impl FnMut(&dyn Display, &mut Expression)) {
        if let Some(count) = &mut self.count {
            visit(&format_args!("{path}.count"), count.expression_mut());
        }
        if let Some(ForEach(collection)) = &mut self.for_each {
            visit(&format_args!("{path}.for_each"), collection);
        }
        self.lifecycle.rewrite(path, visit);
    }
}
