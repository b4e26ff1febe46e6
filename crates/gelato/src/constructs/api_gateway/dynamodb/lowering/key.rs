//! Keys: which item a request means.

use crate::constructs::api_gateway::vtl::LINE;

use super::call::{Call, name};
use super::declaration::Source;
use super::request::{Request, object};
use super::value::Input;

impl Call<'_> {
    /// Reads the key into a request, and gives its values.
    pub(super) fn key(&self, request: &mut Request, sources: &[(&str, Source)]) -> Result<Vec<Input>, String> {
        let key = self.items.key().map(|key| self.input(key, sources)).collect::<Result<Vec<_>, _>>()?;
        for input in &key {
            request.read(input, &self.resource.path);
        }
        let members: Vec<_> = key.iter().map(Input::member).collect();
        request.member("Key", &object(&members.join(LINE)));
        Ok(key)
    }

    /// The name of the partition key in an expression, and the member that says so. It is there exactly when the item
    /// is.
    pub(super) fn partition_name(&self) -> Result<(String, String), String> {
        let (number, attribute) = self.items.attribute(self.items.partition_key)?;
        Ok((format!("#a{number}"), name((number, attribute.name))))
    }
}
