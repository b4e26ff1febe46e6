//! The provider configuration of a resource, and its region.
//!
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/resource-provider>

use std::rc::Rc;

use super::name::Name;
use super::repeat::Repetition;
use super::{Instance, REGION, Slot, VariableSource};
use crate::load::budget::Shared;
use crate::load::document;
use crate::load::error::Error;
use crate::load::module::{Declared, name_in};
use crate::load::shown::Shown;
use crate::resource::Place;

/// The name of the default configuration.
const DEFAULT: &str = "aws";

impl Instance {
    /// The region of the root's default configuration. After this, the regions of all configurations have been
    /// evaluated.
    pub(super) fn default_region(self: &Rc<Self>) -> Result<String, Error> {
        for (provider, declared) in &self.declarations.providers {
            // A configuration without a region is reported by the resources that use it.
            let _ = self.settled(Name::Region(declared.configuration_of(provider)));
        }
        let region = self.configured_region(DEFAULT)?.unwrap_or_else(|| REGION.to_owned());
        Ok(self.world.region.get_or_init(|| region).clone())
    }

    /// The region of a resource or data source, from its provider configuration.
    pub(super) fn region_of(self: &Rc<Self>, declared: &Declared) -> Result<String, Error> {
        let named = declared.arguments.get("provider").map_or_else(|| DEFAULT.to_owned(), name_in);
        let is_aws = named == DEFAULT || named.starts_with("aws.");
        self.region(if is_aws { &named } else { DEFAULT }, &declared.place)
    }

    /// The region of a configuration with a name in this module. A module has the configurations that its caller
    /// passes, and always the default one.
    fn region(self: &Rc<Self>, named: &str, place: &Place) -> Result<String, Error> {
        let VariableSource::Call { parent, name: call, .. } = &self.given else {
            let region = self.configured_region(named)?;
            return region.or_else(|| self.region_of_default(named)).ok_or_else(|| self.unknown(named, place));
        };
        let Some(parent) = parent.upgrade() else { return Ok(REGION.to_owned()) };
        let arguments = &parent.declarations.modules[call].arguments;
        let handed =
            arguments.get("providers").into_iter().flat_map(document::objects).flat_map(|object| object.iter());
        match handed.into_iter().find(|(inner, _)| document::key(inner) == named) {
            Some((_, outer)) => parent.region(&name_in(outer), place),
            None if named == DEFAULT => parent.region(DEFAULT, place),
            None => Err(self.unknown(named, place)),
        }
    }

    /// A configuration of this module.
    pub(super) fn provider(&self, named: &str) -> Option<&Declared> {
        let mut providers = self.declarations.providers.iter();
        providers
            .find(|(provider, declared)| declared.configuration_of(provider) == named)
            .map(|(_, declared)| declared)
    }

    /// Evaluates the region of a configuration. Without one, it is the default region.
    pub(super) fn evaluated_region(self: &Rc<Self>, named: &str) -> Result<Shared, Error> {
        let set = self.provider(named).and_then(|aws| Some((&aws.place, aws.arguments.get("region")?)));
        let Some((place, region)) = set else { return Ok(Rc::new(REGION.into())) };
        let region = self.evaluate(place, "region", region, &Repetition::default())?;
        if region.is_string() {
            return Ok(region);
        }
        Err(Error::wrong(place, format!("`region` is `{}`, not a string", Shown(&region))))
    }

    /// The region of one of this root's configurations. References within the region itself use the default region.
    fn configured_region(&self, named: &str) -> Result<Option<String>, Error> {
        if self.provider(named).is_none() {
            return Ok(None);
        }
        match self.memory.borrow().get(&Name::Region(named.to_owned())) {
            Some(Slot::Done(region)) => Ok(region.clone()?.as_str().map(ToOwned::to_owned)),
            _ => Ok(Some(REGION.to_owned())),
        }
    }

    /// The default configuration does not need a block.
    fn region_of_default(&self, named: &str) -> Option<String> {
        (named == DEFAULT).then(|| self.world.region.get().cloned().unwrap_or_else(|| REGION.to_owned()))
    }

    fn unknown(&self, named: &str, place: &Place) -> Error {
        let known: Vec<_> =
            self.declarations.providers.iter().map(|(name, declared)| declared.configuration_of(name)).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        let what = if matches!(self.given, VariableSource::Call { .. }) {
            "its caller does not pass in `providers`".to_owned()
        } else {
            format!("the root does not configure; it configures {known}")
        };
        Error::wrong(place, format!("`provider` names `{named}`, which {what}"))
    }
}
