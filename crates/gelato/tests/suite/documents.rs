//! Documents: how they are written, and which references they refuse, naming both ends.

use gelato::terraform::{
    Addressed, Backend, Block, Configure as _, Expression, Meta, Module, Problem, ProviderConfiguration, Root, Scope,
    Untyped, UntypedAttributes, Value, Variable, Versions, check, check_module_providers, check_providers, jsonencode,
};
use serde_json::json;

/// A document without declarations.
fn empty(name: &str) -> Module {
    Module::new(name, "", Versions::default())
}

#[track_caller]
fn thing(document: &Scope, name: &str, arguments: &[(&str, Expression)]) -> UntypedAttributes {
    let block: Block = arguments.iter().cloned().collect();
    document.resource(name, Untyped { kind: "test_thing".into(), block })
}

#[track_caller]
fn assert_refused(document: &Scope, expected: &[&str]) {
    let problems: Vec<String> = check(&document.document()).iter().map(Problem::to_string).collect();
    let text = problems.join("\n");
    assert!(!problems.is_empty(), "nothing was refused");
    for part in expected {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}

#[test]
fn a_document_without_problems_is_accepted() {
    let document = empty("shop");
    let first = thing(&document, "first", &[]);
    thing(&document, "second", &[("of", first.get::<String>("id").into())]);
    assert_eq!(check(&document.document()), []);
}

#[test]
fn a_dangling_reference_names_both_ends() {
    let document = empty("shop");
    let twin = empty("shop");
    let lost = thing(&twin, "window", &[]);
    thing(&document, "door", &[("of", jsonencode(Expression::from(lost.address().attribute("id"))).into())]);
    thing(&document, "windows", &[]);
    assert_refused(
        &document,
        &["`test_thing.door.of`", "`test_thing.window`", "did you mean `test_thing.windows`?", "documents.rs:"],
    );
}

#[test]
fn a_reference_into_another_document_says_how_to_hand_it_over() {
    let document = empty("api");
    let other = empty("table");
    let table = thing(&other, "flavours", &[]);
    thing(&document, "method", &[("of", table.get::<String>("arn").into())]);
    assert_refused(
        &document,
        &["`test_thing.method.of` in `api`", "`test_thing.flavours` of `table`", "an output of `table`"],
    );
}

#[test]
fn a_dependency_is_a_reference_like_any_other() {
    let document = empty("shop");
    let lost = thing(&empty("shop"), "window", &[]).address().clone();
    let door = Untyped { kind: "test_thing".into(), block: Block::new() };
    document.resource("door", door.with_meta(Meta { depends_on: vec![lost], ..Meta::default() }));
    assert_refused(&document, &["`test_thing.door.depends_on`", "`test_thing.window`"]);
}

#[test]
fn a_name_is_declared_once() {
    let document = empty("shop");
    thing(&document, "door", &[]);
    thing(&document, "door", &[]);
    assert_refused(&document, &["`test_thing.door` is declared twice in `shop`", "first at", "documents.rs"]);
}

#[test]
fn an_output_is_declared_once() {
    let document = empty("shop");
    document.output::<String>("url", "Where it is.", "a");
    document.output::<String>("url", "Where it is.", "b");
    assert_refused(&document, &["`output.url` is declared twice"]);
}

#[test]
fn names_are_terraform_identifiers() {
    let document = empty("shop");
    thing(&document, "2nd door", &[]);
    assert_refused(&document, &["`2nd door` is not a logical name", "allowed: a letter or `_`"]);
}

#[test]
fn a_dependency_cycle_is_reported_link_by_link() {
    let document = empty("shop");
    let hen = thing(&empty("shop"), "hen", &[]);
    let egg = thing(&document, "egg", &[("of", hen.get::<String>("id").into())]);
    thing(&document, "hen", &[("of", egg.get::<String>("id").into())]);
    assert_refused(&document, &["dependency cycle", "test_thing.egg -> test_thing.hen -> test_thing.egg"]);
}

fn module() -> Module {
    let module = Module::new("table", "A table.", Versions::default());
    let name: Value<String> = module.variable("name", Variable::required("Its name."));
    module.variable::<bool>("protected", Variable::optional("Whether.", false));
    module.output("arn", "Its ARN.", name);
    module
}

fn root() -> Root {
    Root::new("dev", Versions::default(), Backend::Local)
}

#[test]
fn a_call_sets_what_must_be_set() {
    let root = root();
    root.call("table", &module(), []);
    assert_refused(&root, &["module call `table` in `dev`: input `name` (string) is missing"]);
}

#[test]
fn a_call_sets_nothing_else() {
    let root = root();
    root.call("table", &module(), [("nane", "x".into()), ("name", "x".into())]);
    assert_refused(&root, &["`nane` is not a variable", "allowed: `name`, `protected`", "did you mean `name`?"]);
}

#[test]
fn a_call_sets_nothing_twice() {
    let root = root();
    root.call("table", &module(), [("name", "x".into()), ("name", "y".into())]);
    assert_refused(&root, &["documents.rs:", "module call `table` in `dev`: input `name` is given twice"]);
}

#[test]
fn a_call_sets_values_of_the_right_type() {
    let root = root();
    root.call("table", &module(), [("name", true.into())]);
    assert_refused(&root, &["input `name` got a bool; allowed: a string"]);
}

#[test]
fn only_outputs_that_exist_are_used() {
    let root = root();
    let table = root.call("table", &module(), [("name", "x".into())]);
    root.output("arn", "The ARN.", table.output::<String>("arm"));
    assert_refused(
        &root,
        &["`output.arn` uses its output `arm`, which it does not have; allowed: `arn`", "did you mean `arn`?"],
    );
}

#[test]
fn files_are_sorted_pretty_and_marked() {
    let module = module();
    thing(&module, "b", &[("z", 1_i64.into()), ("a", "${x}".into())]);
    thing(&module, "a", &[]);
    let files = module.files("shop");
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        ["main.tf.json", "outputs.tf.json", "variables.tf.json", "versions.tf.json"]
    );
    let expected = r#"{
  "//": "Generated by `gelato synth`. Change the program instead.",
  "resource": {
    "test_thing": {
      "a": {},
      "b": {
        "a": "$${x}",
        "z": 1
      }
    }
  }
}
"#;
    assert_eq!(files["main.tf.json"], expected);
}

