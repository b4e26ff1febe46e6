//! The least time that the `PutItem` template took, to parse and to render: of many short rounds the shortest was
//! disturbed the least, so that other work on the machine hardly shows. `comparison/run` measures other engines so.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use std::hint::black_box;
use std::time::Instant;

use gelato_vtl::Template;
use gelato_vtl::api_gateway::Request;

const TEMPLATE: &str = include_str!("put_item.vtl");
const ROUNDS: usize = 3000;
const TIMES: u32 = 200;

fn least<T>(mut run: impl FnMut() -> T) -> f64 {
    let rounds = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        for _ in 0..TIMES {
            black_box(run());
        }
        start.elapsed().as_secs_f64() / f64::from(TIMES)
    });
    rounds.fold(f64::MAX, f64::min) * 1e6
}

fn main() {
    let template = Template::parse("put-item", TEMPLATE).unwrap();
    let request = Request {
        body: r#"{"flavour": "it's vanilla", "scoops": 3}"#.to_owned(),
        path: vec![("shop".to_owned(), "corner".to_owned())],
        ..Request::default()
    };
    let parse = least(|| Template::parse("t", black_box(TEMPLATE)).unwrap());
    let render = least(|| template.render(black_box(&request)).unwrap());
    println!("gelato-vtl: render {render:.2} us, parse {parse:.2} us");
}
