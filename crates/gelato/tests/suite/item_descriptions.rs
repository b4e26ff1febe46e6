//! Invalid descriptions of items and methods, and their messages.

use gelato::constructs::api_gateway::dynamodb::{
    Answer, Decimal, GetItem, Operation, PageSize, PutItem, Query, Scan, UpdateItem,
};
use gelato::openapi::Verb;
use gelato::prelude::*;

use super::library::{Books, api, definition, only, route};
use super::programs::problems;

/// Declares one method at `/{shelf}/{rest+}`.
fn method(module: &Module, books: &Books, verb: Verb, operation: Operation) {
    let book = books.item(&books.table(module));
    let call = book.method(operation).named("call").authorized(Authorization::Iam);
    api(module, |api| {
        api.resource("shelf", "{shelf}");
        api.resource("rest", "{shelf}/{rest+}");
        route(api, verb, "{shelf}/{rest+}", call);
    });
}

fn books() -> Books {
    Books::default()
}

/// The books with an additional attribute.
fn with(name: &str, kind: impl Into<Kind>) -> Books {
    let mut books = books();
    books.attributes.push(Attribute::optional(name, kind, ""));
    books
}

/// The books with this index instead of their own.
fn indexed(index: Index) -> Books {
    Books { indexes: vec![index], ..books() }
}

/// Where values come from, by attribute name.
fn from<const N: usize>(sources: [(&str, Source); N]) -> Vec<(String, Source)> {
    sources.map(|(name, source)| (name.to_owned(), source)).into()
}

fn get<const N: usize>(sources: [(&str, Source); N]) -> Operation {
    Operation::GetItem(GetItem { sources: from(sources), ..GetItem::default() })
}

fn put<const N: usize>(sources: [(&str, Source); N]) -> Operation {
    Operation::PutItem(PutItem { sources: from(sources), ..PutItem::default() })
}

/// Asserts that the description of a method is refused at its place in this file with this message.
#[track_caller]
fn refused(expected: &str, build: impl Fn(&Module)) {
    refused_whole(&format!("method `call`: {expected}"), build);
}

/// Asserts that the description of the items is refused at its place in this file with this message.
#[track_caller]
fn refused_item(expected: &str, build: impl Fn(&Module)) {
    refused_whole(&format!("item `Book`: {expected}"), build);
}

#[track_caller]
fn refused_whole(expected: &str, build: impl Fn(&Module)) {
    let message = definition(build).expect_err("nothing was refused");
    let line = message.lines().find(|line| line.contains(expected.lines().next().unwrap()));
    let line = line.unwrap_or_else(|| panic!("`{expected}` is not in:\n{message}"));
    assert!(message.contains(expected), "`{expected}` is not in:\n{message}");
    assert!(line.starts_with("crates/gelato/tests/suite/item_descriptions.rs:"), "{line}");
    assert!(message.starts_with("crates/gelato/tests/suite/item_descriptions.rs:"), "{message}");
}

#[test]
fn an_attribute_has_a_name_that_velocity_and_json_paths_take() {
    for name in ["", "2nd", "a b", "a.b", "naïve", "$a", "a'"] {
        let problems = problems(|module| method(module, &with(name, Kind::Boolean), Verb::Get, get([])));
        let expected = format!(
            "item `Book`: attribute `{name}` has an invalid name; allowed: a letter or `_`, followed by letters"
        );
        assert!(problems.iter().any(|problem| problem.contains(&expected)), "{problems:?}");
    }
}

#[test]
fn an_attribute_is_described_once() {
    refused_item("attribute `lent` is described twice", |module| {
        method(module, &with("lent", Kind::Boolean), Verb::Get, get([]));
    });
}

#[test]
fn an_optional_text_is_not_empty() {
    refused_item("attribute `motto` is optional and may be empty\nhint: a template cannot tell", |module| {
        method(module, &with("motto", text(0..=9)), Verb::Get, get([]));
    });
}

#[test]
fn a_list_has_no_more_than_a_loop_sees() {
    refused_item("attribute `tags` has up to 1001 elements; allowed: 1 to 1000", |module| {
        method(module, &with("tags", list(Text::any(), 1001)), Verb::Get, get([]));
    });
}

