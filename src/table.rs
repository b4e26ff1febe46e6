//! The module `table`: the flavours.

use gelato::prelude::*;

use crate::Settings;

/// The partition key of a flavour.
pub(crate) const KEY: &str = "flavour";

/// Describes the module.
pub(crate) fn describe(service: &Description<Settings>) -> Table {
    service.module("table", "The table of promoted flavours, with a stream of new items.", |m| {
        let props = TableProps {
            name: Some(m.name()),
            stream: Some(StreamView::NewImage),
            ..TableProps::new(Key::string(KEY))
        };
        Table::new(m, "flavours", props)
    })
}
