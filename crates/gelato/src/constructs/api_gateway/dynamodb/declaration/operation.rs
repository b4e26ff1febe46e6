//! Operations on items.
//!
//! By default a value comes from the path parameter with the attribute's name. Without one, it comes from the body's
//! member of that name if the method has a body, else from the query string. `sources` overrides this.

use super::answer::Answer;
use super::source::Source;

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// Writes an item.
    PutItem(PutItem),
    /// Reads an item by its key.
    GetItem(GetItem),
    /// Deletes an item by its key.
    DeleteItem(DeleteItem),
    /// Changes an item.
    UpdateItem(UpdateItem),
    /// Reads the items of a partition, page by page.
    Query(Query),
    /// Reads all items, page by page.
    Scan(Scan),
}

/// Writes an item with all its attributes.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html>
///
/// ```
/// use gelato::constructs::api_gateway::dynamodb::{PutCondition, PutItem, Source};
/// let sources = vec![("added_by".into(), Source::context("authorizer.claims.sub"))];
/// let add = PutItem { sources, condition: PutCondition::Absent, message: "Added book".into() };
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutItem {
    /// Where values come from, by attribute name.
    pub sources: Vec<(String, Source)>,
    /// The condition for writing.
    pub condition: PutCondition,
    /// The message of success.
    pub message: String,
}

/// The condition for writing an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PutCondition {
    /// None: an item with the same key is replaced.
    #[default]
    None,
    /// No item with that key exists; else 409.
    Absent,
    /// An item with that key exists; else 404.
    Present,
}

/// Reads an item; 404 if it does not exist.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html>
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GetItem {
    /// Where the key comes from, by attribute name.
    pub sources: Vec<(String, Source)>,
    /// The attributes to read.
    pub attributes: Attributes,
    /// Whether to read consistently, for twice the price.
    pub consistent_read: bool,
}

/// Deletes an item.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteItem {
    /// Where the key comes from, by attribute name.
    pub sources: Vec<(String, Source)>,
    /// Whether a missing item is a 404 instead of a success.
    pub must_exist: bool,
    /// The answer to success. As an item, it is the deleted one.
    pub answer: Answer,
}

/// Changes attributes of an item.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html>
///
/// ```
/// use gelato::constructs::api_gateway::dynamodb::{Absent, Answer, Attributes, UpdateItem};
/// let lend = UpdateItem {
///     sources: Vec::new(),
///     attributes: Attributes::Only(vec!["lent".into()]),
///     absent: Absent::Removed,
///     must_exist: true,
///     answer: Answer::Item,
/// };
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateItem {
    /// Where values come from, by attribute name.
    pub sources: Vec<(String, Source)>,
    /// The attributes to change; `All` excludes the keys.
    pub attributes: Attributes,
    /// What to do with an optional attribute that the request omits.
    pub absent: Absent,
    /// Whether a missing item is a 404 instead of being created.
    pub must_exist: bool,
    /// The answer to success. As an item, it is the changed one.
    pub answer: Answer,
}

/// What an update does with an attribute that the request omits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Absent {
    /// Keep it.
    #[default]
    Unchanged,
    /// Remove it.
    Removed,
}

/// A choice of attributes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Attributes {
    /// All of them; in an answer, including those that the program does not describe.
    #[default]
    All,
    /// These.
    Only(Vec<String>),
}

/// Reads the items of a partition.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html>
///
/// ```
/// use gelato::constructs::api_gateway::dynamodb::{Order, Query, SortCondition, Source};
/// let latest = Query {
///     sort: Some(SortCondition::Between(Source::query("from"), Source::query("to"))),
///     filter: vec![("lent".into(), Source::query("lent"))],
///     order: Order::Backward,
///     ..Query::default()
/// };
/// assert_eq!(latest.page.default, 20);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// The name of the index to read instead of the table.
    pub index: Option<String>,
    /// Where the partition key comes from, by attribute name.
    pub sources: Vec<(String, Source)>,
    /// The condition on the sort key.
    pub sort: Option<SortCondition>,
    /// Values that other attributes must equal. Each applies only if the request gives its value.
    pub filter: Vec<(String, Source)>,
    /// The order by sort key.
    pub order: Order,
    /// The page size.
    pub page: PageSize,
    /// The attributes to read.
    pub attributes: Attributes,
    /// Whether to read consistently. Global indexes do not support it.
    pub consistent_read: bool,
}

/// A condition on the sort key. It is omitted if the request does not give its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SortCondition {
    /// The sort key equals this.
    Equals(Source),
    /// The sort key, a text, begins with this.
    BeginsWith(Source),
    /// The sort key is this or greater.
    AtLeast(Source),
    /// The sort key is this or less.
    AtMost(Source),
    /// The sort key is neither less than the first nor greater than the second.
    Between(Source, Source),
}

/// The order of items by sort key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Ascending.
    #[default]
    Forward,
    /// Descending.
    Backward,
}

/// The most items in an answer, which the query parameter `limit` sets. DynamoDB applies filters after reading a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize {
    /// The default of `limit`.
    pub default: u16,
    /// The greatest `limit`, up to 1,000.
    pub greatest: u16,
}

impl Default for PutItem {
    fn default() -> Self {
        Self { sources: Vec::new(), condition: PutCondition::None, message: "Stored".to_owned() }
    }
}

impl Default for DeleteItem {
    fn default() -> Self {
        Self { sources: Vec::new(), must_exist: false, answer: Answer::Message("Deleted".to_owned()) }
    }
}

impl Default for UpdateItem {
    /// Changes the attributes that the request gives, of an item that must exist, and answers with the item.
    fn default() -> Self {
        Self {
            sources: Vec::new(),
            attributes: Attributes::All,
            absent: Absent::Unchanged,
            must_exist: true,
            answer: Answer::Item,
        }
    }
}

impl Default for PageSize {
    fn default() -> Self {
        Self { default: 20, greatest: 100 }
    }
}

/// Reads all items.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html>
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scan {
    /// Values that attributes must equal. Each applies only if the request gives its value.
    pub filter: Vec<(String, Source)>,
    /// The page size.
    pub page: PageSize,
    /// The attributes to read.
    pub attributes: Attributes,
    /// Whether to read consistently.
    pub consistent_read: bool,
}

impl From<PutItem> for Operation {
    fn from(operation: PutItem) -> Self {
        Self::PutItem(operation)
    }
}

impl From<GetItem> for Operation {
    fn from(operation: GetItem) -> Self {
        Self::GetItem(operation)
    }
}

impl From<DeleteItem> for Operation {
    fn from(operation: DeleteItem) -> Self {
        Self::DeleteItem(operation)
    }
}

impl From<UpdateItem> for Operation {
    fn from(operation: UpdateItem) -> Self {
        Self::UpdateItem(operation)
    }
}

impl From<Query> for Operation {
    fn from(operation: Query) -> Self {
        Self::Query(operation)
    }
}

impl From<Scan> for Operation {
    fn from(operation: Scan) -> Self {
        Self::Scan(operation)
    }
}
