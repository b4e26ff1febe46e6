//! Invalid descriptions of items and methods, and their messages.

use gelato::constructs::api_gateway::dynamodb::{
    Absent, Answer, Attribute, Attributes, Decimal, GetItem, ItemMethodProps, Items, Kind, Operation, PageSize,
    PutCondition, PutItem, Query, Representation, Scan, SortCondition, Source, Text, UpdateItem,
};
use gelato::constructs::api_gateway::{Authorization, Verb};
use gelato::constructs::dynamodb::{Index, IndexKey, Key, Projection};
use gelato::terraform::Module;

use super::library::{api, books, definition, deploy};

/// Declares one method at `/shelves/{shelf}/{rest+}`.
fn method(module: &mut Module, items: &Items, verb: Verb, operation: Operation) {
    let mut api = api(module);
    let root = api.root();
    let shelf = api.resource(module, "shelf", &root, "{shelf}");
    let rest = api.resource(module, "rest", &shelf, "{rest+}");
    let (authorization, representation) = (Authorization::Iam, Representation::Plain);
    let props = ItemMethodProps { operation_name: "Call", authorization, items, operation, representation };
    api.item_method(module, "call", &rest, verb, props);
    deploy(module, api);
}

fn items() -> Items {
    books("books".into(), "arn:aws:dynamodb:eu-west-1:111122223333:table/books".into())
}

/// The items with an additional attribute.
fn with(attribute: Attribute) -> Items {
    let mut items = items();
    items.attributes.push(attribute);
    items
}

