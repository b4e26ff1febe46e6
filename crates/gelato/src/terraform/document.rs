//! A document: the declarations of one module or root, by address.
//!
//! Declaring never fails. Problems are recorded with their place in the program, and the check reports them before
//! anything is written.

use std::collections::BTreeMap;
use std::panic::Location;
use std::sync::Arc;

use super::block::Block;
use super::exception::Exception;
use super::expression::Expression;
use super::name::Name;
use super::origin::TextOrigin;
use super::output::Output;
use super::problem::{Problem, ProblemKind};
use super::reference::{Address, Instance, Target};
use super::resource::{Addressed, DataSource, Meta, Resource};
use super::value::{Type, Value};
use super::variable::{DeclaredVariable, Rule, Validation, Variable};

/// The declarations of one module or root.
#[derive(Debug, Clone)]
pub struct Document {
    name: Arc<str>,
    entries: BTreeMap<Target, Entry>,
    outputs: BTreeMap<String, Output>,
    origins: BTreeMap<(Target, String), TextOrigin>,
    exceptions: Vec<Exception>,
    problems: Vec<Problem>,
}

/// A declaration under an address.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The declared item.
    pub declaration: Declaration,
    /// The place in the program.
    pub place: &'static Location<'static>,
}

/// The kinds of declaration that can be referred to.
#[derive(Debug, Clone)]
pub enum Declaration {
    /// A resource or data source.
    Block {
        /// Its arguments.
        block: Block,
        /// Its meta-arguments.
        meta: Meta,
    },
    /// A variable.
    Variable(DeclaredVariable),
    /// A local value, and its file.
    Local(Expression),
    /// A call of a module.
    Call(super::module_call::ModuleCall),
}

impl Document {
    /// An empty document; its name is the module's or environment's.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            entries: BTreeMap::new(),
            outputs: BTreeMap::new(),
            origins: BTreeMap::new(),
            exceptions: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The document's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Declares a resource, and returns its attributes.
    #[track_caller]
    pub fn resource<R: Resource>(&mut self, name: &str, resource: R) -> R::Attributes {
        self.resource_with(name, resource, Meta::default())
    }

    /// Declares a resource with meta-arguments.
    #[track_caller]
    pub fn resource_with<R: Resource>(&mut self, name: &str, resource: R, meta: Meta) -> R::Attributes {
        let target = Target::Resource { kind: resource.kind().to_owned(), name: self.check_name(name) };
        let block = resource.into_block();
        R::Attributes::at_address(self.declare(target, Declaration::Block { block, meta }))
    }

    /// Declares a data source, and returns its attributes.
    #[track_caller]
    pub fn data<D: DataSource>(&mut self, name: &str, data: D) -> D::Attributes {
        let target = Target::Data { kind: data.kind().to_owned(), name: self.check_name(name) };
        let declaration = Declaration::Block { block: data.into_block(), meta: Meta::default() };
        D::Attributes::at_address(self.declare(target, declaration))
    }

    /// Declares a variable, and returns its value.
    #[track_caller]
    pub fn variable<T: Type>(&mut self, name: &str, variable: Variable<T>) -> Value<T> {
        self.validated_variable(name, variable, &[])
    }

    /// Declares a variable with validations.
    #[track_caller]
    pub fn validated_variable<T: Type>(&mut self, name: &str, variable: Variable<T>, rules: &[Rule<T>]) -> Value<T> {
        let target = Target::Variable(self.check_name(name));
        let value = Value::from(self.address_of(target.clone()).whole());
        let mut declared = variable.declare(T::constraint());
        declared.validations.extend(rules.iter().map(|rule| Validation {
            condition: (rule.condition)(&value),
            error_message: rule.error_message.to_owned(),
        }));
        self.declare(target, Declaration::Variable(declared));
        value
    }

    /// Declares a local value.
    #[track_caller]
    pub fn local<T>(&mut self, name: &str, value: impl Into<Value<T>>) -> Value<T> {
        let target = Target::Local(self.check_name(name));
        let declaration = Declaration::Local(value.into().into());
        self.declare(target, declaration).whole().into()
    }

