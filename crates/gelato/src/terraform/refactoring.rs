//! What Terraform is to do with objects it already has, or that exist without it: `moved`, `removed` and `import` blocks.
//!
//! <https://developer.hashicorp.com/terraform/language/modules/develop/refactoring>

use std::panic::Location;

use super::address_path::AddressPath;
use super::expression::Expression;
use super::json::Json;
use super::referable::Referable;
use super::reference::Address;
use super::settings::MinorVersion;
use super::syntax;

/// The refactorings of a module or root, in the order of the program.
#[derive(Debug, Clone, Default)]
pub struct Refactoring {
    /// The objects that have another address now.
    pub moved: Vec<Moved>,
    /// The objects that the configuration no longer has.
    pub removed: Vec<Removed>,
    /// The objects that Terraform takes over. Only roots have them.
    pub imports: Vec<Import>,
}

/// An object that has another address now.
/// <https://developer.hashicorp.com/terraform/language/block/moved>
#[derive(Debug, Clone)]
pub struct Moved {
    /// The address in the state.
    pub from: AddressPath,
    /// The address in the configuration.
    pub to: AddressPath,
    /// The place in the program.
    pub place: &'static Location<'static>,
}

/// An object that the configuration no longer has.
/// <https://developer.hashicorp.com/terraform/language/block/removed>
#[derive(Debug, Clone)]
pub struct Removed {
    /// The address in the state.
    pub from: AddressPath,
    /// What becomes of the object.
    pub fate: Fate,
    /// The place in the program.
    pub place: &'static Location<'static>,
}

/// What becomes of an object that the configuration no longer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Terraform forgets it: it stays where it is.
    Forget,
    /// Terraform destroys it.
    Destroy,
}

/// An object that exists, and that Terraform takes over.
/// <https://developer.hashicorp.com/terraform/language/block/import>
#[derive(Debug, Clone)]
pub struct Import {
    /// The address in the configuration.
    pub to: AddressPath,
    /// The object's id, in the form that the provider's documentation gives for the type.
    pub id: Expression,
    /// The place in the program.
    pub place: &'static Location<'static>,
}

/// An address in the configuration: a declared thing, or its address as Terraform writes it, such as
/// `aws_sns_topic.news`. Both must exist.
#[derive(Debug, Clone)]
pub struct Destination(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Text(String),
    Declared(Address),
    Computed,
}

impl From<&str> for Destination {
    fn from(text: &str) -> Self {
        Self(Kind::Text(text.to_owned()))
    }
}

impl<R: Referable> From<&R> for Destination {
    fn from(declared: &R) -> Self {
        let reference = declared.reference().filter(|reference| reference.attributes.is_empty());
        Self(reference.map_or(Kind::Computed, |reference| Kind::Declared(reference.address)))
    }
}

impl Destination {
    /// The address as a document writes it.
    pub(super) fn text(self, document: &str) -> String {
        match self.0 {
            Kind::Text(text) => text,
            Kind::Computed => "a computed value".to_owned(),
            Kind::Declared(address) => {
                let owner = address.document.as_deref().filter(|owner| *owner != document);
                let module = owner.map_or_else(String::new, |owner| format!("module.{owner}."));
                module + &syntax::native_address(&address)
            }
        }
    }
}

/// The version of Terraform that introduced `removed` blocks.
const REMOVED: MinorVersion = (1, 7);

impl Refactoring {
    /// The version of Terraform that it needs, if it needs a particular one.
    pub(super) fn needs(&self) -> Option<MinorVersion> {
        (!self.removed.is_empty()).then_some(REMOVED)
    }

    /// The blocks by their keyword.
    pub(super) fn to_json(&self) -> Vec<(&'static str, Json)> {
        let address = |address: &AddressPath| Json::from(address.to_string().as_str());
        let moved = self.moved.iter().map(|one| Json::object([("from", address(&one.from)), ("to", address(&one.to))]));
        let removed = self.removed.iter().map(|one| {
            let lifecycle = Json::object([("destroy", Json::Bool(one.fate == Fate::Destroy))]);
            Json::object([("from", address(&one.from)), ("lifecycle", lifecycle)])
        });
        let imports =
            self.imports.iter().map(|one| Json::object([("to", address(&one.to)), ("id", Json::of(&one.id))]));
        let blocks =
            [("moved", moved.collect::<Vec<_>>()), ("removed", removed.collect()), ("import", imports.collect())];
        blocks
            .into_iter()
            .filter(|(_, all)| !all.is_empty())
            .map(|(keyword, all)| (keyword, Json::Array(all)))
            .collect()
    }
}
