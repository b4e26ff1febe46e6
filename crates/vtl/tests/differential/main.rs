//! Renders generated templates with this engine and with Apache Velocity 1.7, and tells where they differ.
//!
//! Velocity is the Debian package `velocity`, with a JDK; where either is missing the test says so. By default it is a
//! small run with a fixed seed. `make fuzz-differential` runs as many as one likes:
//! `GELATO_DIFFERENTIAL_TEMPLATES` and `GELATO_DIFFERENTIAL_SEED` say how many and from where.
#![allow(clippy::print_stdout, reason = "the test tells what it ran")]
#![allow(clippy::unwrap_used, reason = "a test")]

mod generator;
mod listed;
mod minimise;
mod velocity;

use std::collections::BTreeMap;

use gelato_vtl::api_gateway::Request;
use gelato_vtl::{ErrorKind, Template};
use generator::Generator;
use velocity::{Velocity, Verdict};

/// So many differences are shown, each once.
const SHOWN: usize = 25;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().unwrap())
}

/// What this engine makes of a template.
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

#[test]
fn the_engine_agrees_with_velocity() {
    let mut velocity = match Velocity::start() {
        Ok(velocity) => velocity,
        Err(missing) => {
            println!("{missing} is absent: nothing was compared");
            return;
        }
    };
    let count = number("GELATO_DIFFERENTIAL_TEMPLATES", 500);
    let seed = number("GELATO_DIFFERENTIAL_SEED", 1);
    let mut kinds = BTreeMap::<&str, u64>::new();
    let mut found = 0;
    let mut differences = BTreeMap::<String, String>::new();
    for number in 0..count {
        let source = Generator::new(seed.wrapping_add(number)).template();
        let (ours, theirs) = (rendered(&source), velocity.render(&source));
        let kind = if listed::reason(&source).is_some() { "of a listed kind" } else { ours.kind() };
        *kinds.entry(kind).or_default() += 1;
        if ours.agrees(&theirs) || listed::reason(&source).is_some() {
            continue;
        }
        found += 1;
        if differences.len() >= SHOWN {
            continue;
        }
        // The smaller template must differ in the same way: else it wanders off to another difference.
        let differs = |candidate: &str| {
            let (left, right) = (rendered(candidate), velocity.render(candidate));
            let alike = (left.kind(), right.kind()) == (ours.kind(), theirs.kind());
            alike && listed::reason(candidate).is_none() && !left.agrees(&right)
        };
        let least = minimise::minimise(&source, differs);
        let told = format!("{least:?}\n  here     {:?}\n  Velocity {:?}", rendered(&least), velocity.render(&least));
        differences.entry(least).or_insert(told);
    }
    println!("{count} templates from seed {seed}: {kinds:?}, {found} differ");
    let told: Vec<_> = differences.into_values().collect();
    assert!(told.is_empty(), "{} differences are:\n{}", told.len(), told.join("\n"));
}
