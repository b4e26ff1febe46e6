//! A function's execution environments: one process for each concurrent invocation, reused afterwards.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html>

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde_json::json;
use tokio::sync::{Semaphore, oneshot, watch};
use tokio::time::timeout;

use crate::identifier;
use crate::invocations;
use crate::logs::Speaker;
use crate::stack::function::Function;
use crate::timestamp;

use super::Telemetry;
use super::code::{Code, CodeError};
use super::environment;
use super::invocation::{Invocation, Outcome};
use super::process::{Launcher, Process};
use super::runtime_api::{RuntimeApi, Work};

/// How long the initialization of a process may take.
const INIT: Duration = Duration::from_secs(10);

/// A function and its execution environments.
pub(super) struct Pool {
    function: Function,
    code: Code,
    endpoint: String,
    telemetry: Telemetry,
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

/// An environment that cannot be used any more.
struct Failure {
    /// The error for the caller.
    error: Bytes,
    /// Whether its process may have started to handle the event.
    had_event: bool,
}

/// A function's result, or the error that it reported.
type Reported = Result<Bytes, Bytes>;

impl Pool {
    /// Starts to unpack a function. No process is started yet.
    pub(super) fn new(
        function: Function,
        endpoint: String,
        telemetry: Telemetry,
        launcher: Launcher,
    ) -> Result<Self, CodeError> {
        Ok(Self {
            code: Code::unpack(&function)?,
            name: function.name.as_str().into(),
            group: format!("/aws/lambda/{}", function.name).into(),
            permits: Semaphore::new(function.concurrency),
            idle: Mutex::default(),
            function,
            endpoint,
            telemetry,
            launcher,
        })
    }

    pub(super) fn function(&self) -> &Function {
        &self.function
    }

    /// Invokes the function, once the concurrency limit permits it.
    pub(super) async fn invoke(&self, invocation: Invocation) -> Outcome {
        let request_id = identifier::new().to_string();
        let _permit = self.permits.acquire().await;
        let (at, started, event_bytes) = (timestamp::now(), Instant::now(), invocation.payload.len());
        let mut log = Vec::new();
        let (cold, result) = self.run_somewhere(&request_id, &invocation, &mut log).await;
        let (payload, failed) = match result {
            Ok(Ok(payload)) => (payload, false),
            Ok(Err(payload)) | Err(Failure { error: payload, .. }) => {
                self.log(&String::from_utf8_lossy(&payload));
                (payload, true)
            }
        };
        self.telemetry.invocations.add(invocations::Invocation {
            at,
            function: Arc::clone(&self.name),
            request_id: request_id.clone(),
            cold,
            milliseconds: (started.elapsed().as_secs_f64() * 1e5).round() / 1e2,
            event_bytes,
            result_bytes: payload.len(),
            error: failed.then(|| error_message(&payload)),
        });
        Outcome { request_id, payload, failed, log }
    }

    /// Runs an event in an idle process or in a new one, and returns whether it was new. A process may end while it is
    /// idle; an event that it did not receive is given to a new process, as on AWS.
    async fn run_somewhere(
        &self,
        request_id: &str,
        invocation: &Invocation,
        log: &mut Vec<u8>,
    ) -> (bool, Result<Reported, Failure>) {
        if let Some(environment) = self.idle() {
            match self.run(environment, request_id, invocation, log).await {
                Err(Failure { had_event: false, .. }) => {}
                result => return (false, result),
            }
        }
        let result = match self.start(request_id).await {
            Ok(environment) => self.run(environment, request_id, invocation, log).await,
            Err(failure) => Err(failure),
        };
        (true, result)
    }

    /// Starts a process ahead of the first event, so that the event does not wait, and a failed start is reported at
    /// once.
    pub(super) async fn warm(&self) {
        let Ok(_permit) = self.permits.try_acquire() else { return };
        match self.start(&identifier::new().to_string()).await {
            Ok(environment) => self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(environment),
            Err(Failure { error, .. }) => self.log(&String::from_utf8_lossy(&error)),
        }
    }

    /// Takes an idle process; ended ones are removed.
    fn idle(&self) -> Option<Environment> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain_mut(|environment| !environment.process.has_ended());
        idle.pop()
    }

