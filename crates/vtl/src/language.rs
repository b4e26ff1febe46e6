//! The language, construct by construct. Every example on this page runs.
//!
//! ```
//! # use gelato_vtl::{Template, api_gateway::Request};
//! fn output(source: &str, body: &str) -> String {
//!     let template = Template::parse("example", source).unwrap();
//!     template.render(&Request { body: body.into(), ..Request::default() }).unwrap().output
//! }
//! assert_eq!(output("Hello $input.path('$.name')!", r#"{"name": "Ada"}"#), "Hello Ada!");
//! ```
//!
//! # References
//!
//! `$name`, `${name}`, and the quiet `$!name`, which makes no difference here: an undefined reference prints nothing.
//! A hyphen is part of a name, so that a name needs braces where text follows. Properties, methods and indexes follow in
//! any order; a negative index counts from the end. A method that does not exist returns nothing.
//!
//! ```
//! # fn output(s: &str) -> String { gelato_vtl::Template::parse("t", s).unwrap().render(&Default::default()).unwrap().output }
//! assert_eq!(output("#set($l = ['a', 'b'])$l[0] $l[-1] $l.size() ${l}s [$none] $l.nothing()"), "a b 2 [a, b]s [] ");
//! assert_eq!(output("#set($m = {'k': {'n': 1}})$m.k.n $m['k'].get('n')"), "1 1");
//! ```
//!
//! # `#set`
//!
//! Sets a variable, an entry of a map or an element of a list. Null is never assigned. The line of a `#set` is not
//! printed.
//!
//! ```
//! # fn output(s: &str) -> String { gelato_vtl::Template::parse("t", s).unwrap().render(&Default::default()).unwrap().output }
//! assert_eq!(output("#set($m = {})\n#set($m.a = 1)\n#set($m['b'] = 1 / 0)\n$m"), "{a=1}");
//! ```
//!
//! # Literals and operators
//!
//! Strings in single quotes are literal; in double quotes they are templates. A quote is doubled inside its string, and
//! backslashes have no meaning. Integers grow as needed, a division by zero is null, and `+` joins texts. Lists, ranges
//! and maps print as in Java. Operators are signs or words: `== eq`, `!= ne`, `< lt`, `> gt`, `<= le`,
//! `>= ge`, `&& and`, `|| or`, `! not`.
//!
//! ```
//! # fn output(s: &str) -> String { gelato_vtl::Template::parse("t", s).unwrap().render(&Default::default()).unwrap().output }
//! assert_eq!(output(r#"#set($a = 2)#set($b = "$a ""x""")#set($c = '$a')$b $c"#), r#"2 "x" $a"#);
//! assert_eq!(output("#set($x = 7 / 2)#set($y = 7 / 2.0)#set($z = 2147483647 + 1)$x $y $z"), "3 3.5 2147483648");
//! assert_eq!(output("#set($x = [3..1])#set($y = 'n' + 1 + 2)$x $y"), "[3, 2, 1] n12");
//! ```
//!
//! # `#if`, `#elseif`, `#else`, `#end`
//!
//! A reference is true unless it is Boolean `false`, even if it is undefined, empty or zero. Literals other than `true`
//! are false, and so is arithmetic.
//!
//! ```
//! # fn output(s: &str) -> String { gelato_vtl::Template::parse("t", s).unwrap().render(&Default::default()).unwrap().output }
//! assert_eq!(output("#if($none)yes#end#if(0)no#elseif('1' == 1)same#{else}other#end"), "yessame");
//! ```
//!
//! # `#foreach`, `#break`
//!
//! Iterates over the elements of a list or the values of a map, at most a thousand. `$foreach` has `index`, `count`,
//! `hasNext`, `first`, `last`, `parent` and `topmost`; `$velocityCount` and `$velocityHasNext` are older names. Changing
//! the collection during the loop is an error, as in Java.
//!
//! ```
//! # fn output(s: &str) -> String { gelato_vtl::Template::parse("t", s).unwrap().render(&Default::default()).unwrap().output }
//! assert_eq!(output("#foreach($i in ['a', 'b'])$foreach.index=$i#if($foreach.hasNext),#end#end"), "0=a,1=b");
//! ```
//!
//! # `#define`, `#stop`, `#[[…]]#`, comments
//!
//! ```
//! # fn output(s: &str) -> String { gelato_vtl::Template::parse("t", s).unwrap().render(&Default::default()).unwrap().output }
//! assert_eq!(output("#define($d)<$x>#end#set($x = 1)$d#set($x = 2)$d"), "<1><2>");
//! assert_eq!(output("a #[[$raw #if]]# ## to the end of the line\nb #* here *# c#stop d"), "a $raw #if b  c");
//! ```
//!
//! # Text, whitespace and escapes
//!
//! A directive consumes the spaces and tabs after it if a newline ends them, and the newline. A backslash turns a
//! reference or a directive into text. Unknown directives, calls of macros and single `#` and `$` are text.
//!
//! ```
//! # fn output(s: &str) -> String { gelato_vtl::Template::parse("t", s).unwrap().render(&Default::default()).unwrap().output }
//! assert_eq!(output("a\n#if(true)  \n  b\n#end\nc"), "a\n  b\nc");
//! assert_eq!(output(r"#set($x = 1)\$x \\$x \#if #foo($x) # $5"), r"$x \1 #if #foo($x) # $5");
//! ```
//!
//! # Variables of API Gateway
//!
//! [`api_gateway`](crate::api_gateway) adds `$input`, `$util`, `$context`, `$stageVariables` and `$method`. Objects print
//! like Java's maps, and arrays print as JSON; `$input.json` is JSON throughout.
//!
//! ```
//! # use gelato_vtl::{Template, api_gateway::Request};
//! # fn output(source: &str, body: &str) -> String {
//! #     let request = Request { body: body.into(), path: vec![("id".into(), "7".into())], ..Request::default() };
//! #     Template::parse("t", source).unwrap().render(&request).unwrap().output
//! # }
//! let body = r#"{"a": {"b": [1, "x/y"]}}"#;
//! assert_eq!(output("$input.path('$.a') $input.json('$.a') $input.params('id')", body), r#"{b=[1,"x\/y"]} {"b":[1,"x/y"]} 7"#);
//! assert_eq!(output("$input.json('$..b[?(@ == 1 || (@ == 2 && @ != 3))]')", body), "[1]");
//! assert_eq!(output(r#"$util.escapeJavaScript("it's").replaceAll("\\'", "'") $util.urlEncode('a b')"#, body), "it's a+b");
//! assert_eq!(output("#set($context.responseOverride.status = 201)$context.responseOverride.status", body), "201");
//! ```
//!
//! # Paths
//!
//! Paths are those of Jayway's `JSONPath` 2.0.0: members, indexes, slices, `*`, `..` and filters with `== != < <= > >= =~`,
//! `&&` and `||`. A path to one place gives its value, any other path a list. A missing value is the empty string, and so
//! is null. An invalid path is an error, and so is an index into something other than an array.
//!
//! ```
//! # use gelato_vtl::{Template, api_gateway::Request};
//! # fn output(source: &str, body: &str) -> String {
//! #     Template::parse("t", source).unwrap().render(&Request { body: body.into(), ..Request::default() }).unwrap().output
//! # }
//! let body = r#"{"cups": [{"n": "a", "cost": 3}, {"n": "b", "cost": 1}], "note": null}"#;
//! assert_eq!(output("$input.path('$.cups[0].n') $input.path('$.cups[-1:].n') $input.path('$..cost')", body), r#"a ["b"] [3,1]"#);
//! assert_eq!(output("$input.json('$.cups[?(@.cost > 2)].n') [$input.path('$.note')] [$input.path('$.cups[9]')]", body), r#"["a"] [] []"#);
//! assert_eq!(output("$input.path('$').split('=').get(1)", "a=1"), "1");
//! ```
//!
//! # Errors
//!
//! A template that does not parse, a Java method that throws, and an exceeded limit are errors. A failed rendering has no
//! output. [`error`](crate::error) has all kinds.
//!
//! ```
//! # use gelato_vtl::{ErrorKind, Template};
//! let error = Template::parse("t", "#if(1 == )").unwrap_err();
//! assert_eq!(error.kind().to_string(), "unexpected `)`, expected a reference, string, number, list, map, `true` or `false`");
//! let error = Template::parse("t", "#set($l = [1])$l[5]").unwrap().render(&Default::default()).unwrap_err();
//! assert_eq!(error.to_string(), "t:1:17: index 5 is out of range for 1 elements");
//! assert!(matches!(error.kind(), ErrorKind::Exception(_)));
//! ```
