//! `check` blocks: what Terraform asserts about the whole, with a warning where it does not hold.
//!
//! <https://developer.hashicorp.com/terraform/language/block/check>

use std::cell::RefCell;
use std::fmt::Display;
use std::panic::Location;
use std::sync::Arc;

use super::block::Block;
use super::condition::Condition;
use super::configured::{Configure, Configured};
use super::expression::Expression;
use super::json::Json;
use super::meta::Meta;
use super::provider_block::{Addressed, DataSource, ProviderBlock};
use super::reference::{Address, Instance, Target};
use super::value::Value;

/// A check: assertions, and a data source that only they can use.
#[derive(Debug, Clone)]
pub struct Check {
    /// The data source, by its address. Terraform allows one.
    pub data: Vec<ScopedData>,
    /// The assertions.
    pub assertions: Vec<Condition>,
    /// The place in the program.
    pub place: &'static Location<'static>,
}

/// A data source of a check.
#[derive(Debug, Clone)]
pub struct ScopedData {
    /// Its address.
    pub target: Target,
    /// Its arguments.
    pub block: Block,
    /// Its meta-arguments.
    pub meta: Box<Meta>,
}

/// A check while the program describes it.
pub struct CheckScope {
    document: Arc<str>,
    check: RefCell<Check>,
}

impl CheckScope {
    #[track_caller]
    pub(super) fn new(document: Arc<str>) -> Self {
        let check = Check { data: Vec::new(), assertions: Vec::new(), place: Location::caller() };
        Self { document, check: check.into() }
    }

    /// Asserts a condition. The message says in full sentences what does not hold.
    pub fn assert(&self, condition: impl Into<Value<bool>>, error_message: impl Into<Value<String>>) {
        self.check.borrow_mut().assertions.push(Condition::new(condition, error_message));
    }

    /// Reads a data source each time the check runs. If that fails, it is a warning too. A check has at most one.
    pub fn data<D>(&self, name: &str, data: D) -> <D::Block as ProviderBlock>::Attributes
    where
        D: Configure<Block: DataSource>,
    {
        let Configured { block, meta, .. } = data.configured();
        let target = Target::Data { kind: block.kind().to_owned(), name: name.to_owned() };
        let scoped = ScopedData { target: target.clone(), block: block.into_block(), meta: meta.into() };
        self.check.borrow_mut().data.push(scoped);
        let document = Some(Arc::clone(&self.document));
        Addressed::at_address(Address { document, target, instance: Instance::Single })
    }

    pub(super) fn into_check(self) -> Check {
        self.check.into_inner()
    }
}

impl Check {
    pub(super) fn to_json(&self) -> Json {
        let mut entries = vec![("assert", Condition::all_to_json(&self.assertions))];
        for ScopedData { target, block, meta } in &self.data {
            let Target::Data { kind, name } = target else { continue };
            let body = block.to_json().with(meta.to_json());
            let named = Json::object([(name.as_str(), body)]);
            entries.push(("data", Json::object([(kind.as_str(), named)])));
        }
        Json::object(entries)
    }

    /// Visits every expression with the path of its argument.
    pub(super) fn for_each_expression(&self, path: &dyn Display, visit: &mut impl FnMut(&dyn Display, &Expression)) {
        for ScopedData { target, block, meta } in &self.data {
            block.for_each_expression(&format_args!("{path}.{target}"), visit);
            meta.for_each_expression(&format_args!("{path}.{target}"), visit);
        }
        for expression in self.assertions.iter().flat_map(Condition::expressions) {
            visit(&format_args!("{path}.assert"), expression);
        }
    }

    /// Visits every expression, to change it.
    pub(super) fn rewrite(&mut self, path: &dyn Display, visit: &mut impl FnMut(&dyn Display, &mut Expression)) {
        for ScopedData { target, block, meta } in &mut self.data {
            block.rewrite(&format_args!("{path}.{target}"), visit);
            meta.rewrite(&format_args!("{path}.{target}"), visit);
        }
        for expression in self.assertions.iter_mut().flat_map(Condition::expressions_mut) {
            visit(&format_args!("{path}.assert"), expression);
        }
    }
}
