//! The results of the static analysis.
#![allow(clippy::unwrap_used, reason = "a test")]

use gelato_vtl::Template;
use gelato_vtl::analysis::{Analysis, Escape, Flow, analyse, repeated_overrides};

fn analysed(source: &str) -> Analysis {
    analyse(&Template::parse("t", source).unwrap())
}

#[test]
fn escapes_are_followed_through_variables() {
    let source = r#"#set($a = $util.escapeJavaScript($input.path('$.x')))#set($b = $a.replaceAll("\\'", "'"))"$b""#;
    let flows = analysed(source).flows;
    assert_eq!(flows.len(), 1);
    assert_eq!(flows[0].source, "$input.path('$.x')");
    assert_eq!(flows[0].through, ["a", "b"]);
    assert_eq!(flows[0].escapes, [Escape::JavaScript, Escape::SingleQuotes]);
    assert!(flows[0].is_json_safe());
}

#[test]
fn single_quotes_left_escaped_are_not_json() {
    assert!(!analysed("$util.escapeJavaScript($input.params('x'))").flows[0].is_json_safe());
}

#[test]
fn loops_and_strings_carry_data() {
    let flows = analysed("#foreach($i in $input.path('$.l'))#set($s = \"<$i>\")$s#end").flows;
    assert_eq!(flows[0].through, ["i", "s"]);
}

#[test]
fn context_values_of_the_service_are_no_flows() {
    let analysis = analysed("$context.requestId $context.identity.sourceIp $context.identity.userAgent");
    assert_eq!(analysis.flows.len(), 1);
}

#[test]
fn response_overrides_are_counted() {
    let source = "#set($context.responseOverride.status = 400)#set($context['responseOverride'].header.x = 'y')";
    assert_eq!(analysed(source).response_overrides, 2);
}

#[test]
fn a_variable_is_undefined_until_some_path_sets_it() {
    let undefined = |source: &str| {
        analysed(source).undefined.iter().map(|used| (used.text.clone(), used.span.start)).collect::<Vec<_>>()
    };
    assert_eq!(undefined("$a#set($a = 1)$a"), [("$a".to_owned(), 0)]);
    assert_eq!(undefined("#set($a = $a + 1)$a"), [("$a".to_owned(), 10)]);
    assert_eq!(undefined("#foreach($x in [1])$a#end#set($a = 1)"), [("$a".to_owned(), 19)]);
    let defined = [
        "#foreach($x in [1, 2])$a$x#set($a = 1)#end$a",
        "#foreach($x in [1])#foreach($y in [2])$a#end#set($a = $x)#end",
        "#define($d)$a#end#set($a = 1)$d",
        "#if($input.body == '')#set($a = 1)#end$a",
        "#if($input.body == '')#set($a = 1)#elseif($a == '')#end",
    ];
    for source in defined {
        assert_eq!(undefined(source), [], "{source}");
    }
}

#[test]
fn undefined_variables_are_reported_with_their_span() {
    let undefined = analysed("a ${b.c}").undefined;
    assert_eq!((undefined[0].text.as_str(), undefined[0].span.start), ("${b.c}", 2));
}

/// Whether all client data in the output is JSON.
#[track_caller]
fn safe(source: &str) -> bool {
    let flows = analysed(source).flows;
    assert!(!flows.is_empty(), "no data of a client in {source}");
    flows.iter().all(Flow::is_json_safe)
}

const ESCAPED: &str = r#"$util.escapeJavaScript($input.params('x')).replaceAll("\\'", "'")"#;

