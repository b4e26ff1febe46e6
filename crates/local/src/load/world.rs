//! What all modules of a root share: files, limits, and what has been found so far.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::budget::Budget;
use super::error::Error;
use super::files::Files;
use super::inputs::Inputs;
use super::module::Declarations;
use crate::finding::{Finding, Severity};
use crate::resource::{Place, Resource};

/// The account of every ARN.
pub(super) const ACCOUNT: &str = "000000000000";

/// What all modules of a root share.
pub(super) struct World {
    /// The root's folder, and what functions read from it.
    pub(super) files: Files,
    pub(super) budget: Budget,
    pub(super) region: OnceCell<String>,
    pub(super) resources: RefCell<Vec<Resource>>,
    /// The paths of API Gateway's resources, by id: a child's is made from its parent's.
    pub(super) paths: RefCell<HashMap<String, String>>,
    /// What folders declare, each read once however often it is called.
    modules: RefCell<HashMap<PathBuf, Rc<Declarations>>>,
    /// The files that values come from.
    values: Vec<PathBuf>,
    /// What has no value here, and the same as text.
    findings: RefCell<(Vec<Finding>, HashSet<String>)>,
}

impl World {
    pub(super) fn of(folder: &Path, inputs: &Inputs, instead: &[(PathBuf, PathBuf)]) -> Self {
        Self {
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

    /// What a folder declares.
    pub(super) fn declarations(&self, folder: &Path) -> Result<Rc<Declarations>, Error> {
        if let Some(known) = self.modules.borrow().get(folder) {
            return Ok(Rc::clone(known));
        }
        let declarations = Rc::new(Declarations::read(folder, &self.budget)?);
        self.modules.borrow_mut().insert(folder.to_owned(), Rc::clone(&declarations));
        Ok(declarations)
    }

    /// Tells of something that is not as on AWS; once, however often it is come across.
    pub(super) fn tell(&self, address: String, place: &Place, message: String) {
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
