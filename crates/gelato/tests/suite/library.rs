//! A library of books: a service that uses every operation, every type and every source.

use std::path::Path;
use std::sync::LazyLock;

use gelato::constructs::api_gateway::dynamodb::Representation::{DynamoDb, Plain};
use gelato::constructs::api_gateway::dynamodb::{
    Absent, Answer, Attribute, Attributes, Decimal, DeleteItem, GetItem, ItemMethodProps, Items, Kind, Operation,
    Order, PageSize, PutCondition, PutItem, Query, Representation, Scan, SortCondition, Source, Text, UpdateItem,
};
use gelato::constructs::api_gateway::{Authorization, Cors, Endpoint, RestApi, RestApiProps, StageProps, Verb};
use gelato::constructs::dynamodb::{Index, IndexKey, Key, Projection};
use gelato::constructs::versions;
use gelato::environment::{Environment, NoSettings};
use gelato::synth::{Extent, ModuleSet, Service, synthesise};
use gelato::terraform::{Module, Root, Value, Variable};
use serde_json::Value as Json;

/// The name of the library's table.
pub(crate) const TABLE: &str = "books";

/// The library's items.
pub(crate) fn books(table_name: Value<String>, table_arn: Value<String>) -> Items {
    let short = Text::of_length(1, 60);
    Items {
        name: "Book",
        table_name,
        table_arn,
        partition_key: "shelf",
        sort_key: Some("code"),
        attributes: vec![
            Attribute::required("shelf", Kind::String(Text::ANY), "Where it stands"),
            Attribute::required("code", Kind::String(Text::ANY), "What it is found by"),
            Attribute::required("title", Kind::String(Text::ANY), "What it is called"),
            Attribute::optional(
                "pages",
                Kind::Number(Decimal { minimum: Some(1), maximum: None, decimals: None }),
                "How long",
            ),
            Attribute::optional("lent", Kind::Boolean, "Whether somebody has it"),
            Attribute::optional("authors", Kind::List { of: short, max_items: 10 }, "Who wrote it"),
            Attribute::optional("notes", Kind::Map { of: short, max_items: 10 }, "What readers say, by name"),
            Attribute::required("by", Kind::String(Text::ANY), "The request that wrote it"),
            Attribute::optional("medium", Kind::String(Text::ANY), "Always paper"),
        ],
    }
}

/// The index of books by their title and length.
const BY_TITLE: Index = Index {
    name: "by_title",
    key: IndexKey::Global { partition: Key::string("title"), sort: Some(Key::number("pages")) },
    projection: Projection::All,
};

fn written() -> Vec<(&'static str, Source)> {
    vec![("by", Source::Context("requestId")), ("medium", Source::Constant("'paper' & $1 #set"))]
}

