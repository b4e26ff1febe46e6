//! The module `api`: it uses every operation on items and every source of values (body, path, query string, context,
//! constant).

use gelato::prelude::*;

use super::readings::{AT, BY_SITE, BY_VALUE, reading};

const DESCRIPTION: &str = "The REST API of the meters. Its methods read and write the table themselves.";

/// Describes the module, and returns the API's URL.
pub(super) fn describe(service: &Description, readings: &Table) -> Value<String> {
    service.module("api", DESCRIPTION, |m| {
        let reading = reading(readings);
        let api = RestApi::new(m, "meters", "Readings of meters", |api| {
            of_meters(api, &reading);
            across_meters(api, &reading);
        });
        api.url()
    })
}

/// Declares the methods of one meter.
fn of_meters(api: &mut Routes<'_>, reading: &Item) {
    let (all, one, largest) = ("meters/{meter}/readings", "meters/{meter}/readings/{at}", "meters/{meter}/largest");
    api.resource("meter", "meters/{meter}");
    api.resource("meter_readings", all);
    api.resource("reading", one);
    api.resource("largest", largest);
    // A second reading in the same millisecond is refused.
    let record = reading.put().if_absent().answering("Recorded");
    let record = record.taking(AT, Source::context("requestTimeEpoch"));
    let record = record.taking("sender", Source::context("identity.sourceIp")).taking("unit", Source::constant("kWh"));
    let between = SortCondition::Between(Source::query("from"), Source::query("to"));
    let list = reading.query().sorted(between).filtered("plausible", Source::query("plausible"));
    // The measured value cannot be changed, only what somebody says about it.
    let correct = reading.update(["plausible", "tags", "labels", "note"]);
    let remove = reading.delete().must_exist().answering("Removed");
    let greatest = reading.query().index(BY_VALUE).backward().paged(3, 10).only(["value", AT, "note"]);
    api.post(all, record.named("record").called("RecordReading"));
    api.get(all, list.named("list").called("ListReadings"));
    api.get(one, reading.get().as_stored().named("get").called("GetReading"));
    api.patch(one, correct.named("correct").called("CorrectReading"));
    api.delete(one, remove.named("remove").called("RemoveReading"));
    api.get(largest, greatest.named("largest").called("ListLargest"));
}

/// Declares the methods of a building, and of everything.
fn across_meters(api: &mut Routes<'_>, reading: &Item) {
    let site = reading.query().index(BY_SITE).sorted(SortCondition::Equals(Source::query(AT)));
    let all = reading.scan().filtered("site", Source::query("site")).filtered("plausible", Source::query("plausible"));
    api.resource("site", "sites/{site}");
    api.get("sites/{site}", site.as_stored().named("of_site").called("ListSite"));
    api.get("readings", all.only(["meter", AT, "value", "site"]).named("all").called("ListAll"));
}
