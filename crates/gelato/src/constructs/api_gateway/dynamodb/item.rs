//! The items of a table, and the methods on them as a program writes them.

use std::panic::Location;
use std::rc::Rc;

use super::declaration::{
    Answer, Attribute, Attributes, DeleteItem, GetItem, ItemMethod, Items, Order, PageSize, PutCondition, PutItem,
    Query, Scan, SortCondition, Source, UpdateItem,
};
use crate::constructs::dynamodb::Table;

/// The items of a table, as an API shows them.
///
/// ```
/// use gelato::prelude::*;
/// # fn describe(api: &mut Routes, bookings: &Table) {
/// let booking = bookings.item("Booking", [
///     Attribute::required("room", text(1..=40), "The room"),
///     Attribute::required("begins", matching("[0-9-]{10}T[0-9:]{5}"), "When it begins"),
///     Attribute::optional("people", number(1..=500), "How many come"),
/// ]);
/// api.post("rooms/{room}", booking.put().if_absent().answering("Booked"));
/// api.get("rooms/{room}", booking.query().sorted(SortCondition::AtLeast(Source::query("from"))));
/// api.patch("rooms/{room}/{begins}", booking.update(["people"]));
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Item(Rc<Items>);

impl Table {
    /// The table's items, with a name such as `Book` (letters and digits) and all attributes, the keys among them.
    #[track_caller]
    pub fn item(&self, name: impl Into<String>, attributes: impl IntoIterator<Item = Attribute>) -> Item {
        Item(Rc::new(Items {
            name: name.into(),
            table_name: self.name(),
            table_arn: self.arn(),
            partition_key: self.partition_key.name.clone(),
            sort_key: self.sort_key.as_ref().map(|key| key.name.clone()),
            indexes: self.indexes.clone(),
            attributes: attributes.into_iter().collect(),
            place: Location::caller(),
        }))
    }
}

impl Item {
    /// Any operation, with all its properties.
    pub fn method<O>(&self, operation: O) -> ItemMethod<O> {
        ItemMethod::new(&self.0, operation)
    }

    /// Writes an item with all its attributes.
    pub fn put(&self) -> ItemMethod<PutItem> {
        self.method(PutItem::default())
    }

    /// Reads an item by its key; 404 if it does not exist.
    pub fn get(&self) -> ItemMethod<GetItem> {
        self.method(GetItem::default())
    }

    /// Deletes an item by its key. A missing item is a success unless it [`must_exist`](ItemMethod::must_exist).
    pub fn delete(&self) -> ItemMethod<DeleteItem> {
        self.method(DeleteItem::default())
    }

    /// Changes these attributes of an item: those that the request gives. 404 if the item does not exist.
    pub fn update<'a>(&self, attributes: impl IntoIterator<Item = &'a str>) -> ItemMethod<UpdateItem> {
        let attributes = Attributes::Only(attributes.into_iter().map(str::to_owned).collect());
        self.method(UpdateItem { attributes, ..UpdateItem::default() })
    }

    /// Changes any attribute of an item except its key: those that the request gives. 404 if the item does not exist.
    pub fn update_all(&self) -> ItemMethod<UpdateItem> {
        self.method(UpdateItem::default())
    }

    /// Reads the items of a partition, page by page.
    pub fn query(&self) -> ItemMethod<Query> {
        self.method(Query::default())
    }

    /// Reads all items, page by page.
    pub fn scan(&self) -> ItemMethod<Scan> {
        self.method(Scan::default())
    }
}

impl ItemMethod<PutItem> {
    /// Only if no item with that key exists; else 409.
    #[must_use]
    pub fn if_absent(self) -> Self {
        self.with(|put| put.condition = PutCondition::Absent)
    }

    /// Only if an item with that key exists; else 404.
    #[must_use]
    pub fn if_present(self) -> Self {
        self.with(|put| put.condition = PutCondition::Present)
    }

    /// The message of success.
    #[must_use]
    pub fn answering(self, message: impl Into<String>) -> Self {
        self.with(|put| put.message = message.into())
    }

    /// Where an attribute's value comes from, if not from the path or the body.
    #[must_use]
    pub fn taking(self, attribute: impl Into<String>, source: Source) -> Self {
        self.with(|put| put.sources.push((attribute.into(), source)))
    }
}

impl ItemMethod<DeleteItem> {
    /// A missing item is a 404.
    #[must_use]
    pub fn must_exist(self) -> Self {
        self.with(|delete| delete.must_exist = true)
    }

    /// The message of success.
    #[must_use]
    pub fn answering(self, message: impl Into<String>) -> Self {
        self.with(|delete| delete.answer = Answer::Message(message.into()))
    }
}

impl ItemMethod<UpdateItem> {
    /// A message as the answer, instead of the changed item.
    #[must_use]
    pub fn answering(self, message: impl Into<String>) -> Self {
        self.with(|update| update.answer = Answer::Message(message.into()))
    }

    /// Creates an item that does not exist, instead of a 404.
    #[must_use]
    pub fn or_create(self) -> Self {
        self.with(|update| update.must_exist = false)
    }
}

impl ItemMethod<Query> {
    /// Reads an index instead of the table.
    #[must_use]
    pub fn index(self, name: impl Into<String>) -> Self {
        self.with(|query| query.index = Some(name.into()))
    }

    /// A condition on the sort key. It is omitted if the request does not give its values.
    #[must_use]
    pub fn sorted(self, condition: SortCondition) -> Self {
        self.with(|query| query.sort = Some(condition))
    }

    /// The greatest sort key first.
    #[must_use]
    pub fn backward(self) -> Self {
        self.with(|query| query.order = Order::Backward)
    }

    /// Only items whose attribute equals a value, if the request gives it.
    #[must_use]
    pub fn filtered(self, attribute: impl Into<String>, source: Source) -> Self {
        self.with(|query| query.filter.push((attribute.into(), source)))
    }

    /// Only these attributes.
    #[must_use]
    pub fn only<'a>(self, attributes: impl IntoIterator<Item = &'a str>) -> Self {
        self.with(|query| query.attributes = Attributes::Only(attributes.into_iter().map(str::to_owned).collect()))
    }

    /// The most items in an answer: the default, and what the query parameter `limit` may ask for.
    #[must_use]
    pub fn paged(self, default: u16, greatest: u16) -> Self {
        self.with(|query| query.page = PageSize { default, greatest })
    }
}

impl ItemMethod<Scan> {
    /// Only items whose attribute equals a value, if the request gives it.
    #[must_use]
    pub fn filtered(self, attribute: impl Into<String>, source: Source) -> Self {
        self.with(|scan| scan.filter.push((attribute.into(), source)))
    }

    /// Only these attributes.
    #[must_use]
    pub fn only<'a>(self, attributes: impl IntoIterator<Item = &'a str>) -> Self {
        self.with(|scan| scan.attributes = Attributes::Only(attributes.into_iter().map(str::to_owned).collect()))
    }

    /// The most items in an answer: the default, and what the query parameter `limit` may ask for.
    #[must_use]
    pub fn paged(self, default: u16, greatest: u16) -> Self {
        self.with(|scan| scan.page = PageSize { default, greatest })
    }
}
