//! `gelato local --watch`: rebuilds when the program, its templates, the environment or the functions change.
//!
//! The runtime detects changes to the generated files and the zips by itself. A change that does not build, or is
//! refused, leaves these files alone, so the previous version keeps running.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::SystemTime;

use anyhow::Context as _;
use gelato::bundle::listed_sources;
use gelato::messages::{note, report, warn};
use gelato::printable::PrintablePath as _;
use gelato::terraform_cli::outlasting;

use crate::arguments::LocalArguments;
use crate::program::ProjectProgram;

use super::changes::{PAUSE, Snapshot};
use super::exit_code;
use super::preparation::{prepare, runtime_arguments};

/// Starts the runtime, and rebuilds after each change until the runtime ends.
pub(super) fn run(program: &ProjectProgram, arguments: &LocalArguments) -> anyhow::Result<ExitCode> {
    let begun = SystemTime::now();
    let executable = program.build()?;
    let prepared = prepare(program, &executable, arguments)?;
    let mut watch = Watch {
        program,
        arguments,
        of_program: Snapshot::default().after_build(sources(&executable), begun),
        of_rest: Snapshot::default().after_build(prepared.sources.iter().cloned(), begun),
        executable,
    };
    // An interrupt from the keyboard reaches the runtime as well, which then ends by itself.
    outlasting(|| {
        let mut runtime = start(&runtime_arguments(&prepared, arguments))?;
        loop {
            if let Some(status) = runtime.try_wait()? {
                return Ok(exit_code(status));
            }
            watch.rebuild_changed();
            sleep(PAUSE);
        }
    })
}

/// Starts the runtime as a child. It ends when the pipe that this process holds is closed, however this process ends.
fn start(arguments: &[std::ffi::OsString]) -> anyhow::Result<Child> {
    let this = std::env::current_exe().context("this program's executable cannot be found")?;
    let mut command = Command::new(this);
    command.args(arguments.iter().skip(1)).arg("--until-end-of-input").stdin(Stdio::piped());
    command.spawn().context("the runtime cannot be started")
}

struct Watch<'a> {
    program: &'a ProjectProgram,
    arguments: &'a LocalArguments,
    executable: PathBuf,
    /// The files that the program was built from.
    of_program: Snapshot,
    /// The files that the environment and the functions were built from.
    of_rest: Snapshot,
}

impl Watch<'_> {
    /// Rebuilds whatever a change affects. This may also change the set of watched files.
    fn rebuild_changed(&mut self) {
        let (of_program, of_rest) = (self.of_program.take_changed(), self.of_rest.take_changed());
        let Some(first) = of_program.iter().chain(&of_rest).next() else { return };
        note(&format!("changed: {}", self.shown(first)));
        let begun = SystemTime::now();
        if let Err(why) = self.rebuild(!of_program.is_empty(), begun) {
            report(&why);
            warn("the previous version keeps running");
        }
    }

    fn rebuild(&mut self, program_too: bool, begun: SystemTime) -> anyhow::Result<()> {
        if program_too {
            self.executable = self.program.build()?;
            self.of_program = self.of_program.after_build(sources(&self.executable), begun);
        }
        let prepared = prepare(self.program, &self.executable, self.arguments)?;
        self.of_rest = self.of_rest.after_build(prepared.sources, begun);
        Ok(())
    }

    fn shown(&self, file: &Path) -> String {
        file.strip_prefix(self.program.project().folder()).unwrap_or(file).printable()
    }
}

fn sources(executable: &Path) -> Vec<PathBuf> {
    listed_sources(&executable.with_extension("d")).unwrap_or_default()
}
