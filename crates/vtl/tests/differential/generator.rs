//! Templates from a seed: most are well-formed and use every construct, and some have a piece out of place.

use super::random::Random;

/// Texts between statements, some of which look like statements.
const TEXTS: &[&str] = &[
    "a", " ", "  ", "\t", "\n", "\n\n", "\r\n", " \n", "\t\n", "x-y", "{", "}", "[", "]", "(", ")", ".", ",", ":",
    "\"", "'", "\\", "\\\\", "é", "😀", "1", "-", "!", "=", "$$", "$5", "# ", "#1", "#foo", "#fff", "\\#", "\\$", "$ ",
    "$)", "\\\\\\", "]]#", "*#", "#-", "$!", "$.", "#IF", ".5", ".name", "-1", "[0]", "{a}", "\"$\"", "<b>", "%", "|",
    ";", "&", "/", "word", "\\n", "\u{2028}",
];

/// Statements after a backslash, and pieces that rarely fit.
const ODD: &[&str] = &[
    "\\$x",
    "\\\\$x",
    "\\\\\\$x",
    "\\${x}",
    "\\$!x",
    "\\$u",
    "\\\\$u",
    "\\#if(true)",
    "\\#set($x=1)",
    "\\#end",
    "\\#stop",
    "\\#else",
    "\\\\#if(true)x#end",
    "\\#foo",
    "#{if}(true)x#{end}",
    "#{set}($x=1)",
    "#if(true)x#{else}y#end",
    "#end",
    "#else",
    "#foo($x)",
    "#foo",
    "#foo()",
    "#foo(1)",
    "#set",
    "#if",
    "#break",
    "#stop",
    "$\\!x",
    "$!\\x",
    "#set ($x = 2)",
    "#if ($x)1#end",
    "#foreach ($i in [1])$i#end",
    "#elseif(true)",
    "$x[",
    "${x",
    "#set($x=)",
    "#if()a#end",
    "#[[ $x #end ]]#",
    "#[[]]#",
    "## end\n",
    "## end",
    "#* a *#",
    "#**\n*#",
    "#*",
    "$x{a}",
    "$x{a b",
    "$x[]",
    "$x[a]",
    "$x-1",
    "$x.",
    "$x.5",
    "$x..y",
    "$x.y.",
    "$x()",
    "$x.size(",
    "#literal()$x#end",
    "#macro(m $a)[$a]#end",
    "#m(1)",
    "#set($x=null)",
    "#end a",
    "#endx",
    "#elsex",
    "#ifx",
    "#set($1=1)",
    "#@m()",
    "#{foo}",
    "#{",
    "${",
    "$!{",
    "$!{x}",
    "$!{x.y}",
    "${x.y}z",
    "${x}y",
    "${x}.y",
    "$x.y.z",
    "#set($x.y = 1)",
    "#set(${x} = 1)",
    "#set($!x = 1)",
    "#set(${m.k} = 1)",
    "#set($m.get('a') = 1)",
    "#set($foreach = 1)",
    "#if(true)#else#end",
    "#if(true)\n#else\n#end\n",
    "$x#set($y=2)",
    "$x #set($y=2)[0]",
    "  #set($x=1)\n",
    "\n  #set($x=1)  \n",
    "#if(true)  \n  x\n  #end  \n",
    " #else ",
    "\n#end\n",
    " #end",
    "[1,2,]",
    "#set($x = [1,2,])",
    "#set($x = {'a':1,})",
    "#set($x = -$n)",
    "#set($x = 5-3)",
    "#set($x = $n -3)",
    "#set($x = 'a,b'.split(','))",
    "#set($x = $l.toArray())",
    "#set($x = $s.split(''))",
    "#evaluate('$x')",
    "#foo($x.size())",
    "#foo('a' $x [1] {'a':1})",
    "#include('x')",
    "#parse('x')",
    "#include",
    "#define($d)",
    "#define($d $x)a#end",
    "#define('d')a#end",
    "#foreach($i in)a#end",
    "#foreach($i in $l",
    "#foreach(i in $l)a#end",
    "#foreach($i $l)a#end",
    "#foreach($i in $l $m)a#end",
    "#stop()",
    "#break()",
    "#stop a",
    "#{stop}a",
    "\\#{stop}",
    "\\#foreach($x in $l)",
    "\\#break",
    "\\#define($x)",
    "\\#if($s)$n",
    "\\\\#set($x=1)$x",
    "\\\\\\#if(true)x",
    "\\\\#end",
    "#if-x",
    "#fff;",
    "#13ff93",
    "$e{x} y",
    "$e{word}",
    "$e[x]",
    "$e(x)",
    "$s[0]",
    "$n[0]",
    "$x#set($y=2)\n[$y]",
    "${x} #set($y=2)[$y]",
    "$x\n#set($y=2)[$y]",
    "$x  #set($y=1)c",
    "$foreach",
    "$foreach.index",
    "$velocityCount",
    "$!foreach.hasNext",
    "#*a*# #set($x=1)\n",
    "## c\n  #set($x=1)\n",
    "#set($x=1)##c\n",
    "#set($x=1) ## c\n",
    "#set($x=1)#**#\n",
    "#end##c\n",
    "#if(true)##c\nx#end",
    "#else ## c\n",
    "#[[a]]##\nb",
    "#[[ ]]",
    "#[[",
    "#set($x = \"a",
    "#set($x = 'a",
    "#set($x = \"$x\"\"\")$x",
    "#set($x = \"#if(true)\n a\n#end\")$x",
    "#set($x.y.z = 1)$x.y.z",
    "#set($m.a.b = 1)$m.a",
    "#set($m[$s] = 1)$m",
    "#set($l[0] = 'z')$l",
    "#set($l[-1] = 'z')$l",
    "#set($l[9] = 'z')",
    "#set($u.a = 1)",
    "#set($s.a = 1)$s",
    "#set($x = $u)$x.length()",
    "#set($x = 1/0)$x",
    "#set($x = '5' * 2)$x",
    "#if($u == $null)1#end",
    "#if($u == '')1#end",
    "#if(!$u)1#{else}2#end",
    "#if(1 == 1.0)1#end",
    "#if('1' == 1)1#end",
    "#if($s > 1)1#{else}2#end",
    "#if(($n > 1 && $n < 9) || $b)1#end",
    "#if($n gt 1 and $n lt 9 or not $b)1#end",
    "#set($x = $n > 1)$x",
    "#set($x = !$b)$x",
    "#set($x = true && false)$x",
    "#set($x = ($n + 1) * 2)$x",
    "#set($x = 2147483647 + 1)$x",
    "#set($x = 9223372036854775807 + 1)$x",
    "#set($x = -2147483648 - 1)$x",
    "#set($x = 7 % 3.0)$x",
    "#set($x = 1e3)$x",
    "#set($x = 1.0e-5 * 1)$x",
    "#set($x = [$n..$u])$x",
    "#set($x = ['a'..'b'])$x",
    "#set($x = [1.5..3])$x",
    "#set($x = {$s: 1, \"x$n\": 2, 3: 'c'})$x",
    "$m.put('k', null)",
    "$m.put('new', 1)$m",
    "$l.add(1)$l.remove(0)",
    "$l.get(9)",
    "$l[9]",
    "$l[-9]",
    "$s.substring(9)",
    "$m.size",
    "$m.size()",
    "$m.empty",
    "$l.empty",
    "$s.empty",
    "$s.split(',')[1]",
    "$s.split(',').size()",
    "$s.split('').get(0).length()",
    "$s.split('').subList(0, 1).size()",
    "$l.toArray().size()",
    "$l.toArray()[0]",
    "$l.toArray().isEmpty()",
    "$l.toArray().contains(1)",
    "$l.toArray().set(0, 'z')",
    "$m.values().toArray().get(0)",
    "$s.toCharArray().toArray().size()",
    "$s.toCharArray()",
    "$n.parseInt('12')",
    "$n.parseInt('x')",
    "$n.toHexString(255)",
    "$b.parseBoolean('true')",
    "$s.format('%s-%03d', 'a', 7)",
    "$s.format('%5.2f|%-5s|%x', 2.345, 'b', 255)",
    "#foreach($x in $m.entrySet())$x.key:$x.value #end$x",
    "#foreach($x in $s.split(','))$x.length()#end",
    "#foreach($x in $m.keySet())$m.get($x)#end",
    "#foreach($x in $l)$l.add(1)#end",
    "#foreach($x in $l)#set($x = 2)$x#end$x",
    "#foreach($x in [1..3])#foreach($y in [1..2])$foreach.parent.count$foreach.count #end#end",
    "#foreach($x in [1..1005])#if($foreach.count > 998)$x,#end#end",
];