    /// Adds a line to the function's log.
    pub(super) fn log(&self, text: &str) {
        self.telemetry.logs.add(Arc::clone(&self.group), Speaker::Function, text);
    }

    /// Starts a process and waits until it asks for an event.
    async fn start(&self, request_id: &str) -> Result<Environment, Failure> {
        let failed = |error: std::io::Error| failure("Runtime.InvalidEntrypoint", request_id, &error.to_string());
        let api = RuntimeApi::listen().await.map_err(failed)?;
        let copy = self.code.copy().await.map_err(failed)?;
        let folder = copy.path();
        let variables = environment::variables(&self.function, folder, &api.address.to_string(), &self.endpoint);
        let process =
            Process::start(&self.launcher, folder, variables, &self.group, &self.telemetry.logs).map_err(failed)?;
        let mut environment = Environment { process, api };
        let Environment { process, api } = &mut environment;
        tokio::select! {
            biased;
            error = init_error(&mut api.init_error) => Err(Failure { error, had_event: false }),
            () = first_request(&mut api.ready) => Ok(()),
            how = process.ended() => {
                Err(failure("Runtime.ExitError", request_id, &format!("Runtime exited with error: {how}")))
            }
            () = tokio::time::sleep(INIT) => {
                Err(failure("Sandbox.Timedout", request_id, "Runtime did not ask for an event within 10 seconds"))
            }
        }?;
        Ok(environment)
    }

    /// Runs an event in an environment, which becomes idle again if it succeeds.
    async fn run(
        &self,
        mut environment: Environment,
        request_id: &str,
        invocation: &Invocation,
        log: &mut Vec<u8>,
    ) -> Result<Reported, Failure> {
        let (done, result) = oneshot::channel();
        let work = Work {
            request_id: request_id.to_owned(),
            invocation: invocation.clone(),
            function_arn: self.function.arn.clone(),
            timeout: self.function.timeout,
            done,
        };
        // The process may have ended while it was idle, which is noticed below.
        let _ = environment.api.work.send(work).await;
        let Environment { process, api } = &mut environment;
        let finished = timeout(self.function.timeout, async {
            tokio::select! {
                biased;
                Ok(result) = result => Ok(result),
                how = process.ended() => {
                    let failure = failure("Runtime.ExitError", request_id, &format!("Runtime exited with error: {how}"));
                    Err(Failure { had_event: api.was_fetched(request_id).await, ..failure })
                }
            }
        });
        let finished = finished.await;
        *log = environment.process.tail();
        let result = finished.unwrap_or_else(|_| Err(self.timed_out(request_id)))?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(environment);
        Ok(result)
    }

    fn timed_out(&self, request_id: &str) -> Failure {
        let seconds = self.function.timeout.as_secs_f64();
        let message = format!("{} {request_id} Task timed out after {seconds:.2} seconds", timestamp::now());
        Failure { error: json!({ "errorMessage": message }).to_string().into(), had_event: true }
    }
}

/// Waits for the process to report a failed initialization.
async fn init_error(error: &mut watch::Receiver<Option<Bytes>>) -> Bytes {
    let error = error.wait_for(Option::is_some).await.ok().and_then(|error| error.clone());
    match error {
        Some(error) => error,
        None => std::future::pending().await,
    }
}

/// Waits for the process to ask for its first event.
async fn first_request(ready: &mut watch::Receiver<bool>) {
    if ready.wait_for(|ready| *ready).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// The maximum length in characters of an error message that is kept.
const LONGEST_MESSAGE: usize = 1_000;

/// The message of a function's error.
fn error_message(payload: &[u8]) -> String {
    let error = serde_json::from_slice::<serde_json::Value>(payload).ok();
    let message = error.and_then(|error| Some(error.get("errorMessage")?.as_str()?.to_owned()));
    let text = message.unwrap_or_else(|| String::from_utf8_lossy(payload).into_owned());
    text.chars().take(LONGEST_MESSAGE).collect()
}

/// The failure of an environment that did not receive the event.
fn failure(kind: &str, request_id: &str, message: &str) -> Failure {
    let message = format!("RequestId: {request_id} Error: {message}");
    Failure { error: json!({ "errorType": kind, "errorMessage": message }).to_string().into(), had_event: false }
}
