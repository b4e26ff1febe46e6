//! Models of bodies that no item method reads, such as those for functions. They are described like the attributes of items.

use crate::constructs::api_gateway::{Model, Routes};

use super::checks::attribute_problems;
use super::declaration::Attribute;
use super::schema;

impl Routes<'_> {
    /// Declares the model of a body: an object with exactly these members. The name, such as `Order`, has letters and digits.
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// # fn describe(api: &mut Routes, reports: &RustFunction) {
    /// let order = api.body("Order", "What is ordered", [
    ///     Attribute::required("kind", text(1..=40), "The kind of report"),
    ///     Attribute::optional("pages", number(1..=500), "The most pages"),
    /// ]);
    /// api.post("reports", reports.handles().body(&order));
    /// # }
    /// ```
    #[track_caller]
    pub fn body(&mut self, name: &str, description: &str, members: impl IntoIterator<Item = Attribute>) -> Model {
        let members: Vec<Attribute> = members.into_iter().collect();
        for problem in attribute_problems(&members) {
            self.module.refuse(problem.within(format_args!("body `{name}`")));
        }
        self.shared_model(name, description, schema::body(&members))
    }
}
