//! A document: the declarations of one module or root, by address.
//!
//! A program declares in a [`Scope`](super::Scope); this is what the checks and the renderer read.

mod declaration;
mod walk;

pub use declaration::Declaration;

use std::collections::BTreeMap;
use std::panic::Location;
use std::sync::Arc;

use crate::terraform::assertion::{Check, ScopedData};
use crate::terraform::configured::Configured;
use crate::terraform::exception::{Exception, OVERRIDE};
use crate::terraform::expression::Expression;
use crate::terraform::name::Name;
use crate::terraform::origin::TextOrigin;
use crate::terraform::output::Output;
use crate::terraform::problem::{Problem, ProblemKind};
use crate::terraform::provider_block::{Addressed, DataSource, ProviderBlock, Resource};
use crate::terraform::refactoring::Refactoring;
use crate::terraform::reference::{Address, Instance, Target};
use crate::terraform::refusal::Refusal;
use crate::terraform::value::{Type, Value};
use crate::terraform::variable::{DeclaredVariable, Variable};

/// The declarations of one module or root.
#[derive(Debug, Clone)]
pub struct Document {
    name: Arc<str>,
    entries: BTreeMap<Target, Entry>,
    outputs: BTreeMap<String, Output>,
    checks: BTreeMap<String, Check>,
    refactoring: Refactoring,
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

/// The names that no variable may have.
/// <https://developer.hashicorp.com/terraform/language/values/variables#declaring-an-input-variable>
const RESERVED: [&str; 8] =
    ["source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals"];

impl Document {
    /// An empty document; its name is the module's or environment's.
    pub(in crate::terraform) fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            entries: BTreeMap::new(),
            outputs: BTreeMap::new(),
            checks: BTreeMap::new(),
            refactoring: Refactoring::default(),
            origins: BTreeMap::new(),
            exceptions: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The document's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The document's name, as addresses share it.
    pub(in crate::terraform) fn shared_name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    /// Declares a resource, and returns its attributes.
    #[track_caller]
    pub(in crate::terraform) fn resource<R: Resource>(&mut self, name: &str, resource: Configured<R>) -> R::Attributes {
        let (kind, name) = (resource.block.kind().to_owned(), self.check_name(name));
        self.block(Target::Resource { kind, name }, resource)
    }

    /// Declares a data source, and returns its attributes.
    #[track_caller]
    pub(in crate::terraform) fn data<D: DataSource>(&mut self, name: &str, data: Configured<D>) -> D::Attributes {
        let (kind, name) = (data.block.kind().to_owned(), self.check_name(name));
        self.block(Target::Data { kind, name }, data)
    }

    #[track_caller]
    fn block<B: ProviderBlock>(&mut self, target: Target, configured: Configured<B>) -> B::Attributes {
        let Configured { block, meta, unreferable } = configured;
        for argument in unreferable {
            let refused = Refusal::new(format!("`{target}.{argument}` got a computed value"));
            let allowed = "a resource, a data source, a called module, or an attribute as it is";
            self.report(ProblemKind::Refused(refused.allowing(allowed)));
        }
        let declaration = Declaration::Block { block: block.into_block(), meta: meta.into(), typed: B::TYPED };
        B::Attributes::at_address(self.declare(target, declaration))
    }

    /// Declares a variable, and returns its value.
    #[track_caller]
    pub(in crate::terraform) fn variable<T: Type>(&mut self, name: &str, variable: Variable<T>) -> Value<T> {
        let target = Target::Variable(self.check_variable_name(name));
        let value = Value::from(self.address_of(target.clone()).whole());
        self.declare(target, Declaration::Variable(variable.declare(&value)));
        value
    }

    /// Declares a variable, unless the same one is declared already, and returns its value.
    #[track_caller]
    pub(in crate::terraform) fn shared_variable<T: Type>(&mut self, name: &str, variable: Variable<T>) -> Value<T> {
        let target = Target::Variable(name.to_owned());
        let value = Value::from(self.address_of(target.clone()).whole());
        let variable = variable.declare(&value);
        if self.find_variable(name) != Some(&variable) {
            self.declare(target, Declaration::Variable(variable));
        }
        value
    }

