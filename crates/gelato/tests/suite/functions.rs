//! Terraform's functions and operators: each has a typed form, which the real Terraform understands.

use gelato::prelude::*;
use gelato::synth::write;
use gelato::terraform::{
    Any, Expression, Json, abspath, basename, call_function, cidrhost, cidrnetmask, cidrsubnet, cidrsubnets, coalesce,
    coalescelist, concat_lists, dirname, file as text_of, filebase64, filebase64sha256, filebase64sha512, fileexists,
    filemd5, fileset, filesha1, filesha256, filesha512, format, formatlist, heredoc, matchkeys, max, merge, min,
    path_module, pathexpand, plantimestamp, range, rsadecrypt, setproduct, templatefile, templatestring, timestamp,
    try_each, uuid, uuidv5, yamlencode, zipmap,
};
use serde_json::{Value as Json_, json};
use tempfile::TempDir;

use super::programs::{file, refused, tried};
use super::real_terraform::Terraform;

fn text(text: &str) -> Value<String> {
    text.into()
}

fn texts<const N: usize>(texts: [&str; N]) -> Value<List<String>> {
    texts.into()
}

fn set<const N: usize>(texts: [&str; N]) -> Value<Set<String>> {
    Value::<List<String>>::from(texts).to_set()
}

fn number(number: i64) -> Value<Number> {
    number.into()
}

fn numbers() -> Value<List<Number>> {
    [3, 1, 2].into()
}

fn lists() -> Value<List<List<String>>> {
    [texts(["a"]), texts(["b", "c"])].into()
}

fn ages() -> Value<Map<Number>> {
    [("ada", 36), ("alan", 41)].into()
}

fn any(value: impl Into<Expression>) -> Value<Any> {
    Value::from_expression(value)
}

fn here(name: &str) -> Value<String> {
    concat([path_module(), format!("/{name}").into()])
}

/// A value of each function, and what Terraform computes. `null` stands for what is not known in a plan.
fn cases() -> Vec<(Expression, Json_)> {
    let mut cases = of_texts();
    cases.extend(of_numbers());
    cases.extend(of_collections());
    cases.extend(of_encodings());
    cases.extend(of_files());
    cases.extend(of_others());
    cases
}

fn of_texts() -> Vec<(Expression, Json_)> {
    vec![
        (text("a\n").chomp().into(), json!("a")),
        (concat(["$".into(), "{t}".into()]).into(), json!("${t}")),
        (concat(["costs $".into(), text("x").upper(), "%$$".into(), text("y").upper()]).into(), json!("costs $X%$$Y")),
        (concat(["$".into(), text("x").upper()]).upper().into(), json!("$X")),
        (text("ab").ends_with("b").into(), json!(true)),
        (text("ab").length().into(), json!(2)),
        (text("AB").lower().into(), json!("ab")),
        (text("ab").replace("b", "c").into(), json!("ac")),
        (text("ab").starts_with("b").into(), json!(false)),
        (text("ab").contains("b").into(), json!(true)),
        (text("ab").reverse().into(), json!("ba")),
        (text("abc").substring(1, -1).into(), json!("bc")),
        (text("ab c").title().into(), json!("Ab C")),
        (text("-a-").trim("-").into(), json!("a")),
        (text("v1").trim_prefix("v").into(), json!("1")),
        (text(" a ").trim_space().into(), json!("a")),
        (text("a.rs").trim_suffix(".rs").into(), json!("a")),
        (text("ab").upper().into(), json!("AB")),
        (text("ff").parse_int(16).into(), json!(255)),
        (text("5").to_number().into(), json!(5)),
        (text("true").to_bool().into(), json!(true)),
        (text("abc").matches("[a-c]+").into(), json!(true)),
        (text("v12").regex::<String>("[0-9]+").into(), json!("12")),
        (text("a1b2").regex_all::<String>("[0-9]").into(), json!(["1", "2"])),
        (text("a,b").split(",").into(), json!(["a", "b"])),
        (text("a\nb").indent(2).into(), json!("a\n  b")),
        (format("%s-%03d", ["a".into(), 7.into()]).into(), json!("a-007")),
        (formatlist("%s!", [texts(["a", "b"]).into()]).into(), json!(["a!", "b!"])),
        (texts(["a", "b"]).join("-").into(), json!("a-b")),
        (heredoc(["\n    a\n      b ".into(), text("c"), "\n    d\n".into()]).into(), json!("a\n  b c\nd\n")),
    ]
}

