//! The Lambda function: announces new items of a DynamoDB stream through SNS.

fn main() {}
