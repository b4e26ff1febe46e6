//! A module as it is called: its declarations with the values of its variables.
//!
//! Everything is evaluated when it is first asked for, and once; what is asked for while it is being evaluated depends
//! on itself.

mod argument;
mod call;
mod provider;
mod repeat;
mod resource;
mod scope;
mod variable;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::rc::{Rc, Weak};

use hcl::expr::Expression;
use serde_json::Value;

use super::error::Error;
use super::evaluate::{Evaluator, Failure, Outcome};
use super::files::Files;
use super::inputs::Inputs;
use super::module::Declarations;
use super::{Loaded, computed};
use crate::finding::{Finding, Severity};
use crate::outputs::Output;
use crate::resource::{Place, Resource};

use repeat::{Keyed, Repetition};
use scope::InstanceScope;

/// The account that everything is in.
pub(super) const ACCOUNT: &str = "000000000000";

/// The region where the provider's configuration does not name one.
const REGION: &str = "us-east-1";

/// What all modules of a root share.
pub(super) struct World {
    /// The root's folder, and what functions read from it.
    pub(super) files: Files,
    pub(super) region: OnceCell<String>,
    resources: RefCell<Vec<Resource>>,
    /// The files that declare something.
    sources: RefCell<Vec<PathBuf>>,
    /// What has no value here.
    findings: RefCell<Vec<Finding>>,
    /// The paths of API Gateway's resources, by id: a child's is made from its parent's.
    pub(super) paths: RefCell<HashMap<String, String>>,
}

/// Where the values of a module's variables come from.
enum Given {
    Inputs(Inputs),
    Call { parent: Weak<Instance>, arguments: BTreeMap<String, Expression>, place: Place, repetition: Repetition },
}

/// What is evaluated once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Node {
    Variable(String),
    Local(String),
    Resource(String, String),
    Data(String, String),
    Output(String),
}

enum Slot {
    Evaluating,
    Done(Value),
}

/// A module as it is called.
pub(super) struct Instance {
    world: Rc<World>,
    declarations: Declarations,
    folder: PathBuf,
    /// `path.module`: relative to the root's folder.
    path: String,
    /// What its resources' addresses begin with, such as `module.api.`.
    prefix: String,
    given: Given,
    memory: RefCell<HashMap<Node, Slot>>,
    children: RefCell<HashMap<String, Rc<Keyed<Rc<Instance>>>>>,
}

/// Evaluates a root.
pub(super) fn load(folder: &Path, inputs: &Inputs, instead: &[(PathBuf, PathBuf)]) -> Result<Loaded, Error> {
    let world = Rc::new(World {
        files: Files::of(folder, instead),
        region: OnceCell::new(),
        resources: RefCell::default(),
        sources: RefCell::new(inputs.files().to_vec()),
        findings: RefCell::default(),
        paths: RefCell::default(),
    });
    let given = Given::Inputs(inputs.clone());
    let root = Instance::new(Rc::clone(&world), folder.to_owned(), ".".to_owned(), String::new(), given)?;
    let region = root.default_region()?;
    let region = world.region.get_or_init(|| region).clone();
    let mut errors = Vec::new();
    root.evaluate_all(&mut errors);
    if !errors.is_empty() {
        return Err(Error::of(errors));
    }
    let outputs = root.shown_outputs()?;
    let mut findings = world.findings.take();
    findings.extend(root.undeclared_inputs(inputs)?);
    Ok(Loaded {
        resources: world.resources.take().into_iter().collect(),
        outputs,
        findings,
        region,
        folder: folder.to_owned(),
        files: world.sources.take().into_iter().chain(world.files.all()).collect(),
    })
}

impl Instance {
    fn new(world: Rc<World>, folder: PathBuf, path: String, prefix: String, given: Given) -> Result<Rc<Self>, Error> {
        let declarations = Declarations::read(&folder)?;
        world.sources.borrow_mut().extend(declarations.files.iter().cloned());
        let (memory, children) = (RefCell::default(), RefCell::default());
        Ok(Rc::new(Self { world, declarations, folder, path, prefix, given, memory, children }))
    }

