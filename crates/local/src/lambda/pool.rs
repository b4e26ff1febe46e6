//! A function's environments: as many processes as there are invocations at a time, each used again.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html>

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde_json::json;
use tokio::sync::{Semaphore, oneshot, watch};
use tokio::time::timeout;

use crate::identifier;
use crate::invocations::Invocation as Ended;
use crate::logs::Speaker;
use crate::stack::function::Function;
use crate::timestamp;

use super::Told;
use super::code::{Code, CodeError};
use super::environment;
use super::invocation::{Invocation, Outcome};
use super::process::{Launcher, Process};
use super::runtime_api::{RuntimeApi, Work};

/// How long a process may take to ask for its first event.
const INIT: Duration = Duration::from_secs(10);

/// A function and its environments.
pub(super) struct Pool {
    function: Function,
    code: Code,
    endpoint: String,
    told: Told,
    name: Arc<str>,
    group: Arc<str>,
    launcher: Launcher,
    permits: Semaphore,
    idle: Mutex<Vec<Environment>>,
}

struct Environment {
    process: Process,
    api: RuntimeApi,
}

/// An environment is of no more use.
struct Dead {
    /// Why, as the invoker hears it.
    why: Bytes,
    /// Whether its process may have begun with the event.
    had_event: bool,
}

/// A function's answer, or the error that it reported.
type Reported = Result<Bytes, Bytes>;

impl Pool {
    /// Begins to unpack a function, and starts nothing yet.
    pub(super) fn new(function: Function, endpoint: String, told: Told, launcher: Launcher) -> Result<Self, CodeError> {
        Ok(Self {
            code: Code::unpack(&function)?,
            name: function.name.as_str().into(),
            group: format!("/aws/lambda/{}", function.name).into(),
            permits: Semaphore::new(function.concurrency),
            idle: Mutex::default(),
            function,
            endpoint,
            told,
            launcher,
        })
    }

    pub(super) fn function(&self) -> &Function {
        &self.function
    }

    /// Invokes the function, in its turn.
    pub(super) async fn invoke(&self, invocation: Invocation) -> Outcome {
        let request_id = identifier::new().to_string();
        let _permit = self.permits.acquire().await;
        let (at, started, event_bytes) = (timestamp::now(), Instant::now(), invocation.payload.len());
        let mut log = Vec::new();
        let (cold, result) = self.run_somewhere(&request_id, &invocation, &mut log).await;
        let (payload, failed) = match result {
            Ok(Ok(payload)) => (payload, false),
            Ok(Err(payload)) | Err(Dead { why: payload, .. }) => {
                self.tell(&String::from_utf8_lossy(&payload));
                (payload, true)
            }
        };
        self.told.invocations.add(Ended {
            at,
            function: Arc::clone(&self.name),
            request_id: request_id.clone(),
            cold,
            milliseconds: (started.elapsed().as_secs_f64() * 1e5).round() / 1e2,
            event_bytes,
            result_bytes: payload.len(),
            error: failed.then(|| told_error(&payload)),
        });
        Outcome { request_id, payload, failed, log }
    }

    /// Runs an event where a process waits for work, or else in a new one; tells whether it was new. A process may end
    /// while it waits, and an event that it never had is given to a new one, as on AWS.
    async fn run_somewhere(
        &self,
        request_id: &str,
        invocation: &Invocation,
        log: &mut Vec<u8>,
    ) -> (bool, Result<Reported, Dead>) {
        if let Some(environment) = self.idle() {
            match self.run(environment, request_id, invocation, log).await {
                Err(Dead { had_event: false, .. }) => {}
                result => return (false, result),
            }
        }
        let result = match self.start(request_id).await {
            Ok(environment) => self.run(environment, request_id, invocation, log).await,
            Err(dead) => Err(dead),
        };
        (true, result)
    }

    /// Starts a process before there is work, so that the first event does not wait for it, and a start that fails is
    /// told at once.
    pub(super) async fn warm(&self) {
        let Ok(_permit) = self.permits.try_acquire() else { return };
        match self.start(&identifier::new().to_string()).await {
            Ok(environment) => self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(environment),
            Err(Dead { why, .. }) => self.tell(&String::from_utf8_lossy(&why)),
        }
    }

