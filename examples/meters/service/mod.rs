//! Meters in buildings: readings are recorded, corrected, removed, and found by meter, building or value.
//!
//! There is no function: a REST API works directly on a table with two indexes.

mod api;
mod readings;

use gelato::prelude::*;

/// The service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meters;

impl Service for Meters {
    const NAME: &'static str = "meters";
    type Settings = NoSettings;

    fn describe(&self, service: &Description) {
        let readings = readings::describe(service);
        let url = api::describe(service, &readings);
        service.output("url", "The API's base URL.", url);
    }
}
