//! The check of mapping templates: what it refuses, at which position, and its exceptions.

use gelato::constructs::api_gateway::{
    DynamoDbAction, DynamoDbIntegration, Integration, MappingTemplate, MethodProps, Response, Selection, StatusPattern,
    UNESCAPED,
};
use gelato::prelude::*;
use gelato::service::Program;
use gelato::terraform::{Block, Expression, Untyped, file};

use super::library::{api, definition};
use super::programs::one_module;

/// Declares a method with this request template.
#[track_caller]
fn method(module: &Module, template: MappingTemplate) {
    answered(module, template, MappingTemplate::literal("{}"));
}

/// Declares a method with these templates.
#[track_caller]
fn answered(module: &Module, request_template: MappingTemplate, answer: MappingTemplate) {
    let table_arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/books".into();
    let answers = [
        (200, Selection::Status(StatusPattern::Exactly(200), answer)),
        (500, Selection::Otherwise(MappingTemplate::literal("{}"))),
    ];
    let action = DynamoDbAction::GetItem;
    let integration = DynamoDbIntegration { action, table_arn, index: None, request_template };
    let props = MethodProps {
        name: Some("get".into()),
        authorization: Authorization::Iam,
        body: None,
        query_parameters: Vec::new(),
        integration: Integration::DynamoDb(integration),
        responses: answers.map(|(status, from)| Response { status, from, model: None }).into(),
    };
    api(module, |api| api.get("", props));
}

fn filled(source: &str) -> MappingTemplate {
    let places = [("table", "books".into()), ("list", Expression::List(vec!["a".into()]))];
    let places = places.map(|(name, value): (_, Expression)| (name, gelato::terraform::jsonencode(value)));
    MappingTemplate::fill("get.vtl", source, &places).unwrap()
}

/// Asserts that the declarations are refused with this text in the message.
#[track_caller]
fn refused(expected: &str, build: fn(&Module)) {
    let message = definition(build).expect_err("nothing was refused");
    assert!(message.contains(expected), "this is not in the message:\n{expected}\nit says:\n{message}");
    assert!(message.starts_with("crates/gelato/tests/suite/template_check.rs:"), "{message}");
}

#[test]
fn a_clients_data_is_escaped() {
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
        "get.vtl:1:2: `$input.path('$.a')` of a client reaches the output in a form that is not valid JSON",
        |module| {
            method(module, filled("\"$util.escapeJavaScript($input.path('$.a'))\""));
        },
    );
}

