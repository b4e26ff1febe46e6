//! What the static check is told of a template.
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
fn undefined_variables_are_told_with_their_span() {
    let undefined = analysed("a ${b.c}").undefined;
    assert_eq!((undefined[0].text.as_str(), undefined[0].span.start), ("${b.c}", 2));
}

fn repeated(source: &str) -> Vec<String> {
    let template = Template::parse("t", source).unwrap();
    repeated_overrides(&template).into_iter().map(|repeated| repeated.parameter).collect()
}

#[test]
fn an_override_that_one_run_sets_twice_is_told() {
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

/// Whether all that reaches the output does so safely.
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
fn a_guard_is_no_more_than_it_says() {
    let set = "#set($x = $input.params('x'))#set($y = $x)";
    for after in [
        "#if($x.matches('[0-9]+'))$x#end",
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
