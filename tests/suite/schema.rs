//! The check of blocks against provider schemas: each kind of finding as a case of data, and the committed
//! schemas against their sources.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use gelato::bindings::BindingsFile;
use gelato::schema::{BlockKind, Catalog, Problem, Severity, compact};
use gelato::terraform::{Address, Block, Expression, Instance, Target, Value, concat, jsonencode};
use serde_json::{Value as Json, json};

const ONE: &str = include_str!("../fixtures/schema/parlour-1.0.0.json");
const TWO: &str = include_str!("../fixtures/schema/parlour-2.0.0.json");

/// The made-up provider in one version.
fn parlour() -> Catalog {
    let mut catalog = Catalog::new();
    catalog.add("1.0.0", ONE).expect("the fixture is a provider schema");
    catalog
}

/// The same in both versions.
fn both() -> Catalog {
    let mut catalog = parlour();
    catalog.add("2.0.0", TWO).expect("the fixture is a provider schema");
    catalog
}

fn block(json: Json) -> Block {
    let Json::Object(entries) = json else { panic!("a block is an object") };
    entries.into_iter().map(|(name, value)| (name, Expression::from(value))).collect()
}

/// A machine that every version takes, with these arguments besides.
fn machine(more: Json) -> Block {
    let mut whole = json!({
        "name": "m1", "capacity": 5, "origin": "Turin", "blade": [{ "length": 3 }], "motor": { "watts": 40 },
    });
    let Json::Object(more) = more else { panic!("arguments are an object") };
    whole.as_object_mut().expect("an object").extend(more);
    block(whole)
}

fn messages(catalog: &Catalog, block: &Block) -> String {
    catalog.check(BlockKind::Resource, "parlour_machine", block).iter().fold(String::new(), |mut text, finding| {
        let _ = writeln!(text, "{finding}");
        text
    })
}

#[track_caller]
fn finds(more: Json, expected: &str) {
    let shown = more.to_string();
    let found = messages(&parlour(), &machine(more)).replace(" (gelato/parlour 1.0.0)", "");
    assert_eq!(found.trim_end(), expected, "for {shown}");
}

#[test]
fn what_terraform_takes_passes() {
    for more in [
        json!({}),
        json!({ "capacity": "12.5", "quiet": "true", "name": 7 }),
        json!({ "quiet": null, "old": null, "motor": [{ "watts": "40" }] }),
        json!({ "colours": ["red"], "notes": ["a", 1, true], "labels": { "a": 1 } }),
        json!({ "settings": { "level": 1 }, "shelves": { "top": { "depth": 2 } } }),
        json!({ "rule": [{ "port": 80 }, { "text": "x" }] }),
        json!({ "shape": { "height": 1, "width": "2" } }),
        json!({ "nozzle": [{}, { "width": 1 }], "door": { "left": true }, "timer": {}, "seal": {} }),
        json!({ "slot": { "a": { "size": 1 }, "b": [{ "size": 2 }] } }),
        json!({ "blade": [{ "length": 1, "maker": { "name": "x" } }] }),
        json!({ "dynamic": { "nozzle": { "for_each": [1], "content": { "width": 1 } } } }),
        json!({ "count": 1, "lifecycle": { "prevent_destroy": true }, "depends_on": ["parlour_menu.x"] }),
    ] {
        finds(more, "");
    }
}