fn aws(arguments: &[(&str, &str)]) -> ProviderConfiguration {
    let block = arguments.iter().map(|(name, value)| (*name, Expression::from(*value))).collect();
    ProviderConfiguration::with_block("aws", block)
}

fn problems_of_providers(providers: Vec<ProviderConfiguration>) -> String {
    let root = root();
    for provider in providers {
        root.provider(provider);
    }
    check_providers(&root).iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn two_configurations_of_a_provider_are_two() {
    let root = root();
    root.provider(aws(&[("region", "eu-central-1"), ("profile", "shop")]));
    let alone: serde_json::Value = serde_json::from_str(&root.files("shop")["providers.tf.json"]).unwrap();
    assert_eq!(alone["provider"]["aws"], json!({ "region": "eu-central-1", "profile": "shop" }));
    root.provider(aws(&[("alias", "virginia"), ("region", "us-east-1")]));
    root.provider(ProviderConfiguration::new("random", []));
    let written: serde_json::Value = serde_json::from_str(&root.files("shop")["providers.tf.json"]).unwrap();
    let expected = json!({
        "aws": [
            { "region": "eu-central-1", "profile": "shop" },
            { "alias": "virginia", "region": "us-east-1" },
        ],
        "random": {},
    });
    assert_eq!(written["provider"], expected);
    assert_eq!(check_providers(&root), []);
}

#[test]
fn a_provider_configuration_that_is_named_is_there() {
    let root = root();
    let virginia = aws(&[("alias", "virginia")]);
    root.provider(aws(&[("alias", "virgina")]));
    let meta = || Meta { provider: Some(virginia.reference()), ..Meta::default() };
    let door = || Untyped { kind: "aws_thing".into(), block: Block::new() };
    root.resource("door", door().with_meta(meta()));
    let said = check_providers(&root).iter().map(Problem::to_string).collect::<String>();
    let expected = "`aws_thing.door` names the provider configuration `aws.virginia`, which `dev` does not have";
    assert!(said.contains(expected) && said.contains("did you mean `aws.virgina`?"), "{said}");
    root.provider(virginia.clone());
    assert_eq!(check_providers(&root), []);
    let module = module();
    module.resource("door", door().with_meta(meta()));
    let said = check_module_providers(&module).iter().map(Problem::to_string).collect::<String>();
    assert!(said.contains("`aws.virginia`, which `table` does not have"), "{said}");
}

#[test]
fn indistinguishable_provider_configurations_are_refused_with_both_places() {
    let said = problems_of_providers(vec![aws(&[]), aws(&[("region", "us-east-1")])]);
    assert!(
        said.contains(
            "`dev` configures the default provider `aws` twice: first at crates/gelato/tests/suite/documents.rs:"
        ),
        "{said}"
    );
    assert_eq!(said.matches("documents.rs:").count(), 2, "{said}");
    let virginia = || aws(&[("alias", "virginia")]);
    let said = problems_of_providers(vec![aws(&[]), virginia(), aws(&[("alias", "ohio")]), virginia()]);
    assert!(said.contains("`dev` configures provider `aws.virginia` twice: first at "), "{said}");
    let said = problems_of_providers(vec![aws(&[("alias", "us-east-1 ")])]);
    assert!(said.contains("`us-east-1 ` is not a logical name"), "{said}");
    assert_eq!(problems_of_providers(vec![aws(&[]), ProviderConfiguration::new("random", [])]), "");
}
