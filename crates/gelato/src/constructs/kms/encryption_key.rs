//! Keys: what encrypts tables, topics, queues and buckets when the service that uses it must be named in its policy.
//!
//! <https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html>

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::aws::{KmsAlias, KmsAliasRequired, KmsKey, KmsKeyAttributes};
use crate::constructs::iam::{Condition, PolicyDocument, Principal, Statement, service_id};
use crate::constructs::literal::check_numbers;
use crate::constructs::referable::stands_for_its_resource;
use crate::modules::ModuleScope;
use crate::terraform::{Addressed, Number, Value, concat};

/// The actions of who writes encrypted data: a data key is generated, and an existing one decrypted.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html>
const WRITE: [&str; 2] = ["kms:Decrypt", "kms:GenerateDataKey"];

/// The action of who reads encrypted data.
const READ: [&str; 1] = ["kms:Decrypt"];

/// The service that asks for keys on behalf of its callers.
const DYNAMODB: &str = "dynamodb.amazonaws.com";

/// A key, and what its policy allows. Constructs that take a key add to its policy the services that need it, and their
/// grants to functions include it.
///
/// ```
/// use gelato::prelude::*;
/// # fn describe(m: &Module) {
/// let key = EncryptionKey::new(m, "messages", EncryptionKeyProps::default());
/// let jobs = Queue::new(m, "jobs", QueueProps { key: Some(key.clone()), ..QueueProps::default() });
/// let topic = Topic::new(m, "changes", TopicProps { key: Some(key), ..TopicProps::default() });
/// topic.subscribe(m, "jobs", &jobs, SubscriptionProps::default());
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct EncryptionKey {
    attributes: KmsKeyAttributes,
    /// The services that may use it, such as `sns.amazonaws.com`.
    services: Rc<RefCell<BTreeSet<&'static str>>>,
}

/// The properties of a key.
#[derive(Debug, Clone)]
pub struct EncryptionKeyProps {
    /// Its purpose. The default names the logical name.
    pub description: Option<String>,
    /// After how many days AWS replaces the key material, 90 to 2,560.
    pub rotation_days: Value<Number>,
    /// For how many days a deleted key can be brought back, 7 to 30.
    pub deletion_window_days: Value<Number>,
}

impl Default for EncryptionKeyProps {
    fn default() -> Self {
        Self { description: None, rotation_days: 365.into(), deletion_window_days: 30.into() }
    }
}

stands_for_its_resource!(EncryptionKey);

impl EncryptionKey {
    /// Declares a symmetric key that rotates, and its alias: the module's prefix and the logical name. Its policy lets the
    /// account's own policies decide who uses it, and each service that a construct needs.
    #[track_caller]
    pub fn new(module: &ModuleScope, id: &str, props: EncryptionKeyProps) -> Self {
        let numbers = [
            ("rotation_days", Some(&props.rotation_days), 90..=2560),
            ("deletion_window_days", Some(&props.deletion_window_days), 7..=30),
        ];
        check_numbers(module, &format!("key `{id}`"), &numbers);
        let account = module.account_id();
        let description = props.description.unwrap_or_else(|| format!("Encrypts {id}"));
        let key = KmsKey {
            description: Some(description.into()),
            deletion_window_in_days: Some(props.deletion_window_days),
            enable_key_rotation: Some(true.into()),
            policy: Some("".into()),
            rotation_period_in_days: Some(props.rotation_days),
            ..KmsKey::default()
        };
        let key = Self { attributes: module.resource(id, key), services: Rc::default() };
        let alias = KmsAlias {
            name: Some(concat(["alias/".into(), module.name_of(id)])),
            ..KmsAlias::new(KmsAliasRequired { target_key_id: key.attributes.key_id() })
        };
        module.resource(id, alias);
        let declared = key.clone();
        module.complete_later(move |module| {
            let policy = policy(&account, &declared.services.borrow());
            module.complete_argument(declared.attributes.address(), "policy", policy.to_value().expression());
        });
        key
    }

    /// The key's ARN.
    pub fn arn(&self) -> Value<String> {
        self.attributes.arn()
    }

    /// Allows reading what the key encrypts.
    pub fn decrypt(&self) -> Statement {
        self.granting("Decrypt", &READ)
    }

    /// Allows reading and writing what the key encrypts.
    pub fn encrypt_and_decrypt(&self) -> Statement {
        self.granting("EncryptAndDecrypt", &WRITE)
    }

    /// Lets a service of this account use the key, such as `cloudwatch.amazonaws.com` for the messages of its alarms, and
    /// `dynamodb.amazonaws.com` on behalf of those who may use its tables.
    pub fn allow_service(&self, service: &'static str) {
        self.services.borrow_mut().insert(service);
    }

    fn granting(&self, sid: &str, actions: &[&str]) -> Statement {
        Statement { sid: sid.into(), ..Statement::default() }.with(actions, self.arn())
    }
}

/// A grant on what a key encrypts, with the use of the key for writing.
pub(in crate::constructs) fn writing(statement: Statement, key: Option<&EncryptionKey>) -> Statement {
    key.map_or(statement.clone(), |key| statement.with(&WRITE, key.arn()))
}

/// A grant on what a key encrypts, with the use of the key for reading.
pub(in crate::constructs) fn reading(statement: Statement, key: Option<&EncryptionKey>) -> Statement {
    key.map_or(statement.clone(), |key| statement.with(&READ, key.arn()))
}

/// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html>
fn policy(account: &Value<String>, services: &BTreeSet<&'static str>) -> PolicyDocument {
    let own = Statement {
        sid: "Account".into(),
        principal: Some(Principal::Aws(account.clone())),
        actions: vec!["kms:*".into()],
        resources: vec!["*".into()],
        ..Statement::default()
    };
    let of_service = |service: &&'static str| match *service {
        DYNAMODB => through_dynamodb(account),
        service => by_service(service, account),
    };
    PolicyDocument { statements: [own].into_iter().chain(services.iter().map(of_service)).collect() }
}

/// A service acts for the account.
fn by_service(service: &str, account: &Value<String>) -> Statement {
    Statement {
        sid: service_id(service),
        principal: Some(Principal::Service(service.to_owned())),
        actions: vec!["kms:Decrypt".into(), "kms:GenerateDataKey*".into()],
        resources: vec!["*".into()],
        conditions: vec![Condition::source_account(account.clone())],
        ..Statement::default()
    }
}

/// Whoever of the account may use a table may use its key, as long as `DynamoDB` asks.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html>
fn through_dynamodb(account: &Value<String>) -> Statement {
    let condition = |operator: &str, key: &str, value: Value<String>| Condition {
        operator: operator.into(),
        key: key.into(),
        value,
    };
    let actions =
        ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];
    Statement {
        sid: service_id(DYNAMODB),
        principal: Some(Principal::Anyone),
        actions: actions.map(str::to_owned).to_vec(),
        resources: vec!["*".into()],
        conditions: vec![
            condition("StringEquals", "kms:CallerAccount", account.clone()),
            condition("StringLike", "kms:ViaService", "dynamodb.*.amazonaws.com".into()),
        ],
        ..Statement::default()
    }
}
