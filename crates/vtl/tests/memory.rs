//! No template and no body makes a rendering use more memory than its limits allow.
//!
//! One test, because the allocator counts for the whole process.
#![allow(clippy::unwrap_used, reason = "a test")]

use gelato_vtl::api_gateway::Request;
use gelato_vtl::{ErrorKind, Limits, Template};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

const LIMITS: Limits = Limits {
    template_bytes: 300 * 1024,
    foreach_iterations: 1000,
    output_bytes: 1 << 20,
    nesting: 64,
    work: 1 << 22,
    memory_bytes: 16 << 20,
};

/// The memory of a rendering: the limit, one text under construction, and compiled patterns.
const ALLOWED: usize = (16 + 2 + 24) << 20;

/// A statement that is repeated a hundred thousand times.
fn often(statement: &str) -> String {
    format!("#foreach($a in [1..1000])#foreach($b in [1..100]){statement}#end#end")
}

fn hostile() -> Vec<(String, String)> {
    let empty = String::new();
    let mut cases: Vec<(String, String)> = [
        format!("#set($s = 'xx'){}", often("#set($s = $s + $s)")),
        format!("#set($s = 'xx'){}", often("#set($s = \"$s$s\")")),
        format!("#set($s = 'xx'){}", often("#set($s = \"$s more\")$s")),
        format!("#set($s = 'xx'){}", often("#set($s = $s.concat($s))")),
        format!("#set($s = 'xx'){}", often("#set($s = $s.replaceAll('x', 'xx'))")),
        format!("#set($s = 'xx'){}", often("#set($s = $s.replaceAll('(x)', '$1$1$1'))")),
        format!("#set($s = 'xx'){}", often("#set($s = $s.replace('', 'y'))")),
        format!("#set($l = [1]){}", often("#set($o = $l.addAll($l))")),
        format!("#set($l = [1]){}", often("#set($l = [$l, $l])")),
        format!("#set($l = [1]){}$l", often("#set($l = [$l, $l])")),
        format!("#set($l = []){}", often("#set($o = $l.add([$a, $b, {}]))")),
        format!("#set($m = {{}}){}", often("#set($m[\"$a $b\"] = {'a': {'b': []}})")),
        format!("#set($m = {{}}){}", often("#set($m = {'m': $m, 'n': $m})")),
        format!("#set($m = {{'a': 1}}){}", often("#set($o = $m.put($m.entrySet(), $m.keySet()))")),
        format!("#set($l = []){}", often("#set($o = $l.add([0..10000]))")),
        format!(
            "#set($l = []){}",
            often("#set($o = $l.add('a,b,c,d,e,f,g'.split(',')))").replace("'a,b,c,d,e,f,g'", "$s")
        ),
        format!(
            "#set($s = 'aaaaaaaaaaaaaaaaaaaaaaaaaaa')#set($l = []){}",
            often("#set($o = $l.add($s.toCharArray()))")
        ),
        format!("#set($l = []){}", often("#set($o = $l.add($util.parseJson('[[],[],[],{\"a\":[]}]')))")),
        format!("#set($l = []){}", often("#set($o = $l.add($l.subList(0, $l.size())))")),
        format!("#set($l = []){}", often("#set($o = $l.add($l.iterator()))")),
        format!("#set($n = 99999999999999999999)#set($l = []){}", often("#set($n = $n * $n)#set($o = $l.add($n))")),
        format!("#set($s = 'x')#set($l = []){}", often("#set($o = $s.matches(\"[a-z]{$a}$b{1,900}\"))")),
        "#set($r = [1..900000000])".to_owned(),
        "#define($d)#set($s = \"$s$s$d$d\")$d$d#end#set($s = 'x')$d".to_owned(),
        "#set($s = 'x')#set($s = $s.format('%9999s', 1))".to_owned(),
    ]
    .into_iter()
    .map(|template| (template, empty.clone()))
    .collect();
    let arrays = format!("[{}[]]", "[],".repeat(200_000));
    let objects = format!("[{}{{}}]", "{\"a\":{}},".repeat(80_000));
    let read = |path: &str| format!("#set($l = []){}", often(&format!("#set($o = $l.add($input.path('{path}')))")));
    for body in [arrays, objects] {
        cases.push(("$input.json('$')".to_owned(), body.clone()));
        cases.push(("$input.json('$..*..*')".to_owned(), body.clone()));
        cases.push((read("$"), body.clone()));
    }
    let small = "[1,[2,[3,[4,[5,[6]]]]],{\"a\":{\"b\":[7,8]}}]".to_owned();
    cases.push((format!("#set($l = []){}", often("#set($o = $l.add($context.text))")), empty.clone()));
    cases.push((format!("#set($l = []){}", often("#set($o = $l.add($input.params().header.get('text')))")), empty));
    cases.push((read("$..*..*..*..*"), small.clone()));
    cases.push((read("$..[?(@.a || @.b)]"), small));
    cases
}

#[test]
#[ignore = "slow (fills the memory that it may): `make test-all` runs it"]
fn a_rendering_holds_no_more_than_it_may() {
    for (source, body) in hostile() {
        let text = "a text of the request that is copied ".repeat(100);
        let request = Request {
            body,
            header: vec![("text".to_owned(), text.clone())],
            context: [("text".to_owned(), text.into())].into_iter().collect(),
            ..Request::default()
        };
        let template = Template::parse_with("t", source.as_str(), LIMITS).unwrap();
        ALLOCATED.reset_peak_usage();
        let before = ALLOCATED.current_usage();
        let result = template.render(&request);
        let held = ALLOCATED.peak_usage() - before;
        assert!(held <= ALLOWED, "{} MB were held: {}", held >> 20, &source[..source.len().min(120)]);
        match result {
            Ok(rendered) => assert!(rendered.output.len() <= LIMITS.output_bytes),
            Err(error) => assert!(!matches!(error.kind(), ErrorKind::Syntax { .. }), "{error}"),
        }
        drop(request);
    }
    assert!(ALLOCATED.current_usage() < 1 << 20, "{} bytes were kept", ALLOCATED.current_usage());
}
