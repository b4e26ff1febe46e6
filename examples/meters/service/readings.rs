//! Readings: their attributes, their table and its indexes.

use gelato::constructs::api_gateway::dynamodb::{Attribute, Decimal, Items, Kind, Text};
use gelato::constructs::dynamodb::{Billing, Index, IndexKey, Key, Projection, Table, TableProps};
use gelato::constructs::versions;
use gelato::terraform::{Module, Variable};

/// The partition key: the meter.
pub(super) const METER: &str = "meter";

/// The sort key: the time of the reading, in milliseconds since 1970.
pub(super) const AT: &str = "at";

/// The readings of a building's meters, by time.
pub(super) const BY_SITE: Index = Index {
    name: "by_site",
    key: IndexKey::Global { partition: Key::string("site"), sort: Some(Key::number(AT)) },
    projection: Projection::Include(&["value", "plausible"]),
};

/// A meter's readings, by value.
pub(super) const BY_VALUE: Index =
    Index { name: "by_value", key: IndexKey::Local { sort: Key::number("value") }, projection: Projection::All };

/// Creates the module `readings`.
pub(super) fn module() -> Module {
    let mut module = Module::new("readings", "The table of readings.", versions());
    let recovery = "Whether the table can be restored to any second of the last 35 days.";
    let props = TableProps {
        name: module.variable("name", Variable::required("The table's name in the region.")),
        partition_key: Key::string(METER),
        sort_key: Some(Key::number(AT)),
        indexes: vec![BY_SITE, BY_VALUE],
        billing: Billing::OnDemand,
        stream: None,
        time_to_live: None,
        point_in_time_recovery: module.variable("point_in_time_recovery", Variable::required(recovery)),
        deletion_protection: module
            .variable("deletion_protection", Variable::required("Whether AWS refuses to delete the table.")),
    };
    let table = Table::new(&mut module, "readings", props);
    module.output("name", "The table's name.", table.name());
    module.output("arn", "The table's ARN.", table.arn());
    module
}

/// The attributes of a reading.
pub(super) fn items(module: &mut Module) -> Items {
    let time = Decimal { minimum: Some(0), maximum: Some(9_999_999_999_999), decimals: Some(0) };
    let energy = Decimal { minimum: Some(-1_000_000), maximum: Some(1_000_000), decimals: Some(3) };
    let (label, line) = (Text::of_length(1, 40), Text::of_length(1, 200));
    Items {
        name: "Reading",
        table_name: module.variable("table_name", Variable::required("The name of the table of readings.")),
        table_arn: module.variable("table_arn", Variable::required("The ARN of the table of readings.")),
        partition_key: METER,
        sort_key: Some(AT),
        attributes: vec![
            Attribute::required(METER, Kind::String(label), "The meter"),
            Attribute::required(AT, Kind::Number(time), "When it was read, in milliseconds since 1970"),
            Attribute::required("value", Kind::Number(energy), "What it showed, in kilowatt hours"),
            Attribute::required("site", Kind::String(label), "The building"),
            Attribute::optional("plausible", Kind::Boolean, "Whether somebody has looked at it, and what they found"),
            Attribute::optional("tags", Kind::List { of: label, max_items: 5 }, "What it is sorted under"),
            Attribute::optional("labels", Kind::Map { of: line, max_items: 5 }, "What else is known, by name"),
            Attribute::optional("note", Kind::String(line), "What whoever read it has to say"),
            Attribute::required("sender", Kind::String(Text::ANY), "The address that sent it"),
            Attribute::required("unit", Kind::String(Text::ANY), "Always kWh"),
        ],
    }
}
