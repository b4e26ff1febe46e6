//! The generated stack in a temporary folder, with a function defined by the test.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A function that fetches events with `curl`, appends them to the file `events`, runs a script, appends them to the
/// file `answered`, and responds.
const FUNCTION: &str = r#"#!/bin/sh
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
cd "@FOLDER@"
while true; do
  curl -sf -D "headers.$$" -o "event.$$" "$api/invocation/next" || exit 7
  id=$(tr -d '\r' < "headers.$$" | sed -n 's/^lambda-runtime-aws-request-id: //p')
  cat "event.$$" >> events; echo >> events
  @DO@
  cat "event.$$" >> answered; echo >> answered
  curl -s -o /dev/null -d null "$api/invocation/$id/response"
done
"#;

/// The temporary folder of a stack.
pub(crate) struct Stack(TempDir);

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Stack {
    /// The generated stack, whose function runs a script for each event in the stack's folder.
    pub(crate) fn doing(script: &str) -> Self {
        let stack = Self::copied();
        stack.function(script);
        stack
    }

    /// Replaces the function.
    pub(crate) fn function(&self, script: &str) {
        let folder = self.folder().display().to_string();
        self.zip(FUNCTION.replace("@DO@", script).replace("@FOLDER@", &folder).as_bytes());
    }

    /// A copy of a root.
    pub(crate) fn rooted(root: &Path) -> Self {
        let stack = Self(tempfile::tempdir().expect("a folder"));
        copy(root, &stack.root());
        stack
    }

    /// A root with only these resources.
    pub(crate) fn of(resources: &Value) -> Self {
        let stack = Self(tempfile::tempdir().expect("a folder"));
        fs::create_dir_all(stack.root()).expect("a folder");
        fs::write(stack.root().join("main.tf.json"), json!({ "resource": resources }).to_string()).expect("a file");
        stack
    }

    /// The generated stack with the deployed function; `None`, with a message, if it is not built.
    pub(crate) fn deployed() -> Option<Self> {
        let zip = repository().join("dist/local/notifier.zip");
        if !zip.is_file() {
            eprintln!("absent: `dist/local/notifier.zip`, which `gelato bundle --env local` makes");
            return None;
        }
        let stack = Self::copied();
        fs::copy(zip, stack.zip_path()).expect("a copy");
        Some(stack)
    }

    fn copied() -> Self {
        let stack = Self(tempfile::tempdir().expect("a folder"));
        copy(&repository().join("modules"), &stack.folder().join("modules"));
        copy(&repository().join("terraform/local"), &stack.root());
        fs::create_dir_all(stack.folder().join("dist/local")).expect("a folder");
        // Tests send requests as fast as possible.
        stack.change("api", "throttling_rate", &json!(1_000_000));
        stack.change("api", "throttling_burst", &json!(1_000_000));
        stack
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    /// The root's folder.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder().join("terraform/local")
    }

    pub(crate) fn zip_path(&self) -> PathBuf {
        self.folder().join("dist/local/notifier.zip")
    }

    /// Creates the function's zip with this bootstrap, atomically.
    pub(crate) fn zip(&self, bootstrap: &[u8]) {
        let file = self.folder().join("new.zip");
        let mut zip = ZipWriter::new(File::create(&file).expect("a file"));
        zip.start_file("bootstrap", SimpleFileOptions::default().unix_permissions(0o755)).expect("an entry");
        zip.write_all(bootstrap).expect("an entry");
        zip.finish().expect("a zip");
        fs::rename(file, self.zip_path()).expect("the zip");
    }

    /// Adds a resource.
    pub(crate) fn resource(&self, kind: &str, name: &str, arguments: &Value) {
        edit(&self.root().join("main.tf.json"), |main| main["resource"][kind][name] = arguments.clone());
    }

    /// Adds an output.
    pub(crate) fn output(&self, name: &str, arguments: &Value) {
        edit(&self.root().join("main.tf.json"), |main| main["output"][name] = arguments.clone());
    }

    /// Changes an argument of a module.
    pub(crate) fn change(&self, module: &str, argument: &str, value: &Value) {
        edit(&self.root().join("main.tf.json"), |main| main["module"][module][argument] = value.clone());
    }

    /// Sets an environment variable of the function.
    pub(crate) fn variable(&self, name: &str, value: &str) {
        edit(&self.folder().join("modules/notifier/main.tf.json"), |main| {
            let functions = main["resource"]["aws_lambda_function"].as_object_mut().expect("functions");
            for function in functions.values_mut() {
                let blocks = function["environment"].as_array_mut().expect("blocks");
                blocks[0]["variables"][name] = json!(value);
            }
        });
    }

    /// The text of a file that the function wrote.
    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder().join(file)).unwrap_or_default()
    }

    /// The flavours in the events of a file, in order and with repetitions.
    pub(crate) fn flavours(&self, file: &str) -> Vec<String> {
        let text = self.read(file);
        // The last line may be incomplete.
        let events = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let records = events.flat_map(|event| event["Records"].as_array().cloned().unwrap_or_default());
        records.filter_map(|record| Some(record["dynamodb"]["Keys"]["flavour"]["S"].as_str()?.to_owned())).collect()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.folder().join(file), text).expect("a file");
    }
}

fn edit(file: &Path, change: impl FnOnce(&mut Value)) {
    let mut value = serde_json::from_str(&fs::read_to_string(file).expect("a file")).expect("JSON");
    change(&mut value);
    let new = file.with_extension("new");
    fs::write(&new, value.to_string()).expect("a file");
    fs::rename(new, file).expect("a file");
}

/// Copies a folder without hidden ones, such as `.terraform`, where `make plan` keeps the provider.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
