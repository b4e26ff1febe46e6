//! Documents and paths from a seed, and the results of Jayway's `JSONPath`.

use gelato_vtl::api_gateway::Request;
use gelato_vtl::{ErrorKind, Template};

use super::program::{Program, line_of};
use super::random::Random;
use super::velocity::Verdict;

/// The libraries of `JSONPath`: Debian's packages `libjsonpath-java` and `libjson-smart-java`.
const LIBRARIES: [&str; 6] =
    ["json-path.jar", "json-smart.jar", "accessors-smart.jar", "asm.jar", "slf4j-api.jar", "slf4j-nop.jar"];

const NAMES: &[&str] = &["a", "b", "c", "a-b", "a b", "é", "0", "length", "a.b", "it's", "$", "_x", "k"];
const TEXTS: &[&str] = &[
    "",
    "a",
    "b",
    "abc",
    "x/y",
    "it's",
    "\\\"q\\\"",
    "é😀",
    "€",
    "\\u2028",
    "\\u0001",
    "\\u007f",
    "\\n\\t",
    "1",
    "true",
    "null",
    "a=b, c",
    "\\\\",
    "\\/",
    "\\ud83d\\ude00",
    "<&>",
    "10",
];
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "-1",
    "10",
    "1.0",
    "1.50",
    "0.1",
    "-0.5",
    "1e3",
    "1E5",
    "1.5e-7",
    "100",
    "2147483648",
    "-2147483648",
    "9223372036854775808",
    "12345678901234567890",
    "3.14159265358979323846",
    "-0",
    "-0.0",
    "1e400",
    "1.0E30",
    "0.0001",
    "123456789012345678.5",
    "12345678.9",
    "10000000.0",
    "4.35",
    "1e-400",
    "0.10000000000000000000",
    "1.1e22",
];
/// Texts that are not, or not quite, documents.
const BROKEN: &[&str] = &[
    "",
    " ",
    "hello",
    "not json",
    "{",
    "[",
    "[1,]",
    "{a:1}",
    "{'a':'b'}",
    "{\"a\":1} x",
    "{\"a\" 1}",
    "[1 2]",
    "01",
    "nul",
    "{\"a\":b c}",
    "\"a",
    "{\"a\":1,}",
    "[,1]",
    "{\"a\":}",
    "true false",
    "<a/>",
    "a=b&c=d",
    "{\"a\":[1,2}",
    "'a'",
    "NaN",
    "{\"a\":NaN}",
    "{\"a\":.5}",
    "{\"a\":+1}",
    "{\"a\":1.}",
    "{\"a\":\"x\ny\"}",
    "{\"a\":\"\\x\"}",
    "{\"a\":0x1}",
    "]",
    "[1]]",
];
const COMPARISONS: &[&str] =
    &["==", "!=", "<", ">", "<=", ">=", "in", "nin", "size", "empty", "=~", "===", "<>", "contains"];
const ODD: &[&str] = &[
    "",
    "$",
    "$.",
    "$..",
    "@",
    "a",
    ".a",
    "$a",
    "$.a.",
    "$[",
    "$[]",
    "$['a'",
    "$[a]",
    "$.a[",
    "$.[0]",
    "$[0",
    "$.a b",
    "$ .a",
    " $.a ",
    "$.*",
    "$..*",
    "$.a..b",
    "$[*].a",
    "$.['a']",
    "$.a.['b']",
    "$..['a']",
    "$.length()",
    "$.a.length()",
    "$.a.size()",
    "$[1,]",
    "$[:]",
    "$[::]",
    "$[1:2:3]",
    "$[?]",
    "$[?()]",
    "$[?(@)]",
    "$[?(@.a)",
    "$.a[?(@ == 1)]",
    "a.b",
    "a[0]",
    "['a']",
    "$.a,b",
    "$['a','b'].c",
    "$..[0]",
    "$..[?(@.a)]",
    "$.a[(@.length-1)]",
    "$.max()",
    "$.a.min()",
    "$..",
    "$...a",
    "$.a.*.b",
    "$[0,1][0]",
    "$[-1]",
    "$[1:].a",
    "$.é",
    "$.a-b",
    "$['a b']",
    "$.a~",
    "$['*']",
    "$.a['*']",
    "$[\"a\"]",
    "$.0",
    "$.a.0",
    "$['0']",
];

pub(crate) struct Jayway(Program);

impl Jayway {
    pub(crate) fn start() -> Result<Self, String> {
        Program::start("Documents", &LIBRARIES).map(Self)
    }

    pub(crate) fn found(&mut self, case: &str) -> Verdict {
        let (body, path) = parts(case);
        let (kind, text) = self.0.answer(&line_of(&[body, path]));
        if kind == "output" { Verdict::Output(text) } else { Verdict::Exception(text) }
    }
}

