//! The description of items and of the methods on them, as a program writes it. Nothing here knows how it is lowered to
//! templates, models and integrations.

mod attribute;
mod items;
mod source;
mod answer;
mod operation;
mod representation;
mod item_method;

pub use answer::Answer;
pub use attribute::{Attribute, Decimal, Kind, Text, decimal, list, map, matching, number, text};
pub use item_method::ItemMethod;
pub use items::Items;
pub use operation::{
    Absent, Attributes, DeleteItem, GetItem, Operation, Order, PageSize, PutCondition, PutItem, Query, Scan,
    SortCondition, UpdateItem,
};
pub use representation::Representation;
pub use source::Source;
