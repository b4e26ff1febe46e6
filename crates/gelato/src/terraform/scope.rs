//! A document under construction, to which declarations are added through a shared reference.
//!
//! A program can therefore declare a variable while it writes the properties of a construct, as in
//! `Table::new(m, "books", TableProps { name: m.variable(…), .. })`.

use std::cell::{Ref, RefCell, RefMut};
use std::panic::Location;
use std::sync::Arc;

use super::address_path::AddressPath;
use super::assertion::CheckScope;
use super::configured::Configure;
use super::document::Document;
use super::foreign_module::{CallMeta, ConfigureCall, ForeignModule};
use super::module_call::ModuleCall;
use super::origin::TextOrigin;
use super::output::Output;
use super::problem::{Problem, ProblemKind};
use super::provider_block::{Addressed, DataSource, ProviderBlock, Resource};
use super::refactoring::{Destination, Fate, Moved, Removed};
use super::reference::{Address, Target};
use super::refusal::Refusal;
use super::value::{Type, Value};
use super::variable::Variable;

/// A document under construction: the declarations of one module or root.
///
/// Declaring never fails. Problems are recorded with their place in the program, and synthesis reports all of them before
/// it writes anything.
#[derive(Debug)]
pub struct Scope(RefCell<Document>);

impl Scope {
    /// An empty document; its name is the module's or environment's.
    pub(super) fn new(name: &str) -> Self {
        Self(RefCell::new(Document::new(name)))
    }

    /// The document's name.
    pub fn name(&self) -> Arc<str> {
        self.0.borrow().shared_name()
    }