const NAMES: &[&str] = &["x", "y", "s", "n", "f", "b", "l", "m", "e", "c", "u", "a-b", "a_b", "i", "_v"];
const STRINGS: &[&str] = &[
    "",
    "a",
    "abc",
    "a,b,c",
    " a b ",
    "1",
    "true",
    "false",
    "null",
    "A",
    "aXbX",
    "é😀",
    "a\nb",
    "a\\b",
    "$x",
    "${s}",
    "#if($b)1#end",
    "a.b.c",
    "<a>",
    "it''s",
    "x=1&y=2",
    "10",
    "1.0",
    "#",
    "$",
    "##",
    "\\$x",
    "a#b",
    "%41+b",
    "/",
    "-",
    "$n.5",
    "$l[0]",
    "#set($x=5)",
    "a \"\"b\"\" c",
    "\"\"",
    "''",
    "$s.length()",
    "#foreach($q in [1,2])$q#end",
    "\\",
    "\\\"\"",
    "$",
    "a$",
    "${u}",
    "#stop",
    "#if(true)\na\n#end\n",
    "## c",
    "%",
    "%2",
    "%C3%A9",
];
const PATTERNS: &[&str] = &[
    ",",
    "a",
    "[a-c]",
    "\\s+",
    "\\.",
    "b*",
    ".",
    "^a",
    "c$",
    "(a)(b)?",
    "X|b",
    "\\d+",
    "[^a]",
    "",
    "\\w",
    "(?i)A",
    "a{1,2}",
    "[a&&[^b]]",
    "(",
    "\\\\",
    "x*",
    "\\b",
    "(?<=a)b",
    "\\p{Alpha}",
    "[\\w.]+",
    "\\Qa.b\\E",
    "a??",
    "[[a]b]",
    "$",
    "\\Z",
    "\\R",
    "\\h",
];
const REPLACEMENTS: &[&str] = &["", "-", "$1", "<$0>", "\\$", "\\\\", "xx", "$2", "$", "$1$1"];

