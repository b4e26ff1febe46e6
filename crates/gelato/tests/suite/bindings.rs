//! The generator of typed structs: its output is committed, compared byte for byte and compiled.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use gelato::bindings::{
    BindingsError, BindingsFile, BindingsRequest, LeftOver, Mode, Outcome, Present, SchemaFile, generate,
    generate_beside, update,
};
use gelato::terraform::{Address, Addressed, Block, Instance, ProviderBlock as _, Target, Value};

use super::project_copy::ProjectCopy;

/// The generated code for the made-up provider. The first test is that it compiles, the second that Clippy has no
/// warnings about it, although the tests use only some of it.
#[path = "../fixtures/bindings/mod.rs"]
pub(super) mod parlour;

use parlour::{
    Machine, MachineAttributes, MachineBlade, MachineBladeMakerBlock, MachineBladeRequired, MachineDoorBlock,
    MachineMotor, MachineMotorRequired, MachineRequired, MachineSlot, MachineSlotRequired,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// All types of the made-up providers.
pub(super) fn request() -> BindingsRequest {
    let folder = root().join("tests/fixtures/schema");
    let schema = |name: &str| SchemaFile::read(&folder.join(name)).expect("the fixture is readable");
    BindingsRequest {
        schemas: ["parlour-1.0.0.json", "parlour-2.0.0.json", "cellar-0.3.0.json"].map(schema).into(),
        resources: vec!["parlour_*".into(), "cellar_*".into()],
        data_sources: vec!["parlour_menu".into(), "cellar_static".into()],
        ..BindingsRequest::default()
    }
}

#[track_caller]
fn assert_current(folder: &Path, files: &BTreeMap<PathBuf, String>) {
    for (path, expected) in files {
        let present = fs::read_to_string(folder.join(path)).unwrap_or_default();
        assert_eq!(present.lines().collect::<Vec<_>>(), expected.lines().collect::<Vec<_>>(), "{}", path.display());
    }
    let outcome = update(folder, files, LeftOver::Removed, Mode::Check).expect("the folder is readable");
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
        door: Some(MachineDoorBlock { left: Some(false.into()), ..Default::default() }),
        slot: [("a".to_owned(), MachineSlot::new(MachineSlotRequired { size: 1_i64.into() }))].into(),
        ..Machine::new(MachineRequired {
            capacity: 5_i64.into(),
            name: "m1".into(),
            origin: "Turin".into(),
            blade: vec![MachineBlade {
                maker: Some(MachineBladeMakerBlock { name: Some("x".into()), ..Default::default() }),
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
fn structs_without_required_arguments_have_a_default() {
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
fn the_error_for_an_unknown_type_says_where_all_types_are() {
    let own = BindingsFile::read(&root().join("src/aws/bindings.toml")).unwrap().request().unwrap();
    let request = BindingsRequest { resources: vec!["aws_kinesis_stream".into()], ..own };
    let error = generate(&request).expect_err("Gelato has no struct for it").to_string();
    assert!(error.starts_with("`aws_kinesis_stream` is in none of the given schemas\nhint: "), "{error}");
    assert!(error.contains("`terraform providers schema -json`") && !error.contains("did you mean"), "{error}");
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
    let check =
        |files: &_| update(folder.path(), files, LeftOver::Removed, Mode::Check).expect("the folder is readable");
    assert_eq!(check(&files).stale.len(), files.len());
    update(folder.path(), &files, LeftOver::Removed, Mode::Write).expect("the folder is writable");
    assert!(check(&files).is_current());
    files.remove(Path::new("menu.rs"));
    fs::write(folder.path().join("own.rs"), "//! Written by hand.\n").expect("the folder is writable");
    assert_eq!(check(&files).left_over, [folder.path().join("menu.rs")]);
    update(folder.path(), &files, LeftOver::Removed, Mode::Write).expect("the folder is writable");
    assert!(check(&files).is_current() && folder.path().join("own.rs").exists());
}

/// The files that `gelato bindings --out` writes into a folder that may already contain some.
pub(super) fn run(folder: &Path, resources: &[&str], data: &[&str]) -> Result<Outcome, BindingsError> {
    let full = |kind: &&str| if kind.contains("cellar_") { (*kind).to_owned() } else { format!("parlour_{kind}") };
    let names = |kinds: &[&str]| kinds.iter().map(full).collect();
    let request = BindingsRequest { resources: names(resources), data_sources: names(data), ..request() };
    update(folder, &generate_beside(&request, &Present::read(folder)?)?, LeftOver::Kept, Mode::Write)
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn runs_into_one_folder_add_up() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["menu"], &[]).unwrap();
    let menu = read(folder.path(), "menu.rs");
    run(folder.path(), &[], &["menu"]).unwrap();
    fs::write(folder.path().join("own.rs"), "//! Written by hand.\n").unwrap();
    run(folder.path(), &["machine"], &[]).unwrap();
    let modules = read(folder.path(), "mod.rs");
    let listed: Vec<_> = modules.lines().filter(|line| line.contains("mod ")).collect();
    assert_eq!(listed, ["pub mod data;", "mod machine;", "mod menu;"]);
    assert!(read(folder.path(), "data/mod.rs").contains("mod menu;"));
    assert_eq!(read(folder.path(), "menu.rs"), menu);
    let together = BindingsRequest { resources: vec!["parlour_machine".into(), "parlour_menu".into()], ..request() };
    assert_eq!(read(folder.path(), "mod.rs"), generate(&together).unwrap()[Path::new("mod.rs")]);
    // Removing the file removes its type.
    fs::remove_file(folder.path().join("machine.rs")).unwrap();
    run(folder.path(), &[], &[]).unwrap();
    assert!(!read(folder.path(), "mod.rs").contains("machine") && folder.path().join("own.rs").exists());
}

/// The command, as a user runs it one type at a time.
#[test]
fn the_command_keeps_what_it_made_before_and_what_a_person_wrote() {
    let project = ProjectCopy::empty();
    let schema = root().join("schemas/hashicorp/aws/6.69.1.json").display().to_string();
    let bindings =
        |kind: &str| project.gelato(&["bindings", "--schema", &schema, "--resource", kind, "--out", "out"]).assert();
    bindings("aws_sqs_queue").success();
    bindings("aws_sns_topic").success();
    let modules = project.read("out/mod.rs");
    for stem in ["sqs_queue", "sns_topic"] {
        assert!(project.path(&format!("out/{stem}.rs")).is_file(), "`{stem}.rs` is gone");
        assert!(modules.contains(&format!("mod {stem};")), "{modules}");
    }
    project.write("out/mod.rs", "//! Written by hand.\n");
    let refused = bindings("aws_sqs_queue").code(1);
    let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(said.contains("out/mod.rs` does not have the mark of a generated file"), "{said}");
    assert_eq!(project.read("out/mod.rs"), "//! Written by hand.\n");
}

#[test]
fn files_written_by_hand_are_not_overwritten() {
    for name in ["mod.rs", "machine.rs", "data/mod.rs"] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "//! Written by hand.\npub mod own;\n").unwrap();
        let error = run(folder.path(), &["machine", "menu"], &["menu"]).unwrap_err().to_string();
        assert!(error.contains(&format!("{name}` does not have the mark of a generated file")), "{error}");
        assert!(error.contains("\nhint: name another folder with `--out`"), "{error}");
        assert!(!folder.path().join("menu.rs").exists(), "something was written");
        assert!(read(folder.path(), name).contains("pub mod own;"));
    }
}

/// The struct of a machine's block `door` is `MachineDoor`, unless a type has that name.
#[test]
fn a_later_run_takes_no_name_that_an_earlier_one_has_given() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["machine_door"], &[]).unwrap();
    run(folder.path(), &["machine"], &[]).unwrap();
    assert!(read(folder.path(), "machine.rs").contains("pub struct MachineDoorBlock {"));
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["machine"], &[]).unwrap();
    let error = run(folder.path(), &["machine_door"], &[]).unwrap_err().to_string();
    assert!(error.starts_with("`parlour_machine_door` would be the struct `MachineDoor`, which `parlour_machine` has"));
    assert!(error.ends_with("hint: generate both types in one run, or into two folders"), "{error}");
    run(folder.path(), &["machine", "machine_door"], &[]).unwrap();
    assert!(read(folder.path(), "machine.rs").contains("pub struct MachineDoorBlock {"));
}

#[test]
fn a_list_with_an_unknown_key_is_refused_with_its_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("bindings.toml");
    fs::write(&path, "schemas = []\nresource = [\"aws_sns_topic\"]\n").expect("the folder is writable");
    let error = BindingsFile::read(&path).expect_err("`resource` is not a key").to_string();
    assert!(error.contains("bindings.toml` line 2: unknown field `resource`, expected one of"), "{error}");
}

