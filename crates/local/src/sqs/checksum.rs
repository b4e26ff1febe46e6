//! MD5 checksums, by which SDKs detect corrupted messages.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use serde_json::{Map, Value};

/// The checksum of a body.
pub(super) fn of_body(body: &str) -> String {
    base16ct::lower::encode_string(&Md5::digest(body))
}

/// The checksum of attributes: the name, type and value of each, sorted by name.
pub(super) fn of_attributes(attributes: &Map<String, Value>) -> String {
    let mut sum = Md5::new();
    let mut sorted: Vec<_> = attributes.iter().collect();
    sorted.sort_by_key(|(name, _)| *name);
    for (name, value) in sorted {
        add(&mut sum, name.as_bytes());
        add(&mut sum, value["DataType"].as_str().unwrap_or_default().as_bytes());
        if let Some(text) = value["StringValue"].as_str() {
            sum.update([1]);
            add(&mut sum, text.as_bytes());
        } else {
            sum.update([2]);
            add(&mut sum, &STANDARD.decode(value["BinaryValue"].as_str().unwrap_or_default()).unwrap_or_default());
        }
    }
    base16ct::lower::encode_string(&sum.finalize())
}

fn add(sum: &mut Md5, bytes: &[u8]) {
    sum.update(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    sum.update(bytes);
}
