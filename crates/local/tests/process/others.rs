//! Clients that were not written here: `curl`, the AWS CLI, an AWS SDK, `wrk` and a browser. A client that is not
//! installed is reported as absent.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::client::FLAVOURS;
use crate::runtime::{Runtime, eventually};
use crate::stack::Stack;

/// The first of these programs that is installed.
fn program(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<_> = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    let found = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let found = found.into_iter().find(|path| path.is_file());
    if found.is_none() {
        eprintln!("absent: `{}`", names.join("`, `"));
    }
    found
}

/// A program in the virtual environment of the life-cycle tests, or else in the path.
fn python_program(name: &str) -> Option<PathBuf> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.tools");
    let folders = std::fs::read_dir(tools).into_iter().flatten().filter_map(Result::ok);
    let mut made = folders.map(|folder| folder.path().join("bin").join(name));
    made.find(|path| path.is_file()).or_else(|| program(&[name]))
}

fn succeeded(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().expect("a process");
    let (out, err) = (String::from_utf8_lossy(&stdout).into_owned(), String::from_utf8_lossy(&stderr).into_owned());
    assert!(status.success(), "{command:?}: {out}{err}");
    out
}

/// The environment variables of SDKs.
fn credentials<'c>(command: &'c mut Command, runtime: &Runtime) -> &'c mut Command {
    command.env("AWS_ENDPOINT_URL", format!("http://{}", runtime.address)).env("AWS_DEFAULT_REGION", "us-east-1");
    command.env("AWS_ACCESS_KEY_ID", "local").env("AWS_SECRET_ACCESS_KEY", "local").env("AWS_PAGER", "")
}

/// A call of the AWS CLI. Version 1 uses a legacy endpoint for queues unless the option is given.
fn aws_command(program: &Path, runtime: &Runtime, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    credentials(&mut command, runtime).args(["--output", "json", "--endpoint-url"]);
    command.arg(format!("http://{}", runtime.address)).args(arguments);
    command
}