#[test]
fn every_kind_of_mistake_is_found() {
    let cases = [
        (json!({ "colour": ["red"] }), "`colour`: unknown name `colour`; did you mean `colours`?"),
        (json!({ "zzz": 1 }), "`zzz`: unknown name `zzz`"),
        (
            json!({ "blade": [{ "length": 1 }, { "length": 2, "leng": 2 }] }),
            "`blade[1].leng`: unknown name `leng`; did you mean `length`?; allowed are `length`, `maker`",
        ),
        (json!({ "seal": { "x": 1 } }), "`seal[0].x`: unknown name `x`; nothing is allowed here"),
        (json!({ "capacity": "many" }), "`capacity`: found the text `many`; allowed is number"),
        (json!({ "capacity": true }), "`capacity`: found `true`; allowed is number"),
        (json!({ "quiet": "yes" }), "`quiet`: found the text `yes`; allowed is bool"),
        (json!({ "quiet": 1 }), "`quiet`: found the number `1`; allowed is bool"),
        (json!({ "name": ["a"] }), "`name`: found a list of 1; allowed is string"),
        (json!({ "notes": "a" }), "`notes`: found the text `a`; allowed is list(string)"),
        (json!({ "notes": [["a"]] }), "`notes[0]`: found a list of 1; allowed is string"),
        (json!({ "colours": { "a": 1 } }), "`colours`: found an object; allowed is set(string)"),
        (json!({ "labels": ["a"] }), "`labels`: found a list of 1; allowed is map(string)"),
        (json!({ "labels": { "a": [] } }), "`labels.a`: found a list of 0; allowed is string"),
        (json!({ "shape": { "height": 1 } }), "`shape.width`: a required argument is missing"),
        (
            json!({ "shape": { "height": 1, "width": 1, "with": 2 } }),
            "`shape.with`: unknown name `with`; did you mean `width`?; allowed are `height`, `width`",
        ),
        (json!({ "rule": [{ "port": "x" }] }), "`rule[0].port`: found the text `x`; allowed is number"),
        (
            json!({ "rule": [{ "prt": 1 }] }),
            "`rule[0].prt`: unknown name `prt`; did you mean `port`?; allowed are `port`, `text`",
        ),
        (json!({ "settings": {} }), "`settings.level`: a required argument is missing"),
        (json!({ "settings": [{ "level": 1 }] }), "`settings`: found a list of 1; allowed is object"),
        (json!({ "shelves": { "top": {} } }), "`shelves.top.depth`: a required argument is missing"),
        (json!({ "arn": "a" }), "`arn`: only the provider sets this attribute"),
        (json!({ "name": null }), "`name`: a required argument is missing"),
        (json!({ "blade": [{}] }), "`blade[0].length`: a required argument is missing"),
        (json!({ "blade": [] }), "`blade`: found 0 of at least 1 blocks"),
        (json!({ "motor": [{ "watts": 1 }, { "watts": 2 }] }), "`motor`: found 2 blocks; allowed are at most 1"),
        (json!({ "nozzle": [{}, {}, {}] }), "`nozzle`: found 3 blocks; allowed are at most 2"),
        (json!({ "door": [{}, {}] }), "`door`: found 2 blocks; allowed are at most 1"),
        (json!({ "door": "open" }), "`door`: found the text `open`; allowed is a block, written out"),
        (
            json!({ "slot": { "a": { "sise": 1, "size": 1 } } }),
            "`slot.a.sise`: unknown name `sise`; did you mean `size`?; allowed are `size`",
        ),
        (json!({ "old": "x" }), "`old`: the provider wants this no longer used"),
        (json!({ "former": {} }), "`former`: the provider wants this no longer used"),
        (
            json!({ "dynamic": { "nozzle": { "for_each": [1], "content": { "widht": 1 } } } }),
            "`dynamic.nozzle.content.widht`: unknown name `widht`; did you mean `width`?; allowed are `width`",
        ),
        (
            json!({ "dynamic": { "nozle": { "for_each": [1], "content": {} } } }),
            "`dynamic.nozle`: unknown name `nozle`; did you mean `nozzle`?; allowed are `blade`, `door`, `former`, `motor`, \
             `nozzle`, `seal`, `slot`, `timer`",
        ),
    ];
    for (more, expected) in cases {
        finds(more, expected);
    }
}

#[test]
fn an_empty_block_lacks_everything_that_is_required() {
    let findings = parlour().check(BlockKind::Resource, "parlour_machine", &Block::new());
    let paths: Vec<_> = findings.iter().map(|finding| finding.path.as_str()).collect();
    assert_eq!(paths, ["capacity", "name", "origin", "blade", "motor"]);
}

#[test]
fn deprecated_is_lighter_than_wrong() {
    let weigh = |more| parlour().check(BlockKind::Resource, "parlour_machine", &machine(more))[0].severity();
    assert_eq!(weigh(json!({ "old": "x" })), Severity::Deprecated);
    assert_eq!(weigh(json!({ "arn": "x" })), Severity::Error);
}

