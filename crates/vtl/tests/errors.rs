//! What a caller learns from an error: its kind, its cause and its two forms.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::error::Error as _;

use gelato_vtl::api_gateway::Request;
use gelato_vtl::error::{Exception, JsonPathError, JsonPathMismatch, Limit, Refusal, Sequence};
use gelato_vtl::{Error, ErrorKind, JavaPattern, Limits, Template};

#[track_caller]
fn failure_with(source: &str, limits: Limits) -> Error {
    let request = Request { body: r#"{"a": {"b": 1}}"#.to_owned(), ..Request::default() };
    Template::parse_with("t", source, limits).and_then(|template| template.render(&request)).unwrap_err()
}

#[track_caller]
fn exception(source: &str) -> Exception {
    match failure_with(source, Limits::default()).kind() {
        ErrorKind::Exception(exception) => exception.clone(),
        other => panic!("{source}: {other}"),
    }
}

fn source_of(template: &str) -> Option<String> {
    failure_with(template, Limits::default()).source().map(ToString::to_string)
}

#[test]
fn syntax_errors_tell_what_was_found_and_what_is_allowed() {
    let error = failure_with("#set($x 1)", Limits::default());
    assert_eq!(error.kind(), &ErrorKind::Syntax { found: "`1`".to_owned(), expected: "`=`".to_owned() });
}

#[test]
fn indexes_tell_their_value_and_the_length() {
    let of = |index, length, sequence| Exception::IndexOutOfRange { index, length, sequence };
    assert_eq!(exception("#set($l = [1])$l[5]"), of(5, 1, Sequence::List));
    assert_eq!(exception("#set($l = [1])$l[-5]"), of(-4, 1, Sequence::List));
    assert_eq!(exception("#set($l = [1])$l.get(1)"), of(1, 1, Sequence::List));
    assert_eq!(exception("#set($l = [1])#set($l[1] = 2)"), of(1, 1, Sequence::List));
    assert_eq!(exception("#set($s = 'abc')$s.charAt(3)"), of(3, 3, Sequence::String));
    assert_eq!(exception("#set($s = 'abc')$s.substring(0, 9)"), of(9, 3, Sequence::String));
    assert_eq!(exception("#set($s = 'abc')$s.substring(-1, 9)"), of(-1, 3, Sequence::String));
    let reversed = |sequence| Exception::ReversedRange { from: 2, to: 1, sequence };
    assert_eq!(exception("#set($s = 'abc')$s.substring(2, 1)"), reversed(Sequence::String));
    assert_eq!(exception("#set($l = [1, 2])$l.subList(2, 1)"), reversed(Sequence::List));
    assert_eq!(exception("#set($s = 'abc')$s[-1]"), Exception::NegativeIndex { receiver: "String" });
}

#[test]
fn a_refused_method_tells_its_name_and_its_receiver() {
    for (source, receiver, method, refusal) in [
        ("#set($s = 'a')$s.concat(a)", "String", "concat", Refusal::NullArgument),
        ("#set($s = 'a')$s.compareTo(1)", "String", "compareTo", Refusal::OtherClass),
        ("#set($l = [1])$l.addAll(a)", "List", "addAll", Refusal::NullArgument),
        ("#set($m = {'k': 1})$m.keySet().remove('k')", "Collection", "remove", Refusal::FixedCollection),
        ("#set($s = 'a,b')#set($a = $s.split(','))$a.set(0, 1)", "String[]", "set", Refusal::NotAString),
        ("#set($m = {})$m.putAll(a)", "Map", "putAll", Refusal::NullArgument),
        ("#set($n = 1)$n.parseInt(a)", "Integer", "parseInt", Refusal::NullArgument),
        ("#set($l = [])$l.iterator().next()", "Iterator", "next", Refusal::NoMoreElements),
        ("$util.urlDecode('%zz')", "$util", "urlDecode", Refusal::InvalidUrlEncoding),
    ] {
        // A bare word among the arguments of a method is null.
        let method = method.to_owned();
        assert_eq!(exception(source), Exception::Method { receiver, method, refusal }, "{source}");
    }
    let refusal = Refusal::NotANumber { text: "x".to_owned(), expected: "integer" };
    let parse = Exception::Method { receiver: "Integer", method: "parseInt".to_owned(), refusal };
    assert_eq!(exception("#set($n = 1)$n.parseInt('x')"), parse);
    assert_eq!(parse.to_string(), "`x` is not an integer");
}

#[test]
fn a_limit_tells_which() {
    let small = Limits {
        template_bytes: 100,
        foreach_iterations: 1000,
        output_bytes: 50,
        nesting: 5,
        work: 500,
        ..Limits::default()
    };
    for (source, limit) in [
        ("x".repeat(101).as_str(), Limit::TemplateSize),
        ("x".repeat(51).as_str(), Limit::OutputSize),
        ("#set($s = 'x')#foreach($i in [1..60])#set($s = $s + 'y')#end", Limit::StringSize),
        ("#if(1)#if(1)#if(1)#if(1)#if(1)#end#end#end#end#end", Limit::Nesting),
        ("#foreach($i in [1..400])#set($x = $i + $i)#end", Limit::Work),
        ("#set($r = [0..2000000000])", Limit::Memory),
    ] {
        assert_eq!(failure_with(source, small).kind(), &ErrorKind::Limit(limit), "{source}");
    }
    let operators = format!("#set($x = 1{})", "+1".repeat(300));
    assert_eq!(failure_with(&operators, Limits::default()).kind(), &ErrorKind::Limit(Limit::Operators));
}

/// A call of `$input.path`: a quote is doubled in its string.
fn path_of(path: &str) -> String {
    format!("$input.path('{}')", path.replace('\'', "''"))
}

#[test]
fn a_json_path_tells_what_is_wrong_with_it() {
    for (path, cause) in [
        ("", JsonPathError::Empty),
        (" ", JsonPathError::Empty),
        ("$a", JsonPathError::Start),
        ("$.", JsonPathError::TrailingDot),
        ("$..", JsonPathError::TrailingDot),
        ("$.a [0]", JsonPathError::Space),
        ("$[a]", JsonPathError::Brackets),
        ("$[99999999999]", JsonPathError::Index),
        ("$[''name", JsonPathError::Unclosed),
        ("$[(@.first)]", JsonPathError::Calculation),
        ("$[?@.a]", JsonPathError::Filter),
        ("$[?(a)]", JsonPathError::Test),
        ("$[?(@..a == 1)]", JsonPathError::IndefinitePath),
    ] {
        let source = path_of(path);
        let found = exception(&source);
        assert_eq!(found, Exception::InvalidJsonPath { path: path.to_owned(), cause: cause.clone() });
        assert_eq!(source_of(&source), Some(cause.to_string()), "{path}");
    }
    let Exception::InvalidJsonPath { cause, .. } = exception("$input.path('$[?(@.a =~ /*a/)]')") else { panic!() };
    assert!(matches!(cause, JsonPathError::Pattern(_)), "{cause}");
    assert!(cause.source().unwrap().to_string().starts_with("bad pattern `*a`: "), "{cause}");
}

#[test]
fn a_json_path_tells_why_it_fails_on_a_document() {
    for (path, mismatch) in [
        ("$.a[0]", JsonPathMismatch::IndexOfOther),
        ("$.a.b[?(@.x == 1)]", JsonPathMismatch::FilterOfOther),
        ("$.a[?]", JsonPathMismatch::MissingFilter),
        ("$.a[?(@.b == 'x')]", JsonPathMismatch::NotANumber("x".to_owned())),
    ] {
        assert_eq!(exception(&path_of(path)), Exception::JsonPathMismatch(mismatch), "{path}");
    }
}

#[test]
fn a_pattern_and_an_encoding_have_the_error_of_their_parser_as_source() {
    let source = "#set($s = 'a')$s.replaceAll('(', 'b')";
    let Exception::InvalidPattern { pattern, cause } = exception(source) else { panic!() };
    assert_eq!((pattern.as_str(), Some(cause.to_string())), ("(", source_of(source)));
    let slow = r#"#set($s = 'a')#foreach($i in [1..9])#set($s = "$s$s")#end$s.matches('(a|a)*\1b')"#;
    assert!(matches!(exception(slow), Exception::SlowPattern { cause: Some(_), .. }));
    assert_eq!(source_of("$util.base64Decode('*')"), Some("Invalid symbol 42, offset 0.".to_owned()));
    assert!(source_of("$util.parseJson('{bad')").unwrap().contains("line 1 column 2"));
    assert_eq!(source_of("#set($l = [1])$l[5]"), None);
    let unknown = Exception::UnknownGroup { reference: "$9".to_owned() };
    assert_eq!(exception("#set($s = 'a')$s.replaceAll('(a)', '$9')"), unknown);
    assert_eq!(exception(r"#set($s = 'a')$s.replaceAll('a', 'b\')"), Exception::UnfinishedReplacement);
}

#[test]
fn a_java_pattern_fails_with_the_same_kinds() {
    let error = JavaPattern::new("(").unwrap_err();
    assert!(matches!(&error, ErrorKind::Exception(Exception::InvalidPattern { pattern, .. }) if pattern == "("));
    assert!(error.source().is_some());
    let slow = JavaPattern::new("(?=a).*").unwrap().matches(&"a".repeat(100_000)).unwrap_err();
    assert!(matches!(slow, ErrorKind::Exception(Exception::SlowPattern { cause: None, .. })));
}

#[test]
fn directives_tell_which_one_fails() {
    for (source, expected) in [("#include('x')", "include"), ("#parse('x')", "parse"), ("#foreach()#end", "foreach")] {
        let Exception::Directive { name, .. } = exception(source) else { panic!("{source}") };
        assert_eq!(name, expected);
    }
    assert_eq!(exception("#set($l = [1])#foreach($i in $l)$l.add(2)#end"), Exception::CollectionChanged);
}

#[test]
fn the_alternate_form_adds_the_excerpt() {
    let error = failure_with("a\n$input.path('$.')", Limits::default());
    assert_eq!(error.to_string(), "t:2:7: bad JSONPath `$.`");
    assert_eq!(format!("{error:#}"), "t:2:7: bad JSONPath `$.`\n  | $input.path('$.')\n  |       ^^^^^^^^^^^");
}

/// A name and a text of the template may have several lines.
#[test]
fn the_plain_form_is_one_line() {
    let error = Template::parse("a\nb", "#set($s = 'a')$s.matches('(\r\n')").unwrap().render(&Request::default());
    let shown = error.unwrap_err().to_string();
    assert!(shown.starts_with(r"a\nb:1:17: bad pattern `(\r\n`: "), "{shown}");
    assert_eq!(shown.lines().count(), 1);
}
