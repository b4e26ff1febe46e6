//! A stream record, in the form of DynamoDB Streams and of Lambda events.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::stack::table::Table;

use super::log::Change;

/// An item: attributes by name.
type Image = Map<String, Value>;

/// A record. Its members are in AWS's order.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// 32 hexadecimal digits; a record that is delivered again has the same.
    #[serde(rename = "eventID")]
    pub id: String,
    /// `INSERT`, `MODIFY` or `REMOVE`.
    pub event_name: &'static str,
    /// Always `1.1`.
    pub event_version: &'static str,
    /// Always `aws:dynamodb`.
    pub event_source: &'static str,
    /// The table's region.
    pub aws_region: String,
    /// The change.
    pub dynamodb: Changed,
    /// The service, if it deleted an expired item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_identity: Option<UserIdentity>,
    /// The stream's ARN, in a Lambda event.
    #[serde(rename = "eventSourceARN", skip_serializing_if = "Option::is_none")]
    pub source_arn: Option<String>,
}

/// The change of an item.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Changed {
    /// In seconds since 1970.
    pub approximate_creation_date_time: f64,
    /// The item's key.
    pub keys: Image,
    /// The new item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_image: Option<Image>,
    /// The old item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_image: Option<Image>,
    /// 21 digits, so that numbers are sorted as text.
    pub sequence_number: String,
    /// The size of the key and the images.
    pub size_bytes: usize,
    /// The stream's view type.
    pub stream_view_type: &'static str,
}

/// The author of a deletion.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserIdentity {
    principal_id: &'static str,
    r#type: &'static str,
}

const SERVICE: UserIdentity = UserIdentity { principal_id: "dynamodb.amazonaws.com", r#type: "Service" };

impl Record {
    /// The record of a change. `None` if an item was replaced by an equal one, or the table has no stream.
    pub(crate) fn of(change: &Change, table: &Table) -> Option<Self> {
        let stream = table.stream.as_ref()?;
        let (old, new) = (image(change.old.as_deref()), image(change.new.as_deref()));
        let event_name = match (&old, &new) {
            (None, Some(_)) => "INSERT",
            (Some(_), None) => "REMOVE",
            (Some(old), Some(new)) if !is_same(old, new) => "MODIFY",
            _ => return None,
        };
        let keys = keys(new.as_ref().or(old.as_ref())?, table);
        let new_image = new.filter(|_| stream.view.has_new());
        let old_image = old.filter(|_| stream.view.has_old());
        let images = [Some(&keys), new_image.as_ref(), old_image.as_ref()];
        Some(Self {
            id: base16ct::lower::encode_string(&Md5::digest(format!("{}/{}", stream.arn, change.sequence))),
            event_name,
            event_version: "1.1",
            event_source: "aws:dynamodb",
            aws_region: stream.arn.split(':').nth(3).unwrap_or_default().to_owned(),
            dynamodb: Changed {
                approximate_creation_date_time: change.at.floor(),
                size_bytes: images.into_iter().flatten().map(size).sum(),
                keys,
                new_image,
                old_image,
                sequence_number: sequence_number(change.sequence),
                stream_view_type: stream.view.name(),
            },
            user_identity: change.expired.then_some(SERVICE),
            source_arn: None,
        })
    }
}

/// A number in the log in DynamoDB's format.
pub(crate) fn sequence_number(sequence: i64) -> String {
    format!("1{sequence:020}")
}

/// The number in the log.
pub(crate) fn parse_sequence_number(number: &str) -> Option<i64> {
    number.strip_prefix('1').filter(|digits| digits.len() == 20)?.parse().ok()
}

fn image(json: Option<&str>) -> Option<Image> {
    serde_json::from_str(json?).ok()
}

fn keys(image: &Image, table: &Table) -> Image {
    table.key.iter().filter_map(|name| Some((name.clone(), image.get(name)?.clone()))).collect()
}

/// Whether two items are equal; the members of a set are unordered.
fn is_same(one: &Image, other: &Image) -> bool {
    one == other
        || (one.len() == other.len()
            && one.iter().all(|(name, value)| {
                other.get(name).is_some_and(|other| value == other || normal(value) == normal(other))
            }))
}

fn normal(value: &Value) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    let normal = members.iter().map(|(kind, value)| {
        let value = match (kind.as_str(), value) {
            ("SS" | "NS" | "BS", Value::Array(set)) => {
                let mut set = set.clone();
                set.sort_by_key(ToString::to_string);
                Value::Array(set)
            }
            ("L", Value::Array(list)) => list.iter().map(normal).collect(),
            ("M", Value::Object(members)) => {
                members.iter().map(|(name, value)| (name.clone(), normal(value))).collect()
            }
            _ => value.clone(),
        };
        (kind.clone(), value)
    });
    Value::Object(normal.collect())
}

/// The size of an item in bytes.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>
pub(crate) fn size(image: &Image) -> usize {
    image.iter().map(|(name, value)| name.len() + value_size(value)).sum()
}

fn value_size(value: &Value) -> usize {
    let Some((kind, value)) = value.as_object().and_then(|members| members.iter().next()) else { return 0 };
    let text = || value.as_str().unwrap_or_default();
    let list = || value.as_array().map(Vec::as_slice).unwrap_or_default();
    let texts = |size: fn(&str) -> usize| list().iter().filter_map(Value::as_str).map(size).sum();
    match kind.as_str() {
        "S" => text().len(),
        "N" => number_size(text()),
        "B" => binary_size(text()),
        "SS" => texts(str::len),
        "NS" => texts(number_size),
        "BS" => texts(binary_size),
        "L" => 3 + list().iter().map(|value| 1 + value_size(value)).sum::<usize>(),
        "M" => {
            let members = value.as_object().into_iter().flatten();
            3 + members.map(|(name, value)| 1 + name.len() + value_size(value)).sum::<usize>()
        }
        _ => 1,
    }
}

fn binary_size(text: &str) -> usize {
    STANDARD.decode(text).map_or(text.len(), |bytes| bytes.len())
}

/// One byte for two significant digits, plus one.
fn number_size(text: &str) -> usize {
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let leading = digits.trim_start_matches('0');
    let significant = if mantissa.contains('.') { leading } else { leading.trim_end_matches('0') };
    significant.len().div_ceil(2) + 1 + usize::from(text.starts_with('-'))
}