    /// Declares an output.
    #[track_caller]
    pub fn output<T>(&mut self, name: &str, description: &str, value: impl Into<Value<T>>) {
        self.declare_output(
            name,
            Output { description: description.to_owned(), value: value.into().into(), sensitive: false },
        );
    }

    /// Declares a sensitive output.
    #[track_caller]
    pub fn sensitive_output<T>(&mut self, name: &str, description: &str, value: impl Into<Value<T>>) {
        self.declare_output(
            name,
            Output { description: description.to_owned(), value: value.into().into(), sensitive: true },
        );
    }

    #[track_caller]
    fn declare_output(&mut self, name: &str, output: Output) {
        let name = self.check_name(name);
        if self.outputs.insert(name.clone(), output).is_some() {
            let (document, address) = (self.name.to_string(), format!("output.{name}"));
            self.report(ProblemKind::Duplicate { document, address, first: "an earlier line".into() });
        }
    }

    /// Declares a call of a module.
    #[track_caller]
    pub(super) fn declare_call(&mut self, name: &str, call: super::module_call::ModuleCall) -> Address {
        let target = Target::Module(self.check_name(name));
        self.declare(target, Declaration::Call(call))
    }

    /// Records a problem at the caller's place in the program.
    #[track_caller]
    pub fn report(&mut self, kind: ProblemKind) {
        self.problems.push(Problem { kind, place: Some(Location::caller()) });
    }

    /// Records that a construct refuses its arguments, with the construct's message.
    #[track_caller]
    pub fn refuse(&mut self, message: impl Into<String>) {
        self.report(ProblemKind::Refused(message.into()));
    }

    /// Records the origin of an argument's text, for checks that point into it.
    pub fn note_origin(&mut self, target: Target, argument: &str, origin: TextOrigin) {
        self.origins.insert((target, argument.to_owned()), origin);
    }

    /// The origin of an argument's text, if it is known.
    pub fn origin(&self, target: &Target, argument: &str) -> Option<&TextOrigin> {
        self.origins.get(&(target.clone(), argument.to_owned()))
    }

    /// Sets a rule aside in one place, with a reason.
    #[track_caller]
    pub fn except(&mut self, rule: &'static str, subject: impl Into<String>, reason: impl Into<String>) {
        let (subject, reason) = (subject.into(), reason.into());
        if reason.trim().is_empty() {
            self.refuse(format!("`{subject}`: the exception from `{rule}` has no reason"));
        }
        self.exceptions.push(Exception { rule, subject, reason, place: Location::caller() });
    }

    /// The rules that are set aside.
    pub fn exceptions(&self) -> &[Exception] {
        &self.exceptions
    }

    /// The declarations, by address.
    pub fn entries(&self) -> &BTreeMap<Target, Entry> {
        &self.entries
    }

    /// The outputs, by name.
    pub fn outputs(&self) -> &BTreeMap<String, Output> {
        &self.outputs
    }

    /// The variables, by name.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &DeclaredVariable)> {
        self.entries.iter().filter_map(|(target, entry)| match (target, &entry.declaration) {
            (Target::Variable(name), Declaration::Variable(variable)) => Some((name.as_str(), variable)),
            _ => None,
        })
    }

    /// The problems recorded so far.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    #[track_caller]
    fn declare(&mut self, target: Target, declaration: Declaration) -> Address {
        let place = Location::caller();
        if let Some(first) = self.entries.get(&target) {
            let first = format!("{}:{}", first.place.file(), first.place.line());
            let (document, address) = (self.name.to_string(), target.to_string());
            self.report(ProblemKind::Duplicate { document, address, first });
        } else {
            self.entries.insert(target.clone(), Entry { declaration, place });
        }
        self.address_of(target)
    }

    fn address_of(&self, target: Target) -> Address {
        Address { document: Some(self.name.clone()), target, instance: Instance::Single }
    }

    #[track_caller]
    fn check_name(&mut self, name: &str) -> String {
        match Name::try_new(name) {
            Ok(name) => name.as_str().to_owned(),
            Err(invalid) => {
                self.report(ProblemKind::Name(invalid));
                name.to_owned()
            }
        }
    }
}
