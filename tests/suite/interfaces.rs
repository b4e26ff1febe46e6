//! The interface of each module, which people call from HCL: a new required variable or a missing output breaks their roots.
//!
//! `tests/interfaces` has what they rely on. A change here is a change for them.

use std::fs;

use serde_json::Value;

use super::project_copy::repository;

/// A line for each variable and output.
fn interface(module: &str) -> String {
    let read = |file: &str, kind: &str| -> Vec<(String, Value)> {
        let path = repository().join(format!("modules/{module}/{file}.tf.json"));
        let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        file[kind].as_object().unwrap().clone().into_iter().collect()
    };
    let variables = read("variables", "variable").into_iter().map(|(name, variable)| {
        let kind = variable["type"].as_str().unwrap();
        let default = variable.get("default").map_or("required".to_owned(), |value| format!("default {value}"));
        format!("variable {name}: {kind}, {default}{}\n", sensitive(&variable))
    });
    let outputs = read("outputs", "output").into_iter();
    let outputs = outputs.map(|(name, output)| format!("output {name}{}\n", sensitive(&output)));
    variables.chain(outputs).collect()
}

fn sensitive(declared: &Value) -> &'static str {
    if declared["sensitive"] == true { ", sensitive" } else { "" }
}

#[test]
fn no_module_changes_its_interface_unnoticed() {
    for module in ["api", "notifier", "table"] {
        let file = format!("tests/interfaces/{module}.txt");
        let known = fs::read_to_string(repository().join(&file)).unwrap_or_default();
        let now = interface(module);
        assert!(
            known == now,
            "the interface of `modules/{module}` changed, for everybody who calls it from HCL.\n\
             hint: say so in CHANGELOG.md, then let {file} be:\n{now}"
        );
    }
}
