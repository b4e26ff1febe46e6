//! Bookings of rooms: a table with a sort key and an index, and a REST API that creates, finds, changes and cancels them.

use std::process::ExitCode;

use gelato::prelude::*;

pub(crate) struct Rooms;

impl Service for Rooms {
    const NAME: &'static str = "rooms"; // the beginning of names
    type Settings = NoSettings;

    fn describe(&self, service: &Description) {
        let bookings = service.module("table", "The bookings.", |m| {
            let props = TableProps {
                sort_key: Some(Key::string("begins")),
                indexes: vec![Index::global("by_guest", Key::string("guest")).sorted_by(Key::string("begins"))],
                ..TableProps::new(Key::string("room"))
            };
            Table::new(m, "bookings", props)
        });
        let url = service.module("api", "The REST API of bookings.", |m| {
            let booking = bookings.item(
                "Booking",
                [
                    Attribute::required("room", text(1..=40), "The room"),
                    Attribute::required("begins", matching("[0-9-]{10}T[0-9:]{5}"), "When it begins"),
                    Attribute::required("guest", text(1..=100), "Who booked it"),
                    Attribute::optional("people", number(1..=500), "How many come"),
                    Attribute::optional("catering", Kind::Boolean, "Whether they eat"),
                    Attribute::optional("equipment", list(text(1..=40), 10), "What they need"),
                    Attribute::optional("contacts", map(text(1..=100), 5), "Whom to call, by role"),
                    Attribute::required("request", text(1..=100), "The request that made it"),
                ],
            );
            let book = booking.put().if_absent().taking("request", Source::context("requestId")).answering("Booked");
            let list = booking.query().sorted(SortCondition::AtLeast(Source::query("from")));
            let change = booking.update(["people", "catering", "equipment", "contacts"]);
            let api = RestApi::new(m, "rooms", "Bookings of rooms", |api| {
                api.post("rooms/{room}/bookings", book.named("book"));
                api.get("rooms/{room}/bookings", list.named("list_bookings"));
                api.get("rooms/{room}/bookings/{begins}", booking.get());
                api.patch("rooms/{room}/bookings/{begins}", change);
                api.delete("rooms/{room}/bookings/{begins}", booking.delete().must_exist().answering("Cancelled"));
                api.get("guests/{guest}", booking.query().index("by_guest"));
            });
            api.url()
        });
        service.output("url", "Where the API answers.", url);
    }
}

fn main() -> ExitCode {
    gelato::run(&Rooms)
}
