//! A described service, without the type of its settings: what the commands work with.

use std::path::Path;
use std::rc::Rc;

use serde::de::DeserializeOwned;

use crate::bundle::DeclaredAsset;
use crate::environment::{self, Environment, EnvironmentInCode, Environments};
use crate::modules::{ModuleScope, SecretCheck};
use crate::openapi::ApiDescription;
use crate::schema::{Catalog, InvalidSchema};
use crate::terraform::{Module, Problem, Root};

use super::aspects::Aspects;
use super::contract::Service;
use super::crossing::cross;
use super::described_stack::DescribedStack;
use super::description::Description;
use super::description_check;
use super::offer::Offers;
use super::providers::Providers;
use super::root_outputs::{outputs, protected};
use super::roots::Roots;
use super::stack_check;
use super::stacks::StackRoot;

/// A described service.
///
/// ```
/// # use gelato::prelude::*;
/// # struct Library;
/// # impl Service for Library {
/// #     const NAME: &'static str = "library";
/// #     type Settings = NoSettings;
/// #     fn describe(&self, _: &Description) {}
/// # }
/// let program = gelato::service::Program::of(&Library)?;
/// assert_eq!(program.name(), "library");
/// # Ok::<(), gelato::schema::InvalidSchema>(())
/// ```
pub struct Program<'a> {
    name: &'static str,
    catalog: Rc<Catalog>,
    problems: Vec<Problem>,
    roots: Box<dyn AnyRoots>,
    bootstrap: Bootstrap<'a>,
    in_code: Vec<EnvironmentInCode>,
}

/// Makes the root for what exists once per account and region.
type Bootstrap<'a> = Box<dyn Fn(&Environment) -> Option<Root> + 'a>;

/// The roots of a service, without the type of its settings.
trait AnyRoots {
    fn modules(&self) -> Vec<&ModuleScope>;
    fn of(&self, environment: &Environment) -> Result<Vec<StackRoot>, environment::Error>;
}

impl<S: DeserializeOwned> AnyRoots for Roots<S> {
    fn modules(&self) -> Vec<&ModuleScope> {
        self.modules.iter().map(|described| &*described.module).collect()
    }

    fn of(&self, environment: &Environment) -> Result<Vec<StackRoot>, environment::Error> {
        self.all(environment)
    }
}

impl<'a> Program<'a> {
    /// Describes a service, and lets values cross the boundaries of its modules. Problems of the program are kept, and
    /// reported by synthesis.
    ///
    /// # Errors
    /// If an embedded provider schema cannot be read.
    pub fn of<S: Service>(service: &'a S) -> Result<Self, InvalidSchema> {
        let description = Description::new(S::NAME);
        service.describe(&description);
        let modules = description.modules.into_inner();
        for described in &modules {
            described.module.complete();
        }
        let catalog = Rc::new(Catalog::aws_where(|version| S::AWS_PROVIDER.includes(version))?);
        let aspects = Aspects { catalog: Rc::clone(&catalog), all: description.aspects.into_inner() };
        for described in &modules {
            aspects.visit(&mut described.module.document_mut());
        }
        let mut offers = Offers::new(Rc::clone(&catalog), modules.iter().map(|described| described.module.shared()));
        let mut problems = description_check::check(&modules);
        let scopes: Vec<&ModuleScope> = modules.iter().map(|described| &*described.module).collect();
        if problems.is_empty() {
            problems.extend(cross(&scopes, &mut offers));
        }
        let providers = Providers { aws: S::AWS_PROVIDER, declared: description.providers.into_inner() };
        problems.extend(providers.assign(&scopes));
        drop(scopes);
        let outputs = outputs(&modules, description.outputs.into_inner(), &mut offers, &mut problems);
        let protected = protected(&modules, &mut offers, &mut problems);
        offers.complete();
        let (additions, stacks) = (description.additions.into_inner(), description.stacks.into_inner());
        problems.extend(stack_check::check(&stacks, &modules, &outputs, &additions));
        let stacks = names(stacks);
        let roots = Roots { modules, outputs, protected, additions, stacks, providers, aspects, offers: offers.into() };
        let bootstrap = Box::new(|environment: &Environment| {
            let mut root = service.bootstrap(environment)?;
            S::AWS_PROVIDER.require(&mut root.versions);
            Some(root)
        });
        Ok(Self {
            name: S::NAME,
            catalog,
            problems,
            roots: Box::new(roots),
            bootstrap,
            in_code: service.environments(),
        })
    }

    /// The service's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The environments of a folder, and those that the program describes.
    pub fn environments(&self, folder: &Path) -> Environments<'_> {
        Environments::new(folder, &self.in_code)
    }

    /// The provider's schemas, which are read once.
    pub(crate) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The packages of its functions, each once.
    pub fn functions(&self) -> Vec<String> {
        let mut packages: Vec<String> = Vec::new();
        for package in self.roots.modules().iter().flat_map(|module| module.functions()) {
            if !packages.contains(&package) {
                packages.push(package);
            }
        }
        packages
    }

    /// The files and folders that are zipped.
    pub fn assets(&self) -> Vec<DeclaredAsset> {
        self.roots.modules().iter().flat_map(|module| module.assets()).collect()
    }

    /// The description of its REST API, if it has one.
    pub fn api(&self) -> Option<ApiDescription> {
        self.roots.modules().iter().find_map(|module| module.api())
    }

    /// The checks of secrets that the shell sets, by the variable's name.
    pub fn secret_checks(&self) -> Vec<(String, SecretCheck)> {
        let secrets = self.roots.modules().into_iter().flat_map(ModuleScope::secrets);
        secrets.filter_map(|(name, secret)| Some((name, secret.check?))).collect()
    }

    /// Its modules.
    pub fn modules(&self) -> Vec<&Module> {
        self.roots.modules().into_iter().map(ModuleScope::module).collect()
    }

    /// The problems of the description as a whole. Those of a module or root are in its document.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The roots of an environment: one, or one for each stack, after those whose values it uses.
    ///
    /// # Errors
    /// When the environment's file does not fit the service. Problems of the program are recorded in the roots.
    pub fn roots(&self, environment: &Environment) -> Result<Vec<StackRoot>, environment::Error> {
        let functions = self.functions();
        let functions: Vec<&str> = functions.iter().map(String::as_str).collect();
        environment.check_tables(&functions, self.api().is_some())?;
        self.roots.of(environment)
    }

    /// The root for the resources that exist once per account and region, if there are any.
    pub fn bootstrap(&self, environment: &Environment) -> Option<Root> {
        (self.bootstrap)(environment)
    }
}

/// The names of the stacks, in the order of the program. One may be described in several places.
fn names(stacks: Vec<DescribedStack>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for stack in stacks {
        if !names.contains(&stack.name) {
            names.push(stack.name);
        }
    }
    names
}