#[test]
fn what_only_a_plan_knows_passes_and_a_template_is_text() {
    let address = Address { document: None, target: Target::Variable("v".into()), instance: Instance::Single };
    let reference: Expression = address.whole().into();
    let template: Expression = concat(["a".into(), Value::from(address.whole())]).into();
    let text: Expression = jsonencode("a").into();
    let check = |name: &str, value: &Expression| {
        let mut block = machine(json!({}));
        block.set(name, value.clone());
        messages(&parlour(), &block)
    };
    for name in ["capacity", "notes", "labels", "settings", "shape"] {
        assert_eq!(check(name, &reference), "");
    }
    assert_eq!(check("capacity", &template), "");
    assert!(check("notes", &template).contains("found a text with interpolations; allowed is list(string)"));
    assert!(check("labels", &text).contains("found a call of `jsonencode`; allowed is map(string)"));
    assert!(check("motor", &reference).contains("found a reference to `var.v`; allowed is a block"));
}

#[test]
fn blocks_pass_for_a_list_of_objects_and_for_nothing_else() {
    let nested = |name: &str| {
        let mut block = machine(json!({}));
        block.nest(name, [self::block(json!({ "port": 1 }))]);
        messages(&parlour(), &block)
    };
    assert_eq!(nested("rule"), "");
    assert!(nested("name").contains("`name`: found a list of 1; allowed is string"));
    assert!(nested("settings").contains("`settings`: found a list of blocks; allowed is object"));
}

#[test]
fn each_version_is_asked_and_named() {
    let findings = both().check(BlockKind::Resource, "parlour_machine", &machine(json!({ "region": "x" })));
    let versions: Vec<_> = findings.iter().map(|finding| (finding.version.as_str(), finding.path.as_str())).collect();
    assert_eq!(versions, [("1.0.0", "region")], "version 2.0.0 has it");
}

#[test]
fn what_another_version_requires_is_not_called_deprecated() {
    assert_eq!(messages(&both(), &machine(json!({}))), "", "`origin` is required in 1.0.0");
}

#[test]
fn references_are_followed_to_an_attribute() {
    let catalog = both();
    let check = |kind: &str, attribute: &str| {
        let target = Target::Resource { kind: kind.into(), name: "m".into() };
        let address = Address { document: None, target, instance: Instance::Single };
        let findings = catalog.check_reference(&address.attribute(attribute));
        findings.into_iter().map(|finding| (finding.version.clone(), finding.problem)).collect::<Vec<_>>()
    };
    assert_eq!(check("parlour_machine", "arn"), []);
    assert_eq!(check("parlour_machine", "motor"), []);
    assert_eq!(check("elsewhere_thing", "anything"), []);
    assert_eq!(check("parlour_machine", "instance"), [("2.0.0".into(), Problem::Deprecated)]);
    let found = check("parlour_machine", "new_only");
    assert!(
        matches!(&found[..], [(version, Problem::Unknown { name, .. })] if version == "2.0.0" && name == "new_only")
    );
    let found = check("parlour_machine", "capcity");
    assert_eq!(found.iter().map(|(_, problem)| problem.did_you_mean()).collect::<Vec<_>>(), [Some("capacity"); 2]);
}

#[test]
fn the_catalogue_says_what_it_knows() {
    let catalog = both();
    assert!(catalog.knows(BlockKind::Resource, "parlour_menu") && catalog.knows(BlockKind::Data, "parlour_menu"));
    assert!(!catalog.knows(BlockKind::Data, "parlour_machine"));
    assert_eq!(catalog.versions(BlockKind::Resource, "parlour_menu").collect::<Vec<_>>(), ["1.0.0"]);
    assert!(catalog.check(BlockKind::Resource, "parlour_none", &machine(json!({ "x": 1 }))).is_empty());
    assert!(catalog.attribute_exists(BlockKind::Resource, "parlour_machine", "arn"));
    assert!(!catalog.attribute_exists(BlockKind::Resource, "parlour_machine", "new_only"));
}

#[test]
fn a_text_that_is_no_schema_is_refused() {
    let error = Catalog::new().add("9.9.9", "{}").expect_err("it has no providers");
    assert_eq!(error.to_string(), "the provider schema of version `9.9.9` cannot be read");
}

