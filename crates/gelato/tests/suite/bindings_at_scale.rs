//! Bindings for many types at once: patterns, equal blocks, objects, several providers in one folder, and the largest
//! services of the real provider.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use gelato::bindings::{BindingsRequest, LeftOver, Mode, SchemaFile, generate, update};
use gelato::terraform::{Block, Expression, ProviderBlock as _, Value};
use serde_json::json;

use super::bindings::parlour::{
    self, Machine, MachineBlade, MachineBladeRequired, MachineMotor, MachineMotorRequired, MachineRequired,
    MachineRule, MachineSettings, MachineSettingsRequired, MachineShelves, Rule, RuleRequired, RuleStatement,
    RuleStatementAllStatement, RuleStatementMatch, RuleStatementMatchPart, RuleStatementMatchPartBody,
    RuleStatementMatchRequired, RuleStatementNot,
};
use super::bindings::{request, run};
use super::project_copy::repository;
use super::schema_sources::{initialised, terraform};

fn asking(resources: &[&str]) -> BindingsRequest {
    BindingsRequest { resources: resources.iter().map(ToString::to_string).collect(), ..request() }
}

#[test]
fn a_pattern_stands_for_every_type_that_it_matches() {
    let files = generate(&asking(&["parlour_mac*", "*_st*c"])).unwrap();
    let names: BTreeSet<_> = files.keys().map(|path| path.to_str().unwrap()).collect();
    let expected =
        ["data/menu.rs", "data/mod.rs", "data/static.rs", "machine.rs", "machine_door.rs", "mod.rs", "static.rs"];
    assert_eq!(names, BTreeSet::from(expected));
    let data = BindingsRequest { data_sources: vec!["*".into()], ..asking(&[]) };
    assert!(generate(&data).unwrap().contains_key(Path::new("data/static.rs")));
}

#[test]
fn a_pattern_that_matches_nothing_is_an_error_that_names_the_nearest() {
    let error = generate(&asking(&["parlour_machin_*"])).unwrap_err().to_string();
    assert_eq!(error, "no type in the given schemas matches `parlour_machin_*`; did you mean `parlour_machine_*`?");
    let error = generate(&asking(&["aws_*"])).unwrap_err().to_string();
    assert!(error.starts_with("no type in the given schemas matches `aws_*`\nhint: "), "{error}");
}

