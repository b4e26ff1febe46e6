//! An instance of a module: its declarations and the values of its variables.
//!
//! Every name is evaluated once, after its dependencies: `name` lists them, `order` sorts them, and `scope` looks up
//! names.

mod argument;
mod call;
mod name;
mod order;
mod provider;
mod repeat;
mod resource;
mod scope;
mod variable;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::rc::{Rc, Weak};

use hcl::expr::Expression;
use serde_json::Value;

use super::budget::Shared;
use super::error::Error;
use super::evaluate::{Evaluator, Failure, Outcome};
use super::inputs::Inputs;
use super::module::Declarations;
use super::shown::listed;
use super::world::World;
use super::{Loaded, computed};
use crate::outputs::Output;
use crate::resource::Place;

use name::Name;
use order::{Node, settle};
use repeat::{Keyed, Repetition};
use resource::is_argument;
use scope::InstanceScope;

/// The region if the provider's configuration has none.
const REGION: &str = "us-east-1";

/// The source of the values of a module's variables.
enum VariableSource {
    Inputs(Inputs),
    /// From the call of this name in another module.
    Call {
        parent: Weak<Instance>,
        name: String,
        repetition: Repetition,
    },
}

/// The state of a name's evaluation.
enum Slot {
    /// Its dependencies are being evaluated.
    Pending,
    Done(Result<Shared, Error>),
}

/// An instance of a module.
pub(super) struct Instance {
    world: Rc<World>,
    declarations: Rc<Declarations>,
    folder: PathBuf,
    /// The folders from the root to this module, and `path.module` of each, relative to the root's folder.
    callers: Vec<(PathBuf, String)>,
    /// The path of its call, such as `network.subnets`; empty for the root.
    key: String,
    /// The prefix of its resources' addresses, such as `module.api.`.
    prefix: String,
    given: VariableSource,
    memory: RefCell<HashMap<Name, Slot>>,
    children: RefCell<HashMap<String, Rc<Keyed<Rc<Instance>>>>>,
}

/// Evaluates a root.
pub(super) fn load(folder: &Path, inputs: &Inputs, instead: &[(PathBuf, PathBuf)]) -> Result<Loaded, Error> {
    let world = Rc::new(World::of(folder, inputs, instead));
    let given = VariableSource::Inputs(inputs.clone());
    let callers = vec![(real(folder)?, ".".to_owned())];
    let root = Instance::new(&world, folder.to_owned(), callers, (String::new(), String::new()), given)?;
    let region = root.default_region()?;
    root.evaluate_all()?;
    let outputs = root.shown_outputs()?;
    let mut findings = world.findings();
    findings.extend(root.undeclared_inputs(inputs)?);
    Ok(Loaded {
        resources: world.resources.take().into_iter().collect(),
        outputs,
        findings,
        region,
        folder: folder.to_owned(),
        files: world.read_files(),
    })
}

/// The canonical path of a folder, with links resolved.
fn real(folder: &Path) -> Result<PathBuf, Error> {
    std::fs::canonicalize(folder).map_err(|source| Error::unreadable(folder, source))
}

impl Instance {
    fn new(
        world: &Rc<World>,
        folder: PathBuf,
        callers: Vec<(PathBuf, String)>,
        (key, prefix): (String, String),
        given: VariableSource,
    ) -> Result<Rc<Self>, Error> {
        let declarations = world.declarations(&folder)?;
        let (world, memory, children) = (Rc::clone(world), RefCell::default(), RefCell::default());
        Ok(Rc::new(Self { world, declarations, folder, callers, key, prefix, given, memory, children }))
    }

    /// `path.module`.
    fn path(&self) -> &str {
        self.callers.last().map_or(".", |(_, path)| path)
    }

    /// Evaluates all modules. Errors are collected; a name without a value here is reported by the resource, output or
    /// module that needs it.
    fn evaluate_all(self: &Rc<Self>) -> Result<(), Error> {
        let mut errors = Vec::new();
        let mut modules = vec![Rc::clone(self)];
        while let Some(module) = modules.pop() {
            for name in module.names() {
                let outcome = module.settled(name.clone());
                if let Some(message) = self.world.budget.exceeded() {
                    return Err(outcome.err().unwrap_or_else(|| Error::Input(message.to_owned())));
                }
                match (&name, outcome) {
                    (Name::Output(_) | Name::Module(_), Err(Error::Unknown { message, .. })) => {
                        let node = Node { instance: Rc::clone(&module), name };
                        module.leave_out(&node.name.to_string(), &node.place(), &message);
                    }
                    (_, Ok(_) | Err(Error::Unknown { .. })) => {}
                    (_, Err(error)) => errors.push(error),
                }
            }
            let children = module.children.borrow();
            modules.extend(
                children.values().flat_map(|children| children.items.iter().map(|(_, child)| Rc::clone(child))),
            );
        }
        if errors.is_empty() { Ok(()) } else { Err(Error::of(errors)) }
    }

    /// The names that are always evaluated.
    fn names(&self) -> Vec<Name> {
        let declared = &self.declarations;
        let variables = declared.variables.keys().map(|name| Name::Validation(name.clone()));
        let resources = declared.resources.keys().map(|(kind, name)| Name::Resource(kind.clone(), name.clone()));
        let outputs = declared.outputs.keys().map(|name| Name::Output(name.clone()));
        let modules = declared.modules.keys().map(|name| Name::Module(name.clone()));
        variables.chain(resources).chain(outputs).chain(modules).collect()
    }

