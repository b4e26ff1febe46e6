//! Typed DynamoDB integrations: an item is described once, and calls on it are declared.
//!
//! From the description of the item ([`Items`]) and of a call ([`Operation`]) follow the request template, the request
//! model, the validator, the integration responses with their templates, the method responses with their models, and
//! what the API's role may do. A client's text only ever becomes a value: the table's name, the attributes' names and
//! every expression are constants, and each value is escaped to JSON where it is printed.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-dynamodb.html>
//!
#![doc = include_str!("../../../../../../docs/constructs/item-methods.md")]

mod declaration;
mod lowering;

pub use declaration::{
    Absent, Answer, Attribute, Attributes, Decimal, DeleteItem, GetItem, ItemMethodProps, Items, Kind, Operation,
    Order, PageSize, PutCondition, PutItem, Query, Representation, Scan, SortCondition, Source, Text, UpdateItem,
};