    /// Declares a local value.
    #[track_caller]
    pub(in crate::terraform) fn local(&mut self, name: &str, value: Expression) -> Address {
        let target = Target::Local(self.check_name(name));
        self.declare(target, Declaration::Local(value))
    }

    /// Declares an output.
    #[track_caller]
    pub(in crate::terraform) fn output(&mut self, name: &str, output: Output) {
        let name = self.check_name(name);
        self.add_output(&name, output);
    }

    /// Adds an output, with its own place in the program.
    pub(crate) fn add_output(&mut self, name: &str, output: Output) {
        if let Some(known) = self.outputs.get(name) {
            let kind = ProblemKind::duplicate(&self.name, format!("output.{name}"), known.place);
            self.problems.push(Problem { kind, place: Some(output.place) });
        } else {
            self.outputs.insert(name.to_owned(), output);
        }
    }

    /// Adds a variable with its place in the program.
    pub(crate) fn add_variable(&mut self, name: &str, variable: DeclaredVariable, place: &'static Location<'static>) {
        self.declare_at(Target::Variable(name.to_owned()), Declaration::Variable(variable), place);
    }

    /// Declares a check.
    pub(in crate::terraform) fn check(&mut self, name: &str, check: Check) {
        let place = check.place;
        if let Err(invalid) = Name::try_new(name) {
            self.problems.push(Problem { kind: invalid.into(), place: Some(place) });
        }
        let refused = |found: &str| Refusal::new(format!("check `{name}` {found}"));
        for ScopedData { target, meta, .. } in &check.data {
            let is_used = |other: &Check| other.data.iter().any(|data| data.target == *target);
            let earlier = self.entries.get(target).map(|entry| entry.place);
            let earlier =
                earlier.or_else(|| self.checks.values().find(|other| is_used(other)).map(|other| other.place));
            if let Some(earlier) = earlier {
                let kind = ProblemKind::duplicate(&self.name, target.to_string(), earlier);
                self.problems.push(Problem { kind, place: Some(place) });
            }
            if meta.count.is_some() || meta.for_each.is_some() {
                let refusal = Refusal::new(format!("check `{name}` reads `{target}` with `count` or `for_each`"));
                let refusal = refusal.allowing("one data source").hint("declare it outside of the check");
                self.problems.push(Problem { kind: refusal.into(), place: Some(place) });
            }
        }
        let refused = match (check.assertions.is_empty(), check.data.len()) {
            (true, _) => Some(refused("asserts nothing").hint("call `assert` at least once")),
            (_, 0 | 1) => None,
            _ => Some(refused("reads several data sources").allowing("at most one").hint("write a check for each")),
        };
        self.problems.extend(refused.map(|refused| Problem { kind: refused.into(), place: Some(place) }));
        if let Some(known) = self.checks.get(name) {
            let kind = ProblemKind::duplicate(&self.name, format!("check.{name}"), known.place);
            self.problems.push(Problem { kind, place: Some(place) });
        } else {
            self.checks.insert(name.to_owned(), check);
        }
    }

    /// The declarations, to change them.
    pub(crate) fn entries_mut(&mut self) -> impl Iterator<Item = (&Target, &mut Entry)> {
        self.entries.iter_mut()
    }

    /// A declaration, to change it.
    pub(in crate::terraform) fn declaration_mut(&mut self, target: &Target) -> Option<&mut Declaration> {
        self.entries.get_mut(target).map(|entry| &mut entry.declaration)
    }

    /// The place in the program that decided about an argument: where it was overridden, or where its resource is declared.
    pub fn place_of(&self, target: &Target, path: &str) -> Option<&'static Location<'static>> {
        let argument = format!("{target}.{path}");
        let decides = |one: &&Exception| one.rule == OVERRIDE && is_within(&argument, &one.subject);
        let overridden = self.exceptions.iter().rev().find(decides);
        overridden.map(|one| one.place).or_else(|| self.entries.get(target).map(|entry| entry.place))
    }

    /// The checks, by name.
    pub fn checks(&self) -> &BTreeMap<String, Check> {
        &self.checks
    }

    /// What Terraform is to do with objects that it already has, or that exist without it.
    pub fn refactoring(&self) -> &Refactoring {
        &self.refactoring
    }

