//! A root's provider configurations: each can be told from the others.

use std::collections::BTreeMap;

use crate::terraform::expression::Expression;
use crate::terraform::name::Name;
use crate::terraform::problem::{Problem, ProblemKind};
use crate::terraform::root::Root;
use crate::terraform::settings::ProviderConfiguration;

/// The provider configurations of a root that Terraform would refuse.
pub fn check_providers(root: &Root) -> Vec<Problem> {
    let mut first: BTreeMap<(&str, Option<&str>), &ProviderConfiguration> = BTreeMap::new();
    let mut problems = Vec::new();
    for provider in &root.providers {
        let found = match alias(provider) {
            Err(refused) => Some(refused),
            Ok(alias) => {
                let earlier = *first.entry((&provider.name, alias)).or_insert(provider);
                (!std::ptr::eq(earlier, provider)).then(|| twice(root, provider, alias, earlier))
            }
        };
        problems.extend(found.map(|kind| Problem { kind, place: Some(provider.place()) }));
    }
    problems
}

/// A configuration's alias. Terraform takes only a name that is written out.
fn alias(provider: &ProviderConfiguration) -> Result<Option<&str>, ProblemKind> {
    match provider.alias() {
        None | Some(Expression::Null) => Ok(None),
        Some(Expression::Text(alias)) => Ok(Name::try_new(alias).map(|_| Some(alias.as_str()))?),
        Some(_) => {
            let message = format!("the `alias` of provider `{}` must be a text, not an expression", provider.name);
            Err(ProblemKind::Refused(message))
        }
    }
}

fn twice(
    root: &Root,
    provider: &ProviderConfiguration,
    alias: Option<&str>,
    earlier: &ProviderConfiguration,
) -> ProblemKind {
    let name = &provider.name;
    ProblemKind::ProviderTwice {
        document: root.name().to_owned(),
        configuration: alias
            .map_or_else(|| format!("the default provider `{name}`"), |alias| format!("provider `{name}.{alias}`")),
        first: format!("{}:{}", earlier.place().file(), earlier.place().line()),
    }
}
