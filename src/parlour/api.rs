//! The module `api`: flavours are added, read and removed over HTTP, straight in the table.

use crate::constructs::api_gateway::{
    ApiResource, Authorization, Cors, DynamoDbAction, DynamoDbIntegration, FailedCondition, Integration,
    InvalidTemplate, MappingTemplate, MethodProps, Model, Response, RestApi, RestApiProps, Selection, StageProps,
    StatusPattern, Verb, error_responses,
};
use crate::constructs::versions;
use crate::terraform::{
    List, Module, Number, Operator, Rule, Value, Variable, all, between, compare, contains, length, matches,
};

use super::models::{self, Models};

const ADD: &str = include_str!("templates/add_flavour.vtl");
const GET: &str = include_str!("templates/get_flavour.vtl");
const REMOVE: &str = include_str!("templates/remove_flavour.vtl");
const FLAVOUR: &str = include_str!("templates/flavour.vtl");
const ADDED: &str = r#"{"message":"Added flavour to table"}"#;
const REMOVED: &str = r#"{"message":"Removed flavour from table"}"#;

/// The path of the collection, and the end of the service's names.
pub(super) const COLLECTION: &str = "ice-cream-flavours";

/// The table that the API works on.
struct Flavours {
    name: Value<String>,
    arn: Value<String>,
}

/// Makes the module.
pub(super) fn module() -> Module {
    let description = "The parlour's REST API. Its methods read and write the table themselves; no function is called.";
    let mut module = Module::new("api", description, versions());
    let table = table(&mut module);
    let props = RestApiProps {
        name: module.variable("name", Variable::required("The API's name, and the beginning of its role's.")),
        description: "Promotional ice-cream flavours",
        cors: cors(&mut module),
    };
    let mut api = RestApi::new(&mut module, "parlour", props);
    let models = models::declare(&mut module, &mut api);
    if let Err(invalid) = methods(&mut module, &mut api, &models, &table) {
        module.refuse(invalid.to_string());
    }
    let stage_props = stage(&mut module);
    let stage = api.deploy(&mut module, "parlour", stage_props);
    module.output("url", "Where the API answers.", stage.url());
    module.output("stage_arn", "The stage's ARN.", stage.arn());
    module
}

/// A call that the API takes, in the parlour's own words.
struct Call<'a> {
    id: &'static str,
    operation_name: &'static str,
    verb: Verb,
    at: &'a ApiResource,
    body: Option<&'a Model>,
    action: DynamoDbAction,
    request: (&'static str, &'static str),
    success: (&'a Model, &'static str),
    /// What a failed condition means here.
    condition: FailedCondition,
}

fn methods(module: &mut Module, api: &mut RestApi, models: &Models, table: &Flavours) -> Result<(), InvalidTemplate> {
    let flavours = api.resource(module, "flavours", &api.root(), COLLECTION);
    let flavour = api.resource(module, "flavour", &flavours, "{flavour}");
    for call in calls(&flavours, &flavour, models) {
        let props = MethodProps {
            operation_name: call.operation_name,
            authorization: Authorization::None,
            body: call.body.cloned(),
            integration: table.integration(call.action, call.request)?,
            responses: responses(call.success, call.condition, models)?,
        };
        api.method(module, call.id, call.at, call.verb, props);
    }
    Ok(())
}

fn calls<'a>(flavours: &'a ApiResource, flavour: &'a ApiResource, models: &'a Models) -> [Call<'a>; 3] {
    let add = Call {
        id: "add_flavour",
        operation_name: "AddFlavour",
        verb: Verb::Post,
        at: flavours,
        body: Some(&models.new_flavour),
        action: DynamoDbAction::PutItem,
        request: ("add_flavour.vtl", ADD),
        success: (&models.message, ADDED),
        condition: FailedCondition::CONFLICT,
    };
    let get = Call {
        id: "get_flavour",
        operation_name: "GetFlavour",
        verb: Verb::Get,
        at: flavour,
        body: None,
        action: DynamoDbAction::GetItem,
        request: ("get_flavour.vtl", GET),
        success: (&models.flavour, FLAVOUR),
        condition: FailedCondition::MISSING,
    };
    let remove = Call {
        id: "remove_flavour",
        operation_name: "RemoveFlavour",
        verb: Verb::Delete,
        at: flavour,
        body: None,
        action: DynamoDbAction::DeleteItem,
        request: ("remove_flavour.vtl", REMOVE),
        success: (&models.message, REMOVED),
        condition: FailedCondition::MISSING,
    };
    [add, get, remove]
}

impl Flavours {
    fn integration(
        &self,
        action: DynamoDbAction,
        (name, source): (&str, &str),
    ) -> Result<Integration, InvalidTemplate> {
        let places = [("table_name", self.name.clone())];
        Ok(Integration::DynamoDb(DynamoDbIntegration {
            action,
            table_arn: self.arn.clone(),
            request_template: MappingTemplate::fill(name, source, &places)?,
        }))
    }
}

fn responses(
    (model, template): (&Model, &str),
    condition: FailedCondition,
    models: &Models,
) -> Result<Vec<Response>, InvalidTemplate> {
    let from = Selection::Status(StatusPattern::Exactly(200), MappingTemplate::literal(template));
    let mut responses = vec![Response { status: 200, from, model: Some(model.clone()) }];
    responses.extend(error_responses(condition, &models.error)?);
    Ok(responses)
}

fn table(module: &mut Module) -> Flavours {
    Flavours {
        name: module.variable("table_name", Variable::required("The name of the table of flavours.")),
        arn: module.variable("table_arn", Variable::required("The ARN of the table of flavours.")),
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
        max_age_seconds: seconds(module),
    }
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
