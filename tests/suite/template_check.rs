//! The check of mapping templates: what is refused, at which place of which file, and what may be excepted.

use gelato::constructs::api_gateway::{
    Authorization, DynamoDbAction, DynamoDbIntegration, Integration, MappingTemplate, MethodProps, Response, Selection,
    StatusPattern, UNESCAPED, Verb,
};
use gelato::terraform::{Block, Expression, Module, Untyped};

use super::library::{api, definition, deploy};

/// Declares a method with this request template.
fn method(module: &mut Module, template: MappingTemplate) {
    answered(module, template, MappingTemplate::literal("{}"));
}

/// Declares a method with these templates.
fn answered(module: &mut Module, request_template: MappingTemplate, answer: MappingTemplate) {
    let mut api = api(module);
    let table_arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/books".into();
    let answers = [
        (200, Selection::Status(StatusPattern::Exactly(200), answer)),
        (500, Selection::Otherwise(MappingTemplate::literal("{}"))),
    ];
    let props = MethodProps {
        operation_name: "Get",
        authorization: Authorization::Iam,
        body: None,
        query_parameters: Vec::new(),
        integration: Integration::DynamoDb(DynamoDbIntegration {
            action: DynamoDbAction::GetItem,
            table_arn,
            index: None,
            request_template,
        }),
        responses: answers.map(|(status, from)| Response { status, from, model: None }).into(),
    };
    let root = api.root();
    api.method(module, "get", &root, Verb::Get, props);
    deploy(module, api);
}

fn filled(source: &str) -> MappingTemplate {
    let places = [("table", "books".into()), ("list", Expression::List(vec!["a".into()]))];
    let places = places.map(|(name, value): (_, Expression)| (name, gelato::terraform::jsonencode(value)));
    MappingTemplate::fill("get.vtl", source, &places).unwrap()
}

/// Asserts that what is declared is refused with exactly this text in the message.
#[track_caller]
fn refused(expected: &str, build: fn(&mut Module)) {
    let message = definition(build).expect_err("nothing was refused");
    assert!(message.contains(expected), "this is not in the message:\n{expected}\nit says:\n{message}");
    assert!(message.starts_with("tests/suite/template_check.rs:"), "{message}");
}

#[test]
fn what_a_client_sends_is_escaped() {
    let expected = "`aws_api_gateway_integration.get` in `library`: get.vtl:2:32: `$input.params('id')` of a client \
                    reaches the output without an escape\n  \
                    | {\"TableName\": {{table}}, \"K\": \"$id\"}\n  \
                    |                                ^^^\n\
                    hint: `$util.escapeJavaScript(…).replaceAll(\"\\\\'\", \"'\")` in quotes";
    refused(expected, |module| {
        method(module, filled("#set($id = $input.params('id'))\n{\"TableName\": {{table}}, \"K\": \"$id\"}"));
    });
}

#[test]
fn single_quotes_are_unescaped_again() {
    refused(
        "get.vtl:1:2: `$input.path('$.a')` of a client reaches the output as something that is no JSON",
        |module| {
            method(module, filled("\"$util.escapeJavaScript($input.path('$.a'))\""));
        },
    );
}

