//! Operations: what a call does to the items.
//!
//! Where a value comes from is calculated where it can be: from the path parameter of the attribute's name, else from
//! the body's member of that name where the method has a body, else from the query string. `sources` says otherwise.

use crate::constructs::dynamodb::Index;

use super::answer::Answer;
use super::source::Source;

/// What a call does.
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

/// Writes an item with all of its attributes.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html>
///
/// ```
/// use gelato::constructs::api_gateway::dynamodb::{PutCondition, PutItem, Source};
/// let sources = vec![("added_by", Source::Context("authorizer.claims.sub")), ("medium", Source::Constant("paper"))];
/// let add = PutItem { sources, condition: PutCondition::Absent, message: "Added book" };
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutItem {
    /// Where values come from, by attribute.
    pub sources: Vec<(&'static str, Source)>,
    /// What there must be before.
    pub condition: PutCondition,
    /// What success says.
    pub message: &'static str,
}

/// What there must be before an item is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutCondition {
    /// Nothing in particular: an item of that key is replaced.
    None,
    /// No item of that key; else 409.
    Absent,
    /// An item of that key; else 404.
    Present,
}

/// Reads an item; 404 where there is none.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html>
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GetItem {
    /// Where the key comes from, by attribute.
    pub sources: Vec<(&'static str, Source)>,
    /// What is read.
    pub attributes: Attributes,
    /// Whether the latest write is certainly seen, for twice the price.
    pub consistent_read: bool,
}

/// Deletes an item.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteItem {
    /// Where the key comes from, by attribute.
    pub sources: Vec<(&'static str, Source)>,
    /// Whether an item that is not there is 404 rather than a success.
    pub must_exist: bool,
    /// What success says; as an item, the one that is no more.
    pub answer: Answer,
}

/// Changes attributes of an item.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html>
///
/// ```
/// use gelato::constructs::api_gateway::dynamodb::{Absent, Answer, Attributes, UpdateItem};
/// let lend = UpdateItem {
///     sources: Vec::new(),
///     attributes: Attributes::Only(vec!["lent"]),
///     absent: Absent::Removed,
///     must_exist: true,
///     answer: Answer::Item,
/// };
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateItem {
    /// Where values come from, by attribute.
    pub sources: Vec<(&'static str, Source)>,
    /// What is changed: of all attributes, those that are no key.
    pub attributes: Attributes,
    /// What becomes of an attribute that may be missing and is not given.
    pub absent: Absent,
    /// Whether an item that is not there is 404 rather than made.
    pub must_exist: bool,
    /// What success says; as an item, the changed one.
    pub answer: Answer,
}

/// What becomes of an attribute that is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// It stays as it is.
    Unchanged,
    /// It is removed.
    Removed,
}

/// Some of the attributes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Attributes {
    /// All of them; in an answer, also those that the program does not describe.
    #[default]
    All,
    /// These.
    Only(Vec<&'static str>),
}

/// Reads the items of a partition.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html>
///
/// ```
/// use gelato::constructs::api_gateway::dynamodb::{Order, Query, SortCondition, Source};
/// let latest = Query {
///     sort: Some(SortCondition::Between(Source::Query("from"), Source::Query("to"))),
///     filter: vec![("lent", Source::Query("lent"))],
///     order: Order::Backward,
///     ..Query::default()
/// };
/// assert_eq!(latest.page.default, 20);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// The index that is read, rather than the table: the very value that the table is made of.
    pub index: Option<Index>,
    /// Where the partition key comes from, by attribute.
    pub sources: Vec<(&'static str, Source)>,
    /// Which items of the partition.
    pub sort: Option<SortCondition>,
    /// What other attributes equal, each where a request gives its value.
    pub filter: Vec<(&'static str, Source)>,
    /// In which order of the sort key.
    pub order: Order,
    /// How many at once.
    pub page: PageSize,
    /// What is read.
    pub attributes: Attributes,
    /// Whether the latest write is certainly seen. A global index cannot tell.
    pub consistent_read: bool,
}

/// A condition on the sort key. It is left out where a request does not give its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortCondition {
    /// The sort key is this.
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

/// The order of the sort key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// From the least to the greatest.
    #[default]
    Forward,
    /// From the greatest to the least.
    Backward,
}

/// How many items an answer has at most: the query string's `limit`. DynamoDB filters a page after it has read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize {
    /// Where a request does not say.
    pub default: u16,
    /// The most that a request may say, up to 1,000.
    pub greatest: u16,
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
    /// What attributes equal, each where a request gives its value.
    pub filter: Vec<(&'static str, Source)>,
    /// How many at once.
    pub page: PageSize,
    /// What is read.
    pub attributes: Attributes,
    /// Whether the latest write is certainly seen.
    pub consistent_read: bool,
}
