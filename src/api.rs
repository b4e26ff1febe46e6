//! The module `api`: lists, adds, reads, changes and removes flavours over HTTP, directly in the table.

use gelato::constructs::api_gateway::dynamodb::{
    Absent, Answer, Attribute, Attributes, DeleteItem, GetItem, ItemMethodProps, Items, Kind, Operation, PutCondition,
    PutItem, Representation, Scan, Text, UpdateItem,
};
use gelato::constructs::api_gateway::{Access, ApiDescription, ApiResource, ApiVariables, RestApi, RestApiProps, Verb};
use gelato::constructs::versions;
use gelato::terraform::{Module, Variable};

use crate::table::KEY;

/// The path of the collection, and the suffix of the service's names.
pub(crate) const COLLECTION: &str = "ice-cream-flavours";

/// Creates the module.
pub(crate) fn module() -> (Module, ApiDescription) {
    let description = "The parlour's REST API. Its methods read and write the table themselves; no function is called.";
    let mut module = Module::new("api", description, versions());
    let items = items(&mut module);
    let name = module.variable("name", Variable::required("The API's name, and the prefix of its role's name."));
    let ApiVariables { cors, endpoint, stage, domain } = ApiVariables::declare(&mut module);
    let props = RestApiProps { name: name.clone(), description: "Promotional ice-cream flavours", cors, endpoint };
    let mut api = RestApi::new(&mut module, "parlour", props);
    let access = Access::declare(&mut module, &api);
    methods(&mut module, &mut api, &items, &access);
    let stage = api.deploy(&mut module, "parlour", stage);
    access.complete(&mut module, name, &stage);
    let domain = stage.domain(&mut module, "parlour", domain);
    module.output("url", "The API's base URL.", domain.url());
    module.output("domain_target", "The target for the DNS record of the API's custom domain.", domain.target());
    module.output("stage_arn", "The stage's ARN.", stage.arn());
    (module, stage.description().clone())
}

/// Declares the API's methods. A value comes from the path parameter of the attribute's name if there is one, and from
/// the body otherwise.
fn methods(module: &mut Module, api: &mut RestApi, items: &Items, access: &Access) {
    let flavours = api.resource(module, "flavours", &api.root(), COLLECTION);
    let flavour = api.resource(module, "flavour", &flavours, "{flavour}");
    let calls: [(&str, &str, &ApiResource, Verb, Operation); 5] = [
        ("list_flavours", "ListFlavours", &flavours, Verb::Get, Operation::Scan(Scan::default())),
        ("add_flavour", "AddFlavour", &flavours, Verb::Post, Operation::PutItem(add())),
        ("get_flavour", "GetFlavour", &flavour, Verb::Get, Operation::GetItem(GetItem::default())),
        ("change_flavour", "ChangeFlavour", &flavour, Verb::Put, Operation::UpdateItem(change())),
        ("remove_flavour", "RemoveFlavour", &flavour, Verb::Delete, Operation::DeleteItem(remove())),
    ];
    for (id, operation_name, resource, verb, operation) in calls {
        let (authorization, representation) = (access.of(verb), Representation::DynamoDb);
        let props = ItemMethodProps { operation_name, authorization, items, operation, representation };
        api.item_method(module, id, resource, verb, props);
    }
}

/// Adds a flavour. An existing flavour is left unchanged and not announced again.
fn add() -> PutItem {
    PutItem { sources: Vec::new(), condition: PutCondition::Absent, message: "Added flavour to table" }
}

/// Changes the cost of a flavour.
fn change() -> UpdateItem {
    UpdateItem {
        sources: Vec::new(),
        attributes: Attributes::All,
        absent: Absent::Unchanged,
        must_exist: true,
        answer: Answer::Message("Changed flavour in table"),
    }
}

/// Removes a flavour. Removing one that does not exist succeeds.
fn remove() -> DeleteItem {
    DeleteItem { sources: Vec::new(), must_exist: false, answer: Answer::Message("Removed flavour from table") }
}

/// The attributes of a flavour.
fn items(module: &mut Module) -> Items {
    let name = Kind::String(Text::of_length(1, 100));
    let cost = Kind::String(Text::matching(r"[0-9]{1,6}\.[0-9]{2}"));
    Items {
        name: "Flavour",
        table_name: module.variable("table_name", Variable::required("The name of the table of flavours.")),
        table_arn: module.variable("table_arn", Variable::required("The ARN of the table of flavours.")),
        partition_key: KEY,
        sort_key: None,
        attributes: vec![
            Attribute::required(KEY, name, "The flavour's name"),
            Attribute::required("cost", cost, "What a scoop costs, with two decimals"),
        ],
    }
}