#[test]
fn curl_makes_the_three_calls_of_the_reference_page() {
    let Some(curl) = program(&["curl"]) else { return };
    let stack = Stack::doing("");
    let runtime = Runtime::start(&stack, &[]);
    let url = format!("http://{}{FLAVOURS}", runtime.address);
    let ask = |arguments: &[&str]| {
        let text = succeeded(Command::new(&curl).args(["-sS", "-w", "\n%{http_code}"]).args(arguments));
        let (body, status) = text.rsplit_once('\n').expect("two lines");
        (status.to_owned(), serde_json::from_str::<Value>(body).unwrap_or_default())
    };
    let json = ["-H", "Content-Type: application/json", "-d"];
    let add = |body: &str| ask(&[&[&url as &str], json.as_slice(), &[body]].concat());
    let added = json!({ "message": "Added flavour to table" });
    assert_eq!(add(r#"{"flavour":"Pistachio","cost":"4.50"}"#), ("200".into(), added));
    let item = json!({ "Item": { "flavour": { "S": "Pistachio" }, "cost": { "S": "4.50" } } });
    assert_eq!(ask(&[&format!("{url}/Pistachio")]), ("200".into(), item));
    assert_eq!(ask(&[&format!("{url}/None")]).0, "404");
    assert_eq!(add(r#"{"flavour":"Pistachio"}"#).0, "400");
}

#[test]
#[ignore = "slow (the AWS CLI): `make test-all` runs it"]
fn the_aws_cli_reads_and_writes_tables() {
    let Some(program) = python_program("aws") else { return };
    let stack = Stack::doing("");
    let runtime = Runtime::start(&stack, &[]);
    let aws = |arguments: &[&str]| {
        let text = succeeded(&mut aws_command(&program, &runtime, arguments));
        serde_json::from_str(&text).unwrap_or(Value::Null)
    };
    let table = ["--table-name", "local-ice-cream-flavours"];
    let with_table =
        |action: &str, arguments: &[&str]| aws(&[&["dynamodb", action], table.as_slice(), arguments].concat());
    let key = r#"{"flavour":{"S":"Mango"}}"#;
    with_table("put-item", &["--item", r#"{"flavour":{"S":"Mango"},"cost":{"S":"1.00"}}"#]);
    assert_eq!(with_table("get-item", &["--key", key])["Item"]["cost"]["S"], "1.00");
    let values = r#"{":c":{"S":"2.00"}}"#;
    with_table(
        "update-item",
        &["--key", key, "--update-expression", "SET cost = :c", "--expression-attribute-values", values],
    );
    let found = with_table(
        "query",
        &["--key-condition-expression", "flavour = :f", "--expression-attribute-values", r#"{":f":{"S":"Mango"}}"#],
    );
    assert_eq!(found["Items"][0]["cost"]["S"], "2.00");
    assert_eq!(with_table("scan", &[])["Count"], 1);
    let batch = r#"{"local-ice-cream-flavours":[{"PutRequest":{"Item":{"flavour":{"S":"Plum"}}}}]}"#;
    assert_eq!(aws(&["dynamodb", "batch-write-item", "--request-items", batch])["UnprocessedItems"], json!({}));
    let items = r#"[{"Put":{"TableName":"local-ice-cream-flavours","Item":{"flavour":{"S":"Fig"}}}}]"#;
    aws(&["dynamodb", "transact-write-items", "--transact-items", items]);
    with_table("delete-item", &["--key", key]);
    assert_eq!(with_table("scan", &[])["Count"], 2);
    eventually("writes of the CLI did not reach the function", || {
        let delivered = stack.flavours("answered");
        ["Mango", "Plum", "Fig"].iter().all(|name| delivered.iter().any(|known| known == name))
    });
}

#[test]
#[ignore = "slow (the AWS CLI): `make test-all` runs it"]
fn the_aws_cli_keeps_files_in_a_bucket() {
    let Some(program) = python_program("aws") else { return };
    let stack = Stack::of(&json!({ "aws_s3_bucket": { "shelf": { "bucket": "shelf" } } }));
    let runtime = Runtime::start(&stack, &[]);
    let aws = |arguments: &[&str]| succeeded(&mut aws_command(&program, &runtime, arguments));
    let api = |arguments: &[&str]| serde_json::from_str::<Value>(&aws(&[&["s3api"], arguments].concat())).unwrap();
    // Large enough for a multipart upload.
    let large = vec![0xff; 9 * 1024 * 1024];
    std::fs::write(stack.folder().join("large"), &large).expect("a file");
    stack.write("small.txt", "hello");
    let file = |name: &str| stack.folder().join(name).display().to_string();
    aws(&["s3", "cp", &file("large"), "s3://shelf/deep/large", "--no-progress"]);
    aws(&["s3", "cp", &file("small.txt"), "s3://shelf/deep/a b+ü.txt", "--metadata", "colour=red", "--no-progress"]);
    aws(&["s3", "cp", "s3://shelf/deep/a b+ü.txt", "s3://shelf/copy", "--no-progress"]);
    aws(&["s3", "cp", "s3://shelf/deep/large", &file("back"), "--no-progress"]);
    assert!(std::fs::read(stack.folder().join("back")).expect("a file") == large);
    let bucket = ["--bucket", "shelf"];
    let with = |action: &str, arguments: &[&str]| api(&[&[action], bucket.as_slice(), arguments].concat());
    let head = with("head-object", &["--key", "deep/a b+ü.txt"]);
    assert_eq!((&head["ContentType"], &head["Metadata"]["colour"]), (&json!("text/plain"), &json!("red")), "{head}");
    let listed = with("list-objects-v2", &["--delimiter", "/", "--page-size", "1"]);
    assert_eq!(listed["CommonPrefixes"], json!([{ "Prefix": "deep/" }]), "{listed}");
    assert_eq!(listed["Contents"][0]["Key"], "copy", "{listed}");
    let keys = with("list-objects", &["--prefix", "deep/", "--query", "Contents[].Key"]);
    assert_eq!(keys, json!(["deep/a b+ü.txt", "deep/large"]));
    assert!(aws(&["s3", "ls"]).contains("shelf"));
    aws(&["s3", "rm", "s3://shelf", "--recursive"]);
    let named = r#"{"Objects":[{"Key":"none"}]}"#;
    assert_eq!(with("delete-objects", &["--delete", named])["Deleted"][0]["Key"], "none");
    assert_eq!(aws(&["s3", "ls", "s3://shelf", "--recursive"]), "");
    let refused =
        aws_command(&program, &runtime, &["s3api", "get-object", "--bucket", "shelf", "--key", "none", &file("x")]);
    let stderr = { refused }.output().expect("a process").stderr;
    assert!(String::from_utf8_lossy(&stderr).contains("(NoSuchKey)"), "{}", String::from_utf8_lossy(&stderr));
}

#[test]
#[ignore = "slow (the AWS CLI): `make test-all` runs it"]
fn the_aws_cli_gets_the_error_messages_of_aws() {
    let Some(program) = python_program("aws") else { return };
    let stack = Stack::doing("");
    let runtime = Runtime::start(&stack, &[]);
    let table = ["--table-name", "local-ice-cream-flavours"];
    succeeded(&mut aws_command(
        &program,
        &runtime,
        &[&["dynamodb", "put-item", "--item", r#"{"flavour":{"S":"Mango"}}"#], table.as_slice()].concat(),
    ));
    let new = ["--condition-expression", "attribute_not_exists(flavour)"];
    let put = |item| ["put-item", "--item", item];
    let values = r#"{":c":{"S":"1"}}"#;
    let cases: [(Vec<&str>, &str); 6] = [
        (
            [put(r#"{"flavour":{"S":"Mango"}}"#).as_slice(), &table, &new].concat(),
            "(ConditionalCheckFailedException) when calling the PutItem operation: The conditional request failed",
        ),
        (
            [put(r#"{"flavour":{"N":"1"}}"#).as_slice(), &table].concat(),
            "(ValidationException) when calling the PutItem operation: One or more parameter values were invalid: Type \
             mismatch for key flavour expected: S actual: N",
        ),
        (
            [put(r#"{"cost":{"S":"1"}}"#).as_slice(), &table].concat(),
            "(ValidationException) when calling the PutItem operation: One or more parameter values were invalid: \
             Missing the key flavour in the item",
        ),
        (
            [put(r#"{"flavour":{"S":"Mango"}}"#).as_slice(), &["--table-name", "absent"]].concat(),
            "(ResourceNotFoundException) when calling the PutItem operation: Requested resource not found",
        ),
        (
            [
                &["query", "--key-condition-expression", "cost = :c", "--expression-attribute-values", values],
                &table[..],
            ]
            .concat(),
            "(ValidationException) when calling the Query operation: Query condition missed key schema element: flavour",
        ),
        (
            [&["update-time-to-live", "--time-to-live-specification", "Enabled=true,AttributeName=a"], &table[..]]
                .concat(),
            "(AccessDeniedException) when calling the UpdateTimeToLive operation: UpdateTimeToLive does nothing here: \
             tables are declared in Terraform",
        ),
    ];
    for (arguments, wanted) in cases {
        let arguments = [&["dynamodb"], arguments.as_slice()].concat();
        let output = aws_command(&program, &runtime, &arguments).output().expect("a process");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(wanted), "{arguments:?}: {error}");
    }
}

#[test]
#[ignore = "slow (the AWS CLI): `make test-all` runs it"]
fn the_aws_cli_reads_streams() {
    let Some(program) = python_program("aws") else { return };
    let stack = Stack::doing("");
    let runtime = Runtime::start(&stack, &[]);
    let aws = |arguments: &[&str]| -> Value {
        let text = succeeded(&mut aws_command(&program, &runtime, arguments));
        serde_json::from_str(&text).unwrap_or(Value::Null)
    };
    let table = ["--table-name", "local-ice-cream-flavours"];
    let write = |action: &str, arguments: &[&str]| aws(&[&["dynamodb", action], table.as_slice(), arguments].concat());
    for cost in ["1.00", "1.00", "2.00"] {
        let item = json!({ "flavour": { "S": "Mango" }, "cost": { "S": cost } }).to_string();
        write("put-item", &["--item", &item]);
    }
    write("delete-item", &["--key", r#"{"flavour":{"S":"Mango"}}"#]);
    let streams = |arguments: &[&str]| aws(&[&["dynamodbstreams"], arguments].concat());
    let arn = streams(&["list-streams"])["Streams"][0]["StreamArn"].as_str().expect("a stream").to_owned();
    let described = streams(&["describe-stream", "--stream-arn", &arn]);
    let shard = described["StreamDescription"]["Shards"][0]["ShardId"].as_str().expect("a shard").to_owned();
    let from = ["--shard-id", &shard, "--shard-iterator-type", "TRIM_HORIZON"];
    let iterator = streams(&[&["get-shard-iterator", "--stream-arn", &arn], from.as_slice()].concat());
    let iterator = iterator["ShardIterator"].as_str().expect("an iterator").to_owned();
    let records = streams(&["get-records", "--shard-iterator", &iterator]);
    let names: Vec<_> = records["Records"].as_array().expect("records").iter().map(|one| &one["eventName"]).collect();
    // The second write changed nothing.
    assert_eq!(names, ["INSERT", "MODIFY", "REMOVE"]);
}

#[test]
#[ignore = "slow (the AWS CLI): `make test-all` runs it"]
fn the_aws_cli_uses_the_other_services() {
    let Some(program) = python_program("aws") else { return };
    let stack = Stack::doing("");
    let runtime = Runtime::start(&stack, &[]);
    let aws = |arguments: &[&str]| {
        let text = succeeded(&mut aws_command(&program, &runtime, arguments));
        serde_json::from_str(&text).unwrap_or(Value::Null)
    };
    let topic = aws(&["sns", "list-topics"])["Topics"][0]["TopicArn"].as_str().expect("a topic").to_owned();
    assert!(aws(&["sns", "publish", "--topic-arn", &topic, "--message", "From the CLI"])["MessageId"].is_string());
    let queue = aws(&["sqs", "list-queues"])["QueueUrls"][0].as_str().expect("a queue").to_owned();
    aws(&["sqs", "send-message", "--queue-url", &queue, "--message-body", "From the CLI"]);
    let received = aws(&["sqs", "receive-message", "--queue-url", &queue]);
    assert_eq!(received["Messages"][0]["Body"], "From the CLI");
    let handle = received["Messages"][0]["ReceiptHandle"].as_str().expect("a handle");
    aws(&["sqs", "delete-message", "--queue-url", &queue, "--receipt-handle", handle]);
    let result = stack.folder().join("result");
    let function = ["lambda", "invoke", "--function-name", "local-ice-cream-notifier"];
    let payload = ["--cli-binary-format", "raw-in-base64-out", "--payload", "{\"Records\":[]}"];
    let old = ["--payload", "{\"Records\":[]}"];
    // Version 1 of the CLI has no binary format, and sends the text as it is.
    let version = succeeded(Command::new(&program).arg("--version"));
    let payload = if version.starts_with("aws-cli/1") { old.as_slice() } else { payload.as_slice() };
    let result_path = result.to_str().expect("text");
    let invoked = aws(&[function.as_slice(), payload, &[result_path]].concat());
    assert_eq!(invoked["StatusCode"], 200);
    assert_eq!(stack.read("result"), "null");
}

#[test]
#[ignore = "slow (an AWS SDK): `make test-all` runs it"]
fn an_aws_sdk_can_use_all_services() {
    let Some(python) = python_program("python3") else { return };
    if !Command::new(&python).args(["-c", "import boto3"]).output().is_ok_and(|output| output.status.success()) {
        return eprintln!("absent: boto3");
    }
    let stack = Stack::doing("");
    let mut runtime = Runtime::start(&stack, &[]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/process/sdk.py");
    let output = succeeded(credentials(Command::new(python).arg(script), &runtime));
    assert!(output.starts_with("done with boto3"), "{output}");
    runtime.is_well();
}

#[test]
#[ignore = "slow (load): `make test-all` runs it"]
fn wrk_finds_no_errors() {
    let Some(wrk) = program(&["wrk"]) else { return };
    let stack = Stack::doing("");
    let mut runtime = Runtime::start(&stack, &[]);
    let url = format!("http://{}{FLAVOURS}", runtime.address);
    let script = stack.folder().join("write.lua");
    let count = "local count = 0\nrequest = function()\n  count = count + 1\n  return wrk.format('POST', nil, {['Content-Type'] = 'application/json'}, '{\"flavour\":\"' .. tostring({}) .. count .. '\",\"cost\":\"1.00\"}')\nend\n";
    stack.write("write.lua", count);
    let arguments = ["-t2", "-c16", "-d2s", "-s", script.to_str().expect("text")];
    let output = succeeded(Command::new(wrk).args(arguments).arg(url));
    assert!(output.contains("requests in"), "{output}");
    assert!(!output.contains("Non-2xx") && !output.contains("Socket errors"), "{output}");
    runtime.is_well();
}

/// A page of another origin that sends a request; its text becomes the outcome.
const PAGE: &str = r#"<!doctype html><body><script>
fetch("@URL@", { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"flavour":"Browser","cost":"1.00"}' })
  .then(async (answer) => { document.body.textContent = `${answer.status} ${await answer.text()}`; })
  .catch((error) => { document.body.textContent = `refused: ${error}`; });
</script>"#;

#[test]
fn a_browser_can_send_a_request_after_its_preflight() {
    let Some(browser) = program(&["chromium", "chromium-browser", "google-chrome"]) else { return };
    let stack = Stack::doing("");
    let runtime = Runtime::start(&stack, &[]);
    let page = PAGE.replace("@URL@", &format!("http://{}{FLAVOURS}", runtime.address));
    let origin = serve(page);
    let profile = stack.folder().join("profile");
    let arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "--virtual-time-budget=20000"];
    let mut command = Command::new(browser);
    command.args(arguments).arg(format!("--user-data-dir={}", profile.display())).arg(origin);
    let shown = succeeded(&mut command);
    assert!(shown.contains(r#"200 {"message":"Added flavour to table"}"#), "{shown}");
}

/// Serves a page, and returns its URL.
fn serve(page: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let head = BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
            let _ = head.count();
            let length = page.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            let _ = (&stream).write_all(format!("{head}{page}").as_bytes());
        }
    });
    format!("http://{address}/")
}
