//! DynamoDB: tables, their indexes and streams.

use serde_json::{Value, json};

use crate::finding::Finding;
use crate::resource::{Resource, Resources};

use super::arguments::Arguments;

/// A table, `aws_dynamodb_table`.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The partition key, and the sort key if there is one.
    pub key: Vec<String>,
    /// The attribute with an item's expiry time.
    pub expiry_attribute: Option<String>,
    /// The stream of its changes.
    pub stream: Option<Stream>,
    /// The input of `CreateTable`, without the stream.
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html>
    pub definition: Value,
}

/// A table's stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    /// Its ARN.
    pub arn: String,
    /// Which images its records hold.
    pub view: StreamView,
}

/// Which images a stream's records hold.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamView {
    /// Only the key.
    KeysOnly,
    /// The item after the change.
    NewImage,
    /// The item before the change.
    OldImage,
    /// Both images.
    NewAndOldImages,
}

impl StreamView {
    /// Its name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::KeysOnly => "KEYS_ONLY",
            Self::NewImage => "NEW_IMAGE",
            Self::OldImage => "OLD_IMAGE",
            Self::NewAndOldImages => "NEW_AND_OLD_IMAGES",
        }
    }

    fn of(name: &str) -> Option<Self> {
        [Self::KeysOnly, Self::NewImage, Self::OldImage, Self::NewAndOldImages]
            .into_iter()
            .find(|view| view.name() == name)
    }

    /// Whether records hold the item after the change.
    pub fn has_new(self) -> bool {
        matches!(self, Self::NewImage | Self::NewAndOldImages)
    }

    /// Whether records hold the item before the change.
    pub fn has_old(self) -> bool {
        matches!(self, Self::OldImage | Self::NewAndOldImages)
    }
}

/// The tables among the resources.
pub fn read(resources: &Resources) -> (Vec<Table>, Vec<Finding>) {
    let mut findings = Vec::new();
    let tables = resources.of("aws_dynamodb_table").map(|resource| table(resource, &mut findings)).collect();
    (tables, findings)
}

fn table(resource: &Resource, findings: &mut Vec<Finding>) -> Table {
    let mut arguments = Arguments::of(resource);
    // Capacity is not limited here, and nothing is encrypted or backed up.
    arguments.harmless(&["billing_mode", "read_capacity", "write_capacity", "on_demand_throughput", "table_class"]);
    arguments.harmless(&["warm_throughput", "point_in_time_recovery", "server_side_encryption"]);
    arguments.harmless(&["deletion_protection_enabled", "stream_label"]);
    let name = arguments.required("name");
    let key = [Some(arguments.required("hash_key")), arguments.text("range_key")];
    let key: Vec<_> = key.into_iter().flatten().filter(|name| !name.is_empty()).collect();
    let table = Table {
        arn: arguments.required("arn"),
        expiry_attribute: expiry_attribute(&mut arguments),
        stream: stream(&mut arguments),
        definition: definition(&mut arguments, &name, &key),
        name,
        key,
    };
    findings.extend(arguments.finish());
    table
}

fn expiry_attribute(arguments: &mut Arguments<'_>) -> Option<String> {
    let blocks = arguments.blocks("ttl", |ttl| {
        let enabled = ttl.optional_boolean("enabled").unwrap_or_default();
        ttl.text("attribute_name").filter(|name| enabled && !name.is_empty())
    });
    blocks.into_iter().flatten().next()
}

fn stream(arguments: &mut Arguments<'_>) -> Option<Stream> {
    let enabled = arguments.boolean("stream_enabled");
    let (view, arn) = (arguments.text("stream_view_type"), arguments.text("stream_arn"));
    if !enabled {
        return None;
    }
    let name = view.unwrap_or_default();
    let view = StreamView::of(&name);
    if view.is_none() {
        arguments.unusable(format!(
            "`stream_view_type` is `{name}`; it must be `KEYS_ONLY`, `NEW_IMAGE`, `OLD_IMAGE` or `NEW_AND_OLD_IMAGES`"
        ));
    }
    Some(Stream { arn: arn.unwrap_or_default(), view: view? })
}

fn definition(arguments: &mut Arguments<'_>, name: &str, key: &[String]) -> Value {
    let attributes = arguments.blocks(
        "attribute",
        |attribute| json!({ "AttributeName": attribute.required("name"), "AttributeType": attribute.required("type") }),
    );
    let mut definition = json!({
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": attributes,
        "KeySchema": key_schema(key),
    });
    let everywhere = arguments.blocks("global_secondary_index", |index| {
        index.harmless(&["read_capacity", "write_capacity", "on_demand_throughput", "warm_throughput"]);
        let key = global_key(index);
        secondary_index(index, &key)
    });
    let partition = key.first().cloned().unwrap_or_default();
    let local = arguments.blocks("local_secondary_index", |index| {
        let key = [partition.clone(), index.required("range_key")];
        secondary_index(index, &key)
    });
    for (member, indexes) in [("GlobalSecondaryIndexes", everywhere), ("LocalSecondaryIndexes", local)] {
        if !indexes.is_empty() {
            definition[member] = Value::Array(indexes);
        }
    }
    definition
}

/// The key of a global index in either of its forms: version 6 of the provider has `key_schema` blocks.
fn global_key(index: &mut Arguments<'_>) -> Vec<String> {
    let mut parts =
        index.blocks("key_schema", |part| (part.required("key_type") != "HASH", part.required("attribute_name")));
    if !parts.is_empty() {
        index.harmless(&["hash_key", "range_key"]);
        if parts.len() > 2 {
            index.unusable(
                "`key_schema` has more than a partition key and a sort key, which is not supported here".to_owned(),
            );
        }
        parts.sort_by_key(|(is_sort_key, _)| *is_sort_key);
        return parts.into_iter().map(|(_, name)| name).collect();
    }
    [Some(index.required("hash_key")), index.text("range_key")].into_iter().flatten().collect()
}

fn secondary_index(index: &mut Arguments<'_>, key: &[String]) -> Value {
    let mut projection = json!({ "ProjectionType": index.required("projection_type") });
    let further = index.list("non_key_attributes");
    if !further.is_empty() {
        projection["NonKeyAttributes"] = json!(further);
    }
    json!({ "IndexName": index.required("name"), "KeySchema": key_schema(key), "Projection": projection })
}

fn key_schema(key: &[String]) -> Value {
    let parts = key.iter().filter(|name| !name.is_empty()).zip(["HASH", "RANGE"]);
    parts.map(|(name, kind)| json!({ "AttributeName": name, "KeyType": kind })).collect()
}
