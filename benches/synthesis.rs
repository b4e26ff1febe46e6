//! The time that it takes to synthesise all four environments, including the checks against both provider schemas: the
//! delay between a change and its diff.
//!
//! `cargo bench --bench synthesis`

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use gelato::environment::{Environment, list};
use gelato::service::Program;
use gelato::synth::{Extent, synthesise};
use parlour::Parlour;

fn environments() -> Vec<Environment> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("environments");
    let names = list(&folder).unwrap_or_default();
    names.iter().filter_map(|name| Environment::load(&folder, name).ok()).collect()
}

fn synthesis(criterion: &mut Criterion) {
    assert_eq!(environments().len(), 4, "the four environments are read");
    criterion.bench_function("four environments, read and synthesised", |bencher| {
        bencher.iter(|| {
            let program = Program::of(&Parlour);
            let synthesis = program.map(|program| synthesise(&program, &environments(), Extent::Complete).is_ok());
            assert!(black_box(synthesis).is_ok_and(|written| written));
        });
    });
}

criterion_group!(benches, synthesis);
criterion_main!(benches);