fn get(sources: Vec<(&'static str, Source)>) -> Operation {
    Operation::GetItem(GetItem { sources, ..GetItem::default() })
}

/// Asserts that the declarations are refused at their place in this file with this message.
#[track_caller]
fn refused(expected: &str, build: impl Fn(&mut Module)) {
    let message = definition(build).expect_err("nothing was refused");
    assert!(message.contains(&format!("method `call`: {expected}")), "`{expected}` is not in:\n{message}");
    assert!(message.starts_with("crates/gelato/tests/suite/item_descriptions.rs:"), "{message}");
}

#[test]
fn an_attribute_has_a_name_that_velocity_and_json_paths_take() {
    for name in ["", "2nd", "a b", "a.b", "naïve", "$a", "a'"] {
        let mut module = Module::new("library", "", gelato::constructs::versions());
        method(&mut module, &with(Attribute::optional(name, Kind::Boolean, "")), Verb::Get, get(Vec::new()));
        let problems: Vec<_> = module.problems().iter().map(ToString::to_string).collect();
        let expected =
            format!("`Book`: attribute `{name}`: allowed is a letter or `_`, then letters, digits, `_` and `-`");
        assert!(problems.iter().any(|problem| problem.contains(&expected)), "{problems:?}");
    }
}

#[test]
fn an_attribute_is_described_once() {
    refused("`Book`: attribute `lent` is described twice", |module| {
        method(module, &with(Attribute::optional("lent", Kind::Boolean, "")), Verb::Get, get(Vec::new()));
    });
}

#[test]
fn an_optional_text_is_not_empty() {
    refused("`Book`: attribute `motto` is optional and may be empty: a template cannot distinguish", |module| {
        let motto = Attribute::optional("motto", Kind::String(Text::of_length(0, 9)), "");
        method(module, &with(motto), Verb::Get, get(Vec::new()));
    });
}

#[test]
fn a_list_has_no_more_than_a_loop_sees() {
    refused("`Book`: attribute `tags`: 1001 elements; allowed are 1 to 1000", |module| {
        let tags = Attribute::optional("tags", Kind::List { of: Text::ANY, max_items: 1001 }, "");
        method(module, &with(tags), Verb::Get, get(Vec::new()));
    });
}

#[test]
fn a_key_is_a_required_text_or_number() {
    refused("`Book`: `lent` is a key: allowed is a required `Kind::String` that is not empty", |module| {
        let items = Items { sort_key: Some("lent"), ..items() };
        method(module, &items, Verb::Get, get(vec![("lent", Source::Query("lent"))]));
    });
    refused("`Book`: `Book` has no attribute `isbn`; it has `shelf`, `code`", |module| {
        method(module, &Items { sort_key: Some("isbn"), ..items() }, Verb::Get, get(Vec::new()));
    });
}

#[test]
fn a_source_is_where_the_request_has_something() {
    refused("`code` is read from `code` of the body: a GET request has no body", |module| {
        method(module, &items(), Verb::Get, get(vec![("code", Source::Body("code"))]));
    });
    refused(
        "`code` is read from `code` of the path: the resource `/{shelf}/{rest+}` has no such parameter",
        |module| {
            method(module, &items(), Verb::Get, get(vec![("code", Source::Path("code"))]));
        },
    );
    refused("`code` is read from `rest` of the path: a greedy parameter may span several segments", |module| {
        method(module, &items(), Verb::Get, get(vec![("code", Source::Path("rest"))]));
    });
    refused("`code` is read from `a b` of the query string", |module| {
        method(module, &items(), Verb::Get, get(vec![("code", Source::Query("a b"))]));
    });
    refused("`code` is read from a constant: `` is not text that is not empty", |module| {
        method(module, &items(), Verb::Get, get(vec![("code", Source::Constant(""))]));
    });
}

#[test]
fn a_source_is_of_an_attribute_that_the_call_reads() {
    let both = |name| vec![("code", Source::Query("code")), (name, Source::Query("x"))];
    refused("`Book` has no attribute `tilte`; it has `shelf`, `code`", |module| {
        method(module, &items(), Verb::Get, get(both("tilte")));
    });
    refused("`title` has a source, and the call does not read it: it reads `shelf`, `code`", |module| {
        method(module, &items(), Verb::Get, get(both("title")));
    });
    refused("`code` has two sources: allowed is one", |module| {
        method(module, &items(), Verb::Get, get(both("code")));
    });
    refused("`title` has a source, and the call does not read it: it reads `shelf`", |module| {
        let sources = vec![("title", Source::Query("title"))];
        method(module, &items(), Verb::Get, Operation::Query(Query { sources, ..Query::default() }));
    });
    refused("`title` has a source, and the call does not read it: it reads `shelf`, `code`, `lent`", |module| {
        let sources = vec![("code", Source::Body("code")), ("title", Source::Body("title"))];
        let Operation::UpdateItem(update) = update(Attributes::Only(vec!["lent"])) else { panic!("no update") };
        method(module, &items(), Verb::Put, Operation::UpdateItem(UpdateItem { sources, ..update }));
    });
}

#[test]
fn a_constant_is_what_its_attribute_may_be() {
    let isbn = Attribute::optional("isbn", Kind::String(Text::matching("[0-9]{4}")), "");
    let grams = Decimal { minimum: Some(1), maximum: Some(900), decimals: Some(0) };
    let weight = Attribute::optional("weight", Kind::Number(grams), "");
    let mut items = items();
    items.attributes.extend([isbn, weight]);
    let put = |name, text| {
        let sources = vec![(name, Source::Constant(text))];
        Operation::PutItem(PutItem { sources, condition: PutCondition::None, message: "Done" })
    };
    for (name, text, allowed) in [
        ("isbn", "123", "text like [0-9]{4}"),
        ("isbn", "12345", "text like [0-9]{4}"),
        ("weight", "901", "a whole number from 1 to 900"),
        ("weight", "0.5", "a whole number from 1 to 900"),
        ("weight", "1e2", "a whole number from 1 to 900"),
        ("lent", "yes", "true or false"),
        ("pages", "NaN", "a number of at most 38 digits, at least 1"),
    ] {
        refused(&format!("`{name}` is read from a constant: `{text}` is not {allowed}"), |module| {
            method(module, &items, Verb::Post, put(name, text));
        });
    }
    for (name, text) in [("isbn", "1234"), ("weight", "900"), ("lent", "false"), ("pages", "1.5")] {
        assert_eq!(definition(|module| method(module, &items, Verb::Post, put(name, text))).err(), None, "{text}");
    }
}

#[test]
fn a_variable_of_the_context_is_one_that_api_gateway_has() {
    refused(
        "`code` is read from `$context.reqestId`: a mapping template has no such variable\n\
         hint: did you mean `requestId`?",
        |module| method(module, &items(), Verb::Get, get(vec![("code", Source::Context("reqestId"))])),
    );
    for name in ["requestId", "authorizer.claims.cognito:username", "authorizer.tenant"] {
        let declared = |module: &mut Module| {
            method(module, &items(), Verb::Get, get(vec![("code", Source::Context(name))]));
        };
        assert_eq!(definition(declared).err(), None, "{name}");
    }
}

#[test]
fn lists_and_maps_come_from_a_body() {
    refused("`authors` is read from `authors` of the query string: lists and maps come from a body", |module| {
        let sources = vec![("authors", Source::Query("authors"))];
        let put = PutItem { sources, condition: PutCondition::None, message: "Done" };
        method(module, &items(), Verb::Post, Operation::PutItem(put));
    });
}

fn update(attributes: Attributes) -> Operation {
    let answer = Answer::Message("Done");
    Operation::UpdateItem(UpdateItem {
        sources: Vec::new(),
        attributes,
        absent: Absent::Unchanged,
        must_exist: true,
        answer,
    })
}

#[test]
fn a_key_never_changes() {
    refused("`code` is a key, which cannot change: allowed are the other attributes", |module| {
        method(module, &items(), Verb::Put, update(Attributes::Only(vec!["title", "code"])));
    });
    refused("there is nothing to change except the key", |module| {
        method(module, &items(), Verb::Put, update(Attributes::Only(Vec::new())));
    });
}

#[test]
fn a_page_is_no_longer_than_a_loop_sees() {
    refused("a page of 20 items, at most 1001: allowed is 1 <= default <= greatest <= 1000", |module| {
        let page = PageSize { default: 20, greatest: 1001 };
        method(module, &items(), Verb::Get, Operation::Scan(Scan { page, ..Scan::default() }));
    });
    refused("a page of 0 items", |module| {
        let page = PageSize { default: 0, greatest: 10 };
        method(module, &items(), Verb::Get, Operation::Scan(Scan { page, ..Scan::default() }));
    });
}

#[test]
fn a_query_has_more_than_one_item_to_find() {
    refused("`shelf` alone is the key, so that a partition has one item\nhint: use GetItem", |module| {
        let items = Items { sort_key: None, ..items() };
        method(module, &items, Verb::Get, Operation::Query(Query::default()));
    });
}

const fn by_title(name: &'static str, sort: Option<Key>, projection: Projection) -> Index {
    Index { name, key: IndexKey::Global { partition: Key::string("title"), sort }, projection }
}

#[test]
fn a_sort_condition_fits_the_sort_key() {
    const BY_PAGES: Index = by_title("by_pages", Some(Key::number("pages")), Projection::All);
    const BY_TITLE: Index = by_title("by_title", None, Projection::All);
    refused("`pages` cannot begin with a text: allowed is a `Kind::String`", |module| {
        let sort = Some(SortCondition::BeginsWith(Source::Query("pages")));
        let query = Query { index: Some(BY_PAGES), sort, ..Query::default() };
        method(module, &items(), Verb::Get, Operation::Query(query));
    });
    refused("there is a condition on the sort key, but no sort key", |module| {
        let sort = Some(SortCondition::Equals(Source::Query("pages")));
        let query = Query { index: Some(BY_TITLE), sort, ..Query::default() };
        method(module, &items(), Verb::Get, Operation::Query(query));
    });
}

#[test]
fn success_says_something() {
    refused("its message is empty", |module| {
        let put = PutItem { sources: Vec::new(), condition: PutCondition::None, message: "" };
        method(module, &items(), Verb::Post, Operation::PutItem(put));
    });
}

#[test]
fn a_pattern_is_one_and_matches_as_a_whole() {
    refused("`Book`: attribute `isbn`: `[0-9` is not a valid pattern: ", |module| {
        let isbn = Attribute::optional("isbn", Kind::String(Text::matching("[0-9")), "");
        method(module, &with(isbn), Verb::Get, get(Vec::new()));
    });
    refused("`Book`: attribute `isbn`: `^[0-9]+$` always matches the whole text: leave out `^` and `$`", |module| {
        let isbn = Attribute::optional("isbn", Kind::String(Text::matching("^[0-9]+$")), "");
        method(module, &with(isbn), Verb::Get, get(Vec::new()));
    });
    refused("`Book`: attribute `isbn`: `max_length` is 5, less than `min_length`, which is 9", |module| {
        let isbn = Attribute::optional("isbn", Kind::String(Text::of_length(9, 5)), "");
        method(module, &with(isbn), Verb::Get, get(Vec::new()));
    });
}

#[test]
fn a_member_of_a_body_is_one_attributes() {
    for member in ["code", "code.inner"] {
        let mut module = Module::new("library", "", gelato::constructs::versions());
        let sources = vec![("title", Source::Body(member))];
        let put = PutItem { sources, condition: PutCondition::None, message: "Done" };
        method(&mut module, &items(), Verb::Post, Operation::PutItem(put));
        let problems: Vec<_> = module.problems().iter().map(ToString::to_string).collect();
        let expected = format!("are both read from `{member}` of the body");
        assert!(problems.iter().any(|problem| problem.contains(&expected)), "{problems:?}");
    }
}

#[test]
fn an_index_is_asked_for_what_it_has() {
    refused("index `by_pages`: its key `pages` is `S`, and the attribute is `N`", |module| {
        let index = Some(by_title("by_pages", Some(Key::string("pages")), Projection::All));
        method(module, &items(), Verb::Get, Operation::Query(Query { index, ..Query::default() }));
    });
    refused("index `by_title`: a global index does not support consistent reads", |module| {
        let index = Some(by_title("by_title", None, Projection::All));
        let query = Query { index, consistent_read: true, ..Query::default() };
        method(module, &items(), Verb::Get, Operation::Query(query));
    });
    refused("index `by_title`: it does not project `lent`", |module| {
        let index = Some(by_title("by_title", None, Projection::Include(&["authors"])));
        let attributes = Attributes::Only(vec!["title", "code", "authors", "lent"]);
        method(module, &items(), Verb::Get, Operation::Query(Query { index, attributes, ..Query::default() }));
    });
}

#[test]
fn a_filter_is_of_single_values_that_are_there_and_no_key() {
    let filtered = |filter, index| Operation::Query(Query { filter, index, ..Query::default() });
    refused("`code` is a key: use a condition on it instead of a filter", move |module| {
        method(module, &items(), Verb::Get, filtered(vec![("code", Source::Query("code"))], None));
    });
    refused("`authors` cannot be filtered by: allowed are texts, numbers and booleans", move |module| {
        method(module, &items(), Verb::Get, filtered(vec![("authors", Source::Query("authors"))], None));
    });
    refused("`Book` has no attribute `colour`", move |module| {
        method(module, &items(), Verb::Get, filtered(vec![("colour", Source::Query("colour"))], None));
    });
    refused("index `by_title`: it does not project `lent`", move |module| {
        let index = Some(by_title("by_title", None, Projection::KeysOnly));
        method(module, &items(), Verb::Get, filtered(vec![("lent", Source::Query("lent"))], index));
    });
}

#[test]
fn a_number_has_room_between_its_bounds() {
    refused("`Book`: attribute `weight`: no number is at least 2 and at most 1", |module| {
        let weight = Kind::Number(Decimal { minimum: Some(2), maximum: Some(1), decimals: None });
        method(module, &with(Attribute::optional("weight", weight, "")), Verb::Get, get(Vec::new()));
    });
}

#[test]
fn a_page_has_its_parameters_for_itself() {
    refused("`shelf` is read from `limit` of the query string, which is a parameter of the page", |module| {
        let sources = vec![("shelf", Source::Query("limit"))];
        method(module, &items(), Verb::Get, Operation::Query(Query { sources, ..Query::default() }));
    });
}

#[test]
fn a_method_has_a_name_of_its_own() {
    let named = |module: &mut Module, names: [&'static str; 2]| {
        let mut api = api(module);
        let root = api.root();
        let (first, second) = (api.resource(module, "a", &root, "a"), api.resource(module, "b", &root, "b"));
        for (id, operation_name, resource) in [("call", names[0], &second), ("other", names[1], &first)] {
            let (items, operation) = (&items(), Operation::Scan(Scan::default()));
            let (authorization, representation) = (Authorization::Iam, Representation::Plain);
            let props = ItemMethodProps { operation_name, authorization, items, operation, representation };
            api.item_method(module, id, resource, Verb::Get, props);
        }
        deploy(module, api);
    };
    refused("it is called `List Books`; allowed are letters and digits", |module| named(module, ["List Books", "B"]));
    let twice = definition(|module| named(module, ["List", "List"])).unwrap_err();
    assert!(twice.contains("method `other`: `call` is also called `List`; use another name"), "{twice}");
    assert_eq!(definition(|module| named(module, ["List", "ListOthers"])).err(), None);
}