#[test]
fn only_regular_files_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let fifo = folder.path().join("6.69.1.json");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status().expect("`mkfifo`");
    assert!(made.success());
    let told = [SchemaFile::read(&fifo).map(drop), BindingsFile::read(&fifo).map(drop)].map(|read| {
        let error = read.expect_err("a FIFO");
        std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default()
    });
    for told in told {
        assert!(told.starts_with("it is a FIFO"), "{told}");
    }
}

#[test]
fn compact_schemas_are_refreshed_from_whole_ones() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("bindings.toml");
    fs::write(&path, "schemas = [\"1.0.0.json\"]\ndata = [\"parlour_menu\"]\n").expect("the folder is writable");
    let list = BindingsFile::read(&path).expect("the list is read");
    let whole = &request().schemas;
    list.refresh(&whole[..1], Mode::Write).expect("the folder is writable");
    assert!(list.refresh(&whole[..1], Mode::Check).expect("the folder is readable").is_current());
    let compact = fs::read_to_string(folder.path().join("1.0.0.json")).expect("the schema is written");
    assert!(compact.contains("parlour_menu") && !compact.contains("parlour_machine"), "{compact}");
    let files = generate(&list.request().expect("the schema is read")).expect("it is a schema in its own right");
    assert!(files.contains_key(Path::new("data/menu.rs")));
    let error = list.refresh(&whole[1..], Mode::Check).expect_err("the list has only one version");
    assert_eq!(error.to_string(), "no schema in the list is of version `2.0.0`; it has `1.0.0.json`");
}
