//! A library of books: a service that uses every operation, every type and every source.

use std::path::Path;
use std::sync::LazyLock;

use gelato::constructs::api_gateway::dynamodb::Representation::{self, DynamoDb, Plain};
use gelato::constructs::api_gateway::dynamodb::{
    Absent, Answer, Decimal, DeleteItem, GetItem, Operation, Order, PageSize, PutCondition, PutItem, Query, Scan,
    UpdateItem,
};
use gelato::constructs::api_gateway::{Cors, Endpoint, Method, StageProps};
use gelato::openapi::Verb;
use gelato::prelude::*;
use gelato::synth::{Extent, Synthesis};
use serde_json::Value as Json;

use super::programs::{Shop, one_module, synthesised};

/// The name of the library's table.
pub(crate) const TABLE: &str = "books";

/// Books: the keys and indexes of their table, and their attributes.
pub(crate) struct Books {
    pub(crate) sort_key: Option<Key>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) attributes: Vec<Attribute>,
}

impl Default for Books {
    fn default() -> Self {
        let short = text(1..=60);
        let pages = Decimal { minimum: Some(1), ..Decimal::default() };
        Self {
            sort_key: Some(Key::string("code")),
            indexes: vec![Index::global("by_title", Key::string("title")).sorted_by(Key::number("pages"))],
            attributes: vec![
                Attribute::required("shelf", Text::any(), "Where it stands"),
                Attribute::required("code", Text::any(), "What it is found by"),
                Attribute::required("title", Text::any(), "What it is called"),
                Attribute::optional("pages", pages, "How long"),
                Attribute::optional("lent", Kind::Boolean, "Whether somebody has it"),
                Attribute::optional("authors", list(short.clone(), 10), "Who wrote it"),
                Attribute::optional("notes", map(short, 10), "What readers say, by name"),
                Attribute::required("by", Text::any(), "The request that wrote it"),
                Attribute::optional("medium", Text::any(), "Always paper"),
            ],
        }
    }
}

impl Books {
    /// Declares their table.
    #[track_caller]
    pub(crate) fn table(&self, module: &Module) -> Table {
        Table::new(
            module,
            TABLE,
            TableProps {
                name: Some(TABLE.into()),
                sort_key: self.sort_key.clone(),
                indexes: self.indexes.clone(),
                ..TableProps::new(Key::string("shelf"))
            },
        )
    }

    /// Them as an API shows them.
    #[track_caller]
    pub(crate) fn item(&self, table: &Table) -> Item {
        table.item("Book", self.attributes.clone())
    }
}

fn written() -> Vec<(String, Source)> {
    vec![("by".into(), Source::context("requestId")), ("medium".into(), Source::constant("'paper' & $1 #set"))]
}

/// Some attributes.
pub(crate) fn only<const N: usize>(names: [&str; N]) -> Attributes {
    Attributes::Only(names.map(str::to_owned).into())
}

