//! Grants on a table or its stream, as statements for a role.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html>

use crate::constructs::iam::Statement;
use crate::terraform::Value;

/// The actions that Lambda needs to call a function for a stream's records.
/// <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>
const READ_STREAM: [&str; 4] =
    ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"];

/// Allows exactly these actions on exactly this table.
pub fn use_table(table_arn: Value<String>, actions: Vec<String>) -> Statement {
    Statement { sid: "UseTable".into(), actions, resources: vec![table_arn], ..Statement::default() }
}

/// Allows reading a stream.
pub fn read_stream(stream_arn: Value<String>) -> Statement {
    Statement {
        sid: "ReadStream".into(),
        actions: READ_STREAM.map(str::to_owned).to_vec(),
        resources: vec![stream_arn],
        ..Statement::default()
    }
}

/// Allows recording which events a function has handled.
pub fn remember_events(table_arn: Value<String>) -> Statement {
    let actions = vec!["dynamodb:GetItem".into(), "dynamodb:PutItem".into()];
    Statement { sid: "Remember".into(), actions, resources: vec![table_arn], ..Statement::default() }
}