    /// Evaluates everything that a module and the modules below it declare. What is wrong is gathered; what has no
    /// value here is told by what needs it.
    fn evaluate_all(self: &Rc<Self>, errors: &mut Vec<Error>) {
        let variables = self.declarations.variables.keys().map(|name| self.variable(name));
        let resources = self.declarations.resources.keys().map(|(kind, name)| self.resource(kind, name));
        for outcome in variables.chain(resources) {
            errors.extend(outcome.err().filter(|error| !matches!(error, Error::Unknown { .. })));
        }
        for (name, declared) in &self.declarations.outputs {
            match self.output(name) {
                Err(Error::Unknown { message, .. }) => {
                    self.leave_out(&format!("output.{name}"), &declared.place, &message);
                }
                outcome => errors.extend(outcome.err()),
            }
        }
        for (name, declared) in &self.declarations.modules {
            match self.children(name) {
                Ok(children) => children.items.iter().for_each(|(_, child)| child.evaluate_all(errors)),
                Err(Error::Unknown { message, .. }) => {
                    self.leave_out(&format!("module.{name}"), &declared.place, &message);
                }
                Err(error) => errors.push(error),
            }
        }
    }

    /// Tells of something that is left out, since it has no value here.
    fn leave_out(&self, name: &str, place: &Place, message: &str) {
        self.tell(name, place, format!("it has no value here and is left out: {message}"));
    }

    /// Tells of something that is not as on AWS; once, however often it is come across.
    fn tell(&self, name: &str, place: &Place, message: String) {
        let finding = Finding {
            severity: Severity::Ignored,
            address: format!("{}{name}", self.prefix),
            place: Some(place.clone()),
            message,
        };
        let mut findings = self.world.findings.borrow_mut();
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }

    /// The value of an argument.
    fn evaluate(
        self: &Rc<Self>,
        place: &Place,
        argument: &str,
        expression: &Expression,
        repetition: &Repetition,
    ) -> Result<Value, Error> {
        let scope = InstanceScope { instance: self, repetition };
        at(place, argument, Evaluator::new(&scope).value(expression))
    }

    /// Evaluates something unless that was done, and notices when it depends on itself.
    fn once(&self, node: Node, name: &str, evaluate: impl FnOnce() -> Result<Value, Error>) -> Outcome<Value> {
        match self.memory.borrow().get(&node) {
            Some(Slot::Done(value)) => return Ok(value.clone()),
            Some(Slot::Evaluating) => return Err(Failure::Here(format!("`{}{name}` depends on itself", self.prefix))),
            None => {}
        }
        self.memory.borrow_mut().insert(node.clone(), Slot::Evaluating);
        let outcome = evaluate();
        match outcome {
            Ok(value) => {
                self.memory.borrow_mut().insert(node, Slot::Done(value.clone()));
                Ok(value)
            }
            Err(error) => {
                // `try` may go on after an error, and something else may ask again.
                self.memory.borrow_mut().remove(&node);
                Err(Failure::Elsewhere(error))
            }
        }
    }

    fn local(self: &Rc<Self>, name: &str) -> Outcome<Value> {
        let Some((place, expression)) = self.declarations.locals.get(name) else {
            return Err(Failure::Here(undeclared("local", name, self.declarations.locals.keys())));
        };
        self.once(Node::Local(name.to_owned()), &format!("local.{name}"), || {
            let scope = InstanceScope { instance: self, repetition: &Repetition::default() };
            within(place, Evaluator::new(&scope).value(expression))
        })
    }

    /// The value of an output.
    fn output(self: &Rc<Self>, name: &str) -> Result<Value, Error> {
        let Some(declared) = self.declarations.outputs.get(name) else { return Ok(Value::Null) };
        let outcome = self.once(Node::Output(name.to_owned()), &format!("output.{name}"), || {
            let value = declared.arguments.get("value");
            let value = value.ok_or_else(|| Error::wrong(&declared.place, "`value` is missing"))?;
            self.evaluate(&declared.place, "value", value, &Repetition::default())
        });
        within(&declared.place, outcome)
    }

    /// The outputs that have a value here, and which of them are sensitive.
    fn shown_outputs(self: &Rc<Self>) -> Result<BTreeMap<String, Output>, Error> {
        let mut outputs = BTreeMap::new();
        for (name, declared) in &self.declarations.outputs {
            let value = match self.output(name) {
                Err(Error::Unknown { .. }) => continue,
                outcome => outcome?,
            };
            let sensitive = match declared.arguments.get("sensitive") {
                Some(sensitive) => self.evaluate(&declared.place, "sensitive", sensitive, &Repetition::default())?,
                None => Value::Bool(false),
            };
            // Terraform takes a text for a truth value too.
            let sensitive = sensitive == true || sensitive == "true";
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
    let declared: Vec<_> = declared.map(String::as_str).collect();
    if declared.is_empty() {
        return format!("`{kind}.{name}` is not declared; this module has none of its kind");
    }
    format!("`{kind}.{name}` is not declared; declared are {}", declared.join(", "))
}