fn operations() -> [(&'static str, &'static str, &'static str, Verb, Operation, Representation); 9] {
    let all = Attributes::All;
    let details = only(["pages", "lent", "authors", "notes"]);
    let title = Source::body("names.title");
    let put = PutItem {
        sources: [written(), vec![("title".into(), title)]].concat(),
        condition: PutCondition::Absent,
        message: "Took \"it\" for $1 #1".into(),
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
        answer: Answer::Message("Changed".into()),
    };
    let shelf = Query {
        sort: Some(SortCondition::BeginsWith(Source::query("prefix"))),
        order: Order::Backward,
        attributes: only(["code", "title", "pages"]),
        consistent_read: true,
        ..Query::default()
    };
    let titles = Query {
        index: Some("by_title".into()),
        sources: vec![("title".into(), Source::query("title"))],
        sort: Some(SortCondition::Between(Source::query("least"), Source::query("most"))),
        page: PageSize { default: 5, greatest: 25 },
        ..Query::default()
    };
    let stored = GetItem { attributes: only(["title", "lent"]), ..GetItem::default() };
    let taken = DeleteItem { sources: Vec::new(), must_exist: true, answer: Answer::Item };
    [
        ("put", "AddBook", "books", Verb::Post, Operation::PutItem(put), Plain),
        ("scan", "ListBooks", "books", Verb::Get, Operation::Scan(Scan { attributes: all, ..Scan::default() }), Plain),
        ("titles", "FindBooks", "titles", Verb::Get, Operation::Query(titles), DynamoDb),
        ("shelf", "ListShelf", "shelves/{shelf}/books", Verb::Get, Operation::Query(shelf), Plain),
        (
            "get",
            "GetBook",
            "shelves/{shelf}/books/{code}",
            Verb::Get,
            Operation::GetItem(GetItem { consistent_read: true, ..GetItem::default() }),
            Plain,
        ),
        ("replace", "ReplaceBook", "shelves/{shelf}/books/{code}", Verb::Put, Operation::UpdateItem(replace), Plain),
        ("patch", "ChangeBook", "shelves/{shelf}/books/{code}", Verb::Patch, Operation::UpdateItem(patch), Plain),
        ("delete", "TakeBook", "shelves/{shelf}/books/{code}", Verb::Delete, Operation::DeleteItem(taken), DynamoDb),
        (
            "stored",
            "GetStoredBook",
            "shelves/{shelf}/books/{code}/stored",
            Verb::Get,
            Operation::GetItem(stored),
            DynamoDb,
        ),
    ]
}

/// Declares an API with these routes.
#[track_caller]
pub(crate) fn api(module: &Module, declare: impl FnOnce(&mut Routes<'_>)) {
    let cors = Cors {
        allow_origins: ["https://library.example"].into(),
        allow_headers: Vec::<Value<String>>::new().into(),
        max_age_seconds: 60.into(),
    };
    let stage = StageProps {
        name: "v1".into(),
        log_level: "OFF".into(),
        log_retention_days: 30.into(),
        metrics: false.into(),
        throttling_rate: 5.into(),
        throttling_burst: 2.into(),
        method_throttling: None,
        tracing: false.into(),
    };
    let (endpoint, stage) = (Some(Endpoint::regional()), Some(stage));
    let usual = RestApiProps::from("A library");
    let props = RestApiProps { name: Some("library".into()), cors: Some(cors), endpoint, stage, ..usual };
    RestApi::new(module, "library", props, declare);
}

/// Declares what answers a verb at a path.
#[track_caller]
pub(crate) fn route(api: &mut Routes<'_>, verb: Verb, path: &str, method: impl Method) {
    match verb {
        Verb::Get => api.get(path, method),
        Verb::Post => api.post(path, method),
        Verb::Put => api.put(path, method),
        Verb::Patch => api.patch(path, method),
        Verb::Delete => api.delete(path, method),
        Verb::Any => api.any(path, method),
        Verb::Options => panic!("the library declares the preflight methods"),
    }
}

fn routes(api: &mut Routes<'_>, book: &Item) {
    api.resource("named", "shelves/{shelf}");
    api.resource("shelf", "shelves/{shelf}/books");
    api.resource("book", "shelves/{shelf}/books/{code}");
    api.resource("stored", "shelves/{shelf}/books/{code}/stored");
    for (id, operation_name, path, verb, operation, representation) in operations() {
        let method = book.method(operation).named(id).called(operation_name).authorized(Authorization::Iam);
        route(api, verb, path, if representation == Plain { method } else { method.as_stored() });
    }
}

/// The library. Its table is in a module of its own, so that the API's module gets name and ARN through variables.
fn library(service: &Description) {
    let books = Books::default();
    let table = service.module("stock", "What the library has.", |m| books.table(m));
    service.module("library", "A library.", |m| api(m, |api| routes(api, &books.item(&table))));
}

/// A file of the module `library`.
fn file(synthesis: &Synthesis, name: &str) -> Json {
    serde_json::from_str(&synthesis.files[&Path::new("modules/library").join(name)]).unwrap()
}

/// The definition of the API of a module, or the module's problems.
pub(crate) fn definition(build: impl Fn(&Module)) -> Result<Json, String> {
    let synthesis = synthesised(&one_module("library", build), &[], Extent::Complete)?;
    Ok(file(&synthesis, "definition.tf.json"))
}

static SYNTHESIS: LazyLock<Synthesis> = LazyLock::new(|| synthesised(&Shop(library), &[], Extent::Complete).unwrap());

/// The permissions of the API's role, as written.
pub(crate) fn permissions() -> String {
    let main = file(&SYNTHESIS, "main.tf.json");
    main["resource"]["aws_iam_role_policy"]["gateway_tables"]["policy"].as_str().unwrap().to_owned()
}

/// The library's definition.
pub(crate) static LIBRARY: LazyLock<Json> = LazyLock::new(|| file(&SYNTHESIS, "definition.tf.json"));

/// The methods, by logical name.
pub(crate) fn methods() -> Vec<&'static str> {
    operations().into_iter().map(|(id, ..)| id).collect()
}

/// The text of a request template.
pub(crate) fn request_text(method: &str) -> String {
    filled("aws_api_gateway_integration", method, "request_templates")
}

/// The text of the response template of a status, without the CORS lines that begin every template.
pub(crate) fn response_text(method: &str, status: u16) -> String {
    let text = filled("aws_api_gateway_integration_response", &format!("{method}_{status}"), "response_templates");
    let (_, own) = text.split_once("Access-Control-Allow-Origin = $origin)\n#end\n").unwrap();
    own.to_owned()
}

fn filled(kind: &str, name: &str, templates: &str) -> String {
    let text = LIBRARY["resource"][kind][name][templates]["application/json"].as_str().unwrap();
    // What Terraform fills in, and its own escapes.
    text.replace("${var.stock_books_name}", TABLE).replace("$${", "${").replace("%%{", "%{")
}

/// The text of a template by the name of its golden file.
pub(crate) fn template_text(name: &str) -> String {
    match name.split_once('.').unwrap() {
        (method, "request") => request_text(method),
        (method, status) => response_text(method, status.parse().unwrap()),
    }
}
