//! Tables: keys, indexes, stream and protection.
//!
//! Only attributes that are keys are declared, since DynamoDB refuses others.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html>

use crate::aws::{
    DynamodbTable, DynamodbTableAttribute, DynamodbTableAttributeRequired, DynamodbTableAttributes,
    DynamodbTablePointInTimeRecovery, DynamodbTablePointInTimeRecoveryRequired, DynamodbTableRequired,
    DynamodbTableServerSideEncryption, DynamodbTableServerSideEncryptionRequired, DynamodbTableTtl,
};
use crate::constructs::given::given;
use crate::constructs::kms::EncryptionKey;
use crate::constructs::platform;
use crate::constructs::presence::Presence;
use crate::constructs::referable::stands_for_its_resource;
use crate::modules::ModuleScope;
use crate::terraform::{Configure as _, Meta, Refusal, Scope, Value, Variable};

use super::index::Index;
use super::key::Key;
use super::table_indexes;
use super::table_props::{Billing, StreamView, TableProps};

/// A table.
///
/// ```
/// use gelato::prelude::*;
/// # fn describe(m: &Module) {
/// let props = TableProps { sort_key: Some(Key::string("isbn")), ..TableProps::new(Key::string("shelf")) };
/// let table = Table::new(m, "books", props);
/// m.output("arn", "The table's ARN.", table.arn());
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Table {
    attributes: DynamodbTableAttributes,
    presence: Presence,
    pub(in crate::constructs) partition_key: Key,
    pub(in crate::constructs) sort_key: Option<Key>,
    pub(in crate::constructs) indexes: Vec<Index>,
    pub(in crate::constructs) stream: Option<StreamView>,
}

stands_for_its_resource!(Table);

impl Table {
    /// Declares a table.
    #[track_caller]
    pub fn new(module: &ModuleScope, id: &str, props: TableProps) -> Self {
        Self::new_with(module, id, props, Meta::default())
    }

    /// Declares a table with meta-arguments such as `count`.
    #[track_caller]
    pub fn new_with(module: &ModuleScope, id: &str, props: TableProps, meta: Meta) -> Self {
        check(module, id, &props);
        let presence = Presence::of(&meta);
        let declared = module.resource(id, resource(module, id, &props).with_meta(meta));
        let table = Self {
            attributes: presence.attributes(declared),
            presence,
            partition_key: props.partition_key,
            sort_key: props.sort_key,
            indexes: props.indexes,
            stream: props.stream,
        };
        if let Some(key) = &props.key {
            key.allow_service("dynamodb.amazonaws.com");
        }
        if props.deletion_protection.is_none() {
            module.protect(table.arn());
        }
        table
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
fn check(scope: &Scope, id: &str, props: &TableProps) {
    let table = format!("table `{id}`");
    for problem in key_problems(props).into_iter().chain(table_indexes::problems(props)) {
        scope.refuse(problem.within(&table));
    }
}

fn key_problems(props: &TableProps) -> Vec<Refusal> {
    let partition = &props.partition_key.name;
    let mut problems = Vec::new();
    for name in props.all_keys().map(|key| &key.name).filter(|name| !(1..=255).contains(&name.len())) {
        let refused = Refusal::new(format!("the name of the key attribute `{name}` has {} bytes", name.len()));
        problems.push(refused.allowing("1 to 255 bytes"));
    }
    if props.sort_key.as_ref().is_some_and(|sort| sort.name == *partition) {
        let refused = Refusal::new(format!("`{partition}` is both partition key and sort key"));
        problems.push(refused.allowing("two different attributes"));
    }
    if let Some(expiry) = props.time_to_live.as_ref().filter(|expiry| props.keys().any(|key| key.name == **expiry)) {
        let refused = Refusal::new(format!("time to live is kept in `{expiry}`, which is a key"));
        problems.push(refused.allowing("an attribute that is not a key"));
    }
    if let Some((one, other)) = props.contradiction() {
        let (name, one, other) = (&one.name, one.kind.letter(), other.kind.letter());
        let refused =
            Refusal::new(format!("the key attribute `{name}` is `{one}` in one place and `{other}` in another"));
        problems.push(refused.allowing("one type for each attribute"));
    }
    problems
}

#[track_caller]
fn resource(module: &ModuleScope, id: &str, props: &TableProps) -> DynamodbTable {
    let (billing_mode, read_capacity, write_capacity) = match &props.billing {
        Billing::OnDemand => ("PAY_PER_REQUEST", None, None),
        Billing::Provisioned { read, write } => ("PROVISIONED", Some(read.clone()), Some(write.clone())),
    };
    let recovery = given!(props.point_in_time_recovery.clone(), or point_in_time_recovery(module));
    let recovery = DynamodbTablePointInTimeRecoveryRequired { enabled: recovery };
    let protection = given!(props.deletion_protection.clone(), or platform::deletion_protection(module));
    let encryption = DynamodbTableServerSideEncryptionRequired { enabled: true.into() };
    let name = given!(props.name.clone(), or module.name_of(id));
    DynamodbTable {
        attribute: props.declared_keys().into_iter().map(attribute).collect(),
        billing_mode: Some(billing_mode.into()),
        global_secondary_index: table_indexes::global(props),
        local_secondary_index: table_indexes::local(props),
        deletion_protection_enabled: Some(protection),
        hash_key: Some(props.partition_key.name.as_str().into()),
        point_in_time_recovery: Some(DynamodbTablePointInTimeRecovery::new(recovery)),
        range_key: props.sort_key.as_ref().map(|key| key.name.as_str().into()),
        read_capacity,
        server_side_encryption: Some(DynamodbTableServerSideEncryption {
            kms_key_arn: props.key.as_ref().map(EncryptionKey::arn),
            ..DynamodbTableServerSideEncryption::new(encryption)
        }),
        stream_enabled: Some(props.stream.is_some().into()),
        stream_view_type: props.stream.map(|view| view.name().into()),
        ttl: props.time_to_live.as_deref().map(time_to_live),
        write_capacity,
        ..DynamodbTable::new(DynamodbTableRequired { name })
    }
}

#[track_caller]
fn point_in_time_recovery(module: &ModuleScope) -> Value<bool> {
    let description = "Whether tables can be restored to any second of the last 35 days.";
    module.from_environment("point_in_time_recovery", Variable::required(description), |environment| {
        environment.settings.point_in_time_recovery
    })
}

fn attribute(key: &Key) -> DynamodbTableAttribute {
    let required = DynamodbTableAttributeRequired { name: key.name.as_str().into(), r#type: key.kind.letter().into() };
    DynamodbTableAttribute::new(required)
}

fn time_to_live(attribute: &str) -> DynamodbTableTtl {
    DynamodbTableTtl { attribute_name: Some(attribute.into()), enabled: Some(true.into()), ..Default::default() }
}
