//! The module `api`: lists, adds, reads, changes and removes flavours over HTTP, directly in the table.

use gelato::prelude::*;

use crate::Settings;
use crate::table::KEY;

const DESCRIPTION: &str =
    "The parlour's REST API. Its methods read and write the table themselves; no function is called.";

/// Describes the module, and returns the API's URL.
pub(crate) fn describe(service: &Description<Settings>, flavours: &Table) -> Value<String> {
    service.module("api", DESCRIPTION, |m| {
        let flavour = flavours.item(
            "Flavour",
            [
                Attribute::required(KEY, text(1..=100), "The flavour's name"),
                Attribute::required("cost", matching(r"[0-9]{1,6}\.[0-9]{2}"), "What a scoop costs, with two decimals"),
            ],
        );
        let api = RestApi::new(m, "parlour", "Promotional ice-cream flavours", |api| methods(api, &flavour));
        api.url()
    })
}

/// Declares the methods. A value comes from the path parameter of the attribute's name if there is one, and from the body
/// otherwise.
fn methods(api: &mut Routes<'_>, flavour: &Item) {
    let (all, one) = ("ice-cream-flavours", "ice-cream-flavours/{flavour}");
    api.resource("flavours", all);
    api.resource("flavour", one);
    // An existing flavour is left unchanged and not announced again.
    let add = flavour.put().if_absent().answering("Added flavour to table");
    let change = flavour.update_all().answering("Changed flavour in table");
    // Removing a flavour that does not exist succeeds.
    let remove = flavour.delete().answering("Removed flavour from table");
    api.get(all, flavour.scan().named("list_flavours").as_stored());
    api.post(all, add.named("add_flavour"));
    api.get(one, flavour.get().named("get_flavour").as_stored());
    api.put(one, change.named("change_flavour"));
    api.delete(one, remove.named("remove_flavour"));
}
