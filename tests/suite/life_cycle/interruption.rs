//! An apply that is stopped half-way: interrupted, as Ctrl-C does it by a signal to the whole group of processes, or
//! killed, which leaves nobody to save or to say anything.
//!
//! Moto keeps the rest of the requests waiting until the signal was sent, so that half-way is half-way on any machine,
//! and there are always resources whose making was asked for and not answered.

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use super::deployment::Deployment;

/// How many resources are there when the signal comes: some, and by far not all.
const MADE: usize = 12;

/// The signal that lets nothing be finished.
const KILL: &str = "-KILL";

/// How long is waited before something is looked at again.
const A_MOMENT: Duration = Duration::from_millis(10);

/// What Terraform says when it was interrupted.
const INTERRUPTED: &str = "Interrupt received";

#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn an_interrupted_apply_is_finished_by_the_next() {
    let Some(mut dev) = Deployment::of("dev") else { return };
    let (status, made, said) = stopped(&mut dev, "-INT");
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("execution halted") || said.contains("`terraform apply` failed in"), "{said}");
    assert!((MADE..60).contains(&made), "{made} resources were made before the end");
    finish(&dev);
    dev.destroy();
}

#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn a_killed_apply_is_finished_by_the_next() {
    let Some(mut dev) = Deployment::of("dev") else { return };
    let (status, ..) = stopped(&mut dev, KILL);
    assert_eq!(status, None);
    finish(&dev);
    a_plan_that_others_overtook_is_refused(&dev);
    dev.destroy();
}

/// What was being made at that moment is in the state as made half-way, and kept. Where the answer to a request was lost,
/// something exists and is not in the state: the plan warns of it, and what it says is done. What exists is taken over,
/// and the rest made.
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

/// Starts an apply, sends the signal when it is in the middle, and gives its status, how many resources it told of, and
/// what it said. Nothing of it is left then: its processes are gone, and moto is done with all that they asked for.
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
                    rest(dev, apply.id());
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

/// Halts a group of processes at a moment at which its state is whole. Terraform writes that file in its place, so that a
/// signal in the middle would leave half of it: losing the state is the matter of another test.
fn rest(dev: &Deployment, group: u32) {
    let state = dev.project.path("terraform/dev/terraform.tfstate");
    loop {
        send("-STOP", group);
        while !is_halted(group) {
            sleep(A_MOMENT);
        }
        if std::fs::read(&state).is_ok_and(|state| serde_json::from_slice::<Value>(&state).is_ok()) {
            return;
        }
        send("-CONT", group);
        sleep(A_MOMENT);
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

/// Sends a signal to a group of processes.
#[track_caller]
fn send(signal: &str, group: u32) {
    assert!(Command::new("kill").args([signal, "--", &format!("-{group}")]).status().unwrap().success());
}

/// Between the plan and its apply, somebody else applies something.
#[track_caller]
fn a_plan_that_others_overtook_is_refused(dev: &Deployment) {
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
