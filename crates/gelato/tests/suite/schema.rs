//! The check of blocks against provider schemas. Each kind of finding is a case.

use std::fmt::Write as _;

use gelato::schema::{BlockKind, Catalog, Problem, Severity};
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

/// A machine that every version accepts, with these additional arguments.
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
fn what_terraform_accepts_passes() {
    for more in [
        json!({}),
        json!({ "capacity": "12.5", "quiet": "true", "name": 7 }),
        json!({ "quiet": null, "old": null, "motor": [{ "watts": "40" }] }),
        json!({ "colours": ["red"], "notes": ["a", 1, true], "labels": { "a": 1 } }),
        json!({ "settings": { "level": 1 }, "shelves": { "top": { "depth": 2 } } }),
        json!({ "rule": [{ "port": 80, "text": null }, { "port": null, "text": "x" }] }),
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
        (
            json!({ "zzz": 1 }),
            "`zzz`: unknown name `zzz`; allowed are `blade`, `blade_maker`, `capacity`, `colours`, `door`, `former`, `id`, `labels`, `motor`, `name`, `notes`, `nozzle`, `old`, `origin`, `pin`, `quiet`, `rule`, `seal`, `settings`, `shape`, `shelves`, `slot`, `tags_all`, `timer`, `type`",
        ),
        (
            json!({ "blade": [{ "length": 1 }, { "length": 2, "leng": 2 }] }),
            "`blade[1].leng`: unknown name `leng`; allowed are `length`, `maker`; did you mean `length`?",
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
            "`shape.with`: unknown name `with`; allowed are `height`, `width`; did you mean `width`?",
        ),
        (json!({ "rule": [{ "port": 1 }] }), "`rule[0].text`: a required argument is missing"),
        (json!({ "rule": { "port": 1, "text": "x" } }), "`rule`: found an object; allowed is set(object)"),
        (json!({ "rule": [{ "port": "x", "text": "y" }] }), "`rule[0].port`: found the text `x`; allowed is number"),
        (
            json!({ "rule": [{ "port": 1, "text": "x", "prt": 1 }] }),
            "`rule[0].prt`: unknown name `prt`; allowed are `port`, `text`; did you mean `port`?",
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
            "`slot.a.sise`: unknown name `sise`; allowed are `size`; did you mean `size`?",
        ),
        (json!({ "old": "x" }), "`old`: the provider deprecates this"),
        (json!({ "former": {} }), "`former`: the provider deprecates this"),
        (
            json!({ "dynamic": { "nozzle": { "for_each": [1], "content": { "widht": 1 } } } }),
            "`dynamic.nozzle.content.widht`: unknown name `widht`; allowed are `width`; did you mean `width`?",
        ),
        (
            json!({ "dynamic": { "nozle": { "for_each": [1], "content": {} } } }),
            "`dynamic.nozle`: unknown name `nozle`; allowed are `blade`, `blade_maker`, `door`, `former`, `motor`, \
             `nozzle`, `seal`, `slot`, `timer`; did you mean `nozzle`?",
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
fn values_known_only_in_a_plan_pass_and_a_template_is_text() {
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
        block.nest(name, [self::block(json!({ "port": 1, "text": "x" }))]);
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
fn an_argument_that_another_version_requires_is_not_deprecated() {
    assert_eq!(messages(&both(), &machine(json!({}))), "", "`origin` is required in 1.0.0");
}

/// Version 6 requires `key_schema` instead of both keys of a global index; version 5 does not have it.
#[test]
fn arguments_of_a_form_that_another_version_requires_are_not_deprecated() {
    let index = json!({ "name": "by_maker", "hash_key": "maker", "range_key": "made", "projection_type": "ALL" });
    let table = json!({ "name": "cones", "hash_key": "cone", "global_secondary_index": [index] });
    let findings = Catalog::aws().unwrap().check(BlockKind::Resource, "aws_dynamodb_table", &block(table));
    assert_eq!(findings, []);
    let owner = json!({ "bucket": "b", "expected_bucket_owner": "1", "versioning_configuration": [{ "status": "x" }] });
    let findings = Catalog::aws().unwrap().check(BlockKind::Resource, "aws_s3_bucket_versioning", &block(owner));
    assert!(findings.len() == 1 && findings[0].path == "expected_bucket_owner", "{findings:?}");
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
fn a_wrong_reference_is_named_whole() {
    let target = Target::Data { kind: "parlour_menu".into(), name: "today".into() };
    let reference = Address { document: None, target, instance: Instance::All }.attribute("flavour");
    assert_eq!(
        parlour().check_reference(&reference)[0].to_string(),
        "`data.parlour_menu.today.flavour`: unknown name `flavour`; allowed are `day`, `flavours`; did you mean \
         `flavours`? (gelato/parlour 1.0.0)"
    );
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
