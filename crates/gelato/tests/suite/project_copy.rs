//! A temporary project: a copy of the committed files, which a test may change.
#![allow(dead_code, reason = "the tests of the library and those of the parlour each use a part of it")]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use gelato::environment::{Environment, EnvironmentName};
use tempfile::TempDir;

/// The folder of the repository.
pub(crate) fn repository() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let locked = |folder: &&Path| folder.join("Cargo.lock").is_file();
    package.ancestors().find(locked).expect("the workspace's folder holds Cargo.lock")
}

/// A temporary project, which is removed with the value.
pub(crate) struct ProjectCopy {
    folder: TempDir,
}

impl ProjectCopy {
    /// A copy of the environments only, before synthesis.
    pub(crate) fn empty() -> Self {
        Self::of(repository(), &["environments"])
    }

    /// A copy of the environments and of all generated files.
    pub(crate) fn synthesised() -> Self {
        Self::of(repository(), &["environments", "modules", "terraform"])
    }

    fn of(project: &Path, folders: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        for name in folders {
            copy_folder(&project.join(name), &folder.path().join(name));
        }
        Self { folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces a text, which must be there.
    #[track_caller]
    pub(crate) fn replace(&self, name: &str, found: &str, wanted: &str) {
        let text = self.read(name);
        assert!(text.contains(found), "`{found}` is not in {name}");
        self.write(name, &text.replacen(found, wanted, 1));
    }

    /// The parlour's command in this project, without this shell's settings.
    pub(crate) fn gelato(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("parlour").unwrap();
        command.current_dir(self.folder()).args(arguments);
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "GELATO_TERRAFORM", "GELATO_PLUGIN_DIR"] {
            command.env_remove(variable);
        }
        command
    }
}

/// One of the project's environments, without the tables that only some services have: no API, no functions.
pub(crate) fn bare_environment(name: &str) -> Environment {
    environment_before(name, "[api]")
}

/// One of the project's environments, for a service that has an API and nothing else of its own.
pub(crate) fn environment_with_api(name: &str) -> Environment {
    environment_before(name, "[service]")
}

fn environment_before(name: &str, table: &str) -> Environment {
    let text = ProjectCopy::empty().read(&format!("environments/{name}.toml"));
    let (common, _) = text.split_once(table).expect("the tables of some services follow those of all");
    environment_of(name, common)
}

/// The environment that a file with this text describes.
pub(crate) fn environment_of(name: &str, text: &str) -> Environment {
    let project = ProjectCopy::empty();
    project.write(&format!("environments/{name}.toml"), text);
    Environment::load(&project.path("environments"), &EnvironmentName::try_new(name).unwrap()).unwrap()
}

/// The sorted relative paths of the files below a folder, without Terraform's own files.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        let name = PathBuf::from(path.file_name().unwrap());
        if path.is_dir() && !name.starts_with(".terraform") {
            files.extend(files_below(&path).into_iter().map(|file| name.join(file)));
        } else if path.is_file() {
            files.push(name);
        }
    }
    files.sort();
    files
}

/// Copies the files of a folder. A plan or an apply in the repository leaves state and locks, which are not copied.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    let ends = [".json", ".md", ".toml", ".tf", ".hcl"];
    let hidden = |file: &PathBuf| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let kept = |file: &&PathBuf| !hidden(file) && ends.iter().any(|end| file.to_string_lossy().ends_with(end));
    for file in files_below(from).iter().filter(kept) {
        let target = to.join(file);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(from.join(file), target).unwrap();
    }
}
