//! Tests of the command `gelato`: its own commands, and those that it passes to the project's own program.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first failure")]

mod examples;
mod hand_over;
mod local;
mod machine;
mod meters;
mod module_bindings;

#[track_caller]
fn assert_says(text: &str, expected: &[&str]) {
    for part in expected {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}
