//! What modules offer to each other: their outputs, to which every value is added that another module uses.

use std::collections::BTreeMap;
use std::panic::Location;
use std::rc::Rc;

use crate::modules::ModuleScope;
use crate::schema::Catalog;
use crate::terraform::{
    Address, Declaration, Document, ExpectedOutput, Expression, Instance, ModuleCall, Output, Reference, Refusal,
    Target, expected_outputs,
};

/// The outputs of all modules.
pub(super) struct Offers {
    catalog: Rc<Catalog>,
    modules: BTreeMap<String, Rc<ModuleScope>>,
    known: Vec<Offer>,
    /// Whether the modules are complete, so that nothing more can be offered.
    complete: bool,
}

/// An output of a module, and the value that it gives.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Offer {
    pub(super) module: String,
    pub(super) output: String,
    value: Expression,
    pub(super) constraint: String,
    pub(super) sensitive: bool,
}

impl Offer {
    /// Whether it gives this expression, which is made of several parts, to another document.
    fn is_composed_as(&self, expression: &Expression, reader: &str) -> bool {
        self.value == *expression && self.module != reader && self.owns(expression)
    }

    /// Whether an expression has something of this module, and nothing that means another thing in each module. A constant
    /// belongs to nobody.
    fn owns(&self, expression: &Expression) -> bool {
        let (mut is_own, mut is_anywhere) = (false, false);
        expression.for_each_reference(&mut |Reference { address, .. }| {
            is_own |= address.document.as_deref() == Some(&self.module);
            is_anywhere |= address.target == Target::Given("path.module");
        });
        is_own && !is_anywhere
    }
}

/// Why a value cannot leave its module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotOffered {
    pub(super) module: String,
    pub(super) value: String,
    /// Why, and what can be used instead.
    pub(super) why: Refusal,
}

impl Offers {
    /// The outputs that the modules declare.
    pub(super) fn new(catalog: Rc<Catalog>, modules: impl IntoIterator<Item = Rc<ModuleScope>>) -> Self {
        let modules: BTreeMap<_, _> =
            modules.into_iter().map(|module| (module.module_name().to_string(), module)).collect();
        let known = modules.iter().flat_map(|(name, module)| declared(name, module)).collect();
        Self { catalog, modules, known, complete: false }
    }

    /// Completes the modules. Roots are made one by one, and must not change what other roots call.
    pub(super) fn complete(&mut self) {
        self.complete = true;
    }

    /// The output that gives an expression, which another document than `reader` declares. `None` if the expression does not
    /// belong to another module as a whole.
    pub(super) fn find(
        &mut self,
        reader: &str,
        expression: &Expression,
        place: &'static Location<'static>,
    ) -> Option<Result<Offer, NotOffered>> {
        let Expression::Reference(reference) = expression else {
            return self.known.iter().find(|offer| offer.is_composed_as(expression, reader)).cloned().map(Ok);
        };
        let module = self.foreign_owner(reader, &reference.address)?;
        let same = |offer: &&Offer| offer.module == module && offer.value == *expression;
        match self.known.iter().find(same) {
            Some(known) => Some(Ok(known.clone())),
            None => Some(self.offer(module, reference, place)),
        }
    }

    /// A module's outputs. `None` if the service does not have it.
    pub(super) fn outputs(&self, module: &str) -> Option<BTreeMap<String, ExpectedOutput>> {
        self.modules.get(module).map(|module| expected_outputs(&module.document()))
    }