#[test]
fn json_stands_outside_of_quotes_and_escaped_text_within() {
    refused(
        "get.vtl:1:2: `$input.json('$.a')` of a client reaches the output as something that is no JSON",
        |module| {
            method(module, filled("\"$input.json('$.a')\""));
        },
    );
    refused(
        "get.vtl:1:1: `$input.params('a')` of a client reaches the output as something that is no JSON",
        |module| {
            method(module, filled(r#"$util.escapeJavaScript($input.params('a')).replaceAll("\\'", "'")"#));
        },
    );
}

#[test]
fn answers_are_held_to_it_too_and_the_lines_are_the_files() {
    refused("`aws_api_gateway_integration_response.get_200` in `library`: get.vtl:3:1: `$input.body`", |module| {
        answered(module, MappingTemplate::literal("{}"), filled("##\n\n$input.body"));
    });
}

#[test]
fn a_variable_is_set_before_it_is_read() {
    let expected = "get.vtl:2:19: nothing sets `nmae`, so that `$nmae` is empty\n  \
                    | {\"K\": \"{{table}} $nmae\"}\n  \
                    |                   ^^^^^";
    refused(expected, |module| {
        method(module, filled("#set($name = {{list}})\n{\"K\": \"{{table}} $nmae\"}"));
    });
}

#[test]
fn a_template_is_velocity() {
    let expected = "get.vtl:3:27: unexpected `)`, expected a reference, string, number, list, map, `true` or `false`\n  \
                    | #if($input.path('$.a') == )#end\n  \
                    |                           ^";
    refused(expected, |module| method(module, filled("{}\n##\n#if($input.path('$.a') == )#end")));
}

#[test]
fn a_template_is_no_longer_than_the_gateway_takes() {
    let expected = "307204 bytes; API Gateway takes at most 307200";
    refused(expected, |module| {
        let half = MappingTemplate::literal(&"x".repeat(150 * 1024 + 2));
        method(module, half.clone().after(half));
    });
}

#[test]
fn an_answer_is_overridden_once() {
    let expected = "get.vtl:2:33: `responseOverride.status` may be overridden already\n  \
                    | #if($input.json('$') == \"\")#set($context.responseOverride.status = 404)#end\n  \
                    |                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n\
                    hint: set a variable, and override once at the end";
    refused(expected, |module| {
        let twice = "#set($context.responseOverride.status = 400)\n\
                     #if($input.json('$') == \"\")#set($context.responseOverride.status = 404)#end";
        answered(module, MappingTemplate::literal("{}"), filled(twice));
    });
}

#[test]
fn templates_of_plain_resources_are_checked_by_their_argument() {
    refused("aws_api_gateway_integration.raw.request_templates:2:8: `$input.body`", |module| {
        let text = "{\n  \"a\": $input.body}";
        let templates = Expression::Object([("application/json".to_owned(), text.into())].into());
        let arguments = [
            ("rest_api_id", "a".into()),
            ("resource_id", "b".into()),
            ("http_method", "GET".into()),
            ("type", "MOCK".into()),
            ("request_templates", templates),
        ];
        let block: Block = arguments.into_iter().collect();
        module.resource("raw", Untyped { kind: "aws_api_gateway_integration".to_owned(), block });
    });
}

#[test]
fn an_exception_has_a_reason_and_something_to_excuse() {
    let echo = |module: &mut Module| {
        method(module, filled("$input.body").allow_unescaped("the backend echoes it"));
    };
    assert!(definition(echo).is_ok());
    refused("the exception from `unescaped` has no reason", |module| {
        method(module, filled("$input.body").allow_unescaped(" "));
    });
    refused("request_templates: nothing in it is unescaped\nhint: take the exception away", |module| {
        method(module, filled("{}").allow_unescaped("just in case"));
    });
    assert_eq!(UNESCAPED, "unescaped");
}

#[test]
fn an_exception_excuses_nothing_else() {
    refused("get.vtl:1:12: nothing sets `b`", |module| {
        method(module, filled("$input.body$b").allow_unescaped("the backend echoes it"));
    });
}

#[test]
fn an_exception_tells_where_and_why() {
    let mut module = Module::new("library", "", gelato::constructs::versions());
    method(&mut module, filled("$input.body").allow_unescaped("the backend echoes it"));
    let told: Vec<_> = module.exceptions().iter().map(ToString::to_string).collect();
    let expected = "unescaped: aws_api_gateway_integration.get.request_templates: the backend echoes it \
                    (tests/suite/template_check.rs:";
    assert!(told.len() == 1 && told[0].starts_with(expected), "{told:?}");
}
