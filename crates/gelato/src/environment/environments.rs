//! All environments of a project: its files, and those that the program describes.

use std::path::{Path, PathBuf};

use super::Environment;
use super::backend::Backend;
use super::error::{self, Error};
use super::file::EnvironmentFile;
use super::folder::list;
use super::in_code::{EnvironmentInCode, Text};
use super::name::EnvironmentName;
use crate::printable::{self, PrintablePath as _};
use crate::terraform::{closest, file_and_line};

/// All environments of a project.
#[derive(Debug, Clone)]
pub struct Environments<'p> {
    folder: PathBuf,
    in_code: &'p [EnvironmentInCode],
}

impl<'p> Environments<'p> {
    /// The files of a folder, and what a program describes.
    pub fn new(folder: &Path, in_code: &'p [EnvironmentInCode]) -> Self {
        Self { folder: folder.to_owned(), in_code }
    }

    /// The names of all environments, sorted.
    ///
    /// # Errors
    /// When the folder cannot be read, a name is not valid, or two environments have the same name.
    pub fn names(&self) -> Result<Vec<EnvironmentName>, Error> {
        let mut names = list(&self.folder)?;
        for one in self.in_code {
            names.push(self.name_of(one)?);
        }
        names.sort();
        Ok(names)
    }

    /// All environments.
    ///
    /// # Errors
    /// When one of them cannot be read, or two of them would change each other's resources.
    pub fn all(&self) -> Result<Vec<Environment>, Error> {
        self.names()?.iter().map(|name| self.load(name)).collect()
    }

    /// The environment of this name.
    ///
    /// # Errors
    /// When there is none, or it contains something that is not allowed. The error names the file and line, or the place in the
    /// program.
    pub fn load(&self, name: &EnvironmentName) -> Result<Environment, Error> {
        match self.in_code.iter().find(|one| one.name == name.as_str()) {
            Some(one) => {
                self.name_of(one)?;
                let loaded = self.load_in_code(one, name)?;
                self.check_apart(one, &loaded)?;
                Ok(loaded)
            }
            None => Environment::load(&self.folder, name).map_err(|error| self.knowing_all(error, name)),
        }
    }

    /// The file that an environment's values come from; `None` if the program has all of them.
    pub fn file_of(&self, name: &EnvironmentName) -> Option<PathBuf> {
        let file = match self.in_code.iter().find(|one| one.name == name.as_str()).map(|one| &one.text) {
            Some(Text::Own(_)) => return None,
            Some(Text::Like(base)) => base,
            None => name.as_str(),
        };
        Some(self.folder.join(format!("{file}.toml")))
    }

    fn load_in_code(&self, one: &EnvironmentInCode, name: &EnvironmentName) -> Result<Environment, Error> {
        let file = match &one.text {
            Text::Own(text) => EnvironmentFile::in_code(one, None, text.clone()),
            Text::Like(base) => {
                let refused = |why: String| in_code(one, format!("it is like `{}`: {why}", printable::line(base)));
                let base = EnvironmentName::try_new(base).map_err(|error| refused(error.to_string()))?;
                let read = EnvironmentFile::read(&self.folder, &base).map_err(|error| refused(error.to_string()))?;
                let path = self.folder.join(format!("{base}.toml")).printable();
                EnvironmentFile::in_code(one, Some(path), read.into_text())
            }
        };
        Environment::of(name, file)
    }

    /// A name that is allowed, and that no other environment has.
    fn name_of(&self, one: &EnvironmentInCode) -> Result<EnvironmentName, Error> {
        let name = EnvironmentName::try_new(&one.name).map_err(|error| in_code(one, error.to_string()))?;
        if let Some(first) = self.in_code.iter().find(|other| other.name == one.name)
            && !std::ptr::eq(first, one)
        {
            let first = file_and_line(first.place);
            return Err(in_code(
                one,
                format!("the program describes it already, at {first}\nhint: rename one of the two"),
            ));
        }
        let file = self.folder.join(format!("{name}.toml"));
        if file.exists() {
            let file = file.printable();
            return Err(in_code(one, format!("there is also the file `{file}`\nhint: rename one of the two")));
        }
        Ok(name)
    }

    /// Refuses an environment that would change the resources of the one that it is like, or of another of its kind.
    fn check_apart(&self, one: &EnvironmentInCode, loaded: &Environment) -> Result<(), Error> {
        let files = list(&self.folder).unwrap_or_default();
        for file in files {
            // A file that cannot be read is reported when it is needed.
            if let Ok(other) = Environment::load(&self.folder, &file) {
                apart(one, loaded, &other)?;
            }
        }
        for earlier in self.in_code.iter().take_while(|other| !std::ptr::eq(*other, one)) {
            if let Ok(name) = EnvironmentName::try_new(&earlier.name)
                && let Ok(other) = self.load_in_code(earlier, &name)
            {
                apart(one, loaded, &other)?;
            }
        }
        Ok(())
    }

    /// An unknown name's error with the environments of the program too.
    fn knowing_all(&self, error: Error, name: &EnvironmentName) -> Error {
        let Error::Unknown { name: unknown, folder, .. } = error else { return error };
        let known = self.names().or_else(|_| list(&self.folder)).unwrap_or_default();
        let known: Vec<&str> = known.iter().map(EnvironmentName::as_str).collect();
        let hint = error::did_you_mean(closest(name.as_str(), known.iter().copied()));
        Error::Unknown { name: unknown, folder, known: known.join(", "), hint }
    }
}

/// Refuses two environments with one state, or with the same names in one account.
fn apart(one: &EnvironmentInCode, loaded: &Environment, other: &Environment) -> Result<(), Error> {
    let (own, others) = (&loaded.settings, &other.settings);
    if let (Backend::S3 { bucket, key, .. }, Backend::S3 { bucket: other_bucket, key: other_key, .. }) =
        (&own.backend, &others.backend)
        && (bucket, key) == (other_bucket, other_key)
    {
        let found = format!("its state would be that of `{}`", other.name);
        return Err(in_code(one, format!("{found}\nhint: change it: `.with(\"backend.key\", …)`")));
    }
    let shared = own.allowed_account_ids.iter().find(|account| others.allowed_account_ids.contains(account));
    if let Some(account) = shared.filter(|_| loaded.named("") == other.named("")) {
        let found = format!("its roles would have the names of those of `{}` in the account {account}", other.name);
        return Err(in_code(one, format!("{found}\nhint: change them: `.with(\"name_suffix\", …)`")));
    }
    Ok(())
}

fn in_code(one: &EnvironmentInCode, detail: String) -> Error {
    let place = format!("{}: environment `{}`", file_and_line(one.place), printable::line(&one.name));
    Error::Contradiction { place, detail }
}
