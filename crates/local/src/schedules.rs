//! Schedules: functions are called and messages sent at certain times, as long as the runtime runs.
//!
//! What was due while it did not run is left out.
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html>

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::console;
use crate::identifier;
use crate::printable;
use crate::service::Services;
use crate::stack::schedule::Schedule;
use crate::targets;

/// The longest time between two looks at the clock, which may be set, or stand still while the machine sleeps.
const LOOK: Duration = Duration::from_secs(10);

/// How late a time may be acted on.
const PATIENCE: SignedDuration = SignedDuration::from_secs(30);

/// Acts on schedules until a stop is requested.
pub async fn run(schedules: Vec<Schedule>, services: Services, end: watch::Receiver<bool>) {
    let mut tasks = JoinSet::new();
    for schedule in schedules {
        let (services, mut end) = (services.clone(), end.clone());
        tasks.spawn(async move {
            tokio::select! {
                () = act(&schedule, &services) => {}
                // A dropped sender stops schedules as well.
                _ = end.wait_for(|end| *end) => {}
            }
        });
    }
    while tasks.join_next().await.is_some() {}
}

async fn act(schedule: &Schedule, services: &Services) {
    let mut after = Timestamp::now();
    while let Some(due) = schedule.times.next_after(after) {
        console::print_error(format!("{} acts next at {due:.0}\n", printable::line(&schedule.address)));
        wait_until(due).await;
        let event = event(schedule, due);
        if let Err(why) = targets::send(services, &schedule.target_arn, &event).await {
            bury(schedule, services, &event, &why).await;
        }
        // Times that passed while the machine slept are left out.
        after = due.max(Timestamp::now() - PATIENCE);
    }
}

async fn wait_until(due: Timestamp) {
    while let Ok(left) = Duration::try_from(due.duration_since(Timestamp::now()))
        && !left.is_zero()
    {
        tokio::time::sleep(left.min(LOOK)).await;
    }
}

/// Sends an event that could not be delivered to the dead-letter queue, if there is one.
async fn bury(schedule: &Schedule, services: &Services, event: &str, why: &str) {
    let (address, target) = (&schedule.address, &schedule.target_arn);
    console::warn(&format!("{address}: `{target}` got nothing: {why}"));
    if let Some(queue) = &schedule.dead_letter_arn
        && let Err(why) = targets::send(services, queue, event).await
    {
        console::warn(&format!("{address}: `{queue}` got nothing: {why}"));
    }
}

/// The event, with the Scheduler's attributes filled in.
/// <https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html>
fn event(schedule: &Schedule, due: Timestamp) -> String {
    let id = identifier::new().to_string();
    let Some(input) = &schedule.input else { return own_event(schedule, due, &id) };
    let attributes = [
        ("<aws.scheduler.schedule-arn>", schedule.arn.clone()),
        ("<aws.scheduler.scheduled-time>", due.to_string()),
        ("<aws.scheduler.execution-id>", id),
        ("<aws.scheduler.attempt-number>", "1".to_owned()),
    ];
    attributes.iter().fold(input.clone(), |text, (name, value)| text.replace(name, value))
}

/// The event of a schedule without an input.
fn own_event(schedule: &Schedule, due: Timestamp, id: &str) -> String {
    let part = |index: usize| schedule.arn.split(':').nth(index).unwrap_or_default();
    json!({
        "version": "0", "id": id, "detail-type": "Scheduled Event", "source": "aws.scheduler",
        "account": part(4), "time": due.to_string(), "region": part(3), "resources": [schedule.arn], "detail": "{}",
    })
    .to_string()
}