/// The methods of every kind of value, with their parameters: `s` a string, `p` a pattern, `r` a replacement, `i` an
/// integer, `v` any value, `l` a list, `m` a map.
const METHODS: &[(&str, &str)] = &[
    ("length", ""),
    ("size", ""),
    ("isEmpty", ""),
    ("toString", ""),
    ("trim", ""),
    ("toUpperCase", ""),
    ("toLowerCase", ""),
    ("equals", "v"),
    ("equalsIgnoreCase", "s"),
    ("contains", "v"),
    ("startsWith", "s"),
    ("startsWith", "si"),
    ("endsWith", "s"),
    ("indexOf", "v"),
    ("indexOf", "si"),
    ("lastIndexOf", "v"),
    ("substring", "i"),
    ("substring", "ii"),
    ("charAt", "i"),
    ("concat", "s"),
    ("replace", "ss"),
    ("replaceAll", "pr"),
    ("replaceFirst", "pr"),
    ("matches", "p"),
    ("split", "p"),
    ("split", "pi"),
    ("compareTo", "v"),
    ("get", "v"),
    ("get", "i"),
    ("set", "iv"),
    ("add", "v"),
    ("add", "iv"),
    ("addAll", "l"),
    ("remove", "i"),
    ("remove", "v"),
    ("containsAll", "l"),
    ("removeAll", "l"),
    ("retainAll", "l"),
    ("subList", "ii"),
    ("clear", ""),
    ("put", "vv"),
    ("putAll", "m"),
    ("containsKey", "v"),
    ("containsValue", "v"),
    ("keySet", ""),
    ("values", ""),
    ("entrySet", ""),
    ("getKey", ""),
    ("getValue", ""),
    ("intValue", ""),
    ("longValue", ""),
    ("doubleValue", ""),
    ("hashCode", ""),
    ("nothing", "v"),
    ("get", "s"),
    ("getOrDefault", "vv"),
    ("putIfAbsent", "vv"),
    ("parseInt", "s"),
    ("booleanValue", ""),
    ("toCharArray", ""),
    ("toArray", ""),
    ("compareToIgnoreCase", "s"),
    ("lastIndexOf", "si"),
    ("indexOf", "ii"),
    ("contentEquals", "s"),
    ("format", "s"),
    ("shortValue", ""),
    ("byteValue", ""),
    ("max", "ii"),
    ("sum", "ii"),
    ("compare", "ii"),
    ("valueOf", "i"),
    ("isNaN", ""),
    ("replace", "vv"),
    ("putIfAbsent", "sv"),
    ("containsKey", "s"),
    ("remove", "s"),
    ("lastIndexOf", "s"),
    ("toLowerCase", ""),
];
const PROPERTIES: &[&str] = &["a", "b", "k", "size", "empty", "length", "key", "value", "Name", "x-y"];
const LOOP: &[&str] = &[
    "index",
    "count",
    "hasNext",
    "first",
    "last",
    "parent.index",
    "topmost.count",
    "getIndex()",
    "hasNext()",
    "isFirst()",
    "getCount()",
    "parent.parent.index",
];
const OPERATORS: &[&str] = &[
    "==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "&&", "||", "and", "or", "eq", "ne", "lt", "gt", "le",
    "ge",
];
const UTIL: &[&str] = &["escapeJavaScript", "urlEncode", "base64Encode", "urlDecode"];

