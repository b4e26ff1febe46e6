//! Values that only Terraform or AWS would know are left out, and reported with their file and address.

use gelato_local::load::{self, Error, Inputs};
use serde_json::{Value, json};

use crate::folder;

/// The findings of a root, relative to its folder, and the values of `test_thing.it`.
fn findings_and_values(files: &[(&str, &str)]) -> (Vec<String>, Value) {
    let folder = folder(files);
    let loaded = load::root(folder.path(), &Inputs::default()).unwrap();
    let prefix = format!("{}/", folder.path().display());
    let findings = loaded.findings.iter().map(|finding| finding.to_string().replace(&prefix, "")).collect();
    let thing = loaded.resources.iter().find(|resource| resource.address == "test_thing.it");
    (findings, thing.map(|thing| Value::Object(thing.values.clone())).unwrap_or_default())
}

#[test]
fn an_unsupported_function_removes_only_its_argument() {
    let main = "resource \"test_thing\" \"it\" {\n  wanted = upper(\"a\")\n  block {\n    kept = 1\n    lost = \
                nonsense(2)\n  }\n}\n";
    let (findings, values) = findings_and_values(&[("main.tf", main)]);
    assert_eq!((&values["wanted"], &values["block"]), (&json!("A"), &json!([{ "kept": 1 }])));
    assert_eq!(
        findings,
        ["main.tf: resource.test_thing.it.block[0].lost: test_thing.it: it has no value here and is left out: the \
          function `nonsense` is not supported here"]
    );
}

#[test]
fn references_to_something_unknown_are_left_out_too() {
    let main = json!({
        "data": { "aws_vpc": { "main": { "default": true } } },
        "locals": { "vpc": "${data.aws_vpc.main.id}" },
        "module": { "net": { "source": "./net", "vpc": "${local.vpc}" } },
        "resource": {
            "test_thing": { "it": { "vpc": "${module.net.vpc}", "name": "a", "made": "${try(local.vpc, \"none\")}" } },
            "test_other": { "each": { "for_each": "${toset([local.vpc])}" } }
        }
    });
    let module = json!({ "variable": { "vpc": {} }, "output": { "vpc": { "value": "${var.vpc}" } } });
    let (findings, values) =
        findings_and_values(&[("main.tf.json", &main.to_string()), ("net/main.tf.json", &module.to_string())]);
    assert_eq!((&values["vpc"], &values["name"], &values["made"]), (&Value::Null, &json!("a"), &json!("none")));
    let addresses: Vec<_> = findings.iter().map(|finding| finding.split(": ").nth(2).unwrap_or_default()).collect();
    assert_eq!(addresses, ["test_other.each", "test_thing.it", "module.net.output.vpc"], "{findings:#?}");
    assert!(
        findings.iter().all(|finding| finding.contains("the data source `aws_vpc` is not supported here")),
        "{findings:#?}"
    );
}

#[test]
fn an_unknown_computed_attribute_is_reported() {
    let main = "resource \"aws_sns_topic\" \"one\" {\n  name = \"a\"\n}\nresource \"test_thing\" \"it\" {\n  \
                known = aws_sns_topic.one.arn\n  unknown = aws_sns_topic.one.beginning_archive_time\n}\n";
    let (findings, values) = findings_and_values(&[("main.tf", main)]);
    assert_eq!((values["known"].is_string(), values.get("unknown")), (true, None));
    assert!(findings[0].contains("`aws_sns_topic.one.beginning_archive_time`: there is no"), "{findings:?}");
}

#[test]
fn a_provisioner_is_not_run() {
    let main =
        json!({ "resource": { "test_thing": { "it": { "provisioner": { "local-exec": { "command": "x" } } } } } });
    let (findings, _) = findings_and_values(&[("main.tf.json", &main.to_string())]);
    assert!(findings[0].contains("`provisioner` is set; provisioners do not run here"), "{findings:?}");
}

#[test]
fn all_errors_are_reported_together() {
    let main = "resource \"test_thing\" \"one\" {\n  a = var.missing\n}\nresource \"test_thing\" \"two\" {\n  a = \
                local.gone\n}\nlocals {\n  bad = 1 / 0\n}\noutput \"bad\" {\n  value = local.bad\n}\noutput \
                \"again\" {\n  value = local.bad\n}\n";
    let folder = folder(&[("main.tf", main)]);
    let Err(Error::Several(errors)) = load::root(folder.path(), &Inputs::default()) else { panic!("several errors") };
    let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), 3, "{errors:?}");
    for wanted in ["`var.missing` is not declared", "`local.gone` is not declared", "division by zero"] {
        assert!(errors.iter().any(|error| error.contains(wanted)), "{wanted}: {errors:?}");
    }
}

