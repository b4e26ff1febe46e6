//! A module as it is called: its declarations with the values of its variables.
//!
//! Every name is evaluated once, after what it refers to: `name` knows what that is, `order` keeps the order, and
//! `scope` looks names up.

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

/// The region where the provider's configuration does not name one.
const REGION: &str = "us-east-1";

/// Where the values of a module's variables come from.
enum Given {
    Inputs(Inputs),
    /// From the call of this name in another module.
    Call {
        parent: Weak<Instance>,
        name: String,
        repetition: Repetition,
    },
}

/// How far the evaluation of a name has come.
enum Slot {
    /// What it refers to is evaluated.
    Pending,
    Done(Result<Shared, Error>),
}

/// A module as it is called.
pub(super) struct Instance {
    world: Rc<World>,
    declarations: Rc<Declarations>,
    folder: PathBuf,
    /// The folders on the disk of the module and of those that call it, and `path.module` of each: relative to the root's
    /// folder. The last is the module's own.
    callers: Vec<(PathBuf, String)>,
    /// What its resources' addresses begin with, such as `module.api.`.
    prefix: String,
    given: Given,
    memory: RefCell<HashMap<Name, Slot>>,
    children: RefCell<HashMap<String, Rc<Keyed<Rc<Instance>>>>>,
}

/// Evaluates a root.
pub(super) fn load(folder: &Path, inputs: &Inputs, instead: &[(PathBuf, PathBuf)]) -> Result<Loaded, Error> {
    let world = Rc::new(World::of(folder, inputs, instead));
    let given = Given::Inputs(inputs.clone());
    let root = Instance::new(&world, folder.to_owned(), vec![(real(folder)?, ".".to_owned())], String::new(), given)?;
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

/// A folder as it is on the disk, whatever links lead there.
fn real(folder: &Path) -> Result<PathBuf, Error> {
    std::fs::canonicalize(folder).map_err(|source| Error::unreadable(folder, source))
}

impl Instance {
    fn new(
        world: &Rc<World>,
        folder: PathBuf,
        callers: Vec<(PathBuf, String)>,
        prefix: String,
        given: Given,
    ) -> Result<Rc<Self>, Error> {
        let declarations = world.declarations(&folder)?;
        let (world, memory, children) = (Rc::clone(world), RefCell::default(), RefCell::default());
        Ok(Rc::new(Self { world, declarations, folder, callers, prefix, given, memory, children }))
    }

    /// `path.module`.
    fn path(&self) -> &str {
        self.callers.last().map_or(".", |(_, path)| path)
    }

    /// Evaluates everything that the modules declare. What is wrong is gathered; what has no value here is told by what
    /// needs it.
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

    /// Everything that makes a difference.
    fn names(&self) -> Vec<Name> {
        let declared = &self.declarations;
        let variables = declared.variables.keys().map(|name| Name::Validation(name.clone()));
        let resources = declared.resources.keys().map(|(kind, name)| Name::Resource(kind.clone(), name.clone()));
        let outputs = declared.outputs.keys().map(|name| Name::Output(name.clone()));
        let modules = declared.modules.keys().map(|name| Name::Module(name.clone()));
        variables.chain(resources).chain(outputs).chain(modules).collect()
    }

    /// The value of a name, after everything that it refers to.
    fn settled(self: &Rc<Self>, name: Name) -> Result<Shared, Error> {
        settle(Node { instance: Rc::clone(self), name: name.clone() });
        self.settled_before(&name)
    }

    /// The value of a name that an expression refers to: it has one already.
    fn settled_before(&self, name: &Name) -> Result<Shared, Error> {
        match self.memory.borrow().get(name) {
            Some(Slot::Done(outcome)) => outcome.clone(),
            _ => {
                Err(Error::Input(format!("`{}{name}` was not evaluated; this is a fault of the runtime", self.prefix)))
            }
        }
    }

    fn named(&self, name: &Name) -> Outcome<Shared> {
        self.settled_before(name).map_err(Failure::Elsewhere)
    }

    /// Evaluates a name whose references have their values.
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

    /// Tells of something that is left out, since it has no value here.
    fn leave_out(&self, name: &str, place: &Place, message: &str) {
        self.tell(name, place, format!("it has no value here and is left out: {message}"));
    }

    /// Tells of something that is not as on AWS.
    fn tell(&self, name: &str, place: &Place, message: String) {
        self.world.tell(format!("{}{name}", self.prefix), place, message);
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

    /// The local value that an expression names.
    fn named_local(&self, name: &str) -> Outcome<Shared> {
        if self.declarations.locals.contains_key(name) {
            return self.named(&Name::Local(name.to_owned()));
        }
        Err(Failure::Here(undeclared("local", name, self.declarations.locals.keys())))
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

    /// The outputs that have a value here, and which of them are sensitive.
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
            // Terraform takes a text for a truth value too.
            let sensitive = *sensitive == true || *sensitive == "true";
            outputs.insert(name.clone(), Output { value, sensitive });
        }
        Ok(outputs)
    }
}

/// Tells where an expression failed.
fn within<T>(place: &Place, outcome: Outcome<T>) -> Result<T, Error> {
    outcome.map_err(|failure| match failure {
        Failure::Here(message) => Error::wrong(place, message),
        Failure::Unknown(message) => Error::Unknown { place: place.clone(), message },
        Failure::Elsewhere(error) => error,
    })
}

fn at<T>(place: &Place, argument: &str, outcome: Outcome<T>) -> Result<T, Error> {
    within(&Place { file: place.file.clone(), key: format!("{}.{argument}", place.key) }, outcome)
}

/// What to say of a name that is not declared.
fn undeclared<'a>(kind: &str, name: &str, declared: impl Iterator<Item = &'a String>) -> String {
    let declared = listed(declared.map(String::as_str));
    if declared.is_empty() {
        return format!("`{kind}.{name}` is not declared; this module has none of its kind");
    }
    format!("`{kind}.{name}` is not declared; declared are {declared}")
}
