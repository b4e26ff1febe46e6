//! Plans: their summary, and the gate that stops them when a table, a stream or an API would be lost. Each case is a
//! plan with one change.

use gelato::plan::{Plan, StoppedPlan, Summary, gate, gate_destroy, half_made, overwritten};
use serde_json::{Value, json};

const TABLE: &str = "module.table.aws_dynamodb_table.flavours";
const API: &str = "module.api.aws_api_gateway_rest_api.parlour";

/// A change of one resource, as in `terraform show -json`.
fn change(address: &str, actions: &Value, before: &Value, after: &Value) -> Value {
    let kind = address.rsplit('.').nth(1).unwrap();
    json!({
        "address": address, "mode": "managed", "type": kind,
        "change": { "actions": actions, "before": before, "after": after, "after_unknown": {} },
    })
}

fn plan(changes: &[Value]) -> Plan {
    Plan::parse(&json!({ "format_version": "1.2", "resource_changes": changes }).to_string()).unwrap()
}

/// Asserts why a plan with one change is stopped, and that naming its address lets it pass.
#[track_caller]
fn stopped(change: &Value, expected: &str) {
    let plan = plan(std::slice::from_ref(change));
    let stops = gate(&plan, &[]);
    let told: Vec<_> = stops.iter().map(ToString::to_string).collect();
    assert_eq!(told, [format!("{}: {expected}", change["address"].as_str().unwrap())]);
    let address = change["address"].as_str().unwrap().to_owned();
    assert_eq!(gate(&plan, std::slice::from_ref(&address)), [], "not let pass");
    assert_eq!(gate(&plan, &[format!("{address}_other")]), stops, "let pass by another's address");
    let message = StoppedPlan { environment: "dev".into(), stops }.to_string();
    assert!(message.ends_with(&format!("hint: where that is meant, add --allow-replace '{address}'")), "{message}");
}

#[test]
fn a_replaced_table_is_reported_with_the_argument_that_forces_it() {
    let mut replaced =
        change(TABLE, &json!(["delete", "create"]), &json!({ "hash_key": "a" }), &json!({ "hash_key": "b" }));
    replaced["change"]["replace_paths"] = json!([["hash_key"]]);
    stopped(&replaced, "would be replaced, because `hash_key` changes: its items are lost");
    replaced["change"]["actions"] = json!(["create", "delete"]);
    replaced["change"]["replace_paths"] = json!([["range_key"], ["attribute", 0, "name"]]);
    stopped(&replaced, "would be replaced, because `attribute.0.name`, `range_key` change: its items are lost");
}

#[test]
fn a_destroyed_table_is_reported_with_terraforms_reason() {
    let reasons = [
        ("delete_because_no_resource_config", "the configuration no longer has it"),
        ("delete_because_count_index", "the configuration no longer has this instance of it"),
        ("something_new", "something new"),
    ];
    for (reason, told) in reasons {
        let mut destroyed = change(&format!("{TABLE}[0]"), &json!(["delete"]), &json!({}), &Value::Null);
        destroyed["type"] = "aws_dynamodb_table".into();
        destroyed["action_reason"] = reason.into();
        stopped(&destroyed, &format!("would be destroyed, because {told}: its items are lost"));
    }
}

#[test]
fn a_replaced_or_destroyed_api_is_reported() {
    let mut replaced = change(API, &json!(["create", "delete"]), &json!({}), &json!({}));
    replaced["action_reason"] = "replace_because_tainted".into();
    let lost = "its address and its clients are lost";
    stopped(
        &replaced,
        &format!(
            "would be replaced, because it is tainted (its creation failed half-way; `terraform untaint` keeps it): {lost}"
        ),
    );
    let destroyed = change(API, &json!(["delete"]), &json!({}), &Value::Null);
    stopped(&destroyed, &format!("would be destroyed, because everything is to be destroyed: {lost}"));
}

#[test]
fn a_replaced_stream_is_reported() {
    let stream = |enabled: bool, view: &str| json!({ "stream_enabled": enabled, "stream_view_type": view });
    let update = |before: &Value, after: &Value| change(TABLE, &json!(["update"]), before, after);
    let lost = "changes: records that are not read yet are lost";
    stopped(
        &update(&stream(true, "NEW_IMAGE"), &stream(true, "KEYS_ONLY")),
        &format!("would get another stream, because `stream_view_type` {lost}"),
    );
    stopped(
        &update(&stream(true, "NEW_IMAGE"), &stream(false, "")),
        &format!("would get another stream, because `stream_enabled` and `stream_view_type` {lost}"),
    );
    let added = update(&stream(false, ""), &stream(true, "NEW_IMAGE"));
    assert_eq!(gate(&plan(&[added]), &[]), [], "a stream that is added loses nothing");
}

#[test]
fn changes_that_lose_nothing_pass() {
    let changes = [
        change(TABLE, &json!(["create"]), &Value::Null, &json!({})),
        change(
            TABLE,
            &json!(["update"]),
            &json!({ "billing_mode": "PROVISIONED" }),
            &json!({ "billing_mode": "PAY_PER_REQUEST" }),
        ),
        change(TABLE, &json!(["no-op"]), &json!({}), &json!({})),
        change("module.api.aws_api_gateway_deployment.parlour", &json!(["create", "delete"]), &json!({}), &json!({})),
        change("aws_sqs_queue.failures", &json!(["delete"]), &json!({}), &Value::Null),
    ];
    assert_eq!(gate(&plan(&changes), &[]), []);
}

