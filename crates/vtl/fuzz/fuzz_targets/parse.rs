//! Any text parses and is analysed, or gives an error.
#![no_main]

use gelato_vtl::Template;
use gelato_vtl::analysis::analyse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    match Template::parse("fuzz", source) {
        Ok(template) => drop(analyse(&template)),
        Err(error) => assert!(error.line() > 0 && !error.excerpt().is_empty(), "{error}"),
    }
});
