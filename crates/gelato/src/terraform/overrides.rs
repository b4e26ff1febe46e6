//! The escape hatch: a program changes what a construct declared, with a reason.
//!
//! `gelato synth --explain-exceptions` lists the reasons. What is changed is checked against the provider's schemas like
//! everything else.

use std::panic::Location;

use super::block::Block;
use super::document::Declaration;
use super::exception::OVERRIDE;
use super::expression::Expression;
use super::meta::Meta;
use super::refactoring::Destination;
use super::reference::Target;
use super::refusal::Refusal;
use super::scope::Scope;
use super::suggestion::closest;

/// The meta-arguments of every resource.
const META_ARGUMENTS: [&str; 7] =
    ["connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"];

/// The file of an API's definition, whose references a deployment has to know.
const DEFINITION: &str = "definition";

impl Scope {
    /// Sets one argument of a resource that a construct declared: the construct, or the resource's address, such as
    /// `aws_iam_role.clerk`; the path, such as `max_session_duration` or `ttl[0].enabled`; the value; the reason.
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// # fn describe(m: &Module) {
    /// let table = Table::new(m, "books", TableProps::new(Key::string("isbn")));
    /// let class: Value<String> = "STANDARD_INFREQUENT_ACCESS".into();
    /// m.set_argument(&table, "table_class", class, "Nobody reads old books.");
    /// # }
    /// ```
    #[track_caller]
    pub fn set_argument(
        &self,
        resource: impl Into<Destination>,
        path: &str,
        value: impl Into<Expression>,
        reason: &str,
    ) {
        let value = value.into();
        let mut refers = false;
        value.for_each_reference(&mut |_| refers = true);
        self.change(resource.into(), path, reason, |block, meta| {
            if refers && meta.file == Some(DEFINITION) {
                return Err(Refusal::new("a deployment would not notice when this value changes")
                    .allowing("a literal value in the definition of an API"));
            }
            block.set_at(path, value)
        });
    }

    /// Adds a nested block to a resource that a construct declared.
    #[track_caller]
    pub fn add_block(&self, resource: impl Into<Destination>, path: &str, block: impl Into<Block>, reason: &str) {
        self.change(resource.into(), path, reason, |changed, _| changed.add_at(path, block.into()));
    }

    /// Removes an argument or a nested block of a resource that a construct declared. A path without an index removes all
    /// blocks of its name.
    #[track_caller]
    pub fn remove_argument(&self, resource: impl Into<Destination>, path: &str, reason: &str) {
        self.change(resource.into(), path, reason, |block, _| block.remove_at(path));
    }

    /// Changes the meta-arguments of a resource that a construct declared, such as its `lifecycle`.
    #[track_caller]
    pub fn change_meta(&self, resource: impl Into<Destination>, change: impl FnOnce(&mut Meta), reason: &str) {
        self.change(resource.into(), "meta-arguments", reason, |_, meta| {
            change(meta);
            Ok(())
        });
    }

    #[track_caller]
    fn change(
        &self,
        resource: Destination,
        path: &str,
        reason: &str,
        change: impl FnOnce(&mut Block, &mut Meta) -> Result<(), Refusal>,
    ) {
        if META_ARGUMENTS.contains(&path.split(['.', '[']).next().unwrap_or_default()) {
            let refused =
                Refusal::new(format!("`{path}` is a meta-argument")).allowing("arguments and blocks of the type");
            return self.refuse(refused.hint("`change_meta` changes meta-arguments"));
        }
        let Some(address) = self.address(&resource.text(&self.name())) else { return };
        let Some(target) = address.declared().filter(|_| address.modules.is_empty()) else {
            let refused = Refusal::new(format!("`{address}` is not a resource of `{}`", self.name()));
            return self.refuse(refused.hint("change it in the module that declares it"));
        };
        let place = Location::caller();
        match self.change_declared(&target, change) {
            Ok(()) => self.except(OVERRIDE, format!("{target}.{path}"), reason),
            Err(refused) => self.refuse_at(place, refused.within(format_args!("`{target}`"))),
        }
    }

    fn change_declared(
        &self,
        target: &Target,
        change: impl FnOnce(&mut Block, &mut Meta) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let mut document = self.document_mut();
        let known: Vec<String> = document.entries().keys().map(ToString::to_string).collect();
        let Some(Declaration::Block { block, meta, .. }) = document.declaration_mut(target) else {
            let refused = Refusal::new("it is not declared, or not yet");
            return Err(match closest(&target.to_string(), known.iter().map(String::as_str)) {
                Some(meant) => refused.hint(format!("did you mean `{meant}`?")),
                None => refused.hint("write this after the construct"),
            });
        };
        change(block, meta)
    }
}
