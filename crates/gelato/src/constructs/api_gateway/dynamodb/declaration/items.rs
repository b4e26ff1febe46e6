//! Items: their table, keys and attributes.

use std::panic::Location;

use crate::constructs::dynamodb::Index;
use crate::terraform::Value;

use super::attribute::Attribute;

/// The items that an API's methods work on.
#[derive(Debug, Clone)]
pub struct Items {
    /// The name of an item, such as `Book`: letters and digits. The names of its models contain it.
    pub name: String,
    /// The table's name.
    pub table_name: Value<String>,
    /// The table's ARN.
    pub table_arn: Value<String>,
    /// The attribute that is the table's partition key.
    pub partition_key: String,
    /// The attribute that is the table's sort key.
    pub sort_key: Option<String>,
    /// The table's indexes.
    pub indexes: Vec<Index>,
    /// All attributes, the keys among them.
    pub attributes: Vec<Attribute>,
    /// The place in the program.
    pub place: &'static Location<'static>,
}
