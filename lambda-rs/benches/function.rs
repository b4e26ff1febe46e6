//! The speed and the size of the function. `docs/benchmarks/lambda.md` has the command and the published figures.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use notifier::batch::Batch;
use notifier::publisher::{PublishError, Publisher};
use notifier::{MemoryTable, MessageTemplate, Notifier, Rules};
use serde_json::{Value, json};
use std::io::Read;
use std::net::TcpListener;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const RECORDS: usize = 10_000;
const BATCH_ROUNDS: usize = 30;
const START_ROUNDS: usize = 50;

/// Accepts every announcement immediately.
struct Instantly;

impl Publisher for Instantly {
    async fn publish(&self, _: &str) -> Result<(), PublishError> {
        Ok(())
    }
}

fn main() {
    let event = event();
    println!("event: {RECORDS} records, {:.1} MB", megabytes(event.len()));
    print_times("read the batch", (0..BATCH_ROUNDS).map(|_| time(|| Batch::read(&event).unwrap())).collect());
    print_times("read and announce the batch", (0..BATCH_ROUNDS).map(|_| announce(&event)).collect());

    let binary = std::fs::metadata(bootstrap()).unwrap().len();
    println!("binary: {:.2} MB", megabytes(usize::try_from(binary).unwrap()));
    let (times, memory): (Vec<Duration>, Vec<usize>) = (0..START_ROUNDS).map(|_| cold_start()).unzip();
    print_times("process start to first `/next`", times);
    println!("memory at first `/next`: {:.1} MB", megabytes(memory.into_iter().max().unwrap() * 1024));
}

/// The binary of this build, or the one that `NOTIFIER_BOOTSTRAP` names.
fn bootstrap() -> PathBuf {
    let named = std::env::var_os("NOTIFIER_BOOTSTRAP");
    named.map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_bootstrap")), PathBuf::from)
}

/// The largest batch that Lambda delivers: 10,000 records in 6 MB.
fn event() -> String {
    json!({ "Records": (0..RECORDS).map(record).collect::<Vec<_>>() }).to_string()
}

fn record(place: usize) -> Value {
    let key = json!({ "S": format!("flavour {place}") });
    json!({
        "eventID": format!("{place:032x}"),
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "eu-west-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_772_444_467.0,
            "Keys": { "flavour": key },
            "NewImage": {
                "flavour": key,
                "price": { "N": "3.5" },
                "description": { "S": "cool ".repeat(16) },
            },
            "SequenceNumber": (4_421_584_500_000_000_017_450_439_100_u128 + place as u128).to_string(),
            "SizeBytes": 128,
            "StreamViewType": "NEW_IMAGE",
        },
        "eventSourceARN":
            "arn:aws:dynamodb:eu-west-1:123456789012:table/ice-cream-flavours/stream/2026-03-02T09:41:07.512",
    })
}

/// A new notifier each time, so that nothing is remembered.
fn announce(event: &str) -> Duration {
    let rules = Rules {
        key_attribute: "flavour".to_owned(),
        message: MessageTemplate::parse("Come try our new {flavour} flavour", "flavour").unwrap(),
        max_sms_segments: NonZeroUsize::MIN,
        concurrency: NonZeroUsize::new(8).unwrap(),
    };
    let notifier = Notifier::new(rules, Instantly, None::<MemoryTable>);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    time(|| {
        let batch = Batch::read(event).unwrap();
        let stop_at = tokio::time::Instant::now() + Duration::from_mins(1);
        let report = runtime.block_on(notifier.announce(&batch, stop_at));
        assert_eq!(report.tally.published, RECORDS);
    })
}

/// The time until a new function asks for its first event, and its peak memory (in KiB) until then.
fn cold_start() -> (Duration, usize) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let start = Instant::now();
    let mut process = start_process(&listener);
    let mut request = [0; 64];
    let (mut connection, _) = listener.accept().unwrap();
    let length = connection.read(&mut request).unwrap();
    let elapsed = start.elapsed();
    assert!(request[..length].starts_with(b"GET /2018-06-01/runtime/invocation/next"));
    let memory = most_memory(process.id());
    process.kill().unwrap();
    process.wait().unwrap();
    (elapsed, memory)
}

fn start_process(listener: &TcpListener) -> Child {
    Command::new(bootstrap())
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", listener.local_addr().unwrap().to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "notifier")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_REGION", "eu-west-1")
        .env("AWS_ACCESS_KEY_ID", "local")
        .env("AWS_SECRET_ACCESS_KEY", "local")
        .env("SNS_ARN", "arn:aws:sns:eu-west-1:123456789012:new-flavours")
        .env("KEY_ATTRIBUTE", "flavour")
        .env("MESSAGE_TEMPLATE", "Come try our new {flavour} flavour")
        .env("SUBJECT", "Gelato")
        .env("DEDUPLICATION_TABLE", "announced")
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// The `VmHWM` line of Linux's `/proc/<process>/status`, in KiB.
fn most_memory(process: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

fn print_times(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    println!("{what}: median {:.1?}, slowest {:.1?}", times[times.len() / 2], times[times.len() - 1]);
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52 bytes")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