#[test]
fn a_key_is_a_required_text_or_number() {
    refused_item(
        "`lent` is a key of the table, and is neither a text nor a number; allowed: required numbers, and",
        |module| {
            let books = Books { sort_key: Some(Key::string("lent")), ..books() };
            method(module, &books, Verb::Get, get([("lent", Source::query("lent"))]));
        },
    );
    refused_item("the table's key `isbn` is missing\nhint: describe it too", |module| {
        let books = Books { sort_key: Some(Key::string("isbn")), ..books() };
        method(module, &books, Verb::Get, get([]));
    });
}

#[test]
fn a_source_is_where_the_request_has_something() {
    refused("`code` is read from `code` of the body, and a GET request has no body; allowed: the path", |module| {
        method(module, &books(), Verb::Get, get([("code", Source::body("code"))]));
    });
    refused(
        "`code` is read from `code` of the path, and the path `/{shelf}/{rest+}` has no such parameter; allowed: `shelf`",
        |module| {
            method(module, &books(), Verb::Get, get([("code", Source::path("code"))]));
        },
    );
    refused("`code` is read from `rest` of the path, and that greedy parameter may span several segments", |module| {
        method(module, &books(), Verb::Get, get([("code", Source::path("rest"))]));
    });
    refused("`code` is read from `a b` of the query string, which is not a parameter's name", |module| {
        method(module, &books(), Verb::Get, get([("code", Source::query("a b"))]));
    });
    refused("`code` is the constant ``; allowed: text that is not empty", |module| {
        method(module, &books(), Verb::Get, get([("code", Source::constant(""))]));
    });
}

#[test]
fn a_source_is_of_an_attribute_that_the_call_reads() {
    let both = |name| get([("code", Source::query("code")), (name, Source::query("x"))]);
    refused("item `Book` has no attribute `tilte`; allowed: `shelf`, `code`", |module| {
        method(module, &books(), Verb::Get, both("tilte"));
    });
    refused("`title` has a source, and the call does not read it; allowed: `shelf`, `code`", |module| {
        method(module, &books(), Verb::Get, both("title"));
    });
    refused("`code` has two sources; allowed: one of each attribute", |module| {
        method(module, &books(), Verb::Get, both("code"));
    });
    refused("`title` has a source, and the call does not read it; allowed: `shelf`", |module| {
        let sources = from([("title", Source::query("title"))]);
        method(module, &books(), Verb::Get, Query { sources, ..Query::default() }.into());
    });
    refused("`title` has a source, and the call does not read it; allowed: `shelf`, `code`, `lent`", |module| {
        let sources = from([("code", Source::body("code")), ("title", Source::body("title"))]);
        let update = UpdateItem { sources, attributes: only(["lent"]), ..UpdateItem::default() };
        method(module, &books(), Verb::Put, update.into());
    });
}

#[test]
fn a_constant_is_what_its_attribute_may_be() {
    let mut books = with("isbn", matching("[0-9]{4}"));
    books.attributes.push(Attribute::optional("weight", number(1..=900), ""));
    let put = |name, text| put([(name, Source::constant(text))]);
    for (name, text, allowed) in [
        ("isbn", "123", "text like [0-9]{4}"),
        ("isbn", "12345", "text like [0-9]{4}"),
        ("weight", "901", "a whole number from 1 to 900"),
        ("weight", "0.5", "a whole number from 1 to 900"),
        ("weight", "1e2", "a whole number from 1 to 900"),
        ("lent", "yes", "true or false"),
        ("pages", "NaN", "a number of at most 38 digits, at least 1"),
    ] {
        refused(&format!("`{name}` is the constant `{text}`; allowed: {allowed}"), |module| {
            method(module, &books, Verb::Post, put(name, text));
        });
    }
    for (name, text) in [("isbn", "1234"), ("weight", "900"), ("lent", "false"), ("pages", "1.5")] {
        assert_eq!(definition(|module| method(module, &books, Verb::Post, put(name, text))).err(), None, "{text}");
    }
}

