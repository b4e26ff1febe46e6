//! The function as a library, so that tests can use everything except the start of the process.
#![doc = include_str!("../README.md")]

pub mod aws;
pub mod batch;
pub mod configuration;
pub mod error_code;
pub mod handler;
pub mod init_error;
pub mod log;
pub mod memory;
pub mod memory_table;
mod message_template;
pub mod notifier;
pub mod publisher;
mod sequence_number;
mod sms;
pub mod sms_segments;
mod sns_publisher;
mod subject;
mod topic_arn;

pub use configuration::{Configuration, ConfigurationError};
pub use memory_table::MemoryTable;
pub use message_template::MessageTemplate;
pub use notifier::{Notifier, Rules};
pub use sequence_number::SequenceNumber;
pub use sms::{SenderId, SmsType};
pub use sns_publisher::SnsPublisher;
pub use subject::Subject;
pub use topic_arn::TopicArn;