fn of_numbers() -> Vec<(Expression, Json_)> {
    vec![
        (number(-2).abs().into(), json!(2)),
        (Value::<Number>::from(1.5).ceil().into(), json!(2)),
        (Value::<Number>::from(1.5).floor().into(), json!(1)),
        (number(8).log(2).into(), json!(3)),
        (number(2).pow(3).into(), json!(8)),
        (number(-2).signum().into(), json!(-1)),
        (number(2).to_text().into(), json!("2")),
        (Value::<bool>::from(true).to_text().into(), json!("true")),
        (numbers().sum().into(), json!(6)),
        (max([number(1), number(2)]).into(), json!(2)),
        (min([number(1), number(2)]).into(), json!(1)),
        (range(0, 6, 2).into(), json!([0, 2, 4])),
        ((number(7) % 4 * 2 - 1 + number(9) / 3).into(), json!(8)),
        ((number(1) - (number(2) - 3)).into(), json!(2)),
        ((-number(1)).into(), json!(-1)),
        ((!number(1).is_below(2)).into(), json!(false)),
        ((!&Value::<bool>::from(true).and(false)).into(), json!(true)),
    ]
}

fn of_collections() -> Vec<(Expression, Json_)> {
    let nested = Value::<Map<List<String>>>::from([("a", texts(["x", "y"]))]);
    vec![
        (numbers().length().into(), json!(3)),
        (numbers().element(4).into(), json!(1)),
        (texts(["a"]).one().into(), json!("a")),
        (texts(["a", "a"]).distinct().into(), json!(["a"])),
        (texts(["b", "a"]).contains("a").into(), json!(true)),
        (text("a").is_one_of(texts(["b"])).into(), json!(false)),
        (texts(["b", "a"]).index_of("a").into(), json!(1)),
        (numbers().reverse().into(), json!([2, 1, 3])),
        (numbers().slice(1, 3).into(), json!([1, 2])),
        (numbers().chunk(2).into(), json!([[3, 1], [2]])),
        (lists().flatten().into(), json!(["a", "b", "c"])),
        (texts(["b", "a"]).sort().into(), json!(["a", "b"])),
        (texts(["b", ""]).compact().into(), json!(["b"])),
        (set(["a"]).length().into(), json!(1)),
        (set(["a"]).to_list().into(), json!(["a"])),
        (set(["a"]).contains("b").into(), json!(false)),
        (set(["a"]).one().into(), json!("a")),
        (set(["a"]).union(set(["b"])).into(), json!(["a", "b"])),
        (set(["a", "b"]).intersection(set(["b"])).into(), json!(["b"])),
        (set(["a", "b"]).subtract(set(["b"])).into(), json!(["a"])),
        (ages().length().into(), json!(2)),
        (ages().keys().into(), json!(["ada", "alan"])),
        (ages().values().into(), json!([36, 41])),
        (ages().lookup("grace", 85).into(), json!(85)),
        (ages().has_key("ada").into(), json!(true)),
        (nested.transpose().into(), json!({ "x": ["a"], "y": ["a"] })),
        (coalesce([text(""), text("b")]).into(), json!("b")),
        (coalescelist([Vec::<&str>::new().into(), texts(["b"])]).into(), json!(["b"])),
        (concat_lists([texts(["a"]), texts(["b"])]).into(), json!(["a", "b"])),
        (matchkeys(["i1", "i2"], ["a", "b"], texts(["b"])).into(), json!(["i2"])),
        (merge([ages(), [("ada", 37)].into()]).into(), json!({ "ada": 37, "alan": 41 })),
        (setproduct([texts(["a"]), texts(["b", "c"])]).into(), json!([["a", "b"], ["a", "c"]])),
        (zipmap(["a"], texts(["b"])).into(), json!({ "a": "b" })),
        (texts(["a"]).map(Value::upper).into(), json!(["A"])),
        (numbers().filter(|number| number.is_above(1)).into(), json!([3, 2])),
        (texts(["a"]).to_map(|name| (name.clone(), name.upper())).into(), json!({ "a": "A" })),
        (numbers().all(|number| number.is_above(1)).into(), json!(false)),
        (numbers().any(|number| number.is_above(1)).into(), json!(true)),
        (ages().map(|name, age| concat([name.clone(), age.to_text()])).into(), json!(["ada36", "alan41"])),
        (ages().map_values(|_, age| age + 1).into(), json!({ "ada": 37, "alan": 42 })),
        (ages().filter(|_, age| age.is_above(40)).into(), json!({ "alan": 41 })),
        (lists().map(|list| list.map(Value::upper)).into(), json!([["A"], ["B", "C"]])),
    ]
}

