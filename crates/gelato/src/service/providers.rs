//! The provider configurations of a service, and the modules that use them.
//!
//! A module that uses one names it among its `configuration_aliases`, and each root configures it and hands it over.
//! <https://developer.hashicorp.com/terraform/language/modules/develop/providers>

use std::collections::BTreeSet;
use std::panic::Location;

use crate::constructs::{AwsProvider, AwsVersions, aws_provider_block};
use crate::environment::Environment;
use crate::modules::ModuleScope;
use crate::terraform::{
    Block, Declaration, Document, Meta, Problem, ProviderConfiguration, ProviderName, ProviderRequirement, Refusal,
    Root, Target, Versions, file_and_line,
};

/// Writes the arguments of a provider configuration in an environment.
pub(super) type Configure<S> = Box<dyn Fn(&S, &Environment) -> Block>;

/// A provider configuration that the program declares.
pub(super) struct DeclaredProvider<S> {
    pub(super) name: ProviderName,
    /// `None` for the AWS provider, which every module requires.
    pub(super) requirement: Option<ProviderRequirement>,
    pub(super) configure: Configure<S>,
    pub(super) place: &'static Location<'static>,
}

/// The providers of a service.
pub(super) struct Providers<S> {
    pub(super) aws: AwsVersions,
    pub(super) declared: Vec<DeclaredProvider<S>>,
}

impl<S> DeclaredProvider<S> {
    /// Another configuration of the AWS provider.
    pub(super) fn aws(
        alias: &str,
        configure: impl Fn(&S, &Environment) -> AwsProvider + 'static,
        place: &'static Location<'static>,
    ) -> Self {
        let configure = move |settings: &S, environment: &Environment| {
            aws_provider_block(environment, &configure(settings, environment))
        };
        Self { name: ProviderName::alias("aws", alias), requirement: None, configure: Box::new(configure), place }
    }
}

impl<S> Providers<S> {
    /// Gives each module the versions of the providers it uses. Returns what no provider of the service serves.
    pub(super) fn assign(&self, modules: &[&ModuleScope]) -> Vec<Problem> {
        let mut problems = self.differing();
        for module in modules {
            let used = used(&module.document(), &mut |problem| problems.push(problem), &self.names());
            module.module().set_versions(self.versions(&used));
        }
        problems
    }

    /// The names of the declared configurations.
    fn names(&self) -> Vec<String> {
        self.declared.iter().map(|one| one.name.to_string()).collect()
    }

    /// Requirements of one provider that differ.
    fn differing(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (index, one) in self.declared.iter().enumerate() {
            let Some(requirement) = &one.requirement else { continue };
            let same = |other: &&DeclaredProvider<S>| {
                other.requirement.as_ref().is_some_and(|known| known.name == requirement.name && known != requirement)
            };
            if let Some(first) = self.declared[..index].iter().find(same) {
                let found = format!("provider `{}` has another source or version here", requirement.name);
                let hint = format!("write the same as at {}", file_and_line(first.place));
                problems.push(Problem { kind: Refusal::new(found).hint(hint).into(), place: Some(one.place) });
            }
        }
        problems
    }

    /// The versions of a module that uses these configurations.
    fn versions(&self, used: &BTreeSet<ProviderName>) -> Versions {
        let mut versions = self.aws.versions();
        for one in self.declared.iter().filter(|one| used.contains(&one.name)) {
            let name = one.requirement.as_ref().map_or("aws", |requirement| requirement.name.as_str());
            add(&mut versions, one.requirement.as_ref());
            if let Some(provider) = versions.provider_mut(name).filter(|_| one.name.is_alias()) {
                provider.configuration_aliases.push(one.name.clone());
            }
        }
        versions
    }

    /// Configures them in a root.
    pub(super) fn configure(&self, root: &mut Root, settings: &S, environment: &Environment) {
        self.aws.require(&mut root.versions);
        for one in &self.declared {
            let mut block = (one.configure)(settings, environment);
            if let Some(alias) = one.name.alias_name() {
                block.set("alias", alias);
            }
            let name = one.name.provider();
            root.provider(ProviderConfiguration::with_block(name, block).at(one.place));
            add(&mut root.versions, one.requirement.as_ref());
        }
    }
}

/// Adds a provider, unless it is there.
fn add(versions: &mut Versions, requirement: Option<&ProviderRequirement>) {
    if let Some(requirement) = requirement.filter(|requirement| versions.provider(&requirement.name).is_none()) {
        versions.providers.push(requirement.clone());
    }
}

/// The configurations that a document's resources and data sources use.
fn used(document: &Document, refuse: &mut impl FnMut(Problem), known: &[String]) -> BTreeSet<ProviderName> {
    let mut used = BTreeSet::new();
    for (target, meta, place) in blocks(document) {
        let (Target::Resource { kind, .. } | Target::Data { kind, .. }) = target else { continue };
        let default = ProviderName::of_type(kind);
        let name = meta.provider.clone().unwrap_or(default);
        if !name.is_alias() && !known.contains(&name.to_string()) && !BUILT_IN.contains(&name.provider()) {
            let found = format!("`{target}` in `{}` needs the provider `{name}`", document.name());
            let refusal = Refusal::new(found).allowing("`aws`, and the providers that the service declares").hint(format!(
                "declare it: `service.provider(ProviderRequirement::new(\"{name}\", \"hashicorp/{name}\", \"~> 1.0\"), …)`"
            ));
            refuse(Problem { kind: refusal.into(), place: Some(place) });
        }
        used.insert(name);
    }
    for entry in document.entries().values() {
        if let Declaration::Call(call) = &entry.declaration {
            used.extend(call.providers.values().cloned());
        }
    }
    used
}

/// The resources and data sources of a document, those of checks included.
fn blocks(document: &Document) -> impl Iterator<Item = (&Target, &Meta, &'static Location<'static>)> {
    let declared = document.entries().iter().filter_map(|(target, entry)| match &entry.declaration {
        Declaration::Block { meta, .. } => Some((target, &**meta, entry.place)),
        _ => None,
    });
    let checks = document.checks().values();
    declared.chain(checks.flat_map(|check| check.data.iter().map(|data| (&data.target, &*data.meta, check.place))))
}

/// The providers that every module has.
const BUILT_IN: [&str; 2] = ["aws", "terraform"];
