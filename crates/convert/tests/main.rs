//! Programs of HCL: their text, what is noted, what is refused, and that they plan the same resources.
#![allow(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it must be")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use gelato::schema::Catalog;
use gelato::terraform_cli::{Program, ProviderSource, Wanted};
use gelato_convert::{Converted, Source, convert};
use serde_json::{Value as Json, json};

#[track_caller]
fn converted(text: &str) -> Converted {
    of(&[("main.tf", text)]).unwrap_or_else(|message| panic!("{message}"))
}

fn of(files: &[(&str, &str)]) -> Result<Converted, String> {
    let sources = files.iter().map(|(name, text)| Source::parse(name, (*text).to_owned()));
    let sources = sources.collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?;
    convert("shop", &sources, &Catalog::aws().unwrap()).map_err(|error| error.to_string())
}

/// A program without its line breaks and indentation.
fn flat(program: &str) -> String {
    program.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn says(text: &str, expected: &str) {
    let program = flat(&converted(text).program);
    assert!(program.contains(expected), "`{expected}` is not in {program}");
}

#[test]
fn references_are_methods_and_declared_first() {
    let text = r#"
        resource "aws_sns_topic_subscription" "mail" {
          topic_arn = aws_sns_topic.news.arn
          protocol  = "email"
          endpoint  = "a@example.com"
        }
        resource "aws_sns_topic" "news" { name = "news" }
    "#;
    let program = flat(&converted(text).program);
    let (topic, mail) =
        (program.find("let news = m.resource(").unwrap(), program.find("topic_arn: news.arn()").unwrap());
    assert!(topic < mail, "{program}");
}

#[test]
fn keywords_and_equal_names_get_other_names() {
    let text = r#"
        variable "type" { type = string }
        resource "aws_sns_topic" "news" { name = var.type }
        resource "aws_sqs_queue" "news" { name = aws_sns_topic.news.name }
        output "q" { value = aws_sqs_queue.news.arn }
    "#;
    says(text, "name: Some(r#type.clone())");
    says(text, "let news_sqs_queue = m.resource");
    says(text, "r#type: String,");
}

#[test]
fn meta_arguments_are_methods() {
    let text = r#"
        resource "aws_sns_topic" "a" {
          for_each = toset(["x", "y"])
          name     = each.key
          lifecycle {
            create_before_destroy = true
            ignore_changes        = all
          }
        }
        resource "aws_sqs_queue" "b" {
          count      = 2
          name       = "b${count.index}"
          depends_on = [aws_sns_topic.a]
        }
    "#;
    says(text, ".create_before_destroy() .ignore_all_changes()");
    says(text, r#".for_each(Value::<List<String>>::from(["x", "y"]).to_set())"#);
    says(text, ".count(2) .depends_on(&a)");
}

#[test]
fn the_regions_name_is_its_id_in_both_versions_of_the_provider() {
    let text = r#"
        data "aws_region" "current" {}
        resource "aws_sns_topic" "a" { name = "a-${data.aws_region.current.name}" }
    "#;
    says(text, r#"name: Some(concat(["a-".into(), current.id()]))"#);
}

#[test]
fn an_unknown_type_and_a_provisioner_are_noted_with_their_place() {
    let text =
        "resource \"aws_xyz\" \"a\" {\n  size = 1\n  provisioner \"local-exec\" {\n    command = \"x\"\n  }\n}\n";
    let notes: Vec<_> = converted(text).notes.iter().map(ToString::to_string).collect();
    assert!(notes[0].starts_with("main.tf:1: `gelato bindings --schema FILE --resource aws_xyz"), "{notes:?}");
    assert!(notes[1].starts_with("main.tf:1: a `provisioner` has no counterpart"), "{notes:?}");
    says(text, r#"block.set("size", Value::<Number>::from(1));"#);
}

#[test]
fn json_says_the_same_as_hcl() {
    let text = json!({
        "variable": { "name": { "type": "string", "default": "shop" } },
        "resource": {
            "aws_sns_topic": { "news": { "name": "${var.name}-news", "depends_on": ["aws_sqs_queue.q"] } },
            "aws_sqs_queue": { "q": { "name": "q", "tags": { "A": "b" } } }
        }
    });
    let program = flat(&of(&[("main.tf.json", &text.to_string())]).unwrap().program);
    for expected in [
        r#"name: Some(concat([name.clone(), "-news".into()]))"#,
        ".depends_on(&q)",
        r#"tags: Some([("A", "b")].into())"#,
    ] {
        assert!(program.contains(expected), "{program}");
    }
}

#[test]
fn bad_input_is_refused_with_its_place() {
    for (files, expected) in [
        (&[("a.tf", "resource \"x\" {\n  name = \n}\n")][..], "a.tf:2:"),
        (
            &[("a.tf", "variable \"x\" {}\n"), ("b.tf", "\nvariable \"x\" {}\n")],
            "b.tf:2: `var.x` is declared again\nhint: a.tf:1 declares it first",
        ),
        (&[("a.tf.json", "{ \"resource\": ")], "a.tf.json: this is not Terraform's JSON: "),
        (
            &[("a.tf.json", "{ \"resuorce\": {} }")],
            "a.tf.json: this is not Terraform's JSON: `resuorce` is no block of Terraform",
        ),
    ] {
        let message = of(files).unwrap_err();
        assert!(message.starts_with(expected), "{message}");
    }
    let missing = Source::read(&["none.tf".into()]).unwrap_err().to_string();
    assert!(missing.starts_with("cannot read `none.tf`\nhint: "), "{missing}");
    let nothing = nothing_declares().notes[0].to_string();
    assert_eq!(nothing, "main.tf:1: nothing declares `aws_sns_topic.none.arn`, which is `null` here");
}

fn nothing_declares() -> Converted {
    converted("output \"x\" { value = aws_sns_topic.none.arn }")
}

#[test]
#[ignore = "slow (cargo and the real provider): `make test-all` runs it"]
fn a_program_compiles_and_plans_the_same_resources() {
    let hcl = include_str!("fixtures/shop.tf");
    let original = tempfile::tempdir().unwrap();
    fs::write(original.path().join("shop.tf"), hcl).unwrap();
    fs::write(original.path().join("worker.zip"), "a function").unwrap();
    let project = tempfile::tempdir().unwrap();
    synthesise(project.path(), &converted(hcl).program);
    fs::write(project.path().join("modules/main/worker.zip"), "a function").unwrap();
    let (expected, found) = (planned(original.path()), planned(&project.path().join("terraform/local")));
    assert_eq!(expected.len(), 11);
    assert_eq!(found, expected);
}

/// Compiles a program against this repository and runs its `synth`.
#[track_caller]
fn synthesise(project: &Path, program: &str) {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("gelato");
    let repository = library.ancestors().nth(2).unwrap();
    let manifest = format!(
        "[package]\nname = \"converted\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[dependencies]\ngelato = {{ path = \"{}\" }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n[workspace]\n",
        library.display()
    );
    fs::create_dir_all(project.join("src")).unwrap();
    fs::create_dir_all(project.join("environments")).unwrap();
    fs::write(project.join("Cargo.toml"), manifest).unwrap();
    fs::write(project.join("src/main.rs"), program).unwrap();
    fs::write(project.join("environments/local.toml"), "target = \"local\"\n").unwrap();
    fs::copy(repository.join("Cargo.lock"), project.join("Cargo.lock")).unwrap();
    // The packages that are built already are used.
    let test = std::env::current_exe().unwrap();
    let target = test.ancestors().nth(3).unwrap();
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command.args(["run", "--offline", "--quiet", "--", "synth"]).current_dir(project).env("CARGO_TARGET_DIR", target);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("warning:"), "{said}");
}

/// The planned resources of a root: values by address, without what the environment adds and where files lie.
#[track_caller]
fn planned(folder: &Path) -> BTreeMap<String, Json> {
    let program = Program::find(&semver::Version::new(1, 5, 0), "").unwrap_or_else(|error| panic!("{error}"));
    let run = |arguments: &[&str]| {
        let mut command = program.command();
        let output =
            command.current_dir(folder).env("AWS_EC2_METADATA_DISABLED", "true").args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "terraform {arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
        said
    };
    let source = ProviderSource::choose(&Wanted::aws()).unwrap_or_else(|error| panic!("{error}"));
    let mut init = vec!["init".to_owned(), "-input=false".into()];
    if let ProviderSource::Named(mirror) | ProviderSource::System(mirror) = source {
        init.push(format!("-plugin-dir={}", mirror.folder.display()));
    }
    run(&init.iter().map(String::as_str).collect::<Vec<_>>());
    run(&["plan", "-input=false", "-refresh=false", "-lock=false", "-out=plan"]);
    let plan: Json = serde_json::from_str(&run(&["show", "-json", "plan"])).unwrap();
    let mut found = BTreeMap::new();
    gather(&plan["planned_values"]["root_module"], &mut found);
    found
}

fn gather(module: &Json, found: &mut BTreeMap<String, Json>) {
    for resource in module["resources"].as_array().into_iter().flatten() {
        let address = resource["address"].as_str().unwrap().trim_start_matches("module.main.").to_owned();
        let mut values = resource["values"].clone();
        if let Some(values) = values.as_object_mut() {
            values.remove("tags_all");
            values.remove("filename");
        }
        found.insert(address, values);
    }
    module["child_modules"].as_array().into_iter().flatten().for_each(|child| gather(child, found));
}
