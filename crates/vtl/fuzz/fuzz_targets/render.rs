//! Any template renders for any body, or gives an error, within limits that keep each run short.
#![no_main]

use gelato_vtl::api_gateway::Request;
use gelato_vtl::{Limits, Template};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let (source, body) = input;
    let limits = Limits {
        output_bytes: 100_000,
        work: 300_000,
        memory_bytes: 10_000_000,
        foreach_iterations: 20,
        ..Limits::default()
    };
    let Ok(template) = Template::parse_with("fuzz", source, limits) else { return };
    let request = Request {
        body: body.to_owned(),
        path: vec![("id".to_owned(), body.chars().take(8).collect())],
        ..Request::default()
    };
    if let Ok(rendered) = template.render(&request) {
        assert!(rendered.output.len() <= limits.output_bytes);
    }
});
