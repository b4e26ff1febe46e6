//! The module `api`: it uses every operation on items and every source of values (body, path, query string, context,
//! constant).

use gelato::constructs::api_gateway::dynamodb::{
    Absent, Answer, Attributes, DeleteItem, GetItem, ItemMethodProps, Operation, Order, PageSize, PutCondition,
    PutItem, Query, Representation, Scan, SortCondition, Source, UpdateItem,
};
use gelato::constructs::api_gateway::{Access, ApiDescription, ApiVariables, RestApi, RestApiProps, Verb};
use gelato::constructs::versions;
use gelato::terraform::{Module, Variable};

use super::readings::{AT, BY_SITE, BY_VALUE, items};

/// Creates the module.
pub(super) fn module() -> (Module, ApiDescription) {
    let description = "The REST API of the meters. Its methods read and write the table themselves.";
    let mut module = Module::new("api", description, versions());
    let items = items(&mut module);
    let name = module.variable("name", Variable::required("The API's name, and the prefix of its role's name."));
    let ApiVariables { cors, endpoint, stage, domain } = ApiVariables::declare(&mut module);
    let props = RestApiProps { name: name.clone(), description: "Readings of meters", cors, endpoint };
    let mut api = RestApi::new(&mut module, "meters", props);
    let access = Access::declare(&mut module, &api);
    let readings = api.resource(&mut module, "readings", &api.root(), "readings");
    let sites = api.resource(&mut module, "sites", &api.root(), "sites");
    let site = api.resource(&mut module, "site", &sites, "{site}");
    let meters = api.resource(&mut module, "meters", &api.root(), "meters");
    let meter = api.resource(&mut module, "meter", &meters, "{meter}");
    let of_meter = api.resource(&mut module, "meter_readings", &meter, "readings");
    let reading = api.resource(&mut module, "reading", &of_meter, "{at}");
    let largest = api.resource(&mut module, "largest", &meter, "largest");
    let (stored, plain) = (Representation::DynamoDb, Representation::Plain);
    let calls = [
        ("record", "RecordReading", &of_meter, Verb::Post, record(), plain),
        ("list", "ListReadings", &of_meter, Verb::Get, list(), plain),
        ("get", "GetReading", &reading, Verb::Get, Operation::GetItem(GetItem::default()), stored),
        ("correct", "CorrectReading", &reading, Verb::Patch, correct(), plain),
        ("remove", "RemoveReading", &reading, Verb::Delete, remove(), plain),
        ("largest", "ListLargest", &largest, Verb::Get, largest_of_meter(), plain),
        ("of_site", "ListSite", &site, Verb::Get, of_site(), stored),
        ("all", "ListAll", &readings, Verb::Get, all(), plain),
    ];
    for (id, operation_name, resource, verb, operation, representation) in calls {
        let (authorization, items) = (access.of(verb), &items);
        let props = ItemMethodProps { operation_name, authorization, items, operation, representation };
        api.item_method(&mut module, id, resource, verb, props);
    }
    let stage = api.deploy(&mut module, "meters", stage);
    access.complete(&mut module, name, &stage);
    let domain = stage.domain(&mut module, "meters", domain);
    module.output("url", "The API's base URL.", domain.url());
    let description = stage.description().clone();
    (module, description)
}

/// Records a reading, and refuses a second one in the same millisecond.
fn record() -> Operation {
    let sources = vec![
        (AT, Source::Context("requestTimeEpoch")),
        ("sender", Source::Context("identity.sourceIp")),
        ("unit", Source::Constant("kWh")),
    ];
    Operation::PutItem(PutItem { sources, condition: PutCondition::Absent, message: "Recorded" })
}

/// Lists a meter's readings between two times, optionally only those marked as plausible or implausible.
fn list() -> Operation {
    Operation::Query(Query {
        sort: Some(SortCondition::Between(Source::Query("from"), Source::Query("to"))),
        filter: vec![("plausible", Source::Query("plausible"))],
        ..Query::default()
    })
}

/// Changes any of the annotations of a reading. The measured value cannot be changed.
fn correct() -> Operation {
    Operation::UpdateItem(UpdateItem {
        sources: Vec::new(),
        attributes: Attributes::Only(vec!["plausible", "tags", "labels", "note"]),
        absent: Absent::Unchanged,
        must_exist: true,
        answer: Answer::Item,
    })
}

fn remove() -> Operation {
    Operation::DeleteItem(DeleteItem { sources: Vec::new(), must_exist: true, answer: Answer::Message("Removed") })
}

fn largest_of_meter() -> Operation {
    let page = PageSize { default: 3, greatest: 10 };
    let attributes = Attributes::Only(vec!["value", AT, "note"]);
    Operation::Query(Query { index: Some(BY_VALUE), order: Order::Backward, page, attributes, ..Query::default() })
}

fn of_site() -> Operation {
    Operation::Query(Query {
        index: Some(BY_SITE),
        sort: Some(SortCondition::Equals(Source::Query(AT))),
        ..Query::default()
    })
}

/// Lists all readings, or those of one building if the request names it.
fn all() -> Operation {
    let filter = vec![("site", Source::Query("site")), ("plausible", Source::Query("plausible"))];
    Operation::Scan(Scan {
        filter,
        attributes: Attributes::Only(vec!["meter", AT, "value", "site"]),
        ..Scan::default()
    })
}
