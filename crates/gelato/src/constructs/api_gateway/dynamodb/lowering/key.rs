//! Keys: the item that a request identifies.

use crate::constructs::api_gateway::vtl::LINE;
use crate::terraform::Refusal;

use super::call::{Call, name};
use super::declaration::Source;
use super::request::{Request, object};
use super::value::Input;

impl Call<'_> {
    /// Reads the key's inputs and adds the key to the request.
    pub(super) fn key(&self, request: &mut Request, sources: &[(String, Source)]) -> Result<Vec<Input>, Refusal> {
        let key = self.items.key().map(|key| self.input(key, sources)).collect::<Result<Vec<_>, _>>()?;
        for input in &key {
            request.read(input, &self.resource.path);
        }
        let members: Vec<_> = key.iter().map(Input::member).collect();
        request.member("Key", &object(&members.join(LINE)));
        Ok(key)
    }

    /// The placeholder of the partition key and its member of `ExpressionAttributeNames`. The attribute exists exactly
    /// when the item does.
    pub(super) fn partition_name(&self) -> Result<(String, String), Refusal> {
        let (number, attribute) = self.items.attribute(&self.items.partition_key)?;
        Ok((format!("#a{number}"), name(&(number, attribute.name.clone()))))
    }
}
