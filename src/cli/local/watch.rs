//! `gelato local --watch`: what changes in the program, its templates, the environment or the functions is built anew.
//!
//! The runtime itself notices that the generated files and the zips have changed, and takes them over. What does not
//! build, or is refused, changes no file: the version before goes on.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::SystemTime;

use crate::printable::PrintablePath as _;
use crate::project::Project;
use crate::synth::Service;
use crate::terraform_cli::outlasting;

use super::super::arguments::LocalArguments;
use super::super::color::{note, warn};
use super::changes::{PAUSE, Seen};
use super::own_program::OwnProgram;
use super::runtime::{Runtime, exit_code};

/// Runs the runtime to its end, and brings changes to it meanwhile.
pub(super) fn run<S: Service>(service: &S, project: &Project, arguments: &LocalArguments) -> anyhow::Result<ExitCode> {
    let watch = Watch { program: OwnProgram::find()?, project, environment: &arguments.env };
    let mut program = Seen::of(watch.program.sources());
    let begun = SystemTime::now();
    let prepared = super::prepare(service, project, arguments)?;
    let mut rest = Seen::default().made(prepared.sources, begun);
    let runtime = Runtime::of(project, arguments, &prepared.zips);
    // The runtime ends by itself when the keyboard interrupts both.
    outlasting(|| {
        let mut runtime = runtime.start()?;
        loop {
            if let Some(status) = runtime.try_wait()? {
                return Ok(exit_code(status));
            }
            let (of_program, of_rest) = (program.changed(), rest.changed());
            watch.bring(&of_program, &of_rest, &mut program, &mut rest);
            sleep(PAUSE);
        }
    })
}

struct Watch<'a> {
    program: OwnProgram,
    project: &'a Project,
    environment: &'a str,
}

impl Watch<'_> {
    /// Makes anew what a change asks for, and says so. Then there may be other files to look at.
    fn bring(&self, of_program: &[PathBuf], of_rest: &[PathBuf], program: &mut Seen, rest: &mut Seen) {
        let Some(first) = of_program.iter().chain(of_rest).next() else { return };
        note(&format!("changed: {}", self.shown(first)));
        let begun = SystemTime::now();
        if !of_program.is_empty() {
            if let Err(why) = succeeds(&mut self.program.build()) {
                return warn(&format!("the program does not build, and the version before goes on: {why}"));
            }
            *program = program.made(self.program.sources(), begun);
        }
        match self.prepare() {
            Ok(sources) => *rest = rest.made(sources, begun),
            Err(why) => warn(&format!("this version cannot run, and the version before goes on: {why}")),
        }
    }

    /// Lets the new program write the files and the zips, and tell what they were made from.
    fn prepare(&self) -> Result<Vec<PathBuf>, String> {
        let mut command = Command::new(self.program.executable());
        command.arg("--project").arg(self.project.folder()).args(["local", "--prepare", "--env", self.environment]);
        let told = succeeds(&mut command)?;
        Ok(String::from_utf8_lossy(&told).lines().map(PathBuf::from).collect())
    }

    fn shown(&self, file: &Path) -> String {
        file.strip_prefix(self.project.folder()).unwrap_or(file).printable()
    }
}

/// What a command prints; it says itself what goes wrong.
fn succeeds(command: &mut Command) -> Result<Vec<u8>, String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let program = command.get_program().to_string_lossy().into_owned();
    let output = output.map_err(|error| format!("`{program}` cannot be started: {error}"))?;
    if output.status.success() { Ok(output.stdout) } else { Err("see above".to_owned()) }
}
