//! Which configuration of the AWS provider a resource is made with, and in which region that is.
//!
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/resource-provider>

use std::rc::Rc;

use hcl::expr::Expression;

use super::repeat::Repetition;
use super::{Given, Instance, REGION};
use crate::load::document;
use crate::load::error::Error;
use crate::load::module::Declared;
use crate::resource::Place;

/// The name of the default configuration.
const DEFAULT: &str = "aws";

impl Instance {
    /// The region of the root's default configuration.
    pub(super) fn default_region(self: &Rc<Self>) -> Result<String, Error> {
        Ok(self.configured_region(DEFAULT)?.unwrap_or_else(|| REGION.to_owned()))
    }

    /// The region that a resource or data source is in, as its configuration of the provider says.
    pub(super) fn region_of(self: &Rc<Self>, declared: &Declared) -> Result<String, Error> {
        let named = declared.arguments.get("provider").map_or_else(|| DEFAULT.to_owned(), name);
        let is_aws = named == DEFAULT || named.starts_with("aws.");
        self.region(if is_aws { &named } else { DEFAULT }, &declared.place)
    }

    /// The region of a configuration, as this module names it. A module has those that its caller hands over, and the
    /// default one in any case.
    fn region(self: &Rc<Self>, named: &str, place: &Place) -> Result<String, Error> {
        let Given::Call { parent, arguments, .. } = &self.given else {
            let region = self.configured_region(named)?;
            return region.or_else(|| self.region_of_default(named)).ok_or_else(|| self.unknown(named, place));
        };
        let Some(parent) = parent.upgrade() else { return Ok(REGION.to_owned()) };
        let handed =
            arguments.get("providers").into_iter().flat_map(document::objects).flat_map(|object| object.iter());
        match handed.into_iter().find(|(inner, _)| document::key(inner) == named) {
            Some((_, outer)) => parent.region(&name(outer), place),
            None if named == DEFAULT => parent.region(DEFAULT, place),
            None => Err(self.unknown(named, place)),
        }
    }

    /// The region that one of this root's configurations names. One that names none is in AWS's own.
    fn configured_region(self: &Rc<Self>, named: &str) -> Result<Option<String>, Error> {
        let mut providers = self.declarations.providers.iter();
        let Some((_, aws)) = providers.find(|(provider, declared)| full_name(provider, declared) == named) else {
            return Ok(None);
        };
        let Some(region) = aws.arguments.get("region") else { return Ok(Some(REGION.to_owned())) };
        match self.evaluate(&aws.place, "region", region, &Repetition::default())? {
            serde_json::Value::String(region) => Ok(Some(region)),
            other => Err(Error::wrong(&aws.place, format!("`region` is `{other}`, not a string"))),
        }
    }

    /// The default configuration needs no block.
    fn region_of_default(&self, named: &str) -> Option<String> {
        (named == DEFAULT).then(|| self.world.region.get().cloned().unwrap_or_else(|| REGION.to_owned()))
    }

    fn unknown(&self, named: &str, place: &Place) -> Error {
        let known: Vec<_> =
            self.declarations.providers.iter().map(|(name, declared)| full_name(name, declared)).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        let what = if matches!(self.given, Given::Call { .. }) {
            "its caller does not hand over in `providers`".to_owned()
        } else {
            format!("the root does not configure; it configures {known}")
        };
        Error::wrong(place, format!("`provider` names `{named}`, which {what}"))
    }
}

/// How a configuration is named: `aws`, or `aws.virginia`.
fn full_name(provider: &str, declared: &Declared) -> String {
    declared.arguments.get("alias").map_or_else(|| provider.to_owned(), |alias| format!("{provider}.{}", name(alias)))
}

/// A name as JSON and HCL write it: a text, or a reference.
fn name(expression: &Expression) -> String {
    match expression {
        Expression::String(text) => text.clone(),
        Expression::TemplateExpr(template) => {
            template.to_string().trim_matches('"').trim_start_matches("${").trim_end_matches('}').trim().to_owned()
        }
        other => other.to_string(),
    }
}
