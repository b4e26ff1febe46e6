//! The ice-cream parlour: it stores promotional flavours and texts its patrons when a new one appears.
//!
//! It is written like any user's service: three modules that do not depend on an environment. The values that cross from
//! one to another, and the root of each environment, follow from the description.

mod api;
mod notifier;
mod phone_numbers;
mod settings;
mod table;

use gelato::prelude::*;

pub use settings::Settings;

/// The parlour's service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parlour;

impl Service for Parlour {
    const NAME: &'static str = "ice-cream-flavours";
    type Settings = Settings;

    fn describe(&self, service: &Description<Settings>) {
        let flavours = table::describe(service);
        let url = api::describe(service, &flavours);
        let notifier = notifier::describe(service, &flavours);
        service.output("url", "The API's base URL.", url);
        service.output("table_name", "The table's name.", flavours.name());
        service.output("topic_arn", "The topic's ARN.", notifier.topic_arn);
        service.output("function_name", "The function's name.", notifier.function_name);
    }
}