    /// The other module that declares an address.
    pub(super) fn foreign_owner<'a>(&self, reader: &str, address: &'a Address) -> Option<&'a str> {
        address.document.as_deref().filter(|owner| self.is_other_module(reader, owner))
    }

    fn is_other_module(&self, reader: &str, name: &str) -> bool {
        name != reader && self.modules.contains_key(name)
    }

    /// Whether an expression belongs to another module as a whole.
    pub(super) fn is_foreign(&self, reader: &str, expression: &Expression) -> bool {
        self.owner(reader, expression).is_some()
    }

    /// The module that declares everything that an expression refers to.
    fn owner<'e>(&self, reader: &str, expression: &'e Expression) -> Option<&'e str> {
        let mut owner = None;
        let mut has_several = false;
        expression.for_each_reference(&mut |reference| {
            if let Some(document) = reference.address.document.as_deref() {
                has_several |= *owner.get_or_insert(document) != document;
            }
        });
        owner.filter(|owner| !has_several && self.is_other_module(reader, owner))
    }

    /// Declares an output for a reference, at the place of its use.
    fn offer(
        &mut self,
        module: &str,
        reference: &Reference,
        place: &'static Location<'static>,
    ) -> Result<Offer, NotOffered> {
        let name = offered_name(module, &self.modules[module].document(), reference)?.to_owned();
        if self.complete {
            let why = Refusal::new("it has no output, and a root must not add one to what the other roots call too")
                .hint(format!("declare an output of it in `{module}`: `m.output(…)`"));
            return Err(NotOffered { module: module.to_owned(), value: display(reference), why });
        }
        let output = [&[name], reference.attributes.as_slice()].concat().join("_");
        let (constraint, sensitive) = self.type_of(module, reference);
        let (module, value) = (module.to_owned(), reference.clone().into());
        let offer = Offer { module, output, value, constraint, sensitive };
        self.declare(&offer, reference, place)?;
        self.known.push(offer.clone());
        Ok(offer)
    }

    fn declare(
        &self,
        offer: &Offer,
        reference: &Reference,
        place: &'static Location<'static>,
    ) -> Result<(), NotOffered> {
        let mut document = self.modules[&offer.module].document_mut();
        if document.outputs().contains_key(&offer.output) {
            let why = Refusal::new(format!("its output would be `{}`, which has another value", offer.output))
                .hint("rename that output, or declare an output of this value there: `m.output(…)`");
            return Err(NotOffered { module: offer.module.clone(), value: display(reference), why });
        }
        let description = format!("`{}`.", display(reference));
        let output = Output::new(description, offer.value.clone(), &offer.constraint, offer.sensitive);
        document.add_output(&offer.output, output.at(place));
        Ok(())
    }

    /// The type of a reference as Terraform writes it, and whether the value is sensitive.
    fn type_of(&self, module: &str, reference: &Reference) -> (String, bool) {
        let document = self.modules[module].document();
        if let Target::Variable(name) = &reference.address.target {
            return document
                .find_variable(name)
                .map_or((ANY.to_owned(), false), |variable| (variable.constraint.clone(), variable.sensitive));
        }
        let known = match call(&document, &reference.address.target) {
            Some(call) => output_type(call, reference),
            None => self.catalog.attribute_type(reference),
        };
        let (constraint, sensitive) = known.unwrap_or((ANY.to_owned(), false));
        match reference.address.instance {
            Instance::All => (format!("list({constraint})"), sensitive),
            _ => (constraint, sensitive),
        }
    }
}

const ANY: &str = "any";

/// The name of what a reference refers to, if it is something that can leave its module.
fn offered_name<'a>(module: &str, document: &Document, reference: &'a Reference) -> Result<&'a str, NotOffered> {
    let refused = |reason: &str, hint: String| NotOffered {
        module: module.to_owned(),
        value: display(reference),
        why: Refusal::new(reason).allowing("attributes of single resources, variables and outputs").hint(hint),
    };
    let output = || format!("declare an output of it in `{module}`: `m.output(…)`");
    let (name, is_resource) = match &reference.address.target {
        Target::Resource { name, .. } | Target::Data { name, .. } => (name, true),
        Target::Variable(name) => (name, false),
        Target::Local(_) => return Err(refused("the type of a local value is unknown", output())),
        Target::Module(name)
            if call(document, &reference.address.target).is_some_and(|call| call.outputs.is_some()) =>
        {
            (name, true)
        }
        Target::Module(_) => {
            let hint = format!("say the type, with an output of it in `{module}`: `m.output(…)`");
            return Err(refused("the type of an output of an untyped module is unknown", hint));
        }
        Target::Given(_) => {
            return Err(refused("it only has a meaning in its module", output()));
        }
    };
    if matches!(reference.address.instance, Instance::At(_)) {
        return Err(refused("it is one of several instances", output()));
    }
    if is_resource && reference.attributes.is_empty() {
        let (what, instead) = match reference.address.target {
            Target::Module(_) => ("it is a whole module", "use one of its outputs"),
            _ => ("it is a whole resource", "use one of its attributes, such as its ARN"),
        };
        return Err(refused(what, instead.to_owned()));
    }
    Ok(name)
}

/// The call of a module of others.
fn call<'d>(document: &'d Document, target: &Target) -> Option<&'d ModuleCall> {
    match &document.entries().get(target)?.declaration {
        Declaration::Call(call) => Some(call),
        _ => None,
    }
}

/// The type of an output of a called module, and whether it is sensitive.
fn output_type(call: &ModuleCall, reference: &Reference) -> Option<(String, bool)> {
    let (name, below) = reference.attributes.split_first()?;
    let ExpectedOutput { constraint, sensitive } = call.outputs.as_ref()?.get(name)?;
    let constraint = if below.is_empty() { constraint.as_str() } else { ANY };
    Some((constraint.to_owned(), *sensitive))
}

/// A reference as a program's author knows it, such as `aws_dynamodb_table.books.arn`.
fn display(reference: &Reference) -> String {
    std::iter::once(reference.address.target.to_string())
        .chain(reference.attributes.iter().cloned())
        .collect::<Vec<_>>()
        .join(".")
}

fn declared(name: &str, module: &ModuleScope) -> Vec<Offer> {
    let document = module.document();
    let offer = |(output, declared): (&String, &Output)| Offer {
        module: name.to_owned(),
        output: output.clone(),
        value: declared.value.clone(),
        constraint: declared.constraint.clone(),
        sensitive: declared.sensitive,
    };
    document.outputs().iter().map(offer).collect()
}