#[test]
fn an_escape_must_fit_its_place() {
    assert!(safe(&format!(r#"{{"a": "{ESCAPED}"}}"#)));
    assert!(!safe(&format!(r#"{{"a": {ESCAPED}}}"#)));
    assert!(!safe(r#"{"a": "$util.escapeJavaScript($input.params('x'))"}"#));
    assert!(safe(r#"{"a": $input.json('$.a')}"#));
    assert!(!safe(r#"{"a": "$input.json('$.a')"}"#));
    assert!(safe(r#"{"a": "b\"c", "d": $input.json('$.a')}"#));
    for function in ["urlEncode", "base64Encode"] {
        assert!(safe(&format!(r#"{{"a": "$util.{function}($input.body)"}}"#)));
        assert!(!safe(&format!(r#"{{"a": $util.{function}($input.body)}}"#)));
    }
    assert!(!safe(r#"{"a": "$util.urlDecode($util.urlEncode($input.body))"}"#));
}

#[test]
fn a_later_method_can_undo_an_escape() {
    assert!(!safe(&format!(r#"#set($x = {ESCAPED})"$x.substring(0, 5)""#)));
    assert!(!safe(&format!(r#"#set($x = {ESCAPED})"$x.replaceAll("\\'", "'")""#)));
    assert!(!safe(&format!(r#"#set($x = {ESCAPED})"$x.replace("n", "x")""#)));
    assert!(safe(&format!(r#"#set($x = {ESCAPED})"$x.trim()""#)));
    assert!(safe(r#""$util.base64Encode($input.body).substring(0, 5)""#));
    assert!(safe(r#""$util.base64Encode($input.body).replace('+', '-').replaceAll('=', '~')""#));
    assert!(!safe(r#""$util.base64Encode($input.body).replace('+', $input.body)""#));
    assert!(analysed(r#""$input.body.length()""#).flows.is_empty());
}

#[test]
fn a_set_replaces_the_old_contents() {
    let set = format!("#set($a = $input.body)#set($a = {ESCAPED})");
    assert!(safe(&format!("{set}\"$a\"")));
    assert!(safe(&format!("#set($a = $input.body)#if($b)#set($a = {ESCAPED})#else#set($a = {ESCAPED})#end\"$a\"")));
    assert!(!safe(&format!("#set($a = $input.body)#if($b)#set($a = {ESCAPED})#end\"$a\"")));
    assert!(!safe(&format!("#set($a = {ESCAPED})#if($b)#set($a = $input.body)#end\"$a\"")));
    assert!(safe(&format!("#set($a = $input.body)#if($b)#stop#else#set($a = {ESCAPED})#end\"$a\"")));
}

#[test]
fn loops_are_followed_until_they_add_nothing() {
    let source = "#foreach($i in [1, 2])\"$b\"#set($b = $a)#set($a = $input.body)#end";
    assert!(!safe(source));
    assert!(!safe(&format!(
        "#set($a = $input.body)#foreach($i in [1])#if($i)#break#end#set($a = {ESCAPED})#end\"$a\""
    )));
    assert!(!safe("#foreach($e in $input.path('$').entrySet())\"$e.key\"#end"));
    assert!(analysed("#foreach($e in $input.path('$.l'))#end$e").flows.is_empty());
}

#[test]
fn maps_and_lists_carry_data() {
    assert!(!safe("#set($m = {})#set($m.k = $input.body)\"$m.k\""));
    assert!(!safe("#set($m = {})#set($o = $m.put('k', $input.body))\"$m.get('k')\""));
    assert!(!safe("#set($l = [])#set($o = $l.add($input.body))#foreach($i in $l)\"$i\"#end"));
    assert!(!safe("#define($d)\"$x\"#end#set($x = $input.body)$d"));
    assert!(!safe(r#"#set($s = "{""a"": ""$input.body""}")$s"#));
    assert!(safe(&format!(r#"#set($x = {ESCAPED})#set($s = "{{""a"": ""$x""}}")$s"#)));
}

#[test]
fn conditions_escape_the_texts_that_they_admit() {
    let number = r#"#set($n = $input.params('n'))#if($n.matches("-?[0-9]+(\.\d{1,2})?")){"n": $n}#end"#;
    assert!(safe(number));
    assert!(!safe(&format!(r#"{number}"$n""#)));
    assert!(safe(r#"#if($input.params('n').matches("[a-z]*")){"n": "$input.params('n')"}#end"#));
    assert!(!safe(r#"#if($input.params('n').matches("[a-z]*")){"n": "$input.params('m')"}#end"#));
    assert!(safe(r#"#set($n = $input.params('n'))#if(!$n.matches("\w+"))#stop#end"$n""#));
    assert!(safe(r##"#set($n = $input.params('n'))#if($n == "up")"$n"#end"##));
    assert!(!safe(r##"#set($n = $input.params('n'))#if($n == "up" || $x)"$n"#end"##));
    for pattern in [".*", "[^a]+", "[ -~]", "\\S+", "a\"", "\\w+\\s"] {
        assert!(!safe(&format!("#set($n = $input.params('n'))#if($n.matches('{pattern}'))\"$n\"#end")), "{pattern}");
    }
}

/// An object has no `matches`, and the result of a missing method is true.
#[test]
fn a_condition_does_not_exclude_objects() {
    let guarded = |condition: &str| format!("#set($n = $input.path('$.n'))#if({condition})\"$n\"#end");
    assert!(!safe(&guarded("$n.matches('[0-9]+')")));
    assert!(safe(&guarded("$n.toString().matches('[0-9]+')")));
    assert!(safe(&guarded("$n.matches('[0-9]+') == true")));
}

#[test]
fn overrides_are_counted_however_they_are_set() {
    let source = "#set($o = $context.responseOverride)#set($o.status = 400)$o.header.put('a', 'b')\
                  $context.responseOverride.header.put('c', 'd')";
    assert_eq!(analysed(source).response_overrides, 3);
}

fn repeated(source: &str) -> Vec<String> {
    let template = Template::parse("t", source).unwrap();
    repeated_overrides(&template).into_iter().map(|repeated| repeated.parameter).collect()
}

#[test]
fn an_override_that_one_rendering_sets_twice_is_reported() {
    let status = "#set($context.responseOverride.status = 400)";
    let header = "#set($context.responseOverride.header.X = 'a')";
    assert_eq!(repeated(&format!("{status}{header}")), Vec::<String>::new());
    assert_eq!(repeated(&format!("{status}{status}")), ["responseOverride.status"]);
    assert_eq!(repeated(&format!("#if($a){status}#else{status}#end")), Vec::<String>::new());
    assert_eq!(repeated(&format!("#if($a){status}#end{status}")), ["responseOverride.status"]);
    assert_eq!(repeated(&format!("#if($a){status}#stop#end{status}")), Vec::<String>::new());
    assert_eq!(repeated(&format!("#foreach($i in [1]){status}#end")), ["responseOverride.status"]);
    assert_eq!(
        repeated(&format!("{header}$context.responseOverride.header.put('x', 1)")),
        ["responseOverride.header.x"]
    );
    assert_eq!(
        repeated("#set($context['requestOverride'].path['a'] = 1)#set($context.requestOverride.path.b = 1)").len(),
        0
    );
}

/// Whether all client data reaches the output safely.
fn is_safe(source: &str) -> bool {
    let flows = analysed(source).flows;
    assert!(!flows.is_empty(), "nothing flows in {source}");
    flows.iter().all(Flow::is_json_safe)
}

#[test]
fn a_guard_holds_in_its_branch() {
    let set = "#set($x = $input.params('x'))";
    assert!(is_safe(&format!("{set}#if($x.matches('[0-9]+') == true)$x#end")));
    assert!(is_safe(&format!("{set}#if($a == 1 && $x.matches('[0-9]+') == true && $b)#if($a)$x#end#end")));
    assert!(is_safe(&format!("{set}#if($x.matches('[0-9]+') == true)#set($y = $x)#{{else}}#set($y = 1)#end$y")));
}

#[test]
fn a_guard_admits_nothing_else() {
    let set = "#set($x = $input.params('x'))#set($y = $x)";
    for after in [
        "#if($x.matches('.+') == true)$x#end",
        "#if($x.matches($y) == true)$x#end",
        "#if($x.matches('[0-9]+') == false)$x#end",
        "#if($x.matches('[0-9]+') == true || $y)$x#end",
        "#if(!($x.matches('[0-9]+') == true))$x#end",
        "#if($x.matches('[0-9]+') == true)a#{else}$x#end",
        "#if($x.matches('[0-9]+') == true)$y#end",
        "#if($x.matches('[0-9]+') == true)#set($x = $y)$x#end",
        "#if($x.matches('[0-9]+') == true)a#end$x",
        "#if($x.matches('[0-9]+') == true)$x.concat($y)#end",
        "#if($x.matches('[0-9]+') == true)#define($d)$x#end#end$d",
    ] {
        assert!(!is_safe(&format!("{set}{after}")), "{after}");
    }
}

#[test]
fn plain_text_stays_plain_when_plain_text_is_put_into_it() {
    assert!(is_safe(r#"{"a": "$util.base64Encode($input.body).replace('+', '-').replaceAll('=', '')"}"#));
    assert!(!is_safe(r#"{"a": "$util.base64Encode($input.body).replace('+', '"')"}"#));
    assert!(!is_safe(r#"{"a": "$util.escapeJavaScript($input.body).replaceAll("\\'", "'").replace('a', 'b')"}"#));
}
