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

fn methods(module: &mut Module, api: &mut RestApi, models: &Models, table: &Flavours) -> Result<(), InvalidTemplate> {
    let flavours = api.resource(module, "flavours", &api.root(), COLLECTION);
    let flavour = api.resource(module, "flavour", &flavours, "{flavour}");
    add(module, api, &flavours, models, table)?;
    get(module, api, &flavour, models, table)?;
    remove(module, api, &flavour, models, table)
}

fn add(
    module: &mut Module,
    api: &mut RestApi,
    at: &ApiResource,
    models: &Models,
    table: &Flavours,
) -> Result<(), InvalidTemplate> {
    let props = MethodProps {
        operation_name: "AddFlavour",
        authorization: Authorization::None,
        body: Some(models.new_flavour.clone()),
        integration: table.integration(DynamoDbAction::PutItem, "add_flavour.vtl", ADD)?,
        responses: responses(success(&models.message, ADDED), FailedCondition::CONFLICT, models)?,
    };
    api.method(module, "add_flavour", at, Verb::Post, props);
    Ok(())
}

fn get(
    module: &mut Module,
    api: &mut RestApi,
    at: &ApiResource,
    models: &Models,
    table: &Flavours,
) -> Result<(), InvalidTemplate> {
    let props = MethodProps {
        operation_name: "GetFlavour",
        authorization: Authorization::None,
        body: None,
        integration: table.integration(DynamoDbAction::GetItem, "get_flavour.vtl", GET)?,
        responses: responses(success(&models.flavour, FLAVOUR), FailedCondition::MISSING, models)?,
    };
    api.method(module, "get_flavour", at, Verb::Get, props);
    Ok(())
}

fn remove(
    module: &mut Module,
    api: &mut RestApi,
    at: &ApiResource,
    models: &Models,
    table: &Flavours,
) -> Result<(), InvalidTemplate> {
    let props = MethodProps {
        operation_name: "RemoveFlavour",
        authorization: Authorization::None,
        body: None,
        integration: table.integration(DynamoDbAction::DeleteItem, "remove_flavour.vtl", REMOVE)?,
        responses: responses(success(&models.message, REMOVED), FailedCondition::MISSING, models)?,
    };
    api.method(module, "remove_flavour", at, Verb::Delete, props);
    Ok(())
}

impl Flavours {
    fn integration(&self, action: DynamoDbAction, name: &str, source: &str) -> Result<Integration, InvalidTemplate> {
        let places = [("table_name", self.name.clone())];
        Ok(Integration::DynamoDb(DynamoDbIntegration {
            action,
            table_arn: self.arn.clone(),
            request_template: MappingTemplate::fill(name, source, &places)?,
        }))
    }
}

fn success(model: &Model, template: &str) -> Response {
    let from = Selection::Status(StatusPattern::Exactly(200), MappingTemplate::literal(template));
    Response { status: 200, from, model: Some(model.clone()) }
}

fn responses(success: Response, condition: FailedCondition, models: &Models) -> Result<Vec<Response>, InvalidTemplate> {
    let mut responses = vec![success];
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