fn of_encodings() -> Vec<(Expression, Json_)> {
    vec![
        (text("YQ==").base64_decode().into(), json!("a")),
        (text("a").base64_encode().into(), json!("YQ==")),
        (text("a").base64_gzip().length().is_above(10).into(), json!(true)),
        (text("a").base64_sha256().length().into(), json!(44)),
        (text("a").base64_sha512().length().into(), json!(88)),
        (text("a").bcrypt(4).into(), Json_::Null),
        (text("a,b\n1,2").csv_decode().into(), json!([{ "a": "1", "b": "2" }])),
        (text("[1]").json_decode().into(), json!([1])),
        (text("a").md5().length().into(), json!(32)),
        (text("a").sha1().length().into(), json!(40)),
        (text("a").sha256().length().into(), json!(64)),
        (text("a").sha512().length().into(), json!(128)),
        (text("a").text_encode_base64("UTF-16LE").text_decode_base64("UTF-16LE").into(), json!("a")),
        (text("a b").url_encode().into(), json!("a+b")),
        (text("a: 1").yaml_decode().into(), json!({ "a": 1 })),
        (jsonencode(numbers()).into(), json!("[3,1,2]")),
        (yamlencode(texts(["a"])).into(), json!("- \"a\"\n")),
        (rsadecrypt("x", "y").can().into(), json!(false)),
        (uuid().into(), Json_::Null),
        (uuidv5("dns", "a.b").length().into(), json!(36)),
    ]
}

fn of_files() -> Vec<(Expression, Json_)> {
    let values: Value<Map<String>> = [("name", "b")].into();
    vec![
        (abspath(path_module()).starts_with("/").into(), json!(true)),
        (basename("a/b").into(), json!("b")),
        (dirname("a/b").into(), json!("a")),
        (text_of(here("text")).into(), json!("a ${name}")),
        (filebase64(here("text")).into(), json!("YSAke25hbWV9")),
        (filebase64sha256(here("text")).length().into(), json!(44)),
        (filebase64sha512(here("text")).length().into(), json!(88)),
        (fileexists(here("none")).into(), json!(false)),
        (filemd5(here("text")).length().into(), json!(32)),
        (fileset(path_module(), "te*t").into(), json!(["text"])),
        (filesha1(here("text")).length().into(), json!(40)),
        (filesha256(here("text")).length().into(), json!(64)),
        (filesha512(here("text")).length().into(), json!(128)),
        (pathexpand("~/a").ends_with("/a").into(), json!(true)),
        (templatefile(here("text"), values.clone()).into(), json!("a b")),
        (templatestring(Value::<String>::from_expression(text_of(here("text"))), values).can().into(), json!(false)),
    ]
}

fn of_others() -> Vec<(Expression, Json_)> {
    let noon = || text("2026-01-01T12:00:00Z");
    let arn = text("arn:aws:sns:eu-central-1:000000000000:news");
    let part: Value<Any> = call_function("provider::aws::arn_parse", [arn.into()]);
    vec![
        (text("a").sensitive().nonsensitive().into(), json!("a")),
        (text("a").sensitive().is_sensitive().into(), json!(true)),
        (text("a").ephemeral_as_null().into(), json!("a")),
        (any(1).to_text().into(), json!("1")),
        (any("1").to_number().into(), json!(1)),
        (any("true").to_bool().into(), json!(true)),
        (any(texts(["a"])).to_list::<String>().into(), json!(["a"])),
        (any(texts(["a"])).to_set::<String>().into(), json!(["a"])),
        (any(ages()).to_map::<Number>().keys().into(), json!(["ada", "alan"])),
        (try_each([text("x").to_number(), number(1)]).into(), json!(1)),
        (noon().time_add("1h").into(), json!("2026-01-01T13:00:00Z")),
        (noon().time_compare(noon()).into(), json!(0)),
        (noon().format_date("YYYY").into(), json!("2026")),
        (timestamp().into(), Json_::Null),
        (plantimestamp().length().into(), json!(20)),
        (cidrhost("10.0.0.0/16", 5).into(), json!("10.0.0.5")),
        (cidrnetmask("10.0.0.0/16").into(), json!("255.255.0.0")),
        (cidrsubnet("10.0.0.0/16", 8, 1).into(), json!("10.0.1.0/24")),
        (cidrsubnets("10.0.0.0/16", [8, 8]).into(), json!(["10.0.0.0/24", "10.0.1.0/24"])),
        (jsonencode(part).length().is_above(10).into(), json!(true)),
    ]
}

