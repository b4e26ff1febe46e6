//! A root's provider configurations have distinct names, and those that are named exist.

use std::collections::BTreeMap;

use crate::terraform::document::{Declaration, Document, Entry};
use crate::terraform::expression::Expression;
use crate::terraform::module::Module;
use crate::terraform::name::Name;
use crate::terraform::problem::{Problem, ProblemKind};
use crate::terraform::reference::Target;
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
    let known: Vec<_> = providers.iter().map(ProviderConfiguration::reference).collect();
    problems.extend(unknown(&root.document(), &known));
    problems
}

/// Provider configurations that a module names, but does not get from its caller.
pub fn check_module_providers(module: &Module) -> Vec<Problem> {
    let providers = module.versions().providers;
    let defaults = providers.iter().map(|provider| ProviderName::default_of(&provider.name));
    let aliases = providers.iter().flat_map(|provider| provider.configuration_aliases.iter().cloned());
    unknown(&module.document(), &defaults.chain(aliases).collect::<Vec<_>>())
}

/// The resources and calls that name an unknown configuration.
fn unknown(document: &Document, known: &[ProviderName]) -> Vec<Problem> {
    let known: Vec<_> = known.iter().map(ToString::to_string).collect();
    let mut problems = Vec::new();
    for (target, entry) in document.entries() {
        let named: Vec<&ProviderName> = match &entry.declaration {
            Declaration::Block { meta, .. } => meta.provider.iter().collect(),
            Declaration::Call(call) => call.providers.values().collect(),
            _ => continue,
        };
        problems.extend(foreign(document, target, entry, &named));
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

/// A configuration of another provider than that of the resource's type. A type begins with the name of its provider, which
/// may have variants, such as `google-beta`.
fn foreign(document: &Document, target: &Target, entry: &Entry, named: &[&ProviderName]) -> Option<Problem> {
    let (Target::Resource { kind, .. } | Target::Data { kind, .. }) = target else { return None };
    let own = ProviderName::of_type(kind);
    let is_own = |name: &&&ProviderName| name.provider().split('-').next() == Some(own.provider());
    let other = named.iter().find(|name| !is_own(name))?;
    let document = document.name();
    let refusal =
        Refusal::new(format!("`{target}` in `{document}` uses `{other}`, a configuration of another provider"));
    let refusal = refusal.allowing(format!("a configuration of the provider `{own}`"));
    Some(Problem { kind: refusal.into(), place: Some(entry.place) })
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
