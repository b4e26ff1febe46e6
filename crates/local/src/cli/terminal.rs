//! What people see: the start, requests, messages, what functions say.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::Arc;

use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use crate::finding::Finding;
use crate::inbox::Message;
use crate::logs::{Line, Speaker};
use crate::runtime::{Change, Runtime};
use crate::stack::rest_api::RestApi;

/// Where it is told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terminal {
    /// Whether the start is told as JSON.
    json: bool,
}

impl Terminal {
    pub(super) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Standard output is for people here, unless something else reads it.
    fn say(self, text: &str) {
        // A closed terminal is no reason to stop serving.
        let _ = if self.json { writeln!(io::stderr(), "{text}") } else { writeln!(io::stdout(), "{text}") };
    }

    /// What would be ignored.
    pub(super) fn findings(findings: &[Finding]) {
        if findings.is_empty() {
            return;
        }
        let _ = writeln!(io::stderr(), "warning: not as on AWS here (`--strict` refuses to start):");
        for finding in findings {
            let _ = writeln!(io::stderr(), "  {finding}");
        }
    }

    /// What runs, and where.
    pub(super) fn started(self, runtime: &Runtime) {
        let address = runtime.address();
        if !address.ip().is_loopback() {
            let _ = writeln!(
                io::stderr(),
                "warning: {address} can be reached from other machines, and who reaches it can do everything"
            );
        }
        let endpoint = format!("http://{address}");
        let routes = runtime.routes();
        let apis = routes.gateway.apis();
        if self.json {
            let urls: Vec<_> = apis.iter().flat_map(|api| urls(&endpoint, api)).collect();
            let started = json!({ "endpoint": endpoint, "urls": urls, "pages": format!("{endpoint}/_gelato/") });
            let _ = writeln!(io::stdout(), "{started}");
            return;
        }
        self.say(&overview(&endpoint, apis));
    }

    /// Tells what happens, as it happens.
    pub(super) async fn follow(self, runtime: Arc<Runtime>) {
        let (mut messages, mut lines) = (runtime.inbox().watch(), runtime.logs().watch());
        loop {
            let outcome = tokio::select! {
                message = messages.recv() => message.map(|message| self.message(&message)),
                line = lines.recv() => line.map(|line| self.line(&line)),
            };
            if let Err(RecvError::Closed) = outcome {
                return;
            }
        }
    }

    fn message(self, message: &Message) {
        let name = if message.protocol == "sms" { "SMS" } else { "Mail" };
        let subject = message.subject.as_ref().map(|subject| format!(" ({subject})")).unwrap_or_default();
        self.say(&format!("{name} to {}{subject}: {}", message.to, message.message));
    }

    fn line(self, line: &Line) {
        match line.kind {
            Speaker::Access | Speaker::Function => self.say(&line.text),
            // Every step of every request would hide everything else; it is on the page `logs`.
            Speaker::Execution => {}
        }
    }

    /// What came of a change.
    pub(super) fn change(self, change: &Change) {
        match change {
            Change::Taken(findings) => {
                self.say("changed: the new configuration runs");
                Self::findings(findings);
            }
            Change::Refused(error) => {
                let _ = writeln!(io::stderr(), "error: {error}\nthe configuration from before the change goes on");
            }
        }
    }

    pub(super) fn stopped(self) {
        self.say("stopped");
    }
}

fn urls(endpoint: &str, api: &RestApi) -> Vec<String> {
    api.stages.iter().map(|stage| format!("{endpoint}/{}", stage.name)).collect()
}

fn overview(endpoint: &str, apis: &[RestApi]) -> String {
    let mut text = String::new();
    for api in apis {
        for url in urls(endpoint, api) {
            let _ = writeln!(text, "{}: {url}", api.name);
            for method in api.methods.iter().filter(|method| method.http_method != "OPTIONS") {
                let _ = writeln!(text, "  {:<7} {url}{}", method.http_method, method.resource_path);
            }
        }
    }
    let _ = write!(text, "SDKs and the AWS CLI: --endpoint-url {endpoint}\npages: {endpoint}/_gelato/\nCtrl-C stops");
    text
}
