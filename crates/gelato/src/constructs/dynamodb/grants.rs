//! What may be done to a table or its stream, as statements for a role.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html>

use crate::constructs::iam::Statement;
use crate::terraform::Value;

/// What Lambda must be allowed to do to call a function for a stream's records.
/// <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>
const READ_STREAM: [&str; 4] =
    ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"];

/// Lets exactly these actions be done to exactly this table.
pub fn use_table(table_arn: Value<String>, actions: Vec<&'static str>) -> Statement {
    Statement { sid: "UseTable".into(), actions, resources: vec![table_arn], ..Statement::default() }
}

/// Lets a stream be read.
pub fn read_stream(stream_arn: Value<String>) -> Statement {
    Statement {
        sid: "ReadStream".into(),
        actions: READ_STREAM.to_vec(),
        resources: vec![stream_arn],
        ..Statement::default()
    }
}

/// Lets a function remember which events it has handled.
pub fn remember_events(table_arn: Value<String>) -> Statement {
    let actions = vec!["dynamodb:GetItem", "dynamodb:PutItem"];
    Statement { sid: "Remember".into(), actions, resources: vec![table_arn], ..Statement::default() }
}