    /// The value of a name, after its dependencies have been evaluated.
    fn settled(self: &Rc<Self>, name: Name) -> Result<Shared, Error> {
        settle(Node { instance: Rc::clone(self), name: name.clone() });
        self.settled_before(&name)
    }

    /// The value of a name that has been evaluated.
    fn settled_before(&self, name: &Name) -> Result<Shared, Error> {
        match self.memory.borrow().get(name) {
            Some(Slot::Done(outcome)) => outcome.clone(),
            _ => Err(Error::Input(format!("`{}{name}` was not evaluated; this is a bug in the runtime", self.prefix))),
        }
    }

    fn named(&self, name: &Name) -> Outcome<Shared> {
        self.settled_before(name).map_err(Failure::Located)
    }

    /// Evaluates a name whose dependencies have been evaluated.
    fn settle(self: &Rc<Self>, name: &Name) -> Result<Shared, Error> {
        let value = match name {
            Name::Variable(name) => self.variable(name),
            Name::Validation(name) => self.validated(name),
            Name::Local(name) => self.local(name),
            Name::Resource(kind, name) => self.resource(kind, name),
            Name::Data(kind, name) => self.data(kind, name),
            Name::Output(name) => self.output(name),
            Name::Module(name) => self.call(name),
            Name::Region(named) => self.evaluated_region(named),
        }?;
        let place = || Node { instance: Rc::clone(self), name: name.clone() }.place();
        self.world.budget.keep(value).map_err(|message| Error::wrong(&place(), message))
    }

    /// Reports something that is left out because it has no value here.
    fn leave_out(&self, name: &str, place: &Place, message: &str) {
        self.report(name, place, format!("it has no value here and is left out: {message}"));
    }

    /// Reports a difference from AWS.
    fn report(&self, name: &str, place: &Place, message: String) {
        self.world.report(format!("{}{name}", self.prefix), place, message);
    }

    /// The value of an argument.
    fn evaluate(
        self: &Rc<Self>,
        place: &Place,
        argument: &str,
        expression: &Expression,
        repetition: &Repetition,
    ) -> Result<Shared, Error> {
        let scope = InstanceScope { instance: self, repetition };
        at(place, argument, Evaluator::new(&scope).value(expression))
    }

    /// The local value with a name.
    fn named_local(&self, name: &str) -> Outcome<Shared> {
        if self.declarations.locals.contains_key(name) {
            return self.named(&Name::Local(name.to_owned()));
        }
        Err(Failure::Invalid(undeclared("local", name, self.declarations.locals.keys())))
    }

    fn local(self: &Rc<Self>, name: &str) -> Result<Shared, Error> {
        let (place, expression) = &self.declarations.locals[name];
        let scope = InstanceScope { instance: self, repetition: &Repetition::default() };
        within(place, Evaluator::new(&scope).value(expression))
    }

    fn output(self: &Rc<Self>, name: &str) -> Result<Shared, Error> {
        let declared = &self.declarations.outputs[name];
        let value = declared.arguments.get("value");
        let value = value.ok_or_else(|| Error::wrong(&declared.place, "`value` is missing"))?;
        self.evaluate(&declared.place, "value", value, &Repetition::default())
    }

    /// The outputs that have a value here, and whether they are sensitive.
    fn shown_outputs(self: &Rc<Self>) -> Result<BTreeMap<String, Output>, Error> {
        let mut outputs = BTreeMap::new();
        for (name, declared) in &self.declarations.outputs {
            let value = match self.settled_before(&Name::Output(name.clone())) {
                Err(Error::Unknown { .. }) => continue,
                outcome => Value::clone(&*outcome?),
            };
            let sensitive = match declared.arguments.get("sensitive") {
                Some(sensitive) => self.evaluate(&declared.place, "sensitive", sensitive, &Repetition::default())?,
                None => Rc::new(Value::Bool(false)),
            };
            // Terraform converts a string to a Boolean.
            let sensitive = *sensitive == true || *sensitive == "true";
            outputs.insert(name.clone(), Output { value, sensitive });
        }
        Ok(outputs)
    }
}

/// Adds the place of an expression to its failure.
fn within<T>(place: &Place, outcome: Outcome<T>) -> Result<T, Error> {
    outcome.map_err(|failure| match failure {
        Failure::Invalid(message) => Error::wrong(place, message),
        Failure::Unknown(message) => Error::Unknown { place: place.clone(), message },
        Failure::Located(error) => error,
    })
}

fn at<T>(place: &Place, argument: &str, outcome: Outcome<T>) -> Result<T, Error> {
    within(&Place { file: place.file.clone(), key: format!("{}.{argument}", place.key) }, outcome)
}

/// The message for an undeclared name.
fn undeclared<'a>(kind: &str, name: &str, declared: impl Iterator<Item = &'a String>) -> String {
    let declared = listed(declared.map(String::as_str));
    if declared.is_empty() {
        return format!("`{kind}.{name}` is not declared; this module declares no `{kind}`");
    }
    format!("`{kind}.{name}` is not declared; this module declares {declared}")
}