#[test]
fn a_variable_of_the_context_is_one_that_api_gateway_has() {
    refused(
        "`code`: `$context.reqestId` does not exist; allowed: the variables of mapping templates\n\
         hint: did you mean `$context.requestId`?",
        |module| method(module, &books(), Verb::Get, get([("code", Source::context("reqestId"))])),
    );
    for name in ["requestId", "authorizer.claims.cognito:username", "authorizer.tenant"] {
        let declared = |module: &Module| {
            method(module, &books(), Verb::Get, get([("code", Source::context(name))]));
        };
        assert_eq!(definition(declared).err(), None, "{name}");
    }
}

#[test]
fn lists_and_maps_come_from_a_body() {
    refused(
        "`authors` is read from `authors` of the query string, and is a list or a map; allowed: members of the body",
        |module| {
            method(module, &books(), Verb::Post, put([("authors", Source::query("authors"))]));
        },
    );
}

fn update(attributes: Attributes) -> Operation {
    let answer = Answer::Message("Done".into());
    Operation::UpdateItem(UpdateItem { attributes, answer, ..UpdateItem::default() })
}

#[test]
fn a_key_never_changes() {
    refused("`code` is a key, which cannot change; allowed: `title`, `pages`", |module| {
        method(module, &books(), Verb::Put, update(only(["title", "code"])));
    });
    refused("there is nothing to change except the key", |module| {
        method(module, &books(), Verb::Put, update(only([])));
    });
}

#[test]
fn a_page_is_no_longer_than_a_loop_sees() {
    refused("a page has 20 items by default, and at most 1001; allowed: 1 <= default <= greatest <= 1000", |module| {
        let page = PageSize { default: 20, greatest: 1001 };
        method(module, &books(), Verb::Get, Scan { page, ..Scan::default() }.into());
    });
    refused("a page has 0 items by default", |module| {
        let page = PageSize { default: 0, greatest: 10 };
        method(module, &books(), Verb::Get, Scan { page, ..Scan::default() }.into());
    });
}

#[test]
fn a_query_has_more_than_one_item_to_find() {
    refused("`shelf` alone is the key, so that a query finds one item\nhint: read it with `.get()`", |module| {
        let books = Books { sort_key: None, indexes: Vec::new(), ..books() };
        method(module, &books, Verb::Get, Query::default().into());
    });
}

fn by_title() -> Index {
    Index::global("by_title", Key::string("title"))
}

fn query(index: &str) -> Query {
    Query { index: Some(index.to_owned()), ..Query::default() }
}

#[test]
fn a_sort_condition_fits_the_sort_key() {
    refused("the condition on `pages`, a number, is `BeginsWith`; allowed: `Equals`", |module| {
        let by_pages = Index::global("by_pages", Key::string("title")).sorted_by(Key::number("pages"));
        let sort = Some(SortCondition::BeginsWith(Source::query("pages")));
        let query = Query { sort, ..query("by_pages") };
        method(module, &indexed(by_pages), Verb::Get, query.into());
    });
    refused("there is a condition on the sort key, and index `by_title` has none", |module| {
        let sort = Some(SortCondition::Equals(Source::query("pages")));
        method(module, &indexed(by_title()), Verb::Get, Query { sort, ..query("by_title") }.into());
    });
}

#[test]
fn success_says_something() {
    refused("its message of success is empty", |module| {
        let put = PutItem { message: String::new(), ..PutItem::default() };
        method(module, &books(), Verb::Post, put.into());
    });
}

#[test]
fn a_pattern_is_one_and_matches_as_a_whole() {
    refused_item("attribute `isbn`: `[0-9` is not a valid pattern: ", |module| {
        method(module, &with("isbn", matching("[0-9")), Verb::Get, get([]));
    });
    refused_item(
        "attribute `isbn`: the pattern `^[0-9]+$` begins with `^` or ends with `$`\nhint: leave them out",
        |module| {
            method(module, &with("isbn", matching("^[0-9]+$")), Verb::Get, get([]));
        },
    );
    refused_item("attribute `isbn`: no text fits: its `min_length` is 9, and its `max_length` is 5", |module| {
        let isbn = Text { min_length: 9, max_length: Some(5), pattern: None };
        method(module, &with("isbn", isbn), Verb::Get, get([]));
    });
}

