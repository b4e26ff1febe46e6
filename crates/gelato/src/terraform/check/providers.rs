//! A root's provider configurations have distinct names, and those that are named exist.

use std::collections::BTreeMap;

use crate::terraform::document::{Declaration, Document};
use crate::terraform::expression::Expression;
use crate::terraform::module::Module;
use crate::terraform::name::Name;
use crate::terraform::problem::{Problem, ProblemKind};
use crate::terraform::refusal::Refusal;
use crate::terraform::root::Root;
use crate::terraform::settings::{ProviderConfiguration, ProviderName};
use crate::terraform::suggestion::closest;

/// The provider configurations of a root that Terraform would refuse.
pub fn check_providers(root: &Root) -> Vec<Problem> {
    let providers = root.providers();
    let mut first: BTreeMap<(&str, Option<&str>), &ProviderConfiguration> = BTreeMap::new();
    let mut problems = Vec::new();
    for provider in providers.iter() {
        let found = match alias(provider) {
            Err(refused) => Some(refused),
            Ok(alias) => {
                let earlier = *first.entry((&provider.name, alias)).or_insert(provider);
                (!std::ptr::eq(earlier, provider)).then(|| twice(root, provider, alias, earlier))
            }
        };
        problems.extend(found.map(|kind| Problem { kind, place: Some(provider.place()) }));
    }
    problems.extend(unknown(&root.document(), &providers));
    problems
}

/// Provider configurations that a module names, which it must not: its caller passes them.
pub fn check_module_providers(module: &Module) -> Vec<Problem> {
    unknown(&module.document(), &[])
}

/// The resources and calls that name an unknown configuration.
fn unknown(document: &Document, providers: &[ProviderConfiguration]) -> Vec<Problem> {
    let known: Vec<_> = providers.iter().map(|provider| provider.reference().to_string()).collect();
    let mut problems = Vec::new();
    for (target, entry) in document.entries() {
        let named: Vec<&ProviderName> = match &entry.declaration {
            Declaration::Block { meta, .. } => meta.provider.iter().collect(),
            Declaration::Call(call) => call.providers.values().collect(),
            _ => continue,
        };
        for provider in named.into_iter().map(ToString::to_string).filter(|provider| !known.contains(provider)) {
            let meant = closest(&provider, known.iter().map(String::as_str)).map(str::to_owned);
            let kind = ProblemKind::UnknownProvider {
                document: document.name().to_owned(),
                from: target.to_string(),
                provider,
                meant,
            };
            problems.push(Problem { kind, place: Some(entry.place) });
        }
    }
    problems
}

/// A configuration's alias. Terraform only accepts a literal name.
fn alias(provider: &ProviderConfiguration) -> Result<Option<&str>, ProblemKind> {
    match provider.alias() {
        None | Some(Expression::Null) => Ok(None),
        Some(Expression::Text(alias)) => Ok(Name::try_new(alias).map(|_| Some(alias.as_str()))?),
        Some(_) => {
            let refused = Refusal::new(format!("the `alias` of provider `{}` is an expression", provider.name));
            Err(ProblemKind::Refused(refused.allowing("a text, such as `virginia`")))
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
        document: root.name().to_string(),
        configuration: alias
            .map_or_else(|| format!("the default provider `{name}`"), |alias| format!("provider `{name}.{alias}`")),
        first: format!("{}:{}", earlier.place().file(), earlier.place().line()),
    }
}