#[test]
fn a_schema_that_cannot_be_read_is_a_finding() {
    let mut catalog = Catalog::new();
    let text =
        r#"{"provider_schemas":{"a/b/c":{"resource_schemas":{"c_x":{"block":{"attributes":{"y":{"type":"odd"}}}}}}}}"#;
    catalog.add("1.0.0", text).expect("a type is read only when it is used");
    let finding = &catalog.check(BlockKind::Resource, "c_x", &Block::new())[0];
    assert!(finding.to_string().contains("`odd` is not a type"), "{finding}");
}

#[test]
fn the_embedded_schemas_know_every_listed_type() {
    let (catalog, file) = (Catalog::aws().expect("the embedded schemas are read"), bindings_file());
    for name in &file.resources {
        assert!(catalog.knows(BlockKind::Resource, name), "{name}");
    }
    for name in &file.data {
        assert_eq!(catalog.versions(BlockKind::Data, name).collect::<Vec<_>>(), ["5.100.0", "6.69.1"]);
    }
}

#[test]
fn the_compact_schema_equals_what_the_provider_says() {
    let provider = provider_schema("5.100.0");
    assert_compact("5.100.0", &provider);
}

#[test]
fn the_compact_schema_of_the_next_major_equals_its_source() {
    let shared = std::env::var_os("GELATO_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let source = shared.join("schemas/aws-provider-6.69.1.json");
    match fs::read_to_string(&source) {
        Ok(text) => assert_compact("6.69.1", &text),
        Err(error) => println!("absent, so not compared: schemas/aws-provider-6.69.1.json: {error}"),
    }
}

#[track_caller]
fn assert_compact(version: &str, full: &str) {
    let file = bindings_file();
    let resources: BTreeSet<_> = file.resources.into_iter().collect();
    let expected = compact(full, &resources, &file.data.into_iter().collect()).expect("the source is a schema");
    let committed = root().join(format!("schemas/hashicorp/aws/{version}.json"));
    let committed = fs::read_to_string(committed).expect("the compact schema is committed");
    for (line, (committed, expected)) in committed.lines().zip(expected.lines()).enumerate() {
        assert_eq!(committed, expected, "line {} of the schema of {version}", line + 1);
    }
    assert_eq!(committed.len(), expected.len());
}

fn bindings_file() -> BindingsFile {
    BindingsFile::read(&root().join("src/aws/bindings.toml")).expect("the list is read")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Asks the real provider, through Terraform and the filesystem mirror in `GELATO_PLUGIN_DIR` or a usual place.
fn provider_schema(version: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let requirement = json!({ "terraform": { "required_providers": {
        "aws": { "source": "hashicorp/aws", "version": version } } } });
    fs::write(folder.path().join("main.tf.json"), requirement.to_string()).expect("the folder is writable");
    let mirror = mirror().map(|mirror| format!("-plugin-dir={}", mirror.display()));
    terraform(folder.path(), ["init", "-input=false"].into_iter().chain(mirror.as_deref()));
    terraform(folder.path(), ["providers", "schema", "-json"])
}

fn terraform<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> String {
    let mut command = Command::new("terraform");
    command.current_dir(folder).args(arguments);
    if std::env::var_os("TF_CLI_CONFIG_FILE").is_some_and(|file| !Path::new(&file).exists()) {
        command.env_remove("TF_CLI_CONFIG_FILE");
    }
    let output = command.output().unwrap_or_else(|error| {
        panic!("this test needs `terraform` on the PATH, 1.5 or newer ({error}): https://developer.hashicorp.com/terraform/install")
    });
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("Terraform writes UTF-8")
}

/// A folder laid out as a filesystem mirror that holds the provider.
fn mirror() -> Option<PathBuf> {
    let named = std::env::var_os("GELATO_PLUGIN_DIR").map(PathBuf::from);
    let usual = ["/opt", "/usr/local/share", "/usr/share", "/var/lib"].into_iter().flat_map(folders);
    named.or_else(|| usual.into_iter().find(|folder| folder.join("registry.terraform.io/hashicorp/aws").is_dir()))
}

fn folders(parent: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}