fn operations() -> [(&'static str, &'static str, &'static str, Verb, Operation, Representation); 9] {
    let all = Attributes::All;
    let details = Attributes::Only(vec!["pages", "lent", "authors", "notes"]);
    let title = Source::Body("names.title");
    let put = PutItem {
        sources: [written(), vec![("title", title)]].concat(),
        condition: PutCondition::Absent,
        message: "Took \"it\" for $1 #1",
    };
    let replace = UpdateItem {
        sources: written(),
        attributes: all.clone(),
        absent: Absent::Removed,
        must_exist: true,
        answer: Answer::Item,
    };
    let patch = UpdateItem {
        sources: Vec::new(),
        attributes: details,
        absent: Absent::Unchanged,
        must_exist: false,
        answer: Answer::Message("Changed"),
    };
    let shelf = Query {
        sort: Some(SortCondition::BeginsWith(Source::Query("prefix"))),
        order: Order::Backward,
        attributes: Attributes::Only(vec!["code", "title", "pages"]),
        consistent_read: true,
        ..Query::default()
    };
    let titles = Query {
        index: Some(BY_TITLE),
        sources: vec![("title", Source::Query("title"))],
        sort: Some(SortCondition::Between(Source::Query("least"), Source::Query("most"))),
        page: PageSize { default: 5, greatest: 25 },
        ..Query::default()
    };
    let stored = GetItem { attributes: Attributes::Only(vec!["title", "lent"]), ..GetItem::default() };
    let taken = DeleteItem { sources: Vec::new(), must_exist: true, answer: Answer::Item };
    [
        ("put", "AddBook", "books", Verb::Post, Operation::PutItem(put), Plain),
        ("scan", "ListBooks", "books", Verb::Get, Operation::Scan(Scan { attributes: all, ..Scan::default() }), Plain),
        ("titles", "FindBooks", "titles", Verb::Get, Operation::Query(titles), DynamoDb),
        ("shelf", "ListShelf", "shelf", Verb::Get, Operation::Query(shelf), Plain),
        (
            "get",
            "GetBook",
            "book",
            Verb::Get,
            Operation::GetItem(GetItem { consistent_read: true, ..GetItem::default() }),
            Plain,
        ),
        ("replace", "ReplaceBook", "book", Verb::Put, Operation::UpdateItem(replace), Plain),
        ("patch", "ChangeBook", "book", Verb::Patch, Operation::UpdateItem(patch), Plain),
        ("delete", "TakeBook", "book", Verb::Delete, Operation::DeleteItem(taken), DynamoDb),
        ("stored", "GetStoredBook", "stored", Verb::Get, Operation::GetItem(stored), DynamoDb),
    ]
}

/// An API without methods.
pub(crate) fn api(module: &mut Module) -> RestApi {
    let cors = Cors {
        allow_origins: ["https://library.example"].into(),
        allow_headers: Vec::<Value<String>>::new().into(),
        max_age_seconds: 60_i64.into(),
    };
    RestApi::new(
        module,
        "library",
        RestApiProps { name: "library".into(), description: "A library", cors, endpoint: Endpoint::regional() },
    )
}

/// Deploys an API.
pub(crate) fn deploy(module: &mut Module, api: RestApi) {
    let props = StageProps {
        name: "v1".into(),
        log_level: "OFF".into(),
        log_retention_days: 30_i64.into(),
        metrics: false.into(),
        throttling_rate: Value::from(5_i64),
        throttling_burst: 2_i64.into(),
        method_throttling: None,
        tracing: false.into(),
    };
    api.deploy(module, "library", props);
}

fn build(module: &mut Module) {
    let arn = module.variable("table_arn", Variable::required("The table's ARN."));
    let items = books(TABLE.into(), arn);
    let mut api = api(module);
    let root = api.root();
    let books = api.resource(module, "books", &root, "books");
    let titles = api.resource(module, "titles", &root, "titles");
    let shelves = api.resource(module, "shelves", &root, "shelves");
    let named = api.resource(module, "named", &shelves, "{shelf}");
    let shelf = api.resource(module, "shelf", &named, "books");
    let book = api.resource(module, "book", &shelf, "{code}");
    let stored = api.resource(module, "stored", &book, "stored");
    for (id, operation_name, resource, verb, operation, representation) in operations() {
        let at = match resource {
            "books" => &books,
            "titles" => &titles,
            "shelf" => &shelf,
            "book" => &book,
            _ => &stored,
        };
        let authorization = Authorization::Iam;
        let props = ItemMethodProps { operation_name, authorization, items: &items, operation, representation };
        api.item_method(module, id, at, verb, props);
    }
    deploy(module, api);
}

/// A service with one module.
pub(crate) struct OneModuleService<F>(pub(crate) F);

pub(crate) struct OneModule(Module);

impl ModuleSet for OneModule {
    fn all(&self) -> Vec<&Module> {
        vec![&self.0]
    }
}

impl<F: Fn(&mut Module)> Service for OneModuleService<F> {
    type Modules = OneModule;
    type Settings = NoSettings;

    fn name(&self) -> &'static str {
        "library"
    }

    fn functions(&self) -> &[&str] {
        &[]
    }

    fn modules(&self) -> OneModule {
        let mut module = Module::new("library", "A library.", versions());
        (self.0)(&mut module);
        OneModule(module)
    }

    fn root(&self, _: &OneModule, environment: &Environment, _: &NoSettings) -> Root {
        panic!("no environment is synthesised, and `{}` is asked for", environment.name)
    }
}

/// The definition of a module's API, or its problems.
pub(crate) fn definition(build: impl Fn(&mut Module)) -> Result<Json, String> {
    let synthesis = synthesise(&OneModuleService(build), &[], Extent::Complete).map_err(|error| error.to_string())?;
    Ok(serde_json::from_str(&synthesis.files[Path::new("modules/library/definition.tf.json")]).unwrap())
}

/// The permissions of the API's role, as written.
pub(crate) fn permissions() -> String {
    let synthesis = synthesise(&OneModuleService(build), &[], Extent::Complete).unwrap();
    let main: Json = serde_json::from_str(&synthesis.files[Path::new("modules/library/main.tf.json")]).unwrap();
    main["resource"]["aws_iam_role_policy"]["gateway_tables"]["policy"].as_str().unwrap().to_owned()
}

/// The library's definition.
pub(crate) static LIBRARY: LazyLock<Json> = LazyLock::new(|| definition(build).unwrap());

/// The methods, by logical name.
pub(crate) fn methods() -> Vec<&'static str> {
    operations().into_iter().map(|(id, ..)| id).collect()
}

/// The text of a request template.
pub(crate) fn request_text(method: &str) -> String {
    text("aws_api_gateway_integration", method, "request_templates")
}

/// The text of the response template of a status, without the CORS lines that begin every template.
pub(crate) fn response_text(method: &str, status: u16) -> String {
    let text = text("aws_api_gateway_integration_response", &format!("{method}_{status}"), "response_templates");
    let (_, own) = text.split_once("Access-Control-Allow-Origin = $origin)\n#end\n").unwrap();
    own.to_owned()
}

fn text(kind: &str, name: &str, templates: &str) -> String {
    let text = LIBRARY["resource"][kind][name][templates]["application/json"].as_str().unwrap();
    // Terraform's own escapes.
    text.replace("$${", "${").replace("%%{", "%{")
}

/// The text of a template by the name of its golden file.
pub(crate) fn template_text(name: &str) -> String {
    match name.split_once('.').unwrap() {
        (method, "request") => request_text(method),
        (method, status) => response_text(method, status.parse().unwrap()),
    }
}
