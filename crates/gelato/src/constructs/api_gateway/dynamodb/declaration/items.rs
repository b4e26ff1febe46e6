//! Items: the table that they are in, their keys and their attributes.

use crate::terraform::Value;

use super::attribute::Attribute;

/// What the calls of an API work on.
#[derive(Debug, Clone)]
pub struct Items {
    /// What one is called, such as `Book`: letters and digits. The names of the models begin with it.
    pub name: &'static str,
    /// The table's name.
    pub table_name: Value<String>,
    /// The table's ARN.
    pub table_arn: Value<String>,
    /// The attribute that is the table's partition key.
    pub partition_key: &'static str,
    /// The attribute that is the table's sort key.
    pub sort_key: Option<&'static str>,
    /// All attributes, the keys among them.
    pub attributes: Vec<Attribute>,
}
