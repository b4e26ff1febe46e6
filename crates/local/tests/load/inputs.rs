//! Values of variables come from the same sources as in Terraform, in the same order of precedence.

use gelato_local::load::{self, Inputs};
use serde_json::json;

use crate::folder;

#[test]
fn inputs_come_from_files_the_environment_and_the_command_line() {
    let main = json!({
        "variable": {
            "text": { "type": "string" }, "list": { "type": "list(number)" },
            "deep": { "type": "object({ a = string, b = optional(number, 3) })", "default": { "a": 1 } }
        },
        "resource": { "test_thing": { "it": { "text": "${var.text}", "list": "${var.list}", "deep": "${var.deep}" } } }
    });
    let folder = folder(&[
        ("main.tf.json", &main.to_string()),
        ("terraform.tfvars.json", r#"{"text": "file", "list": ["1", 2]}"#),
        ("z.auto.tfvars", "text = \"automatic\"\n"),
    ]);
    let environment = [("TF_VAR_text".to_owned(), "environment".to_owned()), ("PATH".to_owned(), "/".to_owned())];
    let mut inputs = Inputs::found(folder.path(), environment).unwrap();
    let found =
        |inputs: &Inputs| load::root(folder.path(), inputs).unwrap().resources.iter().next().unwrap().values.clone();
    let values = found(&inputs);
    assert_eq!(values["text"], "automatic");
    assert_eq!((&values["list"], &values["deep"]), (&json!([1, 2]), &json!({ "a": "1", "b": 3 })));
    inputs.set("text", "[not an expression");
    inputs.set("list", "[3]");
    let values = found(&inputs);
    assert_eq!((&values["text"], &values["list"]), (&json!("[not an expression"), &json!([3])));
}

const DECLARED: &str =
    "variable \"text\" {\n  type = string\n}\nvariable \"numbers\" {\n  type = list(number)\n  default = []\n}\n";

#[test]
fn a_value_for_an_undeclared_variable_is_reported() {
    let folder = folder(&[("main.tf", DECLARED), ("terraform.tfvars.json", r#"{"text": "a", "txt": "b"}"#)]);
    let environment = [("TF_VAR_of_another_root".to_owned(), "x".to_owned())];
    let mut inputs = Inputs::found(folder.path(), environment).unwrap();
    let findings = load::root(folder.path(), &inputs).unwrap().findings;
    let messages: Vec<_> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].ends_with(
        "terraform.tfvars.json: txt: var.txt: a value is set, but `var.txt` is not declared; this module declares numbers, text"
    ));
    inputs.set("numbrs", "[]");
    let error = load::root(folder.path(), &inputs).unwrap_err().to_string();
    assert_eq!(
        error,
        "--var numbrs: a value is set, but `var.numbrs` is not declared; this module declares numbers, text"
    );
}

#[test]
fn a_file_of_values_has_only_constants() {
    let read = |text: &str| {
        let folder = folder(&[("main.tf", DECLARED), ("terraform.tfvars", text)]);
        Inputs::found(folder.path(), []).map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(read("text = <<-END\n  two\n  lines\nEND\nnumbers = [-1, (2)]\n"), Ok(()));
    for (text, wanted) in [
        ("text = upper(\"hidden\")\n", "text: it is not a constant"),
        ("text = \"${var.hidden}\"\n", "text: it is not a constant"),
        ("numbers = [1 + 1]\n", "numbers: it is not a constant"),
        ("numbers = []\nnumbers = [1]\n", "found redefined attribute"),
        ("locals {\n}\n", "locals: a block; a file of values has only `name = value`"),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.contains("terraform.tfvars") && error.contains(wanted), "{error}");
        assert!(!error.contains("hidden"), "{error}");
    }
}

#[test]
fn a_value_of_the_wrong_type_is_reported() {
    let folder = folder(&[("main.tf", DECLARED)]);
    for (value, wanted) in [
        ("[\"a\"]", "the value of `numbers` is invalid: `\"a\"` cannot be a number"),
        ("3", "the value of `numbers` is invalid: `3` cannot be a list"),
        ("[1", "the variable `numbers`: its text is not an expression"),
    ] {
        let mut inputs = Inputs::default();
        inputs.set("text", "a");
        inputs.set("numbers", value);
        let error = load::root(folder.path(), &inputs).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    }
}

#[test]
fn an_error_about_a_sensitive_value_does_not_contain_it() {
    let main = "variable \"secret\" {\n  type = number\n  sensitive = true\n  validation {\n    condition = \
                var.secret > 9\n    error_message = \"Longer.\"\n  }\n}\n";
    let folder = folder(&[("main.tf", main)]);
    for (value, wanted) in [("7", "the value is not allowed for `secret`: Longer."), ("hush", "it has the wrong type")]
    {
        let mut inputs = Inputs::default();
        inputs.set("secret", if value == "hush" { "\"hush\"" } else { value });
        let error = load::root(folder.path(), &inputs).unwrap_err().to_string();
        assert!(error.contains(wanted) && !error.contains(&format!("`{value}`")), "{error}");
        assert!(!error.contains("hush"), "{error}");
    }
}
