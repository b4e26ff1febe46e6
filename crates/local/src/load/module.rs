//! The declarations of a module: variables, locals, resources, modules, outputs and providers, each with its place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hcl::expr::Expression;

use super::body::Members;
use super::budget::Budget;
use super::document::{self, Document};
use super::error::Error;
use crate::resource::Place;

/// A declaration.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) place: Place,
    /// The arguments of its block.
    pub(super) arguments: BTreeMap<String, Expression>,
}

impl Declared {
    /// The name of a provider configuration: the provider's name, with the alias if there is one.
    pub(super) fn configuration_of(&self, provider: &str) -> String {
        self.arguments
            .get("alias")
            .map_or_else(|| provider.to_owned(), |alias| format!("{provider}.{}", name_in(alias)))
    }
}

/// A module's declarations.
#[derive(Debug, Default)]
pub(super) struct Declarations {
    pub(super) files: Vec<PathBuf>,
    pub(super) variables: BTreeMap<String, Declared>,
    pub(super) locals: BTreeMap<String, (Place, Expression)>,
    /// By type and name.
    pub(super) resources: BTreeMap<(String, String), Declared>,
    /// By type and name.
    pub(super) data: BTreeMap<(String, String), Declared>,
    pub(super) modules: BTreeMap<String, Declared>,
    pub(super) outputs: BTreeMap<String, Declared>,
    pub(super) providers: Vec<(String, Declared)>,
}

impl Declarations {
    /// Parses the files of a module's folder.
    pub(super) fn read(folder: &Path, budget: &Budget) -> Result<Self, Error> {
        Self::of(document::read_folder(folder, budget)?)
    }

    /// Parses those files of a module's folder that can be parsed, and returns the errors of the others, unless they may have
    /// a variable or an output.
    pub(super) fn read_interface(folder: &Path, budget: &Budget) -> Result<(Self, Vec<Error>), Error> {
        let (documents, unread) = document::read_declaring(folder, &["variable", "output"], budget)?;
        Ok((Self::of(documents)?, unread))
    }

    fn of(documents: Vec<Document>) -> Result<Self, Error> {
        let mut declarations = Self::default();
        for document in documents {
            declarations.add(&document.file, document.members)?;
            declarations.files.push(document.file);
        }
        Ok(declarations)
    }

    fn add(&mut self, file: &Path, members: Members) -> Result<(), Error> {
        for (name, value) in members {
            let place = Place { file: file.to_owned(), key: name.clone() };
            match name.as_str() {
                "variable" => self.add_labelled(&place, &value, |it| &mut it.variables)?,
                "module" => self.add_labelled(&place, &value, |it| &mut it.modules)?,
                "output" => self.add_labelled(&place, &value, |it| &mut it.outputs)?,
                "resource" => self.add_typed(&place, &value, |it| &mut it.resources)?,
                "data" => self.add_typed(&place, &value, |it| &mut it.data)?,
                "locals" => self.add_locals(&place, &value)?,
                "provider" => self.add_providers(&place, &value)?,
                // These configure Terraform or change addresses; they declare no resources.
                "terraform" | "moved" | "import" | "removed" | "check" => {}
                unknown => {
                    let message = format!(
                        "`{unknown}` is not a known block; a module has `variable`, `locals`, `resource`, `data`, `module`, \
                         `output`, `provider` and `terraform`"
                    );
                    return Err(Error::wrong(&place, message));
                }
            }
        }
        Ok(())
    }

    fn add_labelled(
        &mut self,
        place: &Place,
        value: &Expression,
        of: fn(&mut Self) -> &mut BTreeMap<String, Declared>,
    ) -> Result<(), Error> {
        for (name, place, value) in labelled(place, value)? {
            let one = only_block(&place, value)?;
            if of(self).insert(name.clone(), one).is_some() {
                return Err(twice(&place, &name));
            }
        }
        Ok(())
    }

    fn add_typed(
        &mut self,
        place: &Place,
        value: &Expression,
        of: fn(&mut Self) -> &mut BTreeMap<(String, String), Declared>,
    ) -> Result<(), Error> {
        for (kind, place, value) in labelled(place, value)? {
            for (name, place, value) in labelled(&place, value)? {
                let one = only_block(&place, value)?;
                if of(self).insert((kind.clone(), name.clone()), one).is_some() {
                    return Err(twice(&place, &name));
                }
            }
        }
        Ok(())
    }

    /// A module may have several configurations of a provider with different names.
    fn add_providers(&mut self, place: &Place, value: &Expression) -> Result<(), Error> {
        for (provider, place, value) in labelled(place, value)? {
            for block in document::objects(value) {
                let one = declared(&place, block);
                let name = one.configuration_of(&provider);
                if self.providers.iter().any(|(other, there)| there.configuration_of(other) == name) {
                    return Err(Error::wrong(
                        &place,
                        format!(
                            "`{name}` is configured twice; give each further configuration of a provider a different \
                             `alias`"
                        ),
                    ));
                }
                self.providers.push((provider.clone(), one));
            }
        }
        Ok(())
    }

    fn add_locals(&mut self, place: &Place, value: &Expression) -> Result<(), Error> {
        for (name, place, value) in labelled(place, value)? {
            if self.locals.insert(name.clone(), (place.clone(), value.clone())).is_some() {
                return Err(twice(&place, &name));
            }
        }
        Ok(())
    }
}

/// A name in JSON, which is a string, or in HCL, which is a reference.
pub(super) fn name_in(expression: &Expression) -> String {
    match expression {
        Expression::String(text) => text.clone(),
        Expression::TemplateExpr(template) => {
            template.to_string().trim_matches('"').trim_start_matches("${").trim_end_matches('}').trim().to_owned()
        }
        other => other.to_string(),
    }
}

fn twice(place: &Place, name: &str) -> Error {
    Error::wrong(place, format!("`{name}` is declared twice; names must be unique"))
}

/// The members under the labels of a block: `(label, place, value)`.
fn labelled<'e>(place: &Place, value: &'e Expression) -> Result<Vec<(String, Place, &'e Expression)>, Error> {
    let objects = document::objects(value);
    if objects.is_empty() && !matches!(value, Expression::Array(list) if list.is_empty()) {
        return Err(Error::wrong(place, "this must be an object with a member for each name"));
    }
    let members = objects.into_iter().flat_map(|object| object.iter());
    Ok(members
        .map(|(key, value)| {
            let name = document::key(key);
            let key = format!("{}.{name}", place.key);
            (name, Place { file: place.file.clone(), key }, value)
        })
        .collect())
}

fn only_block(place: &Place, value: &Expression) -> Result<Declared, Error> {
    match document::objects(value).as_slice() {
        [only] => Ok(declared(place, only)),
        [] => Err(Error::wrong(place, "this must be an object with arguments")),
        _ => Err(Error::wrong(place, "this is declared twice; names must be unique")),
    }
}

fn declared(place: &Place, block: &hcl::expr::Object<hcl::expr::ObjectKey, Expression>) -> Declared {
    let arguments = block.iter().map(|(key, value)| (document::key(key), value.clone())).collect();
    Declared { place: place.clone(), arguments }
}
