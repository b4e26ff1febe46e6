//! The announcements and the reported record of each kind of event.

use crate::stream_event::{event, fixture, record, sequence_number};
use notifier::batch::Batch;
use notifier::publisher::{PublishError, Publisher};
use notifier::{MessageTemplate, Notifier, Rules};
use serde_json::json;
use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::time::Duration;
use tokio::time::Instant;

/// Records the announcements, and never fails.
#[derive(Default)]
struct Notes(RefCell<Vec<String>>);

impl Publisher for &Notes {
    async fn publish(&self, text: &str) -> Result<(), PublishError> {
        self.0.borrow_mut().push(text.to_owned());
        Ok(())
    }
}

fn rules(concurrency: usize) -> Rules {
    Rules {
        key_attribute: "flavour".to_owned(),
        message: MessageTemplate::parse("new: {flavour}", "flavour").unwrap(),
        max_sms_segments: NonZeroUsize::MIN,
        concurrency: NonZeroUsize::new(concurrency).unwrap(),
    }
}

/// Announces `event` and checks the texts and the reported sequence number.
#[track_caller]
fn check(event: &str, published: &[&str], first_failed: Option<&str>) {
    let notes = Notes::default();
    let notifier = Notifier::new(rules(8), &notes, None::<notifier::MemoryTable>);
    let batch = Batch::read(event).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let report = runtime.block_on(async { notifier.announce(&batch, Instant::now() + Duration::from_mins(1)).await });
    assert_eq!(notes.0.borrow().as_slice(), published);
    assert_eq!(report.first_failed.as_ref().map(notifier::SequenceNumber::as_str), first_failed);
}

#[track_caller]
fn check_refused(event: &str, expect: &str) {
    let message = Batch::read(event).unwrap_err().to_string();
    assert!(message.contains(expect), "{message}");
}

#[test]
fn every_new_item_is_announced_and_nothing_else() {
    check(&fixture("three_kinds"), &["new: mint", "new: stracciatella"], None);
}

#[test]
fn deletions_by_time_to_live_are_not_announced() {
    check(&fixture("time_to_live"), &["new: mint"], None);
}

#[test]
fn a_batch_of_only_removals_is_a_success() {
    check(&fixture("only_removals"), &[], None);
}

#[test]
fn an_empty_batch_is_a_success() {
    check(&fixture("empty"), &[], None);
}

#[test]
fn an_unknown_kind_of_change_is_not_announced() {
    check(&fixture("unknown_event_name"), &[], None);
}

#[test]
fn unknown_fields_are_skipped() {
    check(&fixture("unknown_fields"), &["new: mint"], None);
}

#[test]
fn items_may_hold_every_type_of_attribute() {
    check(&fixture("every_attribute_type"), &["new: mint"], None);
}

#[test]
fn the_key_is_found_in_every_view_of_the_stream() {
    check(&fixture("keys_only_view"), &["new: mint"], None);
    check(&fixture("key_in_new_image"), &["new: mint"], None);
}

#[test]
fn a_record_that_can_never_succeed_is_reported_and_stops_no_other() {
    let second = Some("4421584500000000017450439092");
    for name in ["binary_key", "number_key", "missing_key", "empty_key"] {
        check(&fixture(name), &["new: mint", "new: lemon"], second);
    }
}

#[test]
fn the_lowest_sequence_number_is_reported_whatever_the_order() {
    check(&fixture("out_of_order"), &["new: mint", "new: lemon"], Some("4421584500000000017450439092"));
}

#[test]
fn a_value_that_looks_like_a_template_is_text() {
    let braces = record(0, "INSERT", &json!({ "S": "{flavour}\n\"quoted\"" }));
    check(&event(&[braces]), &["new: {flavour}\n\"quoted\""], None);
}

#[test]
fn a_long_announcement_is_shortened() {
    let long = record(0, "INSERT", &json!({ "S": "m".repeat(2000) }));
    check(&event(&[long]), &[&format!("new: {}…", "m".repeat(64))], None);
}

#[test]
fn a_full_batch_is_announced_in_order() {
    let names: Vec<String> = (0..10_000).map(|place| format!("flavour {place}")).collect();
    let mut records: Vec<_> =
        names.iter().enumerate().map(|(place, name)| record(place, "INSERT", &json!({ "S": name }))).collect();
    records[9_000] = record(9_000, "INSERT", &json!({ "N": "9000" }));
    let event = event(&records);
    assert!(event.len() > 5_000_000, "{} bytes", event.len());

    let mut expected: Vec<String> = names.iter().map(|name| format!("new: {name}")).collect();
    expected.remove(9_000);
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(&event, &expected, Some(&sequence_number(9_000)));
}

#[test]
fn what_is_not_a_stream_event_is_refused_with_the_place() {
    check_refused(&fixture("no_records"), "found no DynamoDB stream event: `.`");
    check_refused(&fixture("queue_event"), "`Records[0]`");
    check_refused("[]", "found no DynamoDB stream event");
    check_refused("null", "found no DynamoDB stream event");
    check_refused("", "found no DynamoDB stream event");
    check_refused(r#"{"Records": {}}"#, "`Records`");
}

#[test]
fn records_of_another_service_are_refused() {
    check_refused(&fixture("other_source"), "found a record of `aws:kinesis`");
}

#[test]
fn a_record_that_could_not_be_reported_is_refused() {
    check_refused(&fixture("no_sequence_number"), "`9f1c5b0e7d3a4c6fb2e8a1d0c4b7f302`");
}

#[test]
fn a_refused_event_is_not_quoted() {
    let event = fixture("three_kinds").replace("\"SizeBytes\": 42", "\"SizeBytes\": \"secret\"");
    let message = Batch::read(&event).unwrap_err().to_string();
    assert!(message.contains("`Records[0].dynamodb.SizeBytes`") && !message.contains("secret"), "{message}");
}
