//! Configurations are evaluated as in Terraform.
#![allow(clippy::unwrap_used, reason = "a test fails at the first unexpected result")]

mod fetched;
mod inputs;
mod unknown;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use gelato_local::load::{self, Error, Inputs, Loaded};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Expressions and their values. They are compared with the real Terraform if it is installed.
const EXPRESSIONS: &[(&str, &str)] = &[
    (r#""${1 + 2 * 3}""#, "7"),
    ("7 / 2", "3.5"),
    ("-7 % 3", "-1"),
    ("1 % 0", "1"),
    ("5.5 % 0", "5.5"),
    ("1 == 1.0", "true"),
    ("true && !false", "true"),
    (r#"1 < 2 ? "yes" : "no""#, r#""yes""#),
    (r#"[for word in ["b", "a"] : upper(word) if word != "a"]"#, r#"["B"]"#),
    (r#"{for index, word in ["b", "a"] : word => index}"#, r#"{"a":1,"b":0}"#),
    (r#"{for word in ["ab", "ac", "b"] : substr(word, 0, 1) => word...}"#, r#"{"a":["ab","ac"],"b":["b"]}"#),
    (r#"[{ id = "x" }, { id = "y" }][*].id"#, r#"["x","y"]"#),
    (r#"try({}.missing, "otherwise")"#, r#""otherwise""#),
    (r#"can(tonumber("x"))"#, "false"),
    (
        r#"jsonencode({ b = [1, 2.5, true, null], a = "<é\n>" })"#,
        r#""{\"a\":\"\\u003cé\\n\\u003e\",\"b\":[1,2.5,true,null]}""#,
    ),
    (r#"jsondecode("{\"a\":[1]}").a[0]"#, "1"),
    (r#"join("-", concat(["a"], ["b", "c"]))"#, r#""a-b-c""#),
    (r"merge({ a = 1, b = 2 }, { b = 3 })", r#"{"a":1,"b":3}"#),
    (r#"toset(["b", "a", "b"])"#, r#"["a","b"]"#),
    (r#"lookup({ a = 1 }, "b", 2)"#, "2"),
    (r#"coalesce(null, "", "x")"#, r#""x""#),
    (r"one([])", "null"),
    (r#"format("%s-%03d-%.1f-%%", "a", 7, 1.25)"#, r#""a-007-1.2-%""#),
    (r#"formatlist("%s!", ["a", "b"])"#, r#"["a!","b!"]"#),
    (r#"replace("a.b.c", ".", "-")"#, r#""a-b-c""#),
    (r#"replace("a1b22", "/[0-9]+/", "_")"#, r#""a_b_""#),
    (r#"regex("^([a-z]+)-([0-9]+)$", "ab-12")"#, r#"["ab","12"]"#),
    (r#"regexall("[0-9]+", "1 and 22")"#, r#"["1","22"]"#),
    (r#"split(",", "a,b")"#, r#"["a","b"]"#),
    (r#"element(["a", "b"], 3)"#, r#""b""#),
    (r#"flatten([["a"], [["b"]]])"#, r#"["a","b"]"#),
    (r#"sort(["b", "a"])"#, r#"["a","b"]"#),
    (r#"distinct(["a", "b", "a"])"#, r#"["a","b"]"#),
    (r#"contains(["a"], "a")"#, "true"),
    (r"keys({ b = 1, a = 2 })", r#"["a","b"]"#),
    (r#"zipmap(["a"], [1])"#, r#"{"a":1}"#),
    (r"range(1, 4)", "[1,2,3]"),
    (r"max(1, 3, 2)", "3"),
    (r#"length("é")"#, "1"),
    (r#"sha1("x")"#, r#""11f6ad8ec52a2984abaafd7c3b516503785c2072""#),
    (r#"base64sha256("x")"#, r#""LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=""#),
    (r#"base64encode("é")"#, r#""w6k=""#),
    (r#"urlencode("a b/é")"#, r#""a+b%2F%C3%A9""#),
    (r#"trimprefix("abc", "a")"#, r#""bc""#),
    (r#"title("a bc")"#, r#""A Bc""#),
    (r#"chunklist(["a", "b", "c"], 2)"#, r#"[["a","b"],["c"]]"#),
    (r#"setproduct(["a", "b"], ["c"])"#, r#"[["a","c"],["b","c"]]"#),
    ("signum(-3)", "-1"),
    ("log(8, 2)", "3"),
    (r#"parseint("Zz", 62)"#, "3817"),
    (r#"parseint("-ff", 16)"#, "-255"),
    (r#"format("%+d|%5d|%-5d|%05d", 3, 3, 3, -3)"#, r#""+3|    3|3    |-0003""#),
    (r#"length(format("%70000s%.70000f", "x", 1))"#, "140002"),
    (r#"jsondecode("{\"a\":1,\"a\":2}").a"#, "2"),
    (r#"replace("abc", "/(b)(c)/", "$2-$1")"#, r#""ac-b""#),
    (r#"timeadd("2026-01-31T23:30:00Z", "1h30m")"#, r#""2026-02-01T01:00:00Z""#),
    (r#"timecmp("2026-01-01T00:00:00Z", "2026-01-02T00:00:00+02:00")"#, "-1"),
    (
        r#"formatdate("EEEE, DD MMM YYYY 'at' h:mm AA ZZZ", "2026-01-05T15:04:09Z")"#,
        r#""Monday, 05 Jan 2026 at 15:04 PM UTC""#,
    ),
    (r#"uuidv5("dns", "example.com")"#, r#""cfbff0d1-9375-5685-968c-48ce8b15ae17""#),
    (r"alltrue([for n in [1, 2] : n > 0])", "true"),
    (r#"setsubtract(["a", "b"], ["a"])"#, r#"["b"]"#),
    (r"sum([1, 2.5])", "3.5"),
    (r#"slice(["a", "b", "c"], 1, 3)"#, r#"["b","c"]"#),
    (r"tostring(1.50)", r#""1.5""#),
    (r#""%{ for word in ["a", "b"] ~} ${word}, %{ endfor ~} end""#, r#""a, b, end""#),
    (r#""%{ if 1 > 2 }a%{ else }b%{ endif }""#, r#""b""#),
    (r#""$${x} %%{y}""#, r#""${x} %{y}""#),
];

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    folder
}

fn load(files: &[(&str, &str)], inputs: &Inputs) -> Result<Loaded, Error> {
    load::root(folder(files).path(), inputs)
}

/// The values of the only resource with the type `test_thing`.
fn values(files: &[(&str, &str)]) -> Value {
    let loaded = load(files, &Inputs::default()).unwrap();
    let values = loaded.resources.of("test_thing").next().unwrap().values.clone();
    Value::Object(values)
}

fn error(files: &[(&str, &str)]) -> String {
    load(files, &Inputs::default()).unwrap_err().to_string()
}

#[test]
fn expressions_have_terraforms_values() {
    for (expression, wanted) in EXPRESSIONS {
        let main = format!("resource \"test_thing\" \"it\" {{\n  found = {expression}\n}}\n");
        let wanted: Value = serde_json::from_str(wanted).unwrap();
        assert_eq!(values(&[("main.tf", &main)])["found"], wanted, "{expression}");
    }
}

#[test]
fn features_of_newer_terraform_versions_are_supported() {
    for (expression, wanted) in [
        // As in Terraform 1.12 and later, the right operand is not evaluated if the left one decides.
        ("false && {}.missing", "false"),
        ("true || {}.missing", "true"),
        (r#"templatestring(local.template, { name = "Pistachio" })"#, r#""Try Pistachio""#),
        (r#"provider::aws::arn_parse("arn:aws:sqs:eu-west-1:1:a").resource"#, r#""a""#),
    ] {
        let main = format!(
            "locals {{\n  template = \"Try $${{name}}\"\n}}\nresource \"test_thing\" \"it\" {{\n  found = {expression}\n}}\n"
        );
        assert_eq!(
            values(&[("main.tf", &main)])["found"],
            serde_json::from_str::<Value>(wanted).unwrap(),
            "{expression}"
        );
    }
}

#[test]
fn the_real_terraform_gives_the_same_values() {
    let folder = folder(&[("main.tf", "")]);
    let terraform = Command::new("terraform")
        .arg("console")
        .current_dir(&folder)
        .env_remove("TF_CLI_CONFIG_FILE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut terraform) = terraform else {
        eprintln!("absent: terraform is not here, so its values were not compared");
        return;
    };
    let mut input = terraform.stdin.take().unwrap();
    let expressions: Vec<_> = EXPRESSIONS.iter().map(|(expression, _)| *expression).collect();
    writeln!(input, "jsonencode([{}])", expressions.join(", ")).unwrap();
    drop(input);
    let output = terraform.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let quoted: String = serde_json::from_slice::<String>(&output.stdout).unwrap();
    let found: Vec<Value> = serde_json::from_str(&quoted).unwrap();
    for ((expression, wanted), found) in EXPRESSIONS.iter().zip(found) {
        assert_eq!(found, serde_json::from_str::<Value>(wanted).unwrap(), "{expression}");
    }
}

#[test]
fn modules_counts_and_maps_of_instances_refer_to_each_other() {
    let root = json!({
        "//": "a comment",
        "provider": { "aws": { "region": "eu-central-1" } },
        "variable": { "names": { "type": "set(string)", "default": ["b", "a"] } },
        "locals": { "first": "${module.many[\"a\"].name}" },
        "module": { "many": { "source": "./modules/one", "for_each": "${var.names}", "name": "${each.key}" } },
        "resource": {
            "aws_sns_topic": { "none": { "count": "${length(var.names) > 2 ? 1 : 0}", "name": "none" } },
            "test_thing": { "it": {
                "first": "${local.first}",
                "arns": "${[for one in module.many : one.arn]}",
                "none": "${one(aws_sns_topic.none[*].arn)}",
                "//": "another"
            } }
        }
    });
    let module = json!({
        "variable": { "name": { "type": "string" } },
        "resource": { "aws_sns_topic": { "it": { "count": 2, "name": "${var.name}-${count.index}" } } },
        "output": { "name": { "value": "${upper(var.name)}" }, "arn": { "value": "${aws_sns_topic.it[1].arn}" } }
    });
    let files = [("main.tf.json", root.to_string()), ("modules/one/main.tf.json", module.to_string())];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let found = values(&files);
    assert_eq!((&found["first"], &found["none"], &found["//"]), (&json!("A"), &Value::Null, &Value::Null));
    let arn = |name: &str| format!("arn:aws:sns:eu-central-1:000000000000:{name}-1");
    assert_eq!(found["arns"], json!([arn("a"), arn("b")]));
    let loaded = load(&files, &Inputs::default()).unwrap();
    let addresses: Vec<_> = loaded.resources.of("aws_sns_topic").map(|one| one.address.as_str()).collect();
    let wanted = [
        "module.many[\"a\"].aws_sns_topic.it[0]",
        "module.many[\"a\"].aws_sns_topic.it[1]",
        "module.many[\"b\"].aws_sns_topic.it[0]",
        "module.many[\"b\"].aws_sns_topic.it[1]",
    ];
    assert_eq!(addresses, wanted);
    let place = loaded.resources.of("aws_sns_topic").next().unwrap().place.clone().unwrap();
    assert!(place.file.ends_with("modules/one/main.tf.json"));
    assert_eq!(place.key, "resource.aws_sns_topic.it");
}

#[test]
fn dynamic_blocks_are_repeated() {
    let main = r#"
        resource "test_thing" "it" {
          dynamic "rule" {
            for_each = ["a", "b"]
            content {
              name = "${rule.key}-${rule.value}"
            }
          }
          rule { name = "last" }
        }
    "#;
    assert_eq!(values(&[("main.tf", main)])["rule"], json!([{ "name": "last" }, { "name": "0-a" }, { "name": "1-b" }]));
}

#[test]
fn an_error_names_its_place() {
    let thing = |text: &str| format!("resource \"test_thing\" \"it\" {{\n  found = {text}\n}}\n");
    let cases = [
        (thing("var.missing"), "resource.test_thing.it.found: `var.missing` is not declared"),
        (thing("[1][3]"), "the index is not one of the 1 elements"),
        (thing("{ a = 1 }.b"), "there is no `b` here; there is a"),
        (
            "locals {\n  a = local.b\n  b = local.a\n}\n".to_owned() + &thing("local.a"),
            "dependency cycle: local.a → local.b → local.a",
        ),
        ("variable \"x\" {}\n".to_owned() + &thing("var.x"), "set TF_VAR_x"),
        ("widget \"x\" {}\n".to_owned(), "`widget` is not a known block"),
        ("variable \"x\" {\n  type = strin\n  default = 1\n}\n".to_owned(), "`strin` is not a type"),
        (
            "variable \"x\" {\n  type = number\n  default = 3\n  validation {\n    condition = var.x < 3\n    \
             error_message = \"At most 2.\"\n  }\n}\n"
                .to_owned(),
            "`3` is not allowed for `x`: At most 2.",
        ),
        (
            "module \"m\" {\n  source = \"terraform-aws-modules/x/aws\"\n}\n".to_owned(),
            "the module was not fetched\nhint: run `terraform init` in the root",
        ),
    ];
    for (main, wanted) in cases {
        let found = error(&[("main.tf", &main)]);
        assert!(found.contains(wanted) && found.contains("main.tf"), "{main}\n{found}");
    }
    assert!(error(&[("main.tf.json", "{\"resource\": ")]).contains("main.tf.json: EOF"));
    assert!(error(&[("readme.md", "")]).contains("no `*.tf.json` or `*.tf` file here"));
}

#[test]
fn an_undeclared_argument_of_a_module_is_an_error() {
    let main = "module \"m\" {\n  source = \"./m\"\n  nme = \"x\"\n}\n";
    let module = "variable \"name\" {\n  type = string\n}\n";
    let found = error(&[("main.tf", main), ("m/main.tf", module)]);
    assert!(found.contains("no variable `nme`; it has name"), "{found}");
}

/// The default configuration applies everywhere; a resource or a module may select another.
#[test]
fn a_resource_is_in_the_region_of_its_providers_configuration() {
    let aws = |alias: Option<&str>, region: &str| json!({ "alias": alias, "region": region });
    let without_alias = json!({ "region": "eu-central-1" });
    let topic = |name: &str, provider: &str| json!({ "name": name, "provider": provider });
    let root = json!({
        "provider": { "aws": [aws(Some("virginia"), "us-east-1"), without_alias, aws(Some("ohio"), "us-east-2")] },
        "data": { "aws_region": { "there": { "provider": "aws.ohio" }, "here": {} } },
        "module": {
            "inherits": { "source": "./modules/one" },
            "elsewhere": { "source": "./modules/one", "providers": { "aws": "aws.virginia" } }
        },
        "resource": {
            "aws_sns_topic": { "here": { "name": "here" }, "there": topic("there", "aws.virginia"), "far": topic("far", "${aws.ohio}") },
            "test_thing": { "it": {
                "regions": ["${data.aws_region.here.id}", "${data.aws_region.there.id}"],
                "arns": ["${aws_sns_topic.here.arn}", "${aws_sns_topic.there.arn}", "${aws_sns_topic.far.arn}",
                         "${aws_sns_topic.by_hand.arn}", "${module.inherits.arn}", "${module.elsewhere.arn}"]
            } }
        }
    });
    let by_hand = "resource \"aws_sns_topic\" \"by_hand\" {\n  provider = aws.virginia\n  name     = \"by_hand\"\n}\n";
    let module = json!({
        "resource": { "aws_sns_topic": { "it": { "name": "it" } } },
        "output": { "arn": { "value": "${aws_sns_topic.it.arn}" } }
    });
    let (root, module) = (root.to_string(), module.to_string());
    let files = [("main.tf.json", root.as_str()), ("own.tf", by_hand), ("modules/one/main.tf.json", module.as_str())];
    let found = values(&files);
    assert_eq!(found["regions"], json!(["eu-central-1", "us-east-2"]));
    let arn = |region: &str, name: &str| format!("arn:aws:sns:{region}:000000000000:{name}");
    let expected = [
        arn("eu-central-1", "here"),
        arn("us-east-1", "there"),
        arn("us-east-2", "far"),
        arn("us-east-1", "by_hand"),
        arn("eu-central-1", "it"),
        arn("us-east-1", "it"),
    ];
    assert_eq!(found["arns"], json!(expected));
    assert_eq!(load(&files, &Inputs::default()).unwrap().region, "eu-central-1");
    let lost = root.replace("aws.ohio", "aws.oregon");
    let files = [("main.tf.json", lost.as_str()), ("own.tf", by_hand), ("modules/one/main.tf.json", module.as_str())];
    let error = load(&files, &Inputs::default()).unwrap_err().to_string();
    let expected =
        "`provider` names `aws.oregon`, which the root does not configure; it configures aws.virginia, aws, aws.ohio";
    assert!(error.contains(expected), "{error}");
}

#[test]
fn both_formats_of_a_state_are_read() {
    let values = json!({ "arn": "arn:aws:sns:eu-west-3:123456789012:a", "name": "a" });
    let shown = json!({
        "format_version": "1.0", "values": { "root_module": {
            "child_modules": [{ "resources": [{
                "address": "module.m.aws_sns_topic.it[0]", "mode": "managed", "type": "aws_sns_topic", "values": values
            }] }]
        } }
    });
    let stored = json!({
        "version": 4, "resources": [
            { "module": "module.m", "mode": "managed", "type": "aws_sns_topic", "name": "it",
              "instances": [{ "index_key": 0, "attributes": values }] },
            { "mode": "data", "type": "aws_region", "name": "here", "instances": [{ "attributes": {} }] }
        ]
    });
    for state in [shown, stored] {
        let folder = folder(&[("state.json", &state.to_string())]);
        let loaded = load::state(&folder.path().join("state.json")).unwrap();
        let found: Vec<_> = loaded.resources.iter().map(|one| (one.address.as_str(), &one.values["name"])).collect();
        assert_eq!(found, [("module.m.aws_sns_topic.it[0]", &json!("a"))]);
        assert_eq!(loaded.region, "eu-west-3");
    }
    let folder = folder(&[("state.json", "{\"version\": 3, \"resources\": []}")]);
    let error = load::state(&folder.path().join("state.json")).unwrap_err().to_string();
    assert!(error.contains("only version 4 is supported"), "{error}");
}

#[test]
fn the_committed_roots_evaluate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../terraform/local");
    let mut inputs = Inputs::default();
    inputs.set("phone_numbers", "[]");
    // The function's zip is built, not committed.
    match load::root(&root, &inputs) {
        Ok(loaded) => assert!(loaded.resources.of("aws_api_gateway_method").count() > 3),
        Err(error) => assert!(error.to_string().contains("notifier.zip"), "{error}"),
    }
}

/// Providers store an unset string as an empty one, even for an optional number. In a map, it is a value.
#[test]
fn an_empty_string_in_a_state_is_unset_except_in_a_map() {
    let written = json!({ "status_code": "", "block": [{ "text": "", "number": 1 }], "map": { "text/plain": "" } });
    let stored = json!({ "version": 4, "resources": [
        { "mode": "managed", "type": "a", "name": "it", "instances": [{ "attributes": written }] }
    ] });
    let folder = folder(&[("state.json", &stored.to_string())]);
    let loaded = load::state(&folder.path().join("state.json")).unwrap();
    let set = &loaded.resources.iter().next().unwrap().values;
    assert_eq!(Value::Object(set.clone()), json!({ "block": [{ "number": 1 }], "map": { "text/plain": "" } }));
}