/// AWS would refuse in the middle of the apply, so no option lets this pass.
#[test]
fn a_table_with_deletion_protection_is_never_let_go() {
    let guarded = change(TABLE, &json!(["delete"]), &json!({ "deletion_protection_enabled": true }), &Value::Null);
    let plan = plan(&[guarded]);
    let refused = "AWS refuses to delete it: set `deletion_protection = false` and apply that first";
    for stops in [gate(&plan, &[TABLE.to_owned()]), gate_destroy(&plan)] {
        assert_eq!(stops.iter().map(ToString::to_string).collect::<Vec<_>>(), [format!("{TABLE}: {refused}")]);
        let message = StoppedPlan { environment: "prod".into(), stops }.to_string();
        assert_eq!(message, format!("the plan for `prod` was stopped\n  {TABLE}: {refused}"));
    }
}

#[test]
fn a_summary_counts_as_terraform_does_and_shows_no_value() {
    let secret = "a value that nobody should see";
    let mut replaced =
        change("a.aws_sns_topic.t", &json!(["create", "delete"]), &json!({ "name": secret }), &json!({ "name": "x" }));
    replaced["change"]["replace_paths"] = json!([["name"]]);
    let mut imported = change("aws_iam_role.taken", &json!(["no-op"]), &json!({}), &json!({}));
    imported["change"]["importing"] = json!({ "id": "taken" });
    let mut unknown = change(
        "aws_api_gateway_stage.s",
        &json!(["update"]),
        &json!({ "a": 1, "b": secret, "c": 2 }),
        &json!({ "a": 1, "b": "x" }),
    );
    unknown["change"]["after_unknown"] = json!({ "a": false, "c": true });
    let changes = [
        change("aws_sqs_queue.one", &json!(["create"]), &Value::Null, &json!({ "name": secret })),
        change("aws_iam_role.one", &json!(["create"]), &Value::Null, &json!({})),
        change("aws_iam_role.two", &json!(["create"]), &Value::Null, &json!({})),
        unknown,
        replaced,
        imported,
    ];
    let drifted = change(
        "aws_api_gateway_stage.s",
        &json!(["update"]),
        &json!({ "b": 1, "d": null }),
        &json!({ "b": 2, "d": {} }),
    );
    let elsewhere = change("aws_sqs_queue.untouched", &json!(["update"]), &json!({ "b": 1 }), &json!({ "b": 2 }));
    let json = json!({
        "resource_changes": changes,
        "resource_drift": [drifted, elsewhere],
        "output_changes": { "url": { "actions": ["update"] }, "name": { "actions": ["no-op"] } },
    });
    let plan = Plan::parse(&json.to_string()).unwrap();
    let summary = Summary::of("dev", &plan, Vec::new());
    let expected = "  ! changed outside of Terraform: aws_api_gateway_stage.s: b\n\
                    \x20   & import   aws_iam_role.taken\n\
                    \x20   + create   aws_iam_role: 2\n\
                    \x20   + create   aws_sqs_queue.one\n\
                    \x20   ~ update   aws_api_gateway_stage.s: b, c\n\
                    \x20 -/+ replace  a.aws_sns_topic.t, because `name` changes\n\
                    \x20 outputs: url\n\
                    Plan: 1 to import, 4 to add, 1 to change, 1 to destroy.";
    assert_eq!(summary.to_string(), expected);
    let told = serde_json::to_value(&summary).unwrap();
    assert_eq!(told["counts"], json!({ "import": 1, "add": 4, "change": 1, "destroy": 1 }));
    assert_eq!(
        told["changes"][3],
        json!({
            "address": "aws_api_gateway_stage.s", "type": "aws_api_gateway_stage", "action": "update",
            "imported": false, "arguments": ["b", "c"],
        })
    );
    assert!(!told.to_string().contains(secret), "{told:#}");
}

#[test]
fn anything_that_is_not_a_plan_is_refused() {
    for wrong in ["", "[]x", r#"{"resource_changes":[{"address":1}]}"#] {
        let message = Plan::parse(wrong).unwrap_err().to_string();
        assert!(message.starts_with("what `show -json` prints is not a plan"), "{message}");
    }
}

/// Terraform would create the new one first: AWS refuses a second role of the same name, and a response would be
/// deleted with the old one. A topic that is destroyed first can be created again.
#[test]
fn half_created_resources_are_kept_if_aws_allows_only_one() {
    let replaced = |address: &str, actions: [&str; 2], reason: &str| {
        let mut change = change(address, &json!(actions), &json!({}), &json!({}));
        change["action_reason"] = reason.into();
        change
    };
    let kept = ["module.api.aws_api_gateway_gateway_response.throttled", "module.api.aws_iam_role.put_flavour"];
    let first = ["create", "delete"];
    let plan = plan(&[
        replaced(kept[0], first, "replace_because_tainted"),
        replaced(kept[1], first, "replace_because_tainted"),
        replaced("module.api.aws_api_gateway_method.put_flavour", first, "replace_because_cannot_update"),
        replaced("module.notifier.aws_sns_topic.patrons", ["delete", "create"], "replace_because_tainted"),
    ]);
    assert_eq!(half_made(&plan), kept);
}

#[test]
fn an_integration_that_is_replaced_has_to_be_made_again() {
    let integration = "module.api.aws_api_gateway_integration.put_flavour";
    let plan = plan(&[
        change(integration, &json!(["create", "delete"]), &json!({}), &json!({})),
        change("module.api.aws_api_gateway_integration.get_flavour", &json!(["update"]), &json!({}), &json!({})),
        change("module.api.aws_api_gateway_deployment.parlour", &json!(["create", "delete"]), &json!({}), &json!({})),
    ]);
    assert_eq!(overwritten(&plan), [integration]);
}
