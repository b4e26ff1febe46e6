//! Typed DynamoDB integrations: an item is described once, and calls on it are declared.
//!
//! From the description of the item ([`Items`]) and of a call ([`Operation`]) follow the request template, the request
//! model, the validator, the integration responses with their templates, the method responses with their models, and
//! what the API's role may do. A client's text only ever becomes a value: the table's name, the attributes' names and
//! every expression are constants, and each value is escaped to JSON where it is printed.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-dynamodb.html>
//!
#![doc = include_str!("../../../../../../docs/constructs/item-methods.md")]

mod answer;
mod attribute;
mod call;
mod checks;
mod context;
mod delete_item;
mod filter;
mod items;
mod item_method;
mod get_item;
mod index;
mod key;
mod number;
mod operation;
mod page;
mod parameters;
mod put_item;
mod query;
mod representation;
mod request;
mod scan;
mod schema;
mod sort_condition;
mod source;
mod source_check;
mod update_item;
mod value;
pub(super) mod vtl;

pub use answer::Answer;
pub use attribute::{Attribute, Decimal, Kind, Text};
pub use item_method::ItemMethodProps;
pub use items::Items;
pub use operation::{
    Absent, Attributes, DeleteItem, GetItem, Operation, Order, PageSize, PutCondition, PutItem, Query, Scan,
    SortCondition, UpdateItem,
};
pub use representation::Representation;
pub use source::Source;
