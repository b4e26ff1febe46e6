//! Prints the start, requests, messages and the output of functions for people.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use crate::console;
use crate::finding::Finding;
use crate::inbox::Message;
use crate::logs::{Line, Speaker};
use crate::outputs::{self, Outputs};
use crate::printable;
use crate::runtime::{Change, Runtime};
use crate::stack::rest_api::RestApi;

/// The pause between two writes.
const PAUSE: Duration = Duration::from_millis(10);
/// How long the overview waits for the warnings before it, which go to standard error.
const ORDER: Duration = Duration::from_secs(1);

/// Prints to standard output, or with `json` to standard error.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terminal {
    /// Whether the start is printed as JSON.
    json: bool,
    /// Whether sensitive values are shown.
    show_sensitive: bool,
}

impl Terminal {
    pub(super) fn new(json: bool, show_sensitive: bool) -> Self {
        Self { json, show_sensitive }
    }

    fn say(self, text: &str) {
        self.write(format!("{text}\n"));
    }

    /// With `json`, a program reads standard output, so that people read standard error.
    fn write(self, text: String) {
        if self.json {
            console::print_error(text);
        } else {
            console::print(text);
        }
    }

    /// Prints what differs from AWS.
    pub(super) fn findings(findings: &[Finding]) {
        if findings.is_empty() {
            return;
        }
        let mut text = String::from("warning: differs from AWS here (`--strict` refuses to start):\n");
        for finding in findings {
            let _ = writeln!(text, "  {}", printable::block(&finding.to_string()));
        }
        console::print_error(text);
    }

    /// Prints what runs, and where.
    pub(super) fn started(self, runtime: &Runtime, outputs: &Outputs) {
        let address = runtime.address();
        if !address.ip().is_loopback() {
            console::print_error(format!(
                "warning: {address} can be reached from other machines, and anyone who reaches it can do everything\n"
            ));
        }
        console::flush(ORDER);
        let endpoint = format!("http://{address}");
        let routes = runtime.routes();
        let apis = routes.gateway.apis();
        if self.json {
            let urls: Vec<_> = apis.iter().flat_map(|api| urls(&endpoint, api)).collect();
            let given = outputs.json(self.show_sensitive);
            let started = json!({
                "endpoint": endpoint, "urls": urls, "pages": format!("{endpoint}/_gelato/"),
                "apis": outputs::apis(&endpoint, apis), "outputs": given["outputs"], "api_keys": given["api_keys"],
            });
            console::print(format!("{started}\n"));
            return;
        }
        self.say(&overview(&endpoint, apis, &outputs.lines(self.show_sensitive)));
    }

    /// Prints messages and log lines as they come. Lines that come together are printed together, because printing one line
    /// costs as much as a small request.
    pub(super) async fn follow(self, runtime: Arc<Runtime>) {
        let (mut messages, mut lines) = (runtime.inbox().watch(), runtime.logs().follow());
        loop {
            let mut text = String::new();
            tokio::select! {
                message = messages.recv() => match message {
                    Ok(message) => add_message(&mut text, &message),
                    // Some were missed, and the next one is available.
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return,
                },
                lines = lines.next() => lines.iter().for_each(|line| add_line(&mut text, line)),
            }
            add_messages(&mut text, &mut messages);
            self.write(text);
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Prints the result of a change.
    pub(super) fn change(self, change: &Change) {
        match change {
            Change::Taken(findings) => {
                self.say("changed: the new configuration runs");
                Self::findings(findings);
            }
            Change::Refused(error) => {
                let error = printable::block(&error.to_string());
                console::print_error(format!("error: {error}\nthe previous configuration keeps running\n"));
            }
        }
    }

    /// Prints the last line.
    pub(super) fn stopped(self) {
        self.say("stopped");
    }
}

fn add_message(text: &mut String, message: &Message) {
    let name = if message.protocol == "sms" { "SMS" } else { "Mail" };
    let subject = message.subject.as_ref().map(|subject| format!(" ({subject})")).unwrap_or_default();
    let line = format!("{name} to {}{subject}: {}", message.to, message.message);
    text.push_str(&printable::line(&line));
    text.push('\n');
}

/// Lines of functions and access logs begin with the name of their log group. They may hold a client's text that imitates
/// a line of the runtime.
fn add_line(text: &mut String, line: &Line) {
    if line.kind != Speaker::Warning {
        let name = line.group.rsplit('/').next().unwrap_or(&line.group);
        text.push_str(&printable::line(name));
        text.push_str(" | ");
    }
    text.push_str(&printable::line(&line.text));
    text.push('\n');
}

/// Adds the messages that have come already.
fn add_messages(text: &mut String, messages: &mut Receiver<Message>) {
    loop {
        match messages.try_recv() {
            Ok(message) => add_message(text, &message),
            Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty | TryRecvError::Closed) => return,
        }
    }
}

fn urls(endpoint: &str, api: &RestApi) -> Vec<String> {
    api.stages.iter().map(|stage| format!("{endpoint}/{}", stage.name)).collect()
}

fn overview(endpoint: &str, apis: &[RestApi], outputs: &[String]) -> String {
    let mut text = String::new();
    for api in apis {
        for (url, stage) in urls(endpoint, api).into_iter().zip(&api.stages) {
            let _ = writeln!(text, "{}", printable::line(&format!("{}: {url}", api.name)));
            let by_id = outputs::url_by_id(endpoint, api, stage);
            let _ = writeln!(text, "{}", printable::line(&format!("  id {}, also at {by_id}", api.id)));
            for method in api.methods.iter().filter(|method| method.http_method != "OPTIONS") {
                let route = format!("  {:<7} {url}{}", method.http_method, method.resource_path);
                let _ = writeln!(text, "{}", printable::line(&route));
            }
        }
    }
    for line in outputs {
        let _ = writeln!(text, "{}", printable::line(line));
    }
    let _ = write!(text, "SDKs and the AWS CLI: --endpoint-url {endpoint}\npages: {endpoint}/_gelato/\nCtrl-C stops");
    text
}
