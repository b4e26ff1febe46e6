//! Typed DynamoDB integrations: items are described once, and methods on them are declared.
//!
//! The description of the items ([`Items`]) and of a method ([`Operation`]) determine the request template, the request
//! model, the validator, the integration responses with their templates, the method responses with their models, and
//! the permissions of the API's role. A client's text only ever becomes a value: the table's name, the attributes'
//! names and every expression are constants, and each value is escaped to JSON where it is printed.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-dynamodb.html>
//!
#![doc = include_str!("../../../../../../docs/constructs/item-methods.md")]

mod declaration;
mod item;
mod lowering;

pub use declaration::{
    Absent, Answer, Attribute, Attributes, Decimal, DeleteItem, GetItem, ItemMethod, Items, Kind, Operation, Order,
    PageSize, PutCondition, PutItem, Query, Representation, Scan, SortCondition, Source, Text, UpdateItem, decimal,
    list, map, matching, number, text,
};
pub use item::Item;