#[test]
fn equal_blocks_share_a_struct_at_any_depth() {
    let part = RuleStatementMatchPart { body: Some(RuleStatementMatchPartBody::default()), ..Default::default() };
    let matching = RuleStatementMatch::new(RuleStatementMatchRequired { text: "a".into(), part });
    let not = RuleStatementNot {
        statement: vec![RuleStatementAllStatement { r#match: Some(matching.clone()), ..Default::default() }],
        dynamic: None,
    };
    let statement = RuleStatement { r#match: Some(matching), not: Some(not), ..RuleStatement::default() };
    let block = Rule::new(RuleRequired { statement }).into_block();
    let matching = json!([{ "part": [{ "body": [{}] }], "text": "a" }]);
    let expected = json!({ "statement": [{ "match": matching, "not": [{ "statement": [{ "match": matching }] }] }] });
    assert_eq!(Expression::from(block), expected.into());
    // 31 statements, and 15 blocks `match`, have four structs and one.
    let code = &generate(&asking(&["cellar_rule"])).unwrap()[Path::new("rule.rs")];
    let structures = code.lines().filter(|line| line.starts_with("pub struct ") && !line.contains("Required")).count();
    assert_eq!(structures, 14, "{code}");
}

#[test]
fn objects_are_structs_and_become_values() {
    let machine = Machine {
        rule: Some([MachineRule { port: Some(80.into()), ..MachineRule::default() }].into()),
        settings: Some(MachineSettings::new(MachineSettingsRequired { level: 2.into() }).into()),
        shelves: Some([("top", MachineShelves { depth: 30.into() })].into()),
        ..Machine::new(MachineRequired {
            capacity: 5.into(),
            name: "m".into(),
            origin: "Turin".into(),
            blade: vec![MachineBlade::new(MachineBladeRequired { length: 3.into() })],
            motor: MachineMotor::new(MachineMotorRequired { watts: 40.into() }),
        })
    };
    let block = machine.into_block();
    let written = |name: &str| match block.get(name) {
        Some(argument) => Expression::from(argument.clone()),
        None => panic!("`{name}` is not there"),
    };
    // Terraform wants all attributes of an object in an attribute that older providers write as blocks.
    assert_eq!(written("rule"), json!([{ "port": 80, "text": null }]).into());
    assert_eq!(written("settings"), json!({ "level": 2 }).into());
    assert_eq!(written("shelves"), json!({ "top": { "depth": 30 } }).into());
    let elsewhere: Value<MachineSettings> = Value::from_expression("a reference");
    assert_eq!(Value::from(Some(elsewhere.clone())), elsewhere);
}

#[test]
fn an_id_that_must_be_set_is_an_argument() {
    let data = parlour::Data { id: "a".into() };
    assert_eq!(data.into_block(), Block::from_iter([("id", Expression::from("a"))]));
    assert_eq!(parlour::Static::default().kind(), "cellar_static");
}

#[test]
fn runs_for_different_providers_add_up() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["menu"], &["menu"]).unwrap();
    run(folder.path(), &["cellar_static", "cellar_data"], &["cellar_static"]).unwrap();
    let modules = fs::read_to_string(folder.path().join("mod.rs")).unwrap();
    let listed: Vec<_> = modules.lines().filter(|line| line.contains("mod ")).collect();
    assert_eq!(listed, ["pub mod data;", "mod data_;", "mod menu;", "mod r#static;"]);
    let data = fs::read_to_string(folder.path().join("data/mod.rs")).unwrap();
    assert!(data.contains("mod menu;") && data.contains("mod r#static;"), "{data}");
}

/// The services with the most blocks and the deepest trees.
const LARGEST: [&str; 3] = ["quicksight", "wafv2", "lexv2models"];

/// How many structs the largest service may have. Without the sharing of equal blocks it would have 26,000, which take
/// minutes to compile.
const MOST_STRUCTS: usize = 4_000;

#[test]
#[ignore = "slow (the real provider, Cargo): `make test-all` runs it"]
fn the_largest_services_compile_without_warnings() {
    let schema = terraform(initialised("5.100.0").path(), ["providers", "schema", "-json"]);
    let schema = SchemaFile { version: "5.100.0".into(), text: schema };
    let user = tempfile::tempdir().unwrap();
    let manifest = format!(
        "[package]\nname = \"user\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         gelato = {{ path = {:?} }}\n\n[workspace]\n\n[lints.clippy]\npedantic = \"deny\"\nall = \"deny\"\n",
        repository().join("crates/gelato")
    );
    fs::write(user.path().join("Cargo.toml"), manifest).unwrap();
    fs::copy(repository().join("Cargo.lock"), user.path().join("Cargo.lock")).unwrap();
    let source = user.path().join("src");
    fs::create_dir(&source).unwrap();
    let declaration = "//! A user's program.\n#![deny(warnings, missing_docs)]\npub mod types;\nfn main() {}\n";
    fs::write(source.join("main.rs"), declaration).unwrap();
    for service in LARGEST {
        let request = BindingsRequest {
            schemas: vec![schema.clone()],
            resources: vec![format!("aws_{service}_*")],
            ..BindingsRequest::default()
        };
        let files = generate(&request).unwrap();
        let structs: usize = files.values().map(|text| text.matches("\npub struct ").count()).sum();
        assert!(structs <= MOST_STRUCTS, "{service}: {structs} structs");
        update(&source.join("types"), &files, LeftOver::Removed, Mode::Write).unwrap();
        clippy(user.path());
    }
}

/// Runs Clippy in a folder, with the packages that are built already.
#[track_caller]
fn clippy(folder: &Path) {
    let test = std::env::current_exe().unwrap();
    let target = test.ancestors().nth(3).unwrap();
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command.args(["clippy", "--offline", "--quiet"]).current_dir(folder).env("CARGO_TARGET_DIR", target);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("warning"), "{said}");
}
