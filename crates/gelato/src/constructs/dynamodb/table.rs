//! Tables: keys, indexes, stream and protection.
//!
//! Only attributes that are keys are declared, since DynamoDB refuses others.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html>

use crate::aws::{
    DynamodbTable, DynamodbTableAttribute, DynamodbTableAttributeRequired, DynamodbTableAttributes,
    DynamodbTablePointInTimeRecovery, DynamodbTablePointInTimeRecoveryRequired, DynamodbTableRequired,
    DynamodbTableServerSideEncryption, DynamodbTableServerSideEncryptionRequired, DynamodbTableTtl,
};
use crate::constructs::presence::Presence;
use crate::terraform::{Document, Meta, Value};

use super::key::Key;
use super::table_indexes;
use super::table_props::{Billing, TableProps};

/// A table.
///
/// ```
/// use gelato::constructs::dynamodb::{Billing, Key, Table, TableProps};
/// use gelato::constructs::versions;
/// use gelato::terraform::Module;
/// let mut module = Module::new("books", "The table of books.", versions());
/// let props = TableProps {
///     name: "books".into(),
///     partition_key: Key::string("shelf"),
///     sort_key: Some(Key::string("isbn")),
///     indexes: Vec::new(),
///     billing: Billing::OnDemand,
///     stream: None,
///     time_to_live: None,
///     point_in_time_recovery: true.into(),
///     deletion_protection: true.into(),
/// };
/// let table = Table::new(&mut module, "books", props);
/// module.output("arn", "The table's ARN.", table.arn());
/// assert_eq!(module.problems().len(), 0);
/// ```
#[derive(Debug, Clone)]
pub struct Table {
    attributes: DynamodbTableAttributes,
    presence: Presence,
}

impl Table {
    /// Declares a table.
    #[track_caller]
    pub fn new(document: &mut Document, id: &str, props: TableProps) -> Self {
        Self::new_with(document, id, props, Meta::default())
    }

    /// Declares a table with meta-arguments such as `count`.
    #[track_caller]
    pub fn new_with(document: &mut Document, id: &str, props: TableProps, meta: Meta) -> Self {
        check(document, &props);
        let presence = Presence::of(&meta);
        let declared = document.resource_with(id, resource(props), meta);
        Self { attributes: presence.attributes(declared), presence }
    }

    /// The table's name; `null` when `count` is 0.
    pub fn name(&self) -> Value<String> {
        self.presence.value(self.attributes.name())
    }

    /// The table's ARN; `null` when `count` is 0.
    pub fn arn(&self) -> Value<String> {
        self.presence.value(self.attributes.arn())
    }

    /// The ARN of its stream; empty without a stream.
    pub fn stream_arn(&self) -> Value<String> {
        self.presence.value(self.attributes.stream_arn())
    }
}

#[track_caller]
fn check(document: &mut Document, props: &TableProps) {
    for key in props.all_keys() {
        if key.name.is_empty() || key.name.len() > 255 {
            document.refuse(format!("key attribute `{}`: allowed are names of 1 to 255 bytes", key.name));
        }
    }
    if props.sort_key.as_ref().is_some_and(|sort| sort.name == props.partition_key.name) {
        document.refuse(format!("`{}` is both partition key and sort key: they must differ", props.partition_key.name));
    }
    if let Some(expiry) = props.time_to_live.filter(|expiry| props.keys().any(|key| key.name == *expiry)) {
        document.refuse(format!("time to live is kept in `{expiry}`, which is a key: it must be another attribute"));
    }
    if let Some((one, other)) = props.contradiction() {
        let (name, one, other) = (one.name, one.kind.letter(), other.kind.letter());
        document.refuse(format!(
            "key attribute `{name}` is `{one}` in one place and `{other}` in another: use one of them"
        ));
    }
    for problem in table_indexes::problems(props) {
        document.refuse(problem);
    }
}

fn resource(props: TableProps) -> DynamodbTable {
    let (global_secondary_index, local_secondary_index) = (table_indexes::global(&props), table_indexes::local(&props));
    let attribute = props.declared_keys().into_iter().map(attribute).collect();
    let (billing_mode, read_capacity, write_capacity) = match props.billing {
        Billing::OnDemand => ("PAY_PER_REQUEST", None, None),
        Billing::Provisioned { read, write } => ("PROVISIONED", Some(read), Some(write)),
    };
    let recovery = DynamodbTablePointInTimeRecoveryRequired { enabled: props.point_in_time_recovery };
    let encryption = DynamodbTableServerSideEncryptionRequired { enabled: true.into() };
    DynamodbTable {
        attribute,
        billing_mode: Some(billing_mode.into()),
        global_secondary_index,
        local_secondary_index,
        deletion_protection_enabled: Some(props.deletion_protection),
        hash_key: Some(props.partition_key.name.into()),
        point_in_time_recovery: Some(DynamodbTablePointInTimeRecovery::new(recovery)),
        range_key: props.sort_key.map(|key| key.name.into()),
        read_capacity,
        server_side_encryption: Some(DynamodbTableServerSideEncryption::new(encryption)),
        stream_enabled: Some(props.stream.is_some().into()),
        stream_view_type: props.stream.map(|view| view.name().into()),
        ttl: props.time_to_live.map(time_to_live),
        write_capacity,
        ..DynamodbTable::new(DynamodbTableRequired { name: props.name })
    }
}

fn attribute(key: Key) -> DynamodbTableAttribute {
    let required = DynamodbTableAttributeRequired { name: key.name.into(), r#type: key.kind.letter().into() };
    DynamodbTableAttribute::new(required)
}

fn time_to_live(attribute: &'static str) -> DynamodbTableTtl {
    DynamodbTableTtl { attribute_name: Some(attribute.into()), enabled: Some(true.into()) }
}
