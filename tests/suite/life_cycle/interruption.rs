//! An apply that is stopped halfway: interrupted by a signal to the whole process group, as Ctrl-C does, or killed, so
//! that no process can save the state or print anything.
//!
//! Moto holds the remaining requests until the signal is sent, so the apply stops halfway on any machine, and some
//! requests to create resources are always unanswered.

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use super::deployment::Deployment;

/// The number of resources that exist when the signal is sent: some, but by far not all.
const MADE: usize = 12;

/// The signal that leaves no time to finish anything.
const KILL: &str = "-KILL";

/// The interval between two checks.
const INTERVAL: Duration = Duration::from_millis(10);

/// Terraform's message after an interrupt.
const INTERRUPTED: &str = "Interrupt received";

#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn an_interrupted_apply_is_completed_by_the_next() {
    let Some(mut dev) = Deployment::of("dev") else { return };
    let (status, made, said) = stopped(&mut dev, "-INT");
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("execution halted") || said.contains("`terraform apply` failed in"), "{said}");
    assert!((MADE..60).contains(&made), "{made} resources were created before the end");
    finish(&dev);
    dev.destroy();
}

#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn a_killed_apply_is_completed_by_the_next() {
    let Some(mut dev) = Deployment::of("dev") else { return };
    let (status, ..) = stopped(&mut dev, KILL);
    assert_eq!(status, None);
    finish(&dev);
    a_stale_plan_is_refused(&dev);
    dev.destroy();
}

/// Completes a stopped apply. Resources that were being created are tainted in the state, and kept. If the response to
/// a request was lost, a resource exists but is not in the state: the plan warns and names the command that imports it.
/// The next apply creates the rest.
#[track_caller]
fn finish(dev: &Deployment) {
    let planned = dev.gelato("plan", &["--as-is"], 2);
    let said = String::from_utf8(planned.stderr).unwrap();
    assert!(said.contains("was cut off") && said.contains("`parlour import-plan --env dev` looks for it"), "{said}");
    let mut import = dev.command("import-plan", &["--as-is"]);
    let blocks = dev.project.path("terraform/dev/imports.tf.json");
    match dev.moto.on_path(&mut import).output().unwrap() {
        found if blocks.is_file() => assert_eq!(found.status.code(), Some(2), "{found:?}"),
        nothing => assert_eq!(nothing.status.code(), Some(0), "{nothing:?}"),
    }
    let applied = dev.gelato("apply", &["--as-is", "--yes"], 0);
    assert!(!String::from_utf8(applied.stderr).unwrap().contains("was cut off"));
    let _ = std::fs::remove_file(blocks);
    dev.is_settled();
}

/// Starts an apply, sends the signal halfway, and returns the exit status, the number of resources reported as created,
/// and the messages. When it returns, the processes have ended, and moto has finished all of their requests.
fn stopped(dev: &mut Deployment, signal: &str) -> (Option<i32>, usize, String) {
    dev.moto.limit(MADE);
    let mut apply = Command::new(assert_cmd::cargo::cargo_bin("parlour"));
    let wanted = dev.command("apply", &["--as-is", "--yes"]);
    apply.args(wanted.get_args()).current_dir(dev.project.folder());
    for (name, value) in wanted.get_envs() {
        match value {
            Some(value) => apply.env(name, value),
            None => apply.env_remove(name),
        };
    }
    let mut apply = apply.process_group(0).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut made = 0;
    for line in BufReader::new(apply.stdout.take().unwrap()).lines().map(Result::unwrap) {
        if line.contains("Creation complete") {
            made += 1;
            if made == MADE {
                if signal == KILL {
                    halt_with_complete_state(dev, apply.id());
                }
                send(signal, apply.id());
            }
        }
        if line.contains(INTERRUPTED) {
            dev.moto.open();
        }
    }
    let mut said = String::new();
    apply.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    let status = apply.wait().unwrap().code();
    dev.moto.open();
    (status, made, said)
}

/// Stops a process group while its state file is complete. Terraform overwrites that file in place, so a signal during
/// a write would truncate it; another test covers the loss of the state.
fn halt_with_complete_state(dev: &Deployment, group: u32) {
    let state = dev.project.path("terraform/dev/terraform.tfstate");
    loop {
        send("-STOP", group);
        while !is_halted(group) {
            sleep(INTERVAL);
        }
        if std::fs::read(&state).is_ok_and(|state| serde_json::from_slice::<Value>(&state).is_ok()) {
            return;
        }
        send("-CONT", group);
        sleep(INTERVAL);
    }
}

/// Whether all processes of a group are stopped.
fn is_halted(group: u32) -> bool {
    let listed = Command::new("ps").args(["-A", "-o", "pgid=,stat="]).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let of_group = listed.lines().filter_map(|line| line.trim().split_once(' '));
    let mut states = of_group.filter(|(of, _)| *of == group.to_string()).map(|(_, state)| state.trim_start());
    states.all(|state| state.starts_with(['T', 'Z']))
}

/// Sends a signal to a process group.
#[track_caller]
fn send(signal: &str, group: u32) {
    assert!(Command::new("kill").args([signal, "--", &format!("-{group}")]).status().unwrap().success());
}

/// Somebody else applies a change between a plan and its apply.
#[track_caller]
fn a_stale_plan_is_refused(dev: &Deployment) {
    dev.set("burst", "12");
    dev.gelato("plan", &["--as-is"], 2);
    let plan = dev.project.path("terraform/dev/.terraform/gelato.tfplan");
    let kept = std::fs::read(&plan).unwrap();
    dev.apply();
    std::fs::write(&plan, &kept).unwrap();
    dev.refused("apply", &["--saved", "--yes"], &["Saved plan is stale", "nothing was changed now: plan again"]);
    std::fs::write(&plan, &kept).unwrap();
    dev.bundle("another");
    dev.gelato("plan", &["--as-is"], 2);
    dev.bundle("yet another");
    dev.refused("apply", &["--saved", "--yes"], &["notifier.zip` has changed since it was made", "hint: plan again"]);
}
