//! Resources and data sources: evaluates their arguments and adds computed attributes.

use std::rc::Rc;

use hcl::expr::Expression;
use serde_json::{Map, Value, json};

use super::argument::Owner;
use super::name::Name;
use super::repeat::{Keyed, Repetition};
use super::scope::InstanceScope;
use super::{Instance, at, computed, undeclared, within};
use crate::load::budget::Shared;
use crate::load::data;
use crate::load::document;
use crate::load::error::Error;
use crate::load::evaluate::{Evaluator, Outcome, entries};
use crate::load::module::Declared;
use crate::load::world::ACCOUNT;
use crate::resource::Resource;

/// Terraform's meta-arguments.
const META: [&str; 9] =
    ["count", "for_each", "depends_on", "lifecycle", "provider", "provisioner", "connection", "dynamic", "timeouts"];

/// Whether a name is not a meta-argument.
pub(super) fn is_argument(name: &str) -> bool {
    !META.contains(&name)
}

impl Instance {
    /// The resource with a type and a name.
    pub(super) fn named_resource(&self, kind: &str, name: &str) -> Outcome<Shared> {
        if self.declarations.resources.contains_key(&(kind.to_owned(), name.to_owned())) {
            return self.named(&Name::Resource(kind.to_owned(), name.to_owned()));
        }
        let same = self.declarations.resources.keys().filter(|(known, _)| known == kind).map(|(_, name)| name);
        Err(undeclared(kind, name, same).into())
    }

    /// A resource's instances: an object, a list, or a map.
    pub(super) fn resource(self: &Rc<Self>, kind: &str, name: &str) -> Result<Shared, Error> {
        let declared = &self.declarations.resources[&(kind.to_owned(), name.to_owned())];
        let repetitions = self.repetitions(declared).inspect_err(|error| {
            if let Error::Unknown { place, message } = error {
                self.leave_out(&format!("{kind}.{name}"), place, message);
            }
        })?;
        let mut items = Vec::new();
        for (repetition, ()) in repetitions.items {
            let resource = self.one(kind, name, declared, &repetition)?;
            items.push((repetition, Value::Object(resource.values.clone())));
            self.world.resources.borrow_mut().push(resource);
        }
        Keyed { shape: repetitions.shape, items }.value(|values| Ok(values.clone())).map(Rc::new)
    }

    fn one(
        self: &Rc<Self>,
        kind: &str,
        name: &str,
        declared: &Declared,
        repetition: &Repetition,
    ) -> Result<Resource, Error> {
        let local = format!("{kind}.{name}{}", repetition.suffix());
        if declared.arguments.contains_key("provisioner") {
            self.report(&local, &declared.place, "`provisioner` is set; provisioners do not run here".into());
        }
        let mut values = self.arguments(&local, declared, repetition)?;
        let address = format!("{}{local}", self.prefix);
        let region = self.region_of(declared)?;
        computed::complete(&self.world, kind, &address, &region, &mut values);
        Ok(Resource { address, kind: kind.to_owned(), values, place: Some(declared.place.clone()) })
    }

    fn arguments(
        self: &Rc<Self>,
        name: &str,
        declared: &Declared,
        repetition: &Repetition,
    ) -> Result<Map<String, Value>, Error> {
        let owner = Owner { instance: self, declared, repetition, name };
        let own = declared.arguments.iter().filter(|(name, _)| is_argument(name));
        let mut values = owner.values(own)?;
        if let Some(dynamic) = declared.arguments.get("dynamic") {
            self.dynamic(&owner, dynamic, &mut values)?;
        }
        Ok(values)
    }

    /// Dynamic blocks.
    /// <https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks>
    fn dynamic(
        self: &Rc<Self>,
        owner: &Owner<'_>,
        dynamic: &Expression,
        values: &mut Map<String, Value>,
    ) -> Result<(), Error> {
        let Owner { declared, repetition, .. } = *owner;
        let scope = InstanceScope { instance: self, repetition };
        let evaluator = Evaluator::new(&scope);
        for (key, blocks) in document::objects(dynamic).into_iter().flat_map(|object| object.iter()) {
            let name = document::key(key);
            for block in document::objects(blocks) {
                let argument = |wanted: &str| {
                    block.iter().find(|(key, _)| document::key(key) == wanted).map(|(_, expression)| expression)
                };
                let wrong =
                    || Error::wrong(&declared.place, format!("`dynamic.{name}` needs `for_each` and `content`"));
                let (each, content) = argument("for_each").zip(argument("content")).ok_or_else(wrong)?;
                let iterator = argument("iterator").map_or_else(|| name.clone(), ToString::to_string);
                let repeated = evaluator.owned(each).and_then(|each| {
                    let blocks = entries(each)?.into_iter().map(|(key, value)| {
                        let entry = Rc::new(json!({ "key": key, "value": value }));
                        evaluator.with(&iterator, entry, |inner| inner.owned(content))
                    });
                    blocks.collect::<Outcome<Vec<_>>>()
                });
                let path = format!("dynamic.{name}");
                let repeated = owner.known(&path, at(&declared.place, &path, repeated))?.unwrap_or_default();
                let list = values.entry(name.clone()).or_insert_with(|| Value::Array(Vec::new()));
                if let Some(list) = list.as_array_mut() {
                    list.extend(repeated.into_iter().flat_map(|block| match block {
                        Value::Array(blocks) => blocks,
                        one => vec![one],
                    }));
                }
            }
        }
        Ok(())
    }

    /// The data source with a type and a name.
    pub(super) fn named_data(&self, kind: &str, name: &str) -> Outcome<Shared> {
        if self.declarations.data.contains_key(&(kind.to_owned(), name.to_owned())) {
            return self.named(&Name::Data(kind.to_owned(), name.to_owned()));
        }
        let same = self.declarations.data.keys().filter(|(known, _)| known == kind).map(|(_, name)| name);
        Err(undeclared(&format!("data.{kind}"), name, same).into())
    }

    /// A data source's instances.
    pub(super) fn data(self: &Rc<Self>, kind: &str, name: &str) -> Result<Shared, Error> {
        let declared = &self.declarations.data[&(kind.to_owned(), name.to_owned())];
        let region = self.region_of(declared)?;
        let repetitions = self.repetitions(declared)?;
        let mut items = Vec::new();
        for (repetition, ()) in repetitions.items {
            let address = format!("data.{kind}.{name}{}", repetition.suffix());
            let arguments = self.arguments(&address, declared, &repetition)?;
            let attributes = data::read(kind, arguments, &region, ACCOUNT, &self.world.files);
            items.push((repetition, within(&declared.place, attributes)?));
        }
        Keyed { shape: repetitions.shape, items }.value(|value| Ok(value.clone())).map(Rc::new)
    }
}