    /// What Terraform is to do with objects that it already has, to add to it.
    pub(in crate::terraform) fn refactoring_mut(&mut self) -> &mut Refactoring {
        &mut self.refactoring
    }

    /// The calls of modules, to change them.
    pub(in crate::terraform) fn calls_mut(
        &mut self,
    ) -> impl Iterator<Item = &mut crate::terraform::module_call::ModuleCall> {
        self.entries.values_mut().filter_map(|entry| match &mut entry.declaration {
            Declaration::Call(call) => Some(call),
            _ => None,
        })
    }

    /// A call of a module, to change it.
    pub(in crate::terraform) fn call_mut(
        &mut self,
        name: &str,
    ) -> Option<&mut crate::terraform::module_call::ModuleCall> {
        match &mut self.entries.get_mut(&Target::Module(name.to_owned()))?.declaration {
            Declaration::Call(call) => Some(call),
            _ => None,
        }
    }

    /// Declares a call of a module.
    #[track_caller]
    pub(in crate::terraform) fn call(
        &mut self,
        name: &str,
        call: crate::terraform::module_call::ModuleCall,
    ) -> Address {
        let target = Target::Module(self.check_name(name));
        self.declare(target, Declaration::Call(call))
    }

    /// Records a problem at the caller's place in the program.
    #[track_caller]
    pub(in crate::terraform) fn report(&mut self, kind: ProblemKind) {
        self.problems.push(Problem { kind, place: Some(Location::caller()) });
    }

    /// Records a problem with its place.
    pub(crate) fn add_problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Records the origin of an argument's text, for checks that point into it.
    pub(in crate::terraform) fn note_origin(&mut self, target: Target, argument: &str, origin: TextOrigin) {
        self.origins.insert((target, argument.to_owned()), origin);
    }

    /// The origin of an argument's text, if it is known.
    pub fn origin(&self, target: &Target, argument: &str) -> Option<&TextOrigin> {
        self.origins.get(&(target.clone(), argument.to_owned()))
    }

    /// Sets a rule aside in one place, with a reason.
    #[track_caller]
    pub(in crate::terraform) fn except(&mut self, rule: &'static str, subject: String, reason: String) {
        if reason.trim().is_empty() {
            let found = format!("`{subject}`: the exception from `{rule}` has no reason");
            let refused = Refusal::new(found).hint("say why the rule does not apply here");
            self.report(ProblemKind::Refused(refused));
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

    /// The variable of a name.
    pub fn find_variable(&self, name: &str) -> Option<&DeclaredVariable> {
        match &self.entries.get(&Target::Variable(name.to_owned()))?.declaration {
            Declaration::Variable(variable) => Some(variable),
            _ => None,
        }
    }

    /// The problems recorded so far.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    #[track_caller]
    fn declare(&mut self, target: Target, declaration: Declaration) -> Address {
        self.declare_at(target, declaration, Location::caller())
    }

    pub(in crate::terraform) fn declare_at(
        &mut self,
        target: Target,
        declaration: Declaration,
        place: &'static Location<'static>,
    ) -> Address {
        if let Some(first) = self.entries.get(&target) {
            let kind = ProblemKind::duplicate(&self.name, target.to_string(), first.place);
            self.problems.push(Problem { kind, place: Some(place) });
        } else {
            self.entries.insert(target.clone(), Entry { declaration, place });
        }
        self.address_of(target)
    }

    fn address_of(&self, target: Target) -> Address {
        Address { document: Some(self.name.clone()), target, instance: Instance::Single }
    }

    #[track_caller]
    fn check_variable_name(&mut self, name: &str) -> String {
        if RESERVED.contains(&name) {
            let refused =
                Refusal::new(format!("`{name}` cannot be a variable: it means something else in a module call"));
            self.report(ProblemKind::Refused(refused.allowing(format!("any name but {}", RESERVED.join(", ")))));
        }
        self.check_name(name)
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

/// Whether a path is another one or leads below it: `ttl[0].enabled` is within `ttl`.
fn is_within(path: &str, outer: &str) -> bool {
    let below = |rest: &str| rest.is_empty() || rest.starts_with(['.', '[']);
    path.strip_prefix(outer).is_some_and(below)
}