/// Variables of every kind, so that references find something.
const PREAMBLE: &str = "#set($s='a,b,c')#set($n=7)#set($f=2.5)#set($b=false)#set($l=[1,'a',2.5,[3]])#set($m={'a':1,'k':'v','b':[1,2]})#set($e='')#set($c=$s.charAt(0))";

/// A template under construction. The same seed gives the same one.
pub(crate) struct Generator {
    random: Random,
    out: String,
}

impl Generator {
    pub(crate) fn new(seed: u64) -> Self {
        Self { random: Random::new(seed), out: String::new() }
    }

    pub(crate) fn template(mut self) -> String {
        if self.below(8) > 0 {
            self.put(PREAMBLE);
        }
        self.block(3);
        if self.below(12) == 0 {
            self.damage();
        }
        self.out
    }

    fn below(&mut self, limit: usize) -> usize {
        self.random.below(limit)
    }

    fn one(&mut self, of: &[&'static str]) -> &'static str {
        self.random.one(of)
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn pick(&mut self, of: &[&'static str]) {
        let text = self.one(of);
        self.put(text);
    }

    /// Removes a character, or doubles one.
    fn damage(&mut self) {
        let mut characters: Vec<char> = self.out.chars().collect();
        let at = self.below(characters.len().max(1)).min(characters.len().saturating_sub(1));
        if let Some(&c) = characters.get(at) {
            if self.below(2) == 0 {
                characters.remove(at);
            } else {
                characters.insert(at, c);
            }
        }
        self.out = characters.into_iter().collect();
    }

    fn block(&mut self, depth: usize) {
        for _ in 0..=self.below(4) {
            self.statement(depth);
        }
    }

    fn statement(&mut self, depth: usize) {
        match self.below(if depth == 0 { 18 } else { 30 }) {
            0..=4 => self.pick(TEXTS),
            5..=12 => self.reference(2),
            13..=16 => self.set(),
            17 => self.pick(ODD),
            18..=22 => self.condition(depth - 1),
            23..=26 => self.foreach(depth - 1),
            27 | 28 => self.define(depth - 1),
            _ => {
                self.put("#[[");
                self.pick(TEXTS);
                self.put("]]#");
            }
        }
    }

    fn blank(&mut self) {
        if self.below(4) == 0 {
            self.pick(&[" ", "  ", "\n", "\t"]);
        }
    }

    /// A text after a directive: usually the end of the line.
    fn line_end(&mut self) {
        self.pick(&["", "", "", "\n", " \n", "\r\n", " ", "\t\n"]);
    }

    fn set(&mut self) {
        self.pick(&["#set(", "#set(", "#set( ", " #set(", "\n  #set(", "#{set}("]);
        self.put("$");
        self.pick(NAMES);
        for _ in 0..self.below(5).saturating_sub(2) {
            match self.below(5) {
                0 => self.pick(&[".get('b')", ".get(\"k\")", ".get(1)", ".get($n)"]),
                1 | 2 => {
                    self.put(".");
                    self.pick(PROPERTIES);
                }
                _ => {
                    self.put("[");
                    self.index();
                    self.put("]");
                }
            }
        }
        self.pick(&[" = ", "=", " =\n"]);
        self.expression(2);
        self.put(")");
        self.line_end();
    }

    fn condition(&mut self, depth: usize) {
        self.pick(&["#if(", "#if( ", "#if (", "#{if}("]);
        self.expression(2);
        self.put(")");
        self.line_end();
        self.block(depth);
        for _ in 0..self.below(5).saturating_sub(3) {
            self.put("#elseif(");
            self.expression(2);
            self.put(")");
            self.line_end();
            self.block(depth);
        }
        if self.below(3) == 0 {
            self.pick(&["#else", "#{else}", " #else"]);
            self.line_end();
            self.block(depth);
        }
        self.end();
    }

    fn end(&mut self) {
        self.pick(&["#end", "#end", "#{end}", "\n#end", "  #end"]);
        self.line_end();
    }

    fn foreach(&mut self, depth: usize) {
        self.put("#foreach(");
        self.blank();
        self.put("$");
        self.pick(&["i", "x", "_v", "s"]);
        self.pick(&[" in ", " in ", " in ", " of ", "\nin ", " in\t", " IN "]);
        match self.below(4) {
            0 => self.list(1),
            1 => self.range(),
            2 => self.pick(&[
                "$m",
                "$l",
                "$m.keySet()",
                "$m.entrySet()",
                "$m.values()",
                "$u",
                "$s",
                "$n",
                "$l.iterator()",
                "{'a':1}",
            ]),
            _ => self.reference(1),
        }
        self.put(")");
        self.line_end();
        for _ in 0..=self.below(3) {
            match self.below(8) {
                0..=2 => {
                    self.pick(&["$foreach.", "${foreach."]);
                    let braced = self.out.ends_with("{foreach.");
                    self.pick(LOOP);
                    self.put(if braced { "}" } else { " " });
                }
                3 => self.pick(&[
                    "$velocityCount",
                    "$velocityHasNext",
                    "#if($foreach.hasNext),#end",
                    "#if($velocityHasNext),#end",
                ]),
                4 => self.pick(&[
                    "#break ",
                    "#{break}",
                    "#if($foreach.last)#{stop}#end",
                    "$foreach.parent.stop()",
                    "#break($foreach.parent)",
                    "#break",
                    "#if($foreach.count == 2)#break#end",
                    "$foreach.stop()",
                    "#if($i == 1)#stop#end",
                    "#break($foreach)",
                    "#if($i == 'a')#break #end",
                ]),
                5 => self.pick(&["$i", "$i.key=$i.value", "${i}", "$i.a"]),
                _ => self.statement(depth),
            }
        }
        self.end();
    }

    fn define(&mut self, depth: usize) {
        self.put("#define($d)");
        self.line_end();
        self.block(depth);
        self.end();
        self.pick(&[
            "$d",
            "${d}",
            "$!d",
            "",
            "\"$d\"",
            "#set($x = \"$d\")$x",
            "#set($x = $d)$x",
            "#if($d)1#end",
            "$d()",
            "$d.x",
            "${d}x",
            "\\$d",
            "$d$d",
            "#foreach($i in [1, 2])$d#end",
            "$d.toString()",
            "#set($m.k = $d)$m.k",
            "#if($d == 'a')1#end",
        ]);
    }

    fn reference(&mut self, depth: usize) {
        self.pick(&["$", "$", "$!"]);
        let braced = self.below(3) == 0;
        if braced {
            self.put("{");
        }
        if self.below(12) == 0 {
            self.put("util.");
            self.pick(UTIL);
            self.put("(");
            self.argument(depth, 's');
            self.put(")");
        } else {
            self.pick(NAMES);
            for _ in 0..self.below(6).saturating_sub(3) {
                self.step(depth.saturating_sub(1));
            }
        }
        if braced {
            self.put("}");
        }
    }

    fn step(&mut self, depth: usize) {
        match self.below(5) {
            0 => {
                self.put(".");
                self.pick(PROPERTIES);
            }
            1 => {
                self.put("[");
                self.blank();
                self.index();
                self.blank();
                self.put("]");
            }
            _ => {
                let (name, arguments) = METHODS[self.below(METHODS.len())];
                self.put(&format!(".{name}("));
                for (number, kind) in arguments.chars().enumerate() {
                    self.put(if number > 0 { ", " } else { "" });
                    self.argument(depth, kind);
                }
                self.put(")");
            }
        }
    }

    fn index(&mut self) {
        self.pick(&["0", "1", "-1", "9", "'a'", "\"k\"", "$n", "$i", "$s", "true", "$foreach.index", "$x"]);
    }

    fn argument(&mut self, depth: usize, kind: char) {
        if self.below(8) == 0 {
            return self.value(depth);
        }
        match kind {
            's' => self.string(STRINGS),
            'p' => self.raw(PATTERNS),
            'r' => self.raw(REPLACEMENTS),
            'i' => self.pick(&["0", "1", "2", "-1", "3", "9", "$n"]),
            'l' => self.list(depth),
            'm' => self.map(depth),
            _ => self.value(depth),
        }
    }

    fn raw(&mut self, of: &[&'static str]) {
        let text = self.one(of);
        self.put(&format!("'{text}'"));
    }

    fn string(&mut self, of: &[&'static str]) {
        let text = self.one(of);
        if self.below(2) == 0 { self.put(&format!("'{text}'")) } else { self.put(&format!("\"{text}\"")) }
    }

    fn value(&mut self, depth: usize) {
        match self.below(if depth == 0 { 6 } else { 9 }) {
            0 => self.pick(&[
                "0",
                "1",
                "-1",
                "5",
                "42",
                "2147483647",
                "2147483648",
                "9223372036854775807",
                "99999999999999999999",
                "-7",
                "007",
            ]),
            1 => self.pick(&["1.0", "2.5", ".5", "-0.5", "1e3", "1.5e-3", "100.0", "0.0", "3.0e10"]),
            2 => self.pick(&["true", "false"]),
            3 => self.string(STRINGS),
            4 | 5 => self.reference(depth),
            6 => self.list(depth - 1),
            7 => self.map(depth - 1),
            _ => self.range(),
        }
    }

    fn list(&mut self, depth: usize) {
        self.put("[");
        for number in 0..self.below(4) {
            self.put(if number > 0 { "," } else { "" });
            self.blank();
            self.value(depth);
        }
        self.blank();
        self.put("]");
    }

    fn map(&mut self, depth: usize) {
        self.put("{");
        for number in 0..self.below(3) {
            self.put(if number > 0 { "," } else { "" });
            self.blank();
            self.value(0);
            self.pick(&[":", " : ", ": "]);
            self.value(depth);
        }
        self.put("}");
    }

    fn range(&mut self) {
        self.put("[");
        self.pick(&["1", "0", "-2", "$n", "$u", "3"]);
        self.pick(&["..", " .. ", ".. "]);
        self.pick(&["3", "1", "$n", "-1", "$s", "5"]);
        self.put("]");
    }

    fn expression(&mut self, depth: usize) {
        match self.below(if depth == 0 { 4 } else { 9 }) {
            0..=4 => self.value(depth),
            5 => {
                self.pick(&["!", "not ", "! "]);
                self.expression(depth - 1);
            }
            6 => {
                self.put("(");
                self.expression(depth - 1);
                self.put(")");
            }
            _ => {
                self.expression(depth - 1);
                let operator = self.one(OPERATORS);
                let blank = if self.below(6) == 0 { "" } else { " " };
                self.put(&format!("{blank}{operator}{blank}"));
                self.expression(depth - 1);
            }
        }
    }
}
