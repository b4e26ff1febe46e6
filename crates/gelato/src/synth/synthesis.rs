//! The pure part of synthesis: creates, checks and renders documents. It reads and writes nothing.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::environment::{self, Environment, Target};
use crate::schema::{BlockKind, Catalog};
use crate::service::Program;
use crate::terraform::{
    Document, Exception, Module, Problem, Problems, Root, check, check_module_providers, check_providers,
    check_refactoring,
};

use super::access_check;
use super::provider_check;
use super::readme::Readmes;
use super::template_check;

/// The files of a service, by their path below the project's folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Synthesis {
    /// The service's name: the owner of the folders.
    pub service: String,
    /// The contents by path.
    pub files: BTreeMap<PathBuf, String>,
    /// Types of untyped resources that no known schema contains. Only Terraform checks them.
    pub unchecked: BTreeSet<(BlockKind, String)>,
    /// The exceptions that the program declares, by document.
    pub exceptions: Vec<(String, Exception)>,
    /// Whether it contains every environment. If so, any other generated root is stale.
    pub complete: bool,
}

/// Which environments a synthesis contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of the project's environments.
    Complete,
    /// Some of them. The roots of the others are left untouched.
    Partial,
}

/// Why a service cannot be synthesised.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The program describes something that would not work.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// The service's name is not allowed.
    #[error("service name `{0}`: allowed are 1 to 32 lowercase letters, digits and `-`, beginning with a letter")]
    Name(String),
    /// An environment's file does not fit the service.
    #[error(transparent)]
    Environment(#[from] environment::Error),
    /// Two environments share an account and region, but have different bootstrap settings.
    #[error(
        "environments `{one}` and `{other}` share an account and region, but need different roots `terraform/{root}`\n\
         hint: `[account]`, `backend.bucket` and `backend.lockfile` must be the same in both files"
    )]
    Account {
        /// An environment.
        one: String,
        /// Another.
        other: String,
        /// Their root.
        root: String,
    },
    /// Two modules, or two roots, would be written into one folder.
    #[error("two {what} are named `{name}`, and would both be written to `{folder}/{name}`: rename one of them")]
    SameFolder {
        /// `modules` or `roots`.
        what: &'static str,
        /// The folder.
        folder: &'static str,
        /// Their name.
        name: String,
    },
    /// The README of a module cannot be rendered.
    #[error("cannot render the modules' READMEs")]
    Readme(#[from] Box<handlebars::RenderError>),
}

/// Synthesises the files of a service for these environments.
///
/// # Errors
/// When the program describes something that would not work. The error lists all problems.
pub fn synthesise(program: &Program<'_>, environments: &[Environment], extent: Extent) -> Result<Synthesis, Error> {
    check_name(program.name())?;
    refuse(program.problems().to_vec())?;
    let mut roots: Vec<Root> = Vec::new();
    for environment in environments {
        roots.extend(program.roots(environment)?.into_iter().map(|stack| stack.root));
    }
    roots.extend(bootstraps(program, environments)?);
    let modules = program.modules();
    let mut synthesis =
        Synthesis { service: program.name().to_owned(), complete: extent == Extent::Complete, ..Synthesis::default() };
    check_folders("roots", "terraform", roots.iter().map(|root| root.name().to_string()))?;
    check_all(program.catalog(), &modules, &roots, &mut synthesis)?;
    if environments.iter().any(|environment| environment.settings.target == Target::Aws) {
        refuse(modules.iter().flat_map(|module| access_check::check(&module.document())).collect())?;
    }
    let readmes = Readmes::new().map_err(Box::new)?;
    for module in modules {
        add_module(&mut synthesis, &readmes, module)?;
    }
    for root in roots {
        let files = root.files(&synthesis.service);
        add_files(&mut synthesis, "terraform", &root.name(), files);
    }
    Ok(synthesis)
}

/// One root per account and region, however many environments share it.
fn bootstraps(program: &Program<'_>, environments: &[Environment]) -> Result<Vec<Root>, Error> {
    let mut by_name: BTreeMap<String, (&Environment, Root)> = BTreeMap::new();
    for environment in environments {
        let Some(root) = program.bootstrap(environment) else { continue };
        match by_name.entry(root.name().to_string()) {
            Entry::Vacant(place) => {
                place.insert((environment, root));
            }
            Entry::Occupied(place) if place.get().1.files(program.name()) == root.files(program.name()) => {}
            Entry::Occupied(place) => {
                let (one, other) = (place.get().0.name.to_string(), environment.name.to_string());
                return Err(Error::Account { one, other, root: root.name().to_string() });
            }
        }
    }
    Ok(by_name.into_values().map(|(_, root)| root).collect())
}

fn check_name(name: &str) -> Result<(), Error> {
    let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let starts_well = name.starts_with(|letter: char| letter.is_ascii_lowercase());
    let fits = starts_well && name.len() <= 32 && name.chars().all(allowed);
    if fits { Ok(()) } else { Err(Error::Name(name.to_owned())) }
}

fn check_folders(
    what: &'static str,
    folder: &'static str,
    mut names: impl Iterator<Item = String>,
) -> Result<(), Error> {
    let mut known = BTreeSet::new();
    let twice = names.find(|name| !known.insert(name.clone()));
    twice.map_or(Ok(()), |name| Err(Error::SameFolder { what, folder, name }))
}

fn check_all(catalog: &Catalog, modules: &[&Module], roots: &[Root], synthesis: &mut Synthesis) -> Result<(), Error> {
    let documents = modules.iter().map(|module| module.document()).chain(roots.iter().map(|root| root.document()));
    let mut found = Vec::new();
    for document in documents {
        found.extend(problems(catalog, &document, &mut synthesis.unchecked));
        let exceptions = document.exceptions().iter();
        synthesis.exceptions.extend(exceptions.map(|exception| (document.name().to_owned(), exception.clone())));
    }
    let documents = modules.iter().map(|module| module.document()).chain(roots.iter().map(|root| root.document()));
    found.extend(documents.flat_map(|document| check_refactoring(&document, modules)));
    found.extend(modules.iter().flat_map(|module| check_module_providers(module)));
    found.extend(roots.iter().flat_map(check_providers));
    refuse(found)
}

fn refuse(found: Vec<Problem>) -> Result<(), Error> {
    if found.is_empty() { Ok(()) } else { Err(Problems(found).into()) }
}

fn problems(catalog: &Catalog, document: &Document, unchecked: &mut BTreeSet<(BlockKind, String)>) -> Vec<Problem> {
    let mut problems = check(document);
    problems.extend(provider_check::check(catalog, document, unchecked));
    problems.extend(template_check::check(document));
    problems
}

fn add_module(synthesis: &mut Synthesis, readmes: &Readmes, module: &Module) -> Result<(), Error> {
    let readme = readmes.of(module).map_err(Box::new)?;
    let files = module.files(&synthesis.service);
    add_files(synthesis, "modules", &module.name(), files);
    add_files(synthesis, "modules", &module.name(), [("README.md".to_owned(), readme)]);
    Ok(())
}

fn add_files(synthesis: &mut Synthesis, folder: &str, name: &str, files: impl IntoIterator<Item = (String, String)>) {
    let base = PathBuf::from(folder).join(name);
    synthesis.files.extend(files.into_iter().map(|(file, text)| (base.join(file), text)));
}