/// The names of the functions in an expression.
fn called(expression: &Expression) -> Vec<String> {
    let written = Json::of(expression).to_pretty();
    let name = |before: &str| before.rsplit(|letter: char| !letter.is_ascii_alphanumeric()).next().map(str::to_owned);
    written.match_indices('(').filter_map(|(at, _)| name(&written[..at])).collect()
}

#[test]
#[ignore = "slow (the real Terraform): `make test-all` runs it"]
fn every_function_of_terraform_has_a_typed_form_that_it_understands() {
    let cases = cases();
    let synthesis = tried(|service| {
        service.root(|root, _| {
            for (index, (expression, _)) in self::cases().into_iter().enumerate() {
                root.output(&format!("o{index}"), "", Value::<Any>::from_expression(expression));
            }
        });
    });
    let project = TempDir::new().unwrap();
    write(&synthesis.unwrap(), project.path()).unwrap();
    let root = project.path().join("terraform/local");
    std::fs::write(root.join("text"), "a ${name}").unwrap();
    let terraform = Terraform::in_folder(&root);
    let plan = terraform.plan();
    let outputs = &plan.0["planned_values"]["outputs"];
    for (index, (expression, expected)) in cases.iter().enumerate() {
        let found = outputs[format!("o{index}")].get("value").unwrap_or(&Json_::Null);
        assert_eq!(found, expected, "{expression:?}");
    }
    let known: Json_ = serde_json::from_str(&terraform.run(&["metadata", "functions", "-json"])).unwrap();
    let covered: Vec<_> = cases.iter().flat_map(|(expression, _)| called(expression)).collect();
    let known = known["function_signatures"].as_object().unwrap().keys().filter(|name| !name.contains("::"));
    let missing: Vec<_> = known.filter(|name| !covered.contains(name)).collect();
    assert_eq!(missing, Vec::<&String>::new(), "no typed form");
}

#[test]
fn a_function_that_terraform_does_not_have_is_refused() {
    refused(
        "FILE:LINE: `local.name` in `desk`: Terraform has no function `uper`\nhint: did you mean `upper`?",
        |service| {
            service.module("desk", "", |m| {
                let name: Value<String> = call_function("uper", ["a".into()]);
                m.local("name", concat(["a".into(), name]));
            });
        },
    );
    refused(
        "FILE:LINE: `output.name` in `desk`: Terraform has no function `frobnicate`\n\
         hint: developer.hashicorp.com/terraform/language/functions lists them",
        |service| {
            service.module("desk", "", |m| m.output::<String>("name", "", call_function("frobnicate", [])));
        },
    );
    refused(
        "FILE:LINE: `output.name` in `desk`: `provider::arn_parse` is no function of a provider; allowed: \
         `provider::NAME::FUNCTION`, such as `provider::aws::arn_parse`",
        |service| {
            service.module("desk", "", |m| m.output::<String>("name", "", call_function("provider::arn_parse", [])));
        },
    );
}

#[test]
fn newer_functions_need_a_newer_terraform() {
    let needed = |value: fn() -> Value<bool>| {
        let synthesis = tried(|service| service.module("desk", "", |m| m.output("told", "", value())));
        file(&synthesis.unwrap(), "modules/desk/versions.tf.json")["terraform"]["required_version"].clone()
    };
    assert_eq!(needed(|| text("a").can()), ">= 1.5");
    assert_eq!(needed(|| text("a").is_sensitive()), ">= 1.8");
    assert_eq!(needed(|| text("a").ephemeral_as_null().is("a")), ">= 1.10");
    assert_eq!(needed(|| call_function("provider::aws::arn_parse", [])), ">= 1.8");
}