/// The document and the path of a case, which U+0000 separates.
fn parts(case: &str) -> (&str, &str) {
    case.split_once('\0').unwrap_or((case, "$"))
}

/// The result of this engine.
pub(crate) fn found(case: &str) -> Verdict {
    let (body, path) = parts(case);
    let template = Template::parse("t", "$input.path($p)\0$input.json($p)").unwrap();
    let variables = vec![("p".to_owned(), serde_json::to_string(path).unwrap())];
    match template.render(&Request { body: body.to_owned(), variables, ..Request::default() }) {
        Ok(rendered) => Verdict::Output(rendered.output),
        Err(error) => match error.kind() {
            ErrorKind::Limit(limit) => panic!("{limit}"),
            _ => Verdict::Exception(error.to_string()),
        },
    }
}

/// A case from a seed.
pub(crate) fn case(seed: u64) -> String {
    let mut random = Random::new(seed);
    let body = if random.below(12) == 0 { random.one(BROKEN).to_owned() } else { document(&mut random, 4) };
    let path = if random.below(6) == 0 { random.one(ODD).to_owned() } else { format!("${}", steps(&mut random, 4, 2)) };
    format!("{body}\0{path}")
}

fn document(random: &mut Random, depth: usize) -> String {
    match random.below(if depth == 0 { 4 } else { 10 }) {
        0 => random.one(&["true", "false", "null"]).to_owned(),
        1 => random.one(NUMBERS).to_owned(),
        2 | 3 => format!("\"{}\"", random.one(TEXTS)),
        4..=6 => {
            let items: Vec<_> = (0..random.below(4)).map(|_| document(random, depth - 1)).collect();
            format!("[{}]", items.join(random.one(&[",", ", "])))
        }
        _ => {
            let members = (0..random.below(5)).map(|_| {
                let name = random.one(NAMES);
                format!("\"{name}\":{}", document(random, depth - 1))
            });
            format!("{{{}}}", members.collect::<Vec<_>>().join(random.one(&[",", " , "])))
        }
    }
}

/// Steps up to a number, with filters up to a depth.
fn steps(random: &mut Random, most: usize, depth: usize) -> String {
    (0..random.below(most)).map(|_| step(random, depth)).collect()
}

fn step(random: &mut Random, depth: usize) -> String {
    let deep = if random.below(6) == 0 { "." } else { "" };
    match random.below(if depth == 0 { 8 } else { 11 }) {
        0..=3 => format!("{deep}.{}", random.one(&["a", "b", "c", "a-b", "é", "length", "_x", "k", "0"])),
        4 => format!("['{}']", random.one(NAMES)),
        5 => format!("['{}','{}']", random.one(NAMES), random.one(NAMES)),
        6 => random.one(&["[0]", "[1]", "[-1]", "[9]", "[0,1]", "[ 1 ]", "[-1,0]", "[2,9]", "[1,0,1]"]).to_owned(),
        7 => random
            .one(&[
                "[*]", ".*", "..*", "[1:]", "[:1]", "[-1:]", "[:-1]", "[0:2]", "[1:1]", "[2:1]", "[-2:-1]", "[9:]",
                "[:9]",
            ])
            .to_owned(),
        _ => format!("{}[?({})]", if deep.is_empty() { "" } else { ".." }, condition(random, depth - 1)),
    }
}

fn condition(random: &mut Random, depth: usize) -> String {
    match random.below(if depth == 0 { 6 } else { 9 }) {
        0 => format!("@{}", steps(random, 3, 0)),
        1 => format!("!@{}", steps(random, 3, 0)),
        2 => format!("@{} =~ {}", steps(random, 2, 0), random.one(&["/a.*/", "/A/i", "/.*b/", "/x\\/y/", "/\\d+/"])),
        3..=5 => {
            let operator = random.one(COMPARISONS);
            let blank = random.one(&[" ", " ", ""]);
            format!("{}{blank}{operator}{blank}{}", operand(random), operand(random))
        }
        6 => format!("{} && {}", condition(random, depth - 1), condition(random, depth - 1)),
        7 => format!("{} || {}", condition(random, depth - 1), condition(random, depth - 1)),
        _ => format!("({})", condition(random, depth - 1)),
    }
}

fn operand(random: &mut Random) -> String {
    match random.below(8) {
        0..=3 => format!("@{}", steps(random, 3, 0)),
        4 => format!("${}", steps(random, 2, 0)),
        5 => random.one(&["1", "2", "1.0", "1.5", "-1", "10", "1e3", "0", "true", "false", "null"]).to_owned(),
        6 => random.one(&["['a','b']", "[1,2]", "[]", "['1', 2]", "[null]", "{\"a\":1}", "{}"]).to_owned(),
        _ => format!("'{}'", random.one(&["a", "b", "abc", "", "it\\'s", "1", "true", "é", "a b"])),
    }
}
