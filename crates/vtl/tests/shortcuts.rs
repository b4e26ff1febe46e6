//! The shortcuts into a request give the same values as the long way: with a variable for each step, or after all of
//! `$context` was built.
#![allow(clippy::unwrap_used, reason = "a test")]

use gelato_vtl::Template;
use gelato_vtl::api_gateway::{Rendered, Request};
use serde_json::{Value, json};

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn request() -> Request {
    let context = json!({
        "path": "/v1/flavours", "requestTimeEpoch": 17, "half": 0.5, "yes": true, "none": null, "list": [1, {"a": "b"}],
        "identity": {"sourceIp": "127.0.0.1", "user": null, "more": {"deep": "yes"}, "header": "of identity"},
        "requestOverride": {"header": {"kept": "1"}}
    });
    Request {
        body: r#"{"Item": {"a": {"S": "x"}}, "list": [1, 2], "none": null, "text": "t"}"#.to_owned(),
        path: pairs(&[("flavour", "mint"), ("origin", "of the path")]),
        querystring: pairs(&[("limit", "1"), ("limit", "2"), ("te", "shown here")]),
        header: pairs(&[
            ("origin", "first"),
            ("Host", "h"),
            ("origin", "last"),
            ("TE", "dropped"),
            ("server", "dropped"),
        ]),
        context: context.as_object().unwrap().clone(),
        ..Request::default()
    }
}

/// Renders twice, because the second rendering uses the paths that the first one compiled.
fn rendered(source: &str) -> Rendered {
    let template = Template::parse("t", source).unwrap();
    let first = template.render(&request()).unwrap();
    assert_eq!(template.render(&request()).unwrap(), first, "{source}");
    first
}

#[track_caller]
fn same(short: &str, long: &str) -> String {
    let (short_way, long_way) = (rendered(short).output, rendered(long).output);
    assert_eq!(short_way, long_way, "{short}\n{long}");
    short_way
}

#[test]
fn parameters_are_those_of_the_map_of_all() {
    let keys =
        ["'origin'", "'Origin'", "'TE'", "'te'", "'server'", "'limit'", "'flavour'", "$name", "1", "$none", "[]"];
    for place in ["path", "querystring", "header", "none"] {
        let long = |step: &str| {
            format!("#set($name = 'origin')#set($p = $input.params())#set($h = $p.{place})#set($r = $h{step})<$r>")
        };
        for key in keys {
            let step = format!(".get({key})");
            same(&format!("#set($name = 'origin')<$input.params().{place}{step}>"), &long(&step));
            same(&format!("#set($name = 'origin')<$input.params().get('{place}'){step}>"), &long(&step));
        }
        for step in [
            "",
            ".origin",
            ".TE",
            ".limit",
            "['origin']",
            "['TE']",
            ".size()",
            ".keySet()",
            ".values()",
            ".entrySet()",
            ".origin.length()",
            ".get('limit').length()",
            ".put('a', 'b')",
            ".remove('origin')",
            ".containsKey('TE')",
            ".getOrDefault('TE', 'd')",
            ".get('a', 'b')",
            ".get()",
            ".toString()",
        ] {
            same(&format!("<$input.params().{place}{step}>"), &long(step));
        }
    }
    assert_eq!(same("$input.params().header.get('origin')", "$input.params().get('header')['origin']"), "last");
    assert_eq!(rendered("<$input.params().header.get('TE')$input.params().header.none>").output, "<>");
}

#[test]
fn a_parameter_that_is_not_there_is_null_where_null_counts() {
    let source =
        "#if($input.params().header.get('x') == '')empty#end #set($l = [$input.params().header.x])$l.get(0).length()";
    assert_eq!(rendered(source).output, "empty0");
    same(
        "#set($x = 'old')#set($x = $input.params().header.get('x').trim())<$x>",
        "#set($x = 'old')#set($h = $input.params().header)#set($x = $h.get('x').trim())<$x>",
    );
}

#[test]
fn what_is_set_in_parameters_is_set_in_no_others() {
    let source = "#set($h = $input.params().header)#set($h.origin = 'mine')$h.origin $input.params().header.origin;\
                  #set($input.params().header.origin = 'lost')#set($input.params().header = 'lost')\
                  $input.params().header.get('origin');#set($input = {'params': 'p'})<$input.params().header>";
    assert_eq!(rendered(source).output, "mine last;last;<>");
}

