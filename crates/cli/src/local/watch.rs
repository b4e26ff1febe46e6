//! `gelato local --watch`: when the program, its templates, the environment or the functions change, they are built
//! again.
//!
//! The runtime itself sees that the generated files and the zips have changed, and takes the change over. A change that
//! does not build, or is refused, changes no file: the version before goes on.

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

use super::changes::{PAUSE, Seen};
use super::exit_code;
use super::preparation::{prepare, runtime_arguments};

/// Runs the runtime to its end, and brings changes to it meanwhile.
pub(super) fn run(program: &ProjectProgram, arguments: &LocalArguments) -> anyhow::Result<ExitCode> {
    let begun = SystemTime::now();
    let executable = program.build()?;
    let prepared = prepare(program, &executable, arguments)?;
    let mut watch = Watch {
        program,
        arguments,
        of_program: Seen::default().made(sources(&executable), begun),
        of_rest: Seen::default().made(prepared.sources.iter().cloned(), begun),
        executable,
    };
    // The runtime ends by itself when the keyboard interrupts both.
    outlasting(|| {
        let mut runtime = start(&runtime_arguments(&prepared, arguments))?;
        loop {
            if let Some(status) = runtime.try_wait()? {
                return Ok(exit_code(status));
            }
            watch.bring_changes();
            sleep(PAUSE);
        }
    })
}

/// Starts the runtime beside this process. It ends with the pipe that this process holds, however this process ends.
fn start(arguments: &[std::ffi::OsString]) -> anyhow::Result<Child> {
    let this = std::env::current_exe().context("this program's own file cannot be found")?;
    let mut command = Command::new(this);
    command.args(arguments.iter().skip(1)).arg("--until-end-of-input").stdin(Stdio::piped());
    command.spawn().context("the runtime cannot be started")
}

struct Watch<'a> {
    program: &'a ProjectProgram,
    arguments: &'a LocalArguments,
    executable: PathBuf,
    /// The files that the program was built from.
    of_program: Seen,
    /// The files that the environment and the functions were made from.
    of_rest: Seen,
}

impl Watch<'_> {
    /// Builds again what a change concerns. Afterwards there may be other files to watch.
    fn bring_changes(&mut self) {
        let (of_program, of_rest) = (self.of_program.changed(), self.of_rest.changed());
        let Some(first) = of_program.iter().chain(&of_rest).next() else { return };
        note(&format!("changed: {}", self.shown(first)));
        let begun = SystemTime::now();
        if let Err(why) = self.build_again(!of_program.is_empty(), begun) {
            report(&why);
            warn("the version before goes on");
        }
    }

    fn build_again(&mut self, program_too: bool, begun: SystemTime) -> anyhow::Result<()> {
        if program_too {
            self.executable = self.program.build()?;
            self.of_program = self.of_program.made(sources(&self.executable), begun);
        }
        let prepared = prepare(self.program, &self.executable, self.arguments)?;
        self.of_rest = self.of_rest.made(prepared.sources, begun);
        Ok(())
    }

    fn shown(&self, file: &Path) -> String {
        file.strip_prefix(self.program.project().folder()).unwrap_or(file).printable()
    }
}

fn sources(executable: &Path) -> Vec<PathBuf> {
    listed_sources(&executable.with_extension("d")).unwrap_or_default()
}