#[test]
fn files_that_functions_read_are_watched() {
    let main = "resource \"test_thing\" \"it\" {\n  text = file(\"a.vtl\")\n  all = fileset(\".\", \
                \"**/*.vtl\")\n  hash = fileexists(\"later.zip\")\n}\n";
    let folder = folder(&[("main.tf", main), ("a.vtl", "x"), ("deep/b.vtl", "y")]);
    let loaded = load::root(folder.path(), &Inputs::default()).unwrap();
    for name in ["main.tf", "a.vtl", "later.zip"] {
        assert!(loaded.files.contains(&folder.path().join(name)), "{name}: {:?}", loaded.files);
    }
    let values = &loaded.resources.iter().next().unwrap().values;
    assert_eq!(values["all"], json!(["a.vtl", "deep/b.vtl"]));
}

#[test]
fn an_archive_is_created_as_in_terraform() {
    let main = json!({
        "data": { "archive_file": { "it": { "type": "zip", "source_dir": "src", "output_path": "out/it.zip" } } },
        "resource": { "test_thing": { "it": {
            "zip": "${data.archive_file.it.output_path}", "hash": "${data.archive_file.it.output_base64sha256}",
        } } }
    });
    let folder = folder(&[("main.tf.json", &main.to_string()), ("src/bootstrap", "#!/bin/sh\n"), ("src/lib/a", "b")]);
    let load =
        || load::root(folder.path(), &Inputs::default()).unwrap().resources.iter().next().unwrap().values.clone();
    let values = load();
    let mut zip = zip::ZipArchive::new(std::fs::File::open(folder.path().join("out/it.zip")).unwrap()).unwrap();
    assert!(zip.len() == 2 && zip.by_name("lib/a").is_ok());
    assert_eq!(zip.by_name("bootstrap").unwrap().unix_mode().map(|mode| mode & 0o111), Some(0o111));
    assert_eq!((&values["zip"], &values["hash"]), (&json!("out/it.zip"), &load()["hash"]));
}

#[test]
fn missing_targets_are_reported() {
    let arn = |service: &str, rest: &str| format!("arn:aws:{service}:us-east-1:000000000000:{rest}");
    let main = json!({ "resource": {
        "random_id": { "suffix": { "byte_length": 2 } },
        "aws_sns_topic": { "notices": { "name": "notices-${random_id.suffix.hex}" } },
        "aws_sns_topic_subscription": {
            "queue": { "topic_arn": "${aws_sns_topic.notices.arn}", "protocol": "sqs", "endpoint": arn("sqs", "gone") },
            "mail": { "topic_arn": "${aws_sns_topic.notices.arn}", "protocol": "email", "endpoint": "a@example.com" },
        },
        "aws_lambda_event_source_mapping": { "reader": {
            "event_source_arn": arn("dynamodb", "table/gone/stream/2026"), "function_name": "gone",
            "starting_position": "LATEST",
            "destination_config": { "on_failure": { "destination_arn": arn("sqs", "gone") } },
        } }
    } });
    let folder = folder(&[("main.tf.json", &main.to_string())]);
    let loaded = load::root(folder.path(), &Inputs::default()).unwrap();
    let (stack, findings) = gelato_local::stack::read(&loaded.resources);
    assert_eq!(findings, []);
    let findings = gelato_local::wiring::check(&stack, &loaded.resources);
    let messages: Vec<_> = findings.iter().map(|finding| format!("{}: {}", finding.address, finding.message)).collect();
    let expected = [
        ("reader: `event_source_arn`", "which is not the stream of a table here"),
        ("reader: `arn:aws:lambda:us-east-1:000000000000:function:gone`", "is not a function that runs here"),
        ("reader: failures go to", "which does not run here"),
        ("queue: `endpoint`", "which does not run here"),
    ];
    assert_eq!(messages.len(), expected.len(), "{messages:#?}");
    for (message, (what, why)) in messages.iter().zip(expected) {
        assert!(message.contains(what) && message.contains(why), "{message}");
    }
}

#[test]
fn another_file_may_be_read_instead() {
    let main = "resource \"test_thing\" \"it\" {\n  hash = file(\"${path.root}/../dist/a.zip\")\n}\n";
    let folder = folder(&[("root/main.tf", main), ("dist/native.zip", "here")]);
    let instead = [(folder.path().join("dist/a.zip"), folder.path().join("dist/native.zip"))];
    let loaded = load::root_instead(&folder.path().join("root"), &Inputs::default(), &instead).unwrap();
    assert_eq!(loaded.resources.iter().next().unwrap().values["hash"], "here");
}