    /// The declarations so far. Nothing can be declared while they are borrowed.
    pub fn document(&self) -> Ref<'_, Document> {
        self.0.borrow()
    }

    /// The declarations so far, to change them.
    pub(crate) fn document_mut(&self) -> RefMut<'_, Document> {
        self.0.borrow_mut()
    }

    /// Declares a resource, and returns its attributes. [`Configure`] gives it meta-arguments.
    #[track_caller]
    pub fn resource<R>(&self, name: &str, resource: R) -> <R::Block as ProviderBlock>::Attributes
    where
        R: Configure<Block: Resource>,
    {
        self.0.borrow_mut().resource(name, resource.configured())
    }

    /// Declares a data source, and returns its attributes.
    #[track_caller]
    pub fn data<D>(&self, name: &str, data: D) -> <D::Block as ProviderBlock>::Attributes
    where
        D: Configure<Block: DataSource>,
    {
        self.0.borrow_mut().data(name, data.configured())
    }

    /// Declares a variable, and returns its value.
    #[track_caller]
    pub fn variable<T: Type>(&self, name: &str, variable: Variable<T>) -> Value<T> {
        self.0.borrow_mut().variable(name, variable)
    }

    /// Declares a variable, unless the same one is declared already, and returns its value.
    #[track_caller]
    pub(crate) fn shared_variable<T: Type>(&self, name: &str, variable: Variable<T>) -> Value<T> {
        self.0.borrow_mut().shared_variable(name, variable)
    }

    /// Declares a local value.
    #[track_caller]
    pub fn local<T>(&self, name: &str, value: impl Into<Value<T>>) -> Value<T> {
        self.0.borrow_mut().local(name, value.into().into()).whole().into()
    }

    /// Declares an output.
    #[track_caller]
    pub fn output<T: Type>(&self, name: &str, description: &str, value: impl Into<Value<T>>) {
        self.declare_output(name, description, value.into(), false);
    }

    /// Declares a sensitive output.
    #[track_caller]
    pub fn sensitive_output<T: Type>(&self, name: &str, description: &str, value: impl Into<Value<T>>) {
        self.declare_output(name, description, value.into(), true);
    }

    #[track_caller]
    fn declare_output<T: Type>(&self, name: &str, description: &str, value: Value<T>, sensitive: bool) {
        let output = Output::new(description, value, &T::constraint(), sensitive);
        self.0.borrow_mut().output(name, output);
    }

    /// Declares a check: assertions about the whole, which warn where they do not hold.
    /// <https://developer.hashicorp.com/terraform/language/block/check>
    #[track_caller]
    pub fn check(&self, name: &str, describe: impl FnOnce(&CheckScope)) {
        let check = CheckScope::new(self.name());
        describe(&check);
        self.document_mut().check(name, check.into_check());
    }

    /// Records that an object has another address now, so that Terraform does not replace it: the old name of a thing of the
    /// same type, or its old address, and the thing. Keep it until no state has the old address.
    /// <https://developer.hashicorp.com/terraform/language/block/moved>
    #[track_caller]
    pub fn moved(&self, from: &str, to: impl Into<Destination>) {
        let Some(to) = self.address(&to.into().text(&self.name())) else { return };
        let is_name = !from.contains('.');
        let from = if is_name { to.renamed(from).to_string() } else { from.to_owned() };
        let Some(from) = self.address(&from) else { return };
        self.document_mut().refactoring_mut().moved.push(Moved { from, to, place: Location::caller() });
    }

    /// Records that the configuration no longer has an object, and what becomes of it. Needs Terraform 1.7.
    /// <https://developer.hashicorp.com/terraform/language/block/removed>
    #[track_caller]
    pub fn removed(&self, from: &str, fate: Fate) {
        let Some(from) = self.address(from) else { return };
        self.document_mut().refactoring_mut().removed.push(Removed { from, fate, place: Location::caller() });
    }

    /// Reads an address. An invalid one is recorded.
    #[track_caller]
    pub(super) fn address(&self, text: &str) -> Option<AddressPath> {
        match text.parse::<AddressPath>() {
            Ok(address) => Some(address),
            Err(invalid) => {
                self.refuse(invalid);
                None
            }
        }
    }

    /// Declares a call of a module of others, and returns its outputs.
    ///
    /// `gelato bindings --module` generates a struct for a module; [`UntypedModule`](super::UntypedModule) is any.
    #[track_caller]
    pub fn call_module<C: ConfigureCall>(&self, name: &str, call: C) -> <C::Module as ForeignModule>::Outputs {
        let (source, meta, call) = call.configured().into_call();
        if let Err(refusal) = source.check() {
            self.refuse_call(name, refusal);
        }
        self.check_waits(name, &meta);
        Addressed::at_address(self.declare_call(name, call))
    }

    /// Refuses a call that is to wait for something that is computed.
    #[track_caller]
    pub(super) fn check_waits(&self, call: &str, meta: &CallMeta) {
        if meta.waits_for_nothing {
            let refusal = Refusal::new("`depends_on` names a value that is computed");
            self.refuse_call(call, refusal.allowing("a resource, a data source or another call of a module"));
        }
    }

    #[track_caller]
    fn refuse_call(&self, call: &str, refusal: Refusal) {
        let (document, call) = (self.name().to_string(), call.to_owned());
        self.report(ProblemKind::Call { document, call, refusal });
    }

    /// Declares a call of a module.
    #[track_caller]
    pub(super) fn declare_call(&self, name: &str, call: ModuleCall) -> Address {
        self.0.borrow_mut().call(name, call)
    }

    /// Records a problem at the caller's place in the program.
    #[track_caller]
    pub fn report(&self, kind: ProblemKind) {
        self.0.borrow_mut().report(kind);
    }

    /// Records a problem with its place in the program.
    pub(crate) fn add_problem(&self, problem: Problem) {
        self.0.borrow_mut().add_problem(problem);
    }

    /// Records that a construct refuses what the caller describes.
    #[track_caller]
    pub fn refuse(&self, refusal: impl Into<Refusal>) {
        self.refuse_at(Location::caller(), refusal);
    }

    /// Records that a construct refuses what a place in the program describes. The same refusal of the same place is
    /// recorded once, however often it is used.
    pub fn refuse_at(&self, place: &'static Location<'static>, refusal: impl Into<Refusal>) {
        let problem = Problem { kind: ProblemKind::Refused(refusal.into()), place: Some(place) };
        if !self.document().problems().contains(&problem) {
            self.add_problem(problem);
        }
    }

    /// Records the origin of an argument's text, for checks that point into it.
    pub fn note_origin(&self, target: Target, argument: &str, origin: TextOrigin) {
        self.0.borrow_mut().note_origin(target, argument, origin);
    }

    /// Sets a rule aside in one place, with a reason.
    #[track_caller]
    pub fn except(&self, rule: &'static str, subject: impl Into<String>, reason: impl Into<String>) {
        self.0.borrow_mut().except(rule, subject.into(), reason.into());
    }
}