    /// A process that waits for work; those that have ended meanwhile are of no use.
    fn idle(&self) -> Option<Environment> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain_mut(|environment| !environment.process.has_ended());
        idle.pop()
    }

    /// Says something in the function's log.
    pub(super) fn tell(&self, text: &str) {
        self.told.logs.add(Arc::clone(&self.group), Speaker::Function, text);
    }

    /// Starts a process and waits until it asks for work.
    async fn start(&self, request_id: &str) -> Result<Environment, Dead> {
        let failed = |error: std::io::Error| dead("Runtime.InvalidEntrypoint", request_id, &error.to_string());
        let api = RuntimeApi::listen().await.map_err(failed)?;
        let copy = self.code.copy().await.map_err(failed)?;
        let folder = copy.path();
        let variables = environment::variables(&self.function, folder, &api.address.to_string(), &self.endpoint);
        let process =
            Process::start(&self.launcher, folder, variables, &self.group, &self.told.logs).map_err(failed)?;
        let mut environment = Environment { process, api };
        let Environment { process, api } = &mut environment;
        tokio::select! {
            biased;
            told = told(&mut api.broken) => Err(Dead { why: told, had_event: false }),
            () = asked(&mut api.ready) => Ok(()),
            how = process.ended() => {
                Err(dead("Runtime.ExitError", request_id, &format!("Runtime exited with error: {how}")))
            }
            () = tokio::time::sleep(INIT) => {
                Err(dead("Sandbox.Timedout", request_id, "Runtime did not ask for an event within 10 seconds"))
            }
        }?;
        Ok(environment)
    }

    /// Gives an environment an event, and keeps it where it can be used again.
    async fn run(
        &self,
        mut environment: Environment,
        request_id: &str,
        invocation: &Invocation,
        log: &mut Vec<u8>,
    ) -> Result<Reported, Dead> {
        let (done, result) = oneshot::channel();
        let work = Work {
            request_id: request_id.to_owned(),
            invocation: invocation.clone(),
            function_arn: self.function.arn.clone(),
            timeout: self.function.timeout,
            done,
        };
        // The process may have ended while nobody needed it: that shows below.
        let _ = environment.api.work.send(work).await;
        let Environment { process, api } = &mut environment;
        let finished = timeout(self.function.timeout, async {
            tokio::select! {
                biased;
                Ok(result) = result => Ok(result),
                how = process.ended() => {
                    let dead = dead("Runtime.ExitError", request_id, &format!("Runtime exited with error: {how}"));
                    Err(Dead { had_event: api.was_fetched(request_id).await, ..dead })
                }
            }
        });
        let finished = finished.await;
        *log = environment.process.tail();
        let result = finished.unwrap_or_else(|_| Err(self.timed_out(request_id)))?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(environment);
        Ok(result)
    }

    fn timed_out(&self, request_id: &str) -> Dead {
        let seconds = self.function.timeout.as_secs_f64();
        let message = format!("{} {request_id} Task timed out after {seconds:.2} seconds", timestamp::now());
        Dead { why: json!({ "errorMessage": message }).to_string().into(), had_event: true }
    }
}

/// Waits for the process to tell of a start that failed.
async fn told(broken: &mut watch::Receiver<Option<Bytes>>) -> Bytes {
    let told = broken.wait_for(Option::is_some).await.ok().and_then(|told| told.clone());
    match told {
        Some(told) => told,
        None => std::future::pending().await,
    }
}

/// Waits for the process to ask for its first event.
async fn asked(ready: &mut watch::Receiver<bool>) {
    let asked = ready.wait_for(|ready| *ready).await.is_ok();
    if !asked {
        std::future::pending::<()>().await;
    }
}

/// The most of an error that is kept with its invocation, in characters.
const MOST_TOLD: usize = 1_000;

/// What a function's error says.
fn told_error(payload: &[u8]) -> String {
    let told = serde_json::from_slice::<serde_json::Value>(payload).ok();
    let told = told.and_then(|told| Some(told.get("errorMessage")?.as_str()?.to_owned()));
    let text = told.unwrap_or_else(|| String::from_utf8_lossy(payload).into_owned());
    text.chars().take(MOST_TOLD).collect()
}

/// An environment that never had the event.
fn dead(kind: &str, request_id: &str, message: &str) -> Dead {
    let message = format!("RequestId: {request_id} Error: {message}");
    Dead { why: json!({ "errorType": kind, "errorMessage": message }).to_string().into(), had_event: false }
}
