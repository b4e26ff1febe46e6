//! Replays the seeds of the fuzz targets, each as a template and as a body: any text gives an output or an error.
#![allow(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it must be")]

use std::fs;
use std::path::Path;

use gelato_vtl::api_gateway::Request;
use gelato_vtl::{Limits, Template};

/// The limits of the target `render`, so that no seed takes long here.
fn limits() -> Limits {
    Limits {
        output_bytes: 100_000,
        work: 300_000,
        memory_bytes: 10_000_000,
        foreach_iterations: 20,
        ..Limits::default()
    }
}

fn seeds() -> Vec<String> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let folders = ["parse", "render"].map(|target| fs::read_dir(corpus.join(target)).unwrap());
    let files = folders.into_iter().flatten().map(|entry| entry.unwrap().path());
    files.map(|file| String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned()).collect()
}

#[test]
fn every_seed_is_an_output_or_an_error() {
    let seeds = seeds();
    assert!(seeds.len() >= 20, "only {} seeds were found", seeds.len());
    for seed in &seeds {
        let Ok(template) = Template::parse_with("seed", seed, limits()) else { continue };
        for body in ["{}", seed.as_str()] {
            let request = Request { body: body.to_owned(), ..Request::default() };
            if let Ok(rendered) = template.render(&request) {
                assert!(rendered.output.len() <= limits().output_bytes, "{seed}");
            }
        }
    }
}
