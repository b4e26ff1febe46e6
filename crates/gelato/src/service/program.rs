//! A described service, without the type of its settings: what the commands work with.

use std::collections::BTreeMap;
use std::panic::Location;
use std::rc::Rc;

use serde::de::DeserializeOwned;

use crate::environment::{self, Environment};
use crate::modules::{Input, ModuleScope, SecretCheck};
use crate::openapi::ApiDescription;
use crate::schema::{Catalog, InvalidSchema};
use crate::terraform::{Expression, Module, Problem, ProblemKind, Root};

use super::contract::Service;
use super::crossing::{cross, to_root};
use super::described_module::DescribedModule;
use super::description::{Description, RootOutput};
use super::offer::Offers;
use super::roots::Roots;

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
}

/// Makes the root for what exists once per account and region.
type Bootstrap<'a> = Box<dyn Fn(&Environment) -> Option<Root> + 'a>;

/// The roots of a service, without the type of its settings.
trait AnyRoots {
    fn modules(&self) -> Vec<&ModuleScope>;
    fn root(&self, environment: &Environment) -> Result<Root, environment::Error>;
}

impl<S: DeserializeOwned> AnyRoots for Roots<S> {
    fn modules(&self) -> Vec<&ModuleScope> {
        self.modules.iter().map(|described| &*described.module).collect()
    }

    fn root(&self, environment: &Environment) -> Result<Root, environment::Error> {
        self.of(environment)
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
        let catalog = Rc::new(Catalog::aws()?);
        let mut offers = Offers::new(Rc::clone(&catalog), modules.iter().map(|described| described.module.shared()));
        let mut problems = twice(&modules);
        problems.extend(second_api(&modules));
        if problems.is_empty() {
            let scopes: Vec<&ModuleScope> = modules.iter().map(|described| &*described.module).collect();
            problems.extend(cross(&scopes, &mut offers));
        }
        let outputs = outputs(&modules, description.outputs.into_inner(), &mut offers, &mut problems);
        let protected = protected(&modules, &mut offers, &mut problems);
        offers.complete();
        let additions = description.additions.into_inner();
        let roots = Roots { modules, outputs, protected, additions, offers: offers.into() };
        let bootstrap = Box::new(|environment: &Environment| service.bootstrap(environment));
        Ok(Self { name: S::NAME, catalog, problems, roots: Box::new(roots), bootstrap })
    }

    /// The service's name.
    pub fn name(&self) -> &'static str {
        self.name
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

    /// The description of its REST API, if it has one.
    pub fn api(&self) -> Option<ApiDescription> {
        self.roots.modules().iter().find_map(|module| module.api())
    }

    /// The checks of secrets that the shell sets, by the variable's name.
    pub fn secret_checks(&self) -> Vec<(String, SecretCheck)> {
        let mut checks = Vec::new();
        for module in self.roots.modules() {
            for (name, input) in module.inputs().iter() {
                if let Input::Secret { check: Some(check), .. } = input {
                    checks.push((name.clone(), *check));
                }
            }
        }
        checks
    }

    /// Its modules.
    pub fn modules(&self) -> Vec<&Module> {
        self.roots.modules().into_iter().map(ModuleScope::module).collect()
    }

    /// The problems of the description as a whole. Those of a module or root are in its document.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The root of an environment.
    ///
    /// # Errors
    /// When the environment's file does not fit the service. Problems of the program are recorded in the root.
    pub fn root(&self, environment: &Environment) -> Result<Root, environment::Error> {
        let functions = self.functions();
        let functions: Vec<&str> = functions.iter().map(String::as_str).collect();
        environment.check_tables(&functions, self.api().is_some())?;
        self.roots.root(environment)
    }

    /// The root for the resources that exist once per account and region, if there are any.
    pub fn bootstrap(&self, environment: &Environment) -> Option<Root> {
        (self.bootstrap)(environment)
    }
}

/// The name for all roots in messages.
const ROOTS: &str = "the roots";

/// The outputs of every root: those of the service, and those that constructs publish.
fn outputs<S>(
    modules: &[DescribedModule<S>],
    own: Vec<RootOutput>,
    offers: &mut Offers,
    problems: &mut Vec<Problem>,
) -> Vec<RootOutput> {
    let mut outputs = own;
    for DescribedModule { module, place } in modules {
        let published = module.published().into_iter();
        outputs.extend(published.map(|(name, output)| RootOutput { name, output, place }));
    }
    keep_first(&mut outputs, problems);
    for RootOutput { name, output, place } in &mut outputs {
        to_root(ROOTS, &format_args!("output.{name}"), place, &mut output.value, offers, problems);
    }
    outputs
}

/// Keeps the first output of each name, and reports the others once instead of in each root. Those of a second API follow from
/// it, which is reported already.
fn keep_first(outputs: &mut Vec<RootOutput>, problems: &mut Vec<Problem>) {
    let is_reported = !problems.is_empty();
    let mut first: BTreeMap<String, &'static Location<'static>> = BTreeMap::new();
    outputs.retain(|RootOutput { name, place, .. }| {
        let Some(known) = first.get(name) else {
            first.insert(name.clone(), place);
            return true;
        };
        let (document, address) = (ROOTS.to_owned(), format!("output.{name}"));
        let first = format!("{}:{}", known.file(), known.line());
        if !is_reported {
            problems.push(Problem { kind: ProblemKind::Duplicate { document, address, first }, place: Some(place) });
        }
        false
    });
}

/// The values that a protected environment must not lose.
fn protected<S>(modules: &[DescribedModule<S>], offers: &mut Offers, problems: &mut Vec<Problem>) -> Vec<Expression> {
    let mut values = Vec::new();
    for DescribedModule { module, place } in modules {
        for mut value in module.protected() {
            to_root(ROOTS, &"terraform_data.protected", place, &mut value, offers, problems);
            values.push(value);
        }
    }
    values
}

/// A second REST API. A service has one, which its commands and the outputs of its roots are about.
fn second_api<S>(modules: &[DescribedModule<S>]) -> Option<Problem> {
    let places: Vec<_> = modules.iter().flat_map(|described| described.module.api_places()).collect();
    let [first, second, ..] = places.as_slice() else { return None };
    let kind = ProblemKind::SecondApi { first: format!("{}:{}", first.file(), first.line()) };
    Some(Problem { kind, place: Some(second) })
}

/// Modules of the same name.
fn twice<S>(modules: &[DescribedModule<S>]) -> Vec<Problem> {
    let mut first: BTreeMap<String, &DescribedModule<S>> = BTreeMap::new();
    let mut problems = Vec::new();
    for described in modules {
        let name = described.module.module_name().to_string();
        if let Some(known) = first.get(&name) {
            let first = format!("{}:{}", known.place.file(), known.place.line());
            problems.push(Problem { kind: ProblemKind::ModuleTwice { name, first }, place: Some(described.place) });
        } else {
            first.insert(name, described);
        }
    }
    problems
}
