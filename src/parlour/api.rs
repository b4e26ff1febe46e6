//! The module `api`: flavours are listed, added, read, changed and removed over HTTP, straight in the table.

use crate::constructs::api_gateway::dynamodb::{
    Absent, Answer, Attribute, Attributes, DeleteItem, GetItem, ItemMethodProps, Items, Kind, Operation, PutCondition,
    PutItem, Representation, Scan, Text, UpdateItem,
};
use crate::constructs::api_gateway::{ApiResource, Authorization, Cors, RestApi, RestApiProps, StageProps, Verb};
use crate::constructs::versions;
use crate::terraform::{
    List, Module, Number, Operator, Rule, Value, Variable, all, between, compare, contains, length, matches,
};

use super::table::KEY;

/// The path of the collection, and the end of the service's names.
pub(super) const COLLECTION: &str = "ice-cream-flavours";

/// Makes the module.
pub(super) fn module() -> Module {
    let description = "The parlour's REST API. Its methods read and write the table themselves; no function is called.";
    let mut module = Module::new("api", description, versions());
    let items = items(&mut module);
    let props = RestApiProps {
        name: module.variable("name", Variable::required("The API's name, and the beginning of its role's.")),
        description: "Promotional ice-cream flavours",
        cors: cors(&mut module),
    };
    let mut api = RestApi::new(&mut module, "parlour", props);
    methods(&mut module, &mut api, &items);
    let stage_props = stage(&mut module);
    let stage = api.deploy(&mut module, "parlour", stage_props);
    module.output("url", "Where the API answers.", stage.url());
    module.output("stage_arn", "The stage's ARN.", stage.arn());
    module
}

/// Declares what the API does. Values come from the path where it has a parameter of the attribute's name, and from
/// the body otherwise.
fn methods(module: &mut Module, api: &mut RestApi, items: &Items) {
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
        let (authorization, representation) = (Authorization::None, Representation::DynamoDb);
        let props = ItemMethodProps { operation_name, authorization, items, operation, representation };
        api.item_method(module, id, resource, verb, props);
    }
}

/// A flavour that is there already stays as it is, and nobody is told again.
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

/// A flavour that is not there is as good as removed.
fn remove() -> DeleteItem {
    DeleteItem { sources: Vec::new(), must_exist: false, answer: Answer::Message("Removed flavour from table") }
}

/// The flavours, and all that is known of one.
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

fn cors(module: &mut Module) -> Cors {
    let origins = Variable::required("The origins that may call from a browser, or `*` alone.");
    let some = Rule {
        condition: |origins: &Value<List<String>>| compare(&length(origins), Operator::AtLeast, 1_i64),
        error_message: "At least one origin, or `*`, must be given.",
    };
    let valid = Rule {
        condition: |origins| all(origins, |origin| matches(r"\*|https?://[A-Za-z0-9.-]+(:[0-9]+)?", origin)),
        error_message: "An origin is `*`, or a scheme and a host such as `https://example.com`, without a path.",
    };
    Cors {
        allow_origins: module.validated_variable("cors_allow_origins", origins, &[some, valid]),
        allow_headers: allow_headers(module),
        max_age_seconds: seconds(module),
    }
}

fn allow_headers(module: &mut Module) -> Value<List<String>> {
    let rule = Rule {
        condition: |names| all(names, |name| matches("[A-Za-z0-9-]+", name)),
        error_message: "A header's name has letters, digits and `-`.",
    };
    let description =
        "The request headers that a browser may send beyond those of the body, a key, a token or a signature.";
    let none = Vec::<Value<String>>::new();
    module.validated_variable("cors_allow_headers", Variable::optional(description, none), &[rule])
}

fn seconds(module: &mut Module) -> Value<Number> {
    let rule = Rule {
        condition: |seconds| between(seconds, 0, 86_400),
        error_message: "A browser keeps a preflight answer for 0 to 86400 seconds.",
    };
    let description = "How long a browser may keep a preflight answer, in seconds.";
    module.validated_variable("cors_max_age_seconds", Variable::required(description), &[rule])
}

fn stage(module: &mut Module) -> StageProps {
    StageProps {
        name: stage_name(module),
        log_level: log_level(module),
        log_retention_days: module
            .variable("log_retention_days", Variable::required("How many days the logs are kept.")),
        metrics: module.variable("metrics", Variable::required("Whether calls are counted and timed for each method.")),
        throttling_rate: module
            .variable("throttling_rate", Variable::required("The most requests a second, over all callers.")),
        throttling_burst: module
            .variable("throttling_burst", Variable::required("The most requests at once, over all callers.")),
        tracing: module.variable("tracing", Variable::required("Whether requests are traced with X-Ray.")),
    }
}

fn stage_name(module: &mut Module) -> Value<String> {
    let rule = Rule {
        condition: |name| matches("[a-zA-Z0-9_-]{1,128}", name),
        error_message: "A stage's name has 1 to 128 letters, digits, `_` and `-`.",
    };
    module.validated_variable("stage_name", Variable::required("The first segment of every path."), &[rule])
}

fn log_level(module: &mut Module) -> Value<String> {
    let rule = Rule {
        condition: |level| contains(["OFF", "ERROR", "INFO"], level),
        error_message: "The log level is OFF, ERROR or INFO.",
    };
    module.validated_variable(
        "log_level",
        Variable::required("What the execution log holds: OFF, ERROR or INFO."),
        &[rule],
    )
}
