//! What a program that describes a service usually needs: `use gelato::prelude::*;`.

pub use crate::constructs::Asset;
pub use crate::constructs::api_gateway::dynamodb::{
    Attribute, Attributes, Item, ItemMethod, Kind, SortCondition, Source, Text, decimal, list, map, matching, number,
    text,
};
pub use crate::constructs::api_gateway::{
    Authorization, AuthorizerInput, Cors, FunctionAuthorizerProps, IdentitySource, RestApi, RestApiProps, Routes,
};
pub use crate::constructs::cloudwatch::{Alarm, AlarmProps, Comparison, Metric, MissingData, Statistic};
pub use crate::constructs::cognito::{
    Mfa, PasswordPolicy, Scope, SignIn, SignUp, UserPool, UserPoolClientProps, UserPoolDomainProps, UserPoolProps,
};
pub use crate::constructs::dynamodb::{
    Billing, Index, Key, Projection, StreamView, Table, TableProps, remember_events, use_table,
};
pub use crate::constructs::filter::{Filter, Match};
pub use crate::constructs::iam::{Permission, Role, RoleProps, Statement};
pub use crate::constructs::kms::{EncryptionKey, EncryptionKeyProps};
pub use crate::constructs::lambda::{
    Change, FailureDestination, Failures, FailuresProps, QueueEventProps, RustFunction, RustFunctionProps, StreamProps,
};
pub use crate::constructs::notifications::{BucketEvent, BucketNotification};
pub use crate::constructs::s3::{Bucket, BucketProps, LifecycleRule, StorageClass};
pub use crate::constructs::scheduler::{Schedule, ScheduleProps};
pub use crate::constructs::secretsmanager::{StoredSecret, StoredSecretProps};
pub use crate::constructs::sns::{E164_PATTERN, Subscriber, SubscriptionProps, Topic, TopicProps};
pub use crate::constructs::sqs::{DeadLetters, Queue, QueueProps};
pub use crate::constructs::ssm::{Parameter, ParameterProps};
pub use crate::constructs::{AwsProvider, AwsVersions};
pub use crate::environment::{Environment, EnvironmentInCode, NoSettings};
pub use crate::modules::{Module, ModuleScope, Secret};
pub use crate::service::{Description, Service};
pub use crate::terraform::{
    Addressed as _, CallMeta, Configure as _, ConfigureCall as _, List, Map, Meta, ModuleSource, NestedBlock as _,
    Number, Set, UntypedModule, Value, Variable, concat, jsonencode,
};
