//! The state that all modules of a root share: files, limits and results.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::budget::Budget;
use super::error::Error;
use super::fetched::Fetched;
use super::files::Files;
use super::inputs::Inputs;
use super::module::Declarations;
use crate::finding::{Finding, Severity};
use crate::resource::{Place, Resource};

/// The account of every ARN.
pub(super) const ACCOUNT: &str = "000000000000";

/// The state that all modules of a root share.
pub(super) struct World {
    /// The root's folder.
    pub(super) root: PathBuf,
    /// The modules that `terraform init` fetched, read when one is called.
    fetched: OnceCell<Fetched>,
    /// The root's folder, and the files that functions read.
    pub(super) files: Files,
    pub(super) budget: Budget,
    pub(super) region: OnceCell<String>,
    pub(super) resources: RefCell<Vec<Resource>>,
    /// The paths of API Gateway resources by ID: a child's path starts with its parent's.
    pub(super) paths: RefCell<HashMap<String, String>>,
    /// The declarations of each folder, parsed once even if several calls use it.
    modules: RefCell<HashMap<PathBuf, Rc<Declarations>>>,
    /// Files of variable definitions.
    values: Vec<PathBuf>,
    /// The findings, and their texts to detect duplicates.
    findings: RefCell<(Vec<Finding>, HashSet<String>)>,
}

impl World {
    pub(super) fn of(folder: &Path, inputs: &Inputs, instead: &[(PathBuf, PathBuf)]) -> Self {
        Self {
            root: folder.to_owned(),
            fetched: OnceCell::new(),
            files: Files::of(folder, instead),
            budget: Budget::default(),
            region: OnceCell::new(),
            resources: RefCell::default(),
            paths: RefCell::default(),
            modules: RefCell::default(),
            values: inputs.files().to_vec(),
            findings: RefCell::default(),
        }
    }

    /// The modules that `terraform init` fetched.
    pub(super) fn fetched(&self) -> Result<&Fetched, Error> {
        if let Some(fetched) = self.fetched.get() {
            return Ok(fetched);
        }
        let fetched = Fetched::read(&self.root)?;
        Ok(self.fetched.get_or_init(|| fetched))
    }

    /// The declarations of a folder.
    pub(super) fn declarations(&self, folder: &Path) -> Result<Rc<Declarations>, Error> {
        if let Some(known) = self.modules.borrow().get(folder) {
            return Ok(Rc::clone(known));
        }
        let declarations = Rc::new(Declarations::read(folder, &self.budget)?);
        self.modules.borrow_mut().insert(folder.to_owned(), Rc::clone(&declarations));
        Ok(declarations)
    }

    /// Reports a difference from AWS, at most once.
    pub(super) fn report(&self, address: String, place: &Place, message: String) {
        let finding = Finding { severity: Severity::Ignored, address, place: Some(place.clone()), message };
        let (findings, known) = &mut *self.findings.borrow_mut();
        if known.insert(finding.to_string()) {
            findings.push(finding);
        }
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        self.findings.take().0
    }

    /// Every file that was read.
    pub(super) fn read_files(&self) -> Vec<PathBuf> {
        let modules = self.modules.borrow();
        let declared = modules.values().flat_map(|module| module.files.iter().cloned());
        self.values.iter().cloned().chain(declared).chain(self.files.all()).collect()
    }
}
