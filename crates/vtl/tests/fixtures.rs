//! Renders the files of `fixtures`: each has a template, an optional body and request, and the output or the error.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::path::Path;

use gelato_vtl::api_gateway::Request;
use gelato_vtl::{ErrorKind, Limits, Template};
use serde_json::Value;

/// The request of a fixture.
fn request(body: &str, given: &str) -> Request {
    let given: Value = if given.is_empty() { Value::Null } else { serde_json::from_str(given).unwrap() };
    let pairs = |key: &str| {
        let pairs = given[key].as_object().into_iter().flatten();
        pairs.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
    };
    Request {
        body: body.to_owned(),
        path: pairs("path"),
        querystring: pairs("querystring"),
        header: pairs("header"),
        context: given["context"].as_object().cloned().unwrap_or_default(),
        stage_variables: pairs("stage_variables"),
        variables: Vec::new(),
    }
}

fn rendered(name: &str, source: &str, body: &str, given: &str) -> Result<String, String> {
    let template = Template::parse(name, source).map_err(|error| format!("{error:#}"))?;
    let request = request(body, given);
    template.render(&request).map(|rendered| rendered.output).map_err(|error| format!("{error:#}"))
}

fn check(path: &Path) -> Option<String> {
    let text = fs::read_to_string(path).unwrap();
    let name = path.file_stem().unwrap().to_str().unwrap();
    let (given, expected, fails) = match text.split_once("\n--- error\n") {
        Some((given, expected)) => (given, expected, true),
        None => text.split_once("\n--- output\n").map(|(given, expected)| (given, expected, false)).unwrap(),
    };
    let (given, request) = given.split_once("\n--- request\n").unwrap_or((given, ""));
    let (template, body) = given.split_once("\n--- body\n").unwrap_or((given, ""));
    let result = rendered(name, template, body, request);
    let expected = expected.strip_suffix('\n').unwrap_or(expected).to_owned();
    let wanted = if fails { Err(expected) } else { Ok(expected) };
    (result != wanted).then(|| format!("{name}:\n got      {result:?}\n expected {wanted:?}"))
}

#[test]
fn fixtures_render_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let failed: Vec<_> = paths.iter().filter_map(|path| check(path)).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[track_caller]
fn limited(source: &str) {
    let limits = Limits { output_bytes: 100_000, work: 1_000_000, ..Limits::default() };
    let failure = Template::parse_with("t", source, limits).and_then(|template| template.render(&Request::default()));
    let error = failure.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit(_) | ErrorKind::Exception(_)), "{error}");
}

#[test]
fn nothing_grows_without_bound() {
    limited("#set($s='xx')#foreach($i in [1..99])#set($s=$s+$s)#end");
    limited("#set($s='xx')#foreach($i in [1..99])#set($s=\"$s$s\")#end");
    limited("#set($l=[1])#foreach($i in [1..99])#set($o=$l.addAll($l))#end");
    limited("#set($r=[0..2000000000])");
    limited("#foreach($a in [1..1000])#foreach($a in [1..1000])#foreach($a in [1..1000])#end#end#end");
    limited("#set($s='')#set($s=$s.format('%99999d',1))");
    limited(&"#if(true)".repeat(30_000));
    limited(&format!("#set($x={}1)", "!".repeat(100_000)));
    limited(&format!("#set($x=1{})", "+1".repeat(100_000)));
}

#[test]
#[ignore = "slow (deep values): `make test-all` runs it"]
fn deep_values_are_dropped() {
    for deeper in [
        "#set($v=[$v])",
        "#set($v={'k': $v})",
        "#set($v=[$v, $v])",
        "#set($v=[[], {'k': $v, 'l': [$v]}, 1])",
        "#set($h={'k': $v})#set($v=$h.entrySet())",
        "#set($h={'k': $v})#foreach($e in $h.entrySet())#set($v=$e)#end",
        "#set($l=[$v])#set($v=$l.iterator())",
        "#set($h={'k': $v})#set($v=[$h.entrySet().iterator(), $v])",
    ] {
        let source = format!("#set($v=[])#foreach($a in [1..1000])#foreach($b in [1..30]){deeper}#end#end");
        assert_eq!(rendered("t", &source, "", "").unwrap(), "", "{deeper}");
        for use_of_it in ["$v.hashCode()", "$v.equals($w)", "$v", "#if($v == $w)#end", "$util.escapeJavaScript($v)"] {
            // It may fail; what it must not do is go as deep as they are.
            let copy = format!("{source}#set($w=$v){}{use_of_it}", deeper.replace("$v=", "$w="));
            let _ = rendered("t", &copy, "", "");
        }
    }
}
