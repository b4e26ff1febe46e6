//! Renders generated templates with this engine and with Apache Velocity 1.7, and reports differences.
//!
//! Velocity is the Debian package `velocity`, with a JDK. The test reports if either is missing. Paths are compared in the
//! same way with Jayway's `JSONPath` and json-smart (`libjsonpath-java`, `libjson-smart-java`). The default is a small run
//! with a fixed seed. `make fuzz-differential` sets the number of cases with `GELATO_DIFFERENTIAL_TEMPLATES`, and the first
//! seed with `GELATO_DIFFERENTIAL_SEED`.
#![allow(clippy::print_stdout, reason = "the test tells what it ran")]
#![allow(clippy::unwrap_used, reason = "a test")]

mod documents;
mod generator;
mod listed;
mod minimise;
mod program;
mod random;
mod velocity;

use std::collections::BTreeMap;

use documents::Jayway;
use gelato_vtl::api_gateway::Request;
use gelato_vtl::{ErrorKind, Template};
use generator::Generator;
use velocity::{Velocity, Verdict};

/// The number of different differences that are shown.
const SHOWN: usize = 25;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().unwrap())
}

/// The result of this engine.
fn rendered(source: &str) -> Verdict {
    let rendered = Template::parse("t", source).and_then(|template| template.render(&Request::default()));
    match rendered {
        Ok(rendered) => Verdict::Output(rendered.output),
        Err(error) => match error.kind() {
            ErrorKind::Syntax { .. } => Verdict::Syntax(error.to_string()),
            _ => Verdict::Exception(error.to_string()),
        },
    }
}

/// Compares cases, and reports each difference once, with the smallest case that shows it.
fn compare(
    what: &str,
    case: impl Fn(u64) -> String,
    ours: impl Fn(&str) -> Verdict,
    mut theirs: impl FnMut(&str) -> Verdict,
    listed: impl Fn(&str) -> Option<&'static str>,
) {
    let count = number("GELATO_DIFFERENTIAL_TEMPLATES", 500);
    let seed = number("GELATO_DIFFERENTIAL_SEED", 1);
    let mut kinds = BTreeMap::<&str, u64>::new();
    let mut found = 0;
    let mut differences = BTreeMap::<String, String>::new();
    for number in 0..count {
        let source = case(seed.wrapping_add(number));
        let (left, right) = (ours(&source), theirs(&source));
        let kind = if listed(&source).is_some() { "of a listed kind" } else { left.kind() };
        *kinds.entry(kind).or_default() += 1;
        if left.agrees(&right) || listed(&source).is_some() {
            continue;
        }
        found += 1;
        if differences.len() >= SHOWN {
            continue;
        }
        // The smaller case must show the same difference, not another one.
        let differs = |candidate: &str| {
            let (a, b) = (ours(candidate), theirs(candidate));
            (a.kind(), b.kind()) == (left.kind(), right.kind()) && listed(candidate).is_none() && !a.agrees(&b)
        };
        let least = minimise::minimise(&source, differs);
        let told = format!("{least:?}\n  here  {:?}\n  there {:?}", ours(&least), theirs(&least));
        differences.entry(least).or_insert(told);
    }
    println!("{count} {what} from seed {seed}: {kinds:?}, {found} differ");
    let told: Vec<_> = differences.into_values().collect();
    assert!(told.is_empty(), "{} differences are:\n{}", told.len(), told.join("\n"));
}

#[test]
fn the_engine_agrees_with_velocity() {
    match Velocity::start() {
        Ok(mut velocity) => {
            let case = |seed| Generator::new(seed).template();
            compare("templates", case, rendered, |source| velocity.render(source), listed::reason);
        }
        Err(missing) => println!("{missing} is absent: nothing was compared"),
    }
}

#[test]
fn paths_agree_with_jayway() {
    match Jayway::start() {
        Ok(mut jayway) => {
            let theirs = |case: &str| jayway.found(case);
            compare("documents with paths", documents::case, documents::found, theirs, listed::path_reason);
        }
        Err(missing) => println!("{missing} is absent: nothing was compared"),
    }
}