#[test]
fn a_member_of_a_body_is_one_attributes() {
    for member in ["code", "code.inner"] {
        let problems = problems(|module| {
            method(module, &books(), Verb::Post, put([("title", Source::body(member))]));
        });
        let expected = format!("are both read from `{member}` of the body");
        assert!(problems.iter().any(|problem| problem.contains(&expected)), "{problems:?}");
    }
}

#[test]
fn an_index_is_asked_for_what_it_has() {
    refused("index `by_pages`: its key `pages` is `S` in the table, and `N` in item `Book`", |module| {
        let by_pages = Index::global("by_pages", Key::string("title")).sorted_by(Key::string("pages"));
        method(module, &indexed(by_pages), Verb::Get, query("by_pages").into());
    });
    refused("index `by_title`: a global index does not support consistent reads", |module| {
        let query = Query { consistent_read: true, ..query("by_title") };
        method(module, &indexed(by_title()), Verb::Get, query.into());
    });
    refused("index `by_title`: it does not hold `lent`; allowed: `shelf`, `code`, `title`", |module| {
        let by_title = by_title().projecting(Projection::Include(vec!["authors".into()]));
        let attributes = only(["title", "code", "authors", "lent"]);
        method(module, &indexed(by_title), Verb::Get, Query { attributes, ..query("by_title") }.into());
    });
}

#[test]
fn an_index_is_one_that_the_table_has() {
    refused("index `by_tilte` is unknown; allowed: `by_title`\nhint: did you mean `by_title`?", |module| {
        method(module, &books(), Verb::Get, query("by_tilte").into());
    });
}

#[test]
fn a_filter_is_of_single_values_that_are_there_and_no_key() {
    let filtered = |name| Query { filter: from([(name, Source::query(name))]), ..Query::default() };
    refused("the query filters by `code`, which is its key", move |module| {
        method(module, &books(), Verb::Get, filtered("code").into());
    });
    refused(
        "the filter is by `authors`, which is a list or a map; allowed: texts, numbers and booleans",
        move |module| {
            method(module, &books(), Verb::Get, filtered("authors").into());
        },
    );
    refused("item `Book` has no attribute `colour`", move |module| {
        method(module, &books(), Verb::Get, filtered("colour").into());
    });
    refused("index `by_title`: it does not hold `lent`; allowed: `shelf`, `code`, `title`", move |module| {
        let by_title = by_title().projecting(Projection::KeysOnly);
        let query = Query { index: Some("by_title".into()), ..filtered("lent") };
        method(module, &indexed(by_title), Verb::Get, query.into());
    });
}

#[test]
fn a_number_has_room_between_its_bounds() {
    refused_item("attribute `weight` allows no number: its minimum is 2, and its maximum is 1", |module| {
        let weight = Kind::Number(Decimal { minimum: Some(2), maximum: Some(1), decimals: None });
        method(module, &with("weight", weight), Verb::Get, get([]));
    });
}

#[test]
fn a_page_has_its_parameters_for_itself() {
    refused("`shelf` is read from `limit` of the query string, which is a parameter of the page", |module| {
        let sources = from([("shelf", Source::query("limit"))]);
        method(module, &books(), Verb::Get, Query { sources, ..Query::default() }.into());
    });
}

#[test]
fn a_method_has_a_name_of_its_own() {
    let named = |module: &Module, names: [&'static str; 2]| {
        let books = books();
        let scan = books.item(&books.table(module)).scan().authorized(Authorization::Iam);
        api(module, |api| {
            api.get("b", scan.clone().named("call").called(names[0]));
            api.get("a", scan.named("other").called(names[1]));
        });
    };
    refused("clients would call it `List Books`; allowed: letters and digits", |module| {
        named(module, ["List Books", "B"]);
    });
    let twice = definition(|module| named(module, ["List", "List"])).unwrap_err();
    assert!(
        twice.contains("method `other`: `call` is also called `List`\nhint: give one of the two another name"),
        "{twice}"
    );
    assert_eq!(definition(|module| named(module, ["List", "ListOthers"])).err(), None);
}
