//! The generator of typed structs: its output is committed, compared byte for byte and compiled.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use gelato::bindings::{BindingsError, BindingsFile, BindingsRequest, Mode, SchemaFile, generate, update};
use gelato::terraform::{Address, Addressed, Block, DataSource, Instance, Resource, Target, Value};

/// What is generated for the made-up provider. That it compiles is the first test.
#[path = "../fixtures/bindings/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "a test uses only some of what a provider has")]
mod parlour;

use parlour::{
    Machine, MachineAttributes, MachineBlade, MachineBladeMaker, MachineBladeRequired, MachineDoor, MachineMotor,
    MachineMotorRequired, MachineRequired, MachineSlot,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn request() -> BindingsRequest {
    let folder = root().join("tests/fixtures/schema");
    let schema = |name: &str| SchemaFile::read(&folder.join(name)).expect("the fixture is readable");
    BindingsRequest {
        schemas: vec![schema("parlour-1.0.0.json"), schema("parlour-2.0.0.json")],
        resources: vec!["parlour_machine".into(), "parlour_menu".into()],
        data_sources: vec!["parlour_menu".into()],
        ..BindingsRequest::default()
    }
}

#[track_caller]
fn assert_current(folder: &Path, files: &BTreeMap<PathBuf, String>) {
    for (path, expected) in files {
        let present = fs::read_to_string(folder.join(path)).unwrap_or_default();
        assert_eq!(present.lines().collect::<Vec<_>>(), expected.lines().collect::<Vec<_>>(), "{}", path.display());
    }
    let outcome = update(folder, files, Mode::Check).expect("the folder is readable");
    assert!(outcome.is_current(), "run `gelato bindings`: {outcome:?}");
}

#[test]
fn the_committed_bindings_are_what_the_committed_schemas_give() {
    let file = BindingsFile::read(&root().join("src/aws/bindings.toml")).expect("the list is read");
    let files = generate(&file.request().expect("the schemas are read")).expect("the list can be generated");
    assert_current(&root().join("src/aws"), &files);
}

#[test]
fn a_made_up_provider_with_every_nesting_mode_gives_the_golden_files() {
    assert_current(&root().join("tests/fixtures/bindings"), &generate(&request()).expect("the request is good"));
}

#[test]
fn a_generated_struct_becomes_its_block() {
    let machine = Machine {
        quiet: Some(true.into()),
        r#type: Some("soft".into()),
        door: Some(MachineDoor { left: Some(false.into()) }),
        slot: [("a".to_owned(), MachineSlot { size: 1_i64.into() })].into(),
        ..Machine::new(MachineRequired {
            capacity: 5_i64.into(),
            name: "m1".into(),
            origin: "Turin".into(),
            blade: vec![MachineBlade {
                maker: Some(MachineBladeMaker { name: Some("x".into()) }),
                ..MachineBlade::new(MachineBladeRequired { length: 3_i64.into() })
            }],
            motor: MachineMotor::new(MachineMotorRequired { watts: 40_i64.into() }),
        })
    };
    assert_eq!(machine.kind(), "parlour_machine");
    assert_eq!(machine.into_block(), expected_block());
}

/// The same machine without the generated structs.
fn expected_block() -> Block {
    let with = |name: &str, value: gelato::terraform::Expression| Block::from_iter([(name, value)]);
    let mut blade = with("length", 3.into());
    blade.nest("maker", [with("name", "x".into())]);
    let mut block = Block::from_iter([("capacity", 5.into()), ("name", "m1".into()), ("origin", "Turin".into())]);
    block.set("quiet", true);
    block.set("type", "soft");
    block.nest("door", [with("left", false.into())]);
    block.nest("blade", [blade]);
    block.nest("motor", [with("watts", 40.into())]);
    block.nest_labelled("slot", [("a".to_owned(), with("size", 1.into()))]);
    block
}

#[test]
fn what_nothing_is_required_of_has_a_default() {
    assert_eq!(parlour::Menu::default().into_block(), Block::new());
    assert_eq!(parlour::data::Menu { day: Some("Monday".into()) }.kind(), "parlour_menu");
}

#[test]
fn attributes_are_typed_references() {
    let target = Target::Resource { kind: "parlour_machine".into(), name: "m".into() };
    let address = Address { document: None, target, instance: Instance::Single };
    let machine = MachineAttributes::at_address(address.clone());
    let arn: Value<String> = machine.arn();
    assert_eq!(arn, address.attribute("arn").into());
    assert_eq!(machine.instance_attribute(), address.attribute("instance").into());
}

#[test]
fn a_type_that_one_version_lacks_says_so() {
    let files = generate(&request()).expect("the request is good");
    let menu = &files[Path::new("menu.rs")];
    assert!(menu.contains("as version 1.0.0 has it"), "{menu}");
    assert!(menu.contains("The schema given for version 2.0.0 does not have it."), "{menu}");
}

#[test]
fn an_unknown_type_is_an_error_that_names_the_nearest() {
    let request = BindingsRequest { resources: vec!["parlour_machin".into()], ..request() };
    let error = generate(&request).expect_err("there is no such type");
    assert_eq!(error.to_string(), "`parlour_machin` is in none of the given schemas; did you mean `parlour_machine`?");
}

#[test]
fn no_schema_is_an_error() {
    let error = generate(&BindingsRequest::default()).expect_err("there is no schema");
    assert!(matches!(error, BindingsError::NoSchema), "{error}");
}

#[test]
fn two_types_of_one_name_are_an_error() {
    let schema = SchemaFile {
        version: "1".into(),
        text: r#"{"provider_schemas":{"a/b/c":{"resource_schemas":{
        "c_x":{"block":{}},"d_x":{"block":{}}}}}}"#
            .into(),
    };
    let resources = vec!["c_x".into(), "d_x".into()];
    let request = BindingsRequest { schemas: vec![schema], resources, ..BindingsRequest::default() };
    let error = generate(&request).expect_err("both would be `x.rs`");
    assert_eq!(error.to_string(), "`c_x` and `d_x` would both be written to `x.rs`: generate them into two folders");
}

#[test]
fn a_folder_is_compared_then_brought_up_to_date() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut files = generate(&request()).expect("the request is good");
    let check = |files: &_| update(folder.path(), files, Mode::Check).expect("the folder is readable");
    assert_eq!(check(&files).stale.len(), files.len());
    update(folder.path(), &files, Mode::Write).expect("the folder is writable");
    assert!(check(&files).is_current());
    files.remove(Path::new("menu.rs"));
    fs::write(folder.path().join("own.rs"), "//! Written by hand.\n").expect("the folder is writable");
    assert_eq!(check(&files).left_over, [folder.path().join("menu.rs")]);
    update(folder.path(), &files, Mode::Write).expect("the folder is writable");
    assert!(check(&files).is_current() && folder.path().join("own.rs").exists());
}

#[test]
fn a_list_with_an_unknown_key_is_refused_with_its_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("bindings.toml");
    fs::write(&path, "schemas = []\nresource = [\"aws_sns_topic\"]\n").expect("the folder is writable");
    let error = BindingsFile::read(&path).expect_err("`resource` is not a key").to_string();
    assert!(error.contains("bindings.toml` line 2: unknown field `resource`, expected one of"), "{error}");
}
