//! Pieces of the language in any order give an output or an error, never a panic.

use gelato_vtl::analysis::analyse;
use gelato_vtl::api_gateway::Request;
use gelato_vtl::{Limits, Template};
use proptest::prelude::*;

const PIECES: &[&str] = &[
    "$",
    "#",
    "\\",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "!",
    "é",
    "\"",
    "'",
    "\n",
    " ",
    ".",
    "..",
    ",",
    ":",
    "=",
    "==",
    "-",
    "+",
    "*",
    "/",
    "%",
    "$x",
    "${x}",
    "$!x",
    "$x.y",
    "$x.size()",
    "$x.add($x)",
    "$x[0]",
    "$x[-1]",
    "#set($x = ",
    "#set($x=[1,'a'])",
    "#set($x={'k':[1]})",
    "#set($x.k=$x)",
    "#set($x='aé😀')",
    "$x.substring(1)",
    "$x.split('a')",
    "$x.replaceAll('(a)','$1')",
    "$x.format('%5d',1)",
    "#if($x)",
    "#if(",
    "#else",
    "#elseif(true)",
    "#end",
    "#{end}",
    "#foreach($i in $x)",
    "#break",
    "#stop",
    "#define($d)",
    "$d",
    "#[[",
    "]]#",
    "##",
    "#*",
    "*#",
    "#foo(",
    "$input.path('$",
    "$input.path('$..a[?(@.b>1)]')",
    "$input.json('$')",
    "$util.parseJson('",
    "$util.urlDecode('%é')",
    "$context",
    "$foreach.parent.stop()",
    "1",
    "99999999999999999999",
    "1.5e3",
    "true",
    "and",
    "not",
    "$x.subList(1,0)",
    "$x.indexOf('a',2)",
    "$x.put('a',$x)",
    "$input.path('$.é[1:0]')",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2 * ProptestConfig::default().cases))]

    #[test]
    fn any_template_ends(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24)) {
        let limits = Limits { output_bytes: 10_000, work: 100_000, foreach_iterations: 5, ..Limits::default() };
        if let Ok(template) = Template::parse_with("t", pieces.concat(), limits) {
            let body = r#"{"a": [{"b": 2}, "é"]}"#.to_owned();
            drop(template.render(&Request { body, ..Request::default() }));
            analyse(&template);
        }
    }
}