#[test]
fn json_is_outside_quotes_and_escaped_text_inside() {
    refused(
        "get.vtl:1:2: `$input.json('$.a')` of a client reaches the output in a form that is not valid JSON",
        |module| {
            method(module, filled("\"$input.json('$.a')\""));
        },
    );
    refused(
        "get.vtl:1:1: `$input.params('a')` of a client reaches the output in a form that is not valid JSON",
        |module| {
            method(module, filled(r#"$util.escapeJavaScript($input.params('a')).replaceAll("\\'", "'")"#));
        },
    );
}

/// Asserts that a template is refused at a position, with up to 40 carets below the problem, and with a hint.
#[track_caller]
fn refused_at(place: &str, marked: &str, template: &str) {
    let declared = |module: &Module| method(module, MappingTemplate::fill("get.vtl", template, &[]).unwrap());
    let message = definition(declared).expect_err(template);
    assert!(message.contains(&format!("get.vtl:{place}: `")), "{template}\nis not refused at {place}:\n{message}");
    let column: usize = place.split_once(':').unwrap().1.parse().unwrap();
    let carets = format!("\n  | {}{}\n", " ".repeat(column - 1), "^".repeat(marked.chars().count().min(40)));
    assert!(message.contains(&carets), "{template}\nhas no such carets below `{marked}`:\n{message}");
    assert!(message.contains("\nhint: `$util.escapeJavaScript(…).replaceAll("), "{message}");
}

/// Unsafe templates, written by mistake or to evade the check.
#[test]
fn no_way_around_an_escape_is_missed() {
    let path = "$input.params('a')";
    // The position of the text: as a key, as a value, outside quotes. Every function that returns a client's data.
    refused_at("1:3", path, r#"{"$input.params('a')": "x"}"#);
    refused_at("1:2", "$input.path('$.a')", r#""$input.path('$.a')""#);
    refused_at("1:7", "$input.path('$.n')", r#"{"a": $input.path('$.n')}"#);
    refused_at("1:2", "$input.json('$.a')", r#""$input.json('$.a')""#);
    refused_at("1:2", "$input.params().path.get('a')", r#""$input.params().path.get('a')""#);
    refused_at("1:2", "$context.authorizer.claims.name", r#""$context.authorizer.claims.name""#);
    refused_at("1:2", "$context.identity.userAgent", r#""$context.identity.userAgent""#);
    refused_at("1:2", "$context.path", r#""$context.path""#);
    // Through variables, sums, strings, methods, collections, loops and definitions.
    refused_at("3:2", "$b", "#set($a = $input.params('a'))\n#set($b = \"x$a\")\n\"$b\"");
    refused_at("3:2", "${b}", "#set($a = $input.path('$'))\n#set($b = $a.get('x').trim())\n\"${b}\"");
    refused_at("2:2", "$!a", "#set($a = $input.params().header.get('x') + 'y')\n\"$!a\"");
    refused_at("2:2", "$m.k", "#set($m = {'k': $input.params('a')})\n\"$m.k\"");
    refused_at("2:2", "$l.get(1)", "#set($l = [1, $input.params('a')])\n\"$l.get(1)\"");
    refused_at("3:2", "$m", "#set($m = {})\n#set($x = $m.put('k', $input.params('a')))\n\"$m\"");
    refused_at("1:54", "$p", "#foreach($p in $input.params().querystring.keySet())\"$p\"#end");
    refused_at("1:46", "$e.key", "#foreach($e in $input.path('$').entrySet()){\"$e.key\": 1}#end");
    refused_at("2:21", "$x", "#set($j = $input.params('a').split(','))\n[#foreach($x in $j)\"$x\"#end]");
    refused_at("1:13", path, "#define($a)\"$input.params('a')\"#end\n$a");
    refused_at("2:8", "$j.a", "#set($j = $util.parseJson($input.body))\n{\"x\": \"$j.a\"}");
    // With an ineffective escape, with half of one, or with one that is undone.
    let decoded = "$util.urlDecode($input.params('a'))";
    refused_at("1:2", decoded, &format!("\"{decoded}\""));
    let twice = "$util.base64Decode($util.base64Encode($input.body))";
    refused_at("1:2", twice, &format!("\"{twice}\""));
    let cut = r#"$util.escapeJavaScript($input.params('a')).replaceAll("\\'", "'").substring(1)"#;
    refused_at("1:2", cut, &format!("\"{cut}\""));
    let half = r#"$util.escapeJavaScript($input.params('a')).replaceAll("'", "")"#;
    refused_at("1:2", half, &format!("\"{half}\""));
    // Under a condition that proves nothing.
    refused_at("1:39", path, "#if($input.params('a').matches('.*'))\"$input.params('a')\"#end");
    refused_at("1:44", path, "#if(!$input.params('a').matches('[0-9]+'))\"$input.params('a')\"#end");
    refused_at("1:51", path, "#if($input.params('a').matches('[0-9]+') || true)\"$input.params('a')\"#end");
    refused_at(
        "2:2",
        "$a",
        "#if($input.params('a') != \"\")#set($a = $input.params('a'))#else#set($a = 'x')#end\n\"$a\"",
    );
}

/// Safe templates pass, however they are written.
#[test]
fn no_right_template_is_refused() {
    let escaped = r#"$util.escapeJavaScript($input.params('a')).replaceAll("\\'", "'")"#;
    let right = [
        format!("{{\"a\": \"{escaped}\"}}"),
        format!("{{\"{escaped}\": 1}}"),
        format!("#set($e = {escaped})\n#set($m = {{'k': $e}})\n{{\"a\": \"$m.k\"}}"),
        "#set($e = $util.escapeJavaScript($input.params('a')))\n#set($e = $e.replaceAll(\"\\\\'\", \"'\"))\n\"$e\""
            .into(),
        "{\"a\": $input.json('$.a'), \"b\": $input.path('$.l').size()}".into(),
        "#set($b = $input.json('$.a')){\"a\": $b}".into(),
        "#if($input.params('a').matches('[0-9]+')){\"a\": $input.params('a')}#end".into(),
        "#set($n = $input.params('n'))#if($n.matches('-?[0-9]+')){\"a\": \"$n\"}#else{}#end".into(),
        "{\"a\": \"$util.base64Encode($input.body)\", \"b\": \"$util.urlEncode($input.params('a'))\"}".into(),
        "{\"id\": \"$context.requestId\", \"at\": $context.requestTimeEpoch, \"ip\": \"$context.identity.sourceIp\"}"
            .into(),
        "#foreach($x in $input.path('$.l'))\"$util.escapeJavaScript($x).replaceAll(\"\\\\'\", \"'\")\"#end".into(),
        "#set($in = $input.path('$')){\"ok\": #if($in.ok == true)true#{else}false#end}".into(),
        "#define($x)\"c\"#end{\"a\": $x, \"b\": \"$stageVariables.name\"}".into(),
    ];
    for template in right {
        let declared = |module: &Module| method(module, MappingTemplate::fill("get.vtl", &template, &[]).unwrap());
        assert_eq!(definition(declared).err(), None, "{template}");
    }
}

#[test]
fn answers_are_held_to_it_too_and_the_lines_are_the_files() {
    refused("`aws_api_gateway_integration_response.get_200` in `library`: get.vtl:3:1: `$input.body`", |module| {
        answered(module, MappingTemplate::literal("{}"), filled("##\n\n$input.body"));
    });
}

#[test]
fn a_variable_is_set_before_it_is_read() {
    let expected = "get.vtl:2:19: nothing sets `nmae` before, so that `$nmae` is empty\n  \
                    | {\"K\": \"{{table}} $nmae\"}\n  \
                    |                   ^^^^^";
    refused(expected, |module| {
        method(module, filled("#set($name = {{list}})\n{\"K\": \"{{table}} $nmae\"}"));
    });
}

#[test]
fn a_variable_that_is_set_later_is_not_set_yet() {
    let expected = "get.vtl:1:8: nothing sets `id` before, so that `$id` is empty";
    refused(expected, |module| method(module, filled("{\"K\": \"$id\"}#set($id = {{table}})")));
    // It may be set in an iteration of a loop, by a definition that is printed later, or in one of several branches.
    let right = [
        "#foreach($x in [1, 2])$comma$x#set($comma = ',')#end",
        "#define($text)$id#end#set($id = 1)$text",
        "#if($input.json('$') == '')#set($id = 1)#end$id",
    ];
    for template in right {
        let declared = |module: &Module| method(module, filled(template));
        assert_eq!(definition(declared).err(), None, "{template}");
    }
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

/// Declares an integration without a construct, with these templates.
fn raw(module: &Module, templates: Expression) {
    let arguments = [
        ("rest_api_id", "a".into()),
        ("resource_id", "b".into()),
        ("http_method", "GET".into()),
        ("type", "MOCK".into()),
        ("request_templates", templates),
    ];
    let block: Block = arguments.into_iter().collect();
    module.resource("raw", Untyped { kind: "aws_api_gateway_integration".to_owned(), block });
}

fn of_json(template: Expression) -> Expression {
    Expression::Object([("application/json".to_owned(), template)].into())
}

#[test]
fn templates_of_plain_resources_are_checked_by_their_argument() {
    refused("aws_api_gateway_integration.raw.request_templates:2:8: `$input.body`", |module| {
        raw(module, of_json("{\n  \"a\": $input.body}".into()));
    });
}

#[test]
fn a_template_that_terraform_computes_is_not_trusted() {
    let expected = "aws_api_gateway_integration.raw.request_templates:1:1: Terraform computes the whole template";
    refused(expected, |module| raw(module, of_json(file("get.vtl").into())));
    refused(expected, |module| raw(module, file("templates.json").into()));
    refused(expected, |module| raw(module, of_json(concat([file("a"), file("b")]).into())));
    let excused = |module: &Module| {
        method(module, filled("{}"));
        raw(module, of_json(file("get.vtl").into()));
        module.except(UNESCAPED, "aws_api_gateway_integration.raw.request_templates", "its own tests look at it");
    };
    assert_eq!(definition(excused).err(), None);
}

#[test]
fn an_exception_has_a_reason_and_something_to_excuse() {
    let echo = |module: &Module| {
        method(module, filled("$input.body").allow_unescaped("the backend echoes it"));
    };
    assert!(definition(echo).is_ok());
    refused("the exception from `unescaped` has no reason", |module| {
        method(module, filled("$input.body").allow_unescaped(" "));
    });
    refused("request_templates: nothing in it is unescaped\nhint: remove the exception", |module| {
        method(module, filled("{}").allow_unescaped("just in case"));
    });
    assert_eq!(UNESCAPED, "unescaped");
}

#[test]
fn an_exception_excuses_nothing_else() {
    refused("get.vtl:1:12: nothing sets `b` before", |module| {
        method(module, filled("$input.body$b").allow_unescaped("the backend echoes it"));
    });
}

#[test]
fn an_exception_tells_where_and_why() {
    let service = one_module("library", |module| {
        method(module, filled("$input.body").allow_unescaped("the backend echoes it"));
    });
    let program = Program::of(&service).unwrap();
    let library = program.modules()[0].document();
    let told: Vec<_> = library.exceptions().iter().map(ToString::to_string).collect();
    let expected = "unescaped: aws_api_gateway_integration.get.request_templates: the backend echoes it \
                    (crates/gelato/tests/suite/template_check.rs:";
    assert!(told.len() == 1 && told[0].starts_with(expected), "{told:?}");
}