#[test]
fn the_context_gives_the_same_before_and_after_it_is_whole() {
    for use_ in [
        "path",
        "path.length()",
        "requestTimeEpoch",
        "half",
        "yes",
        "none",
        "none.x",
        "missing",
        "missing.x",
        "path.x",
        "list",
        "list.get(1).a",
        "list[0]",
        "identity",
        "identity.sourceIp",
        "identity.user",
        "identity.user.x",
        "identity.missing",
        "identity.more.deep",
        "identity.more.deep.length()",
        "identity.more",
        "identity.header",
        "identity.size()",
        "identity.get('sourceIp')",
        "identity['sourceIp']",
        "requestOverride.header.kept",
        "responseOverride.header",
        "responseOverride.status",
        "get('path')",
        "keySet()",
        "size()",
    ] {
        same(&format!("<$context.{use_}>"), &format!("#set($whole = $context)<$whole.{use_}>"));
        same(&format!("<$context.{use_}>"), &format!("$context<$context.{use_}>"));
        let listed = "#foreach($k in $context.keySet())$k #end#foreach($v in $context)<$v>#end";
        same(&format!("<$context.{use_}>{listed}"), &format!("#set($whole = $context)<$whole.{use_}>{listed}"));
    }
}

#[test]
fn what_is_set_in_the_context_is_seen_from_then_on() {
    let source = "$context.path;#set($context.path = 'mine')$context.path;#set($i = $context.identity)#set($i.user = 'me')\
                  $context.identity.user $context.identity.sourceIp;#set($o = $context.remove('half'))<$context.half>";
    assert_eq!(rendered(source).output, "/v1/flavours;mine;me 127.0.0.1;<>");
    let loops = "#foreach($context in ['a', 'b'])$context #end$context.path \
                 #foreach($x in [1, 2])#set($context.n = $x)$context.n #end$context.n \
                 #foreach($context in [1])#set($context = {'path': 'inner'})$context.path #end$context.path $context.n";
    assert_eq!(rendered(loops).output, "a b /v1/flavours 1 2 2 inner /v1/flavours 2");
}

#[test]
fn overrides_come_out_as_they_were_set() {
    let overrides = |source: &str| {
        let Rendered { request_override, response_override, .. } = rendered(source);
        (request_override, response_override)
    };
    let given = json!({"header": {"kept": "1"}});
    assert_eq!(overrides("$context.path"), (given, Value::Null));
    let whole = json!({"header": {"kept": "1"}, "path": {}, "querystring": {}});
    assert_eq!(overrides("$context"), (whole.clone(), Value::Null));
    let set = "#set($context.responseOverride.status = 404)#set($context.responseOverride.header.A = \"\u{2028}\\'\")";
    assert_eq!(overrides(set), (whole.clone(), json!({"header": {"A": "\u{2028}\\'"}, "status": 404})));
    let odd = "#set($context.responseOverride.x = [1, {'a': 1.5}])#set($context.responseOverride.header.B = true)";
    assert_eq!(overrides(odd), (whole.clone(), json!({"header": {"B": true}, "x": [1, {"a": 1.5}]})));
    let emptied = "#set($o = $context.requestOverride.header.clear())";
    assert_eq!(overrides(emptied), (Value::Null, Value::Null));
    assert_eq!(overrides("#set($context.requestOverride.x = {})").0["x"], json!({}));
    let large = format!("#set($context.responseOverride.header.A = '{}')", "x".repeat(300));
    assert_eq!(overrides(&large).1["header"]["A"].as_str().map(str::len), Some(300));
    let itself = "#set($context.responseOverride.header.A = $context.responseOverride)";
    assert_eq!(overrides(itself), (whole, Value::Null));
}

#[test]
fn what_a_path_finds_compares_without_a_copy_as_with_one() {
    for path in ["$", "$.Item", "$.list", "$.none", "$.missing", "$.text", "$..S", "$.list[0]"] {
        for other in ["''", "'t'", "1", "$input.path('$.Item')", "$input.path('$.list')", "[1, 2]", "{'a': {'S': 'x'}}"]
        {
            let compared =
                |left: &str| format!("#if({left} == {other})same#else other#end #if({left} != {other})ne#end");
            let short = compared(&format!("$input.path('{path}')"));
            same(&short, &format!("#set($found = $input.path('{path}')){}", compared("$found")));
        }
    }
    let source = "#set($i = $input.path('$.Item'))#set($i.a = 1)#if($input.path('$.Item') == $i)same#else other#end";
    assert_eq!(rendered(source).output, " other");
}
