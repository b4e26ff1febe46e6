//! The module `readings`: their attributes, their table and its indexes.

use gelato::prelude::*;

/// The partition key: the meter.
const METER: &str = "meter";

/// The sort key: the time of the reading, in milliseconds since 1970.
pub(super) const AT: &str = "at";

/// The index of the readings of a building's meters, by time.
pub(super) const BY_SITE: &str = "by_site";

/// The index of a meter's readings, by value.
pub(super) const BY_VALUE: &str = "by_value";

/// Describes the module.
pub(super) fn describe(service: &Description) -> Table {
    let by_site = Index::global(BY_SITE, Key::string("site"))
        .sorted_by(Key::number(AT))
        .projecting(Projection::Include(vec!["value".into(), "plausible".into()]));
    service.module("readings", "The table of readings.", |m| {
        Table::new(
            m,
            "readings",
            TableProps {
                name: Some(m.name()),
                sort_key: Some(Key::number(AT)),
                indexes: vec![by_site, Index::local(BY_VALUE, Key::number("value"))],
                ..TableProps::new(Key::string(METER))
            },
        )
    })
}

/// A reading, as the API shows it.
pub(super) fn reading(readings: &Table) -> Item {
    let (label, line) = (text(1..=40), text(1..=200));
    readings.item(
        "Reading",
        [
            Attribute::required(METER, label.clone(), "The meter"),
            Attribute::required(AT, number(0..=9_999_999_999_999), "When it was read, in milliseconds since 1970"),
            Attribute::required("value", decimal(-1_000_000..=1_000_000, 3), "What it showed, in kilowatt hours"),
            Attribute::required("site", label.clone(), "The building"),
            Attribute::optional("plausible", Kind::Boolean, "Whether somebody has looked at it, and what they found"),
            Attribute::optional("tags", list(label, 5), "What it is sorted under"),
            Attribute::optional("labels", map(line.clone(), 5), "What else is known, by name"),
            Attribute::optional("note", line, "What whoever read it has to say"),
            Attribute::required("sender", Text::any(), "The address that sent it"),
            Attribute::required("unit", Text::any(), "Always kWh"),
        ],
    )
}
