//! The shortest time to parse and to render the `PutItem` template. The shortest of many short rounds was disturbed the
//! least by other work on the machine. The mean of the last two thirds includes all disturbances, and is for comparisons
//! within one run. `comparison/run` measures other engines the same way.
#![allow(clippy::cast_precision_loss, clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use std::hint::black_box;
use std::time::Instant;

use gelato_vtl::Template;
use gelato_vtl::api_gateway::Request;

const TEMPLATE: &str = include_str!("put_item.vtl");
const ROUNDS: usize = 3000;
const TIMES: u32 = 200;

/// The shortest round and the mean, in microseconds per run.
fn times<T>(mut run: impl FnMut() -> T) -> String {
    let rounds = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        for _ in 0..TIMES {
            black_box(run());
        }
        start.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES)
    });
    let rounds: Vec<f64> = rounds.collect();
    let least = rounds.iter().copied().fold(f64::MAX, f64::min);
    let warm = &rounds[ROUNDS / 3..];
    let mean = warm.iter().sum::<f64>() / warm.len() as f64;
    format!("{least:.2} us (mean {mean:.2} us)")
}

fn main() {
    let template = Template::parse("put-item", TEMPLATE).unwrap();
    let request = Request {
        body: r#"{"flavour": "it's vanilla", "scoops": 3}"#.to_owned(),
        path: vec![("shop".to_owned(), "corner".to_owned())],
        ..Request::default()
    };
    let render = times(|| template.render(black_box(&request)).unwrap());
    let parse = times(|| Template::parse("t", black_box(TEMPLATE)).unwrap());
    println!("gelato-vtl: render {render}, parse {parse}");
}
