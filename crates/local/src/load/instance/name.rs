//! The names of a module, and their dependencies.

use std::fmt;
use std::rc::Rc;

use hcl::expr::Expression;

use super::order::Node;
use super::{Instance, VariableSource, is_argument};
use crate::load::module::Declared;
use crate::load::reference::{self, Part, Reference};
use crate::resource::Place;

/// A name, which is evaluated once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Name {
    Variable(String),
    /// The validation of a variable. It may refer to other variables, whose validation may refer to this one.
    Validation(String),
    Local(String),
    Resource(String, String),
    Data(String, String),
    Output(String),
    /// The instances of a called module.
    Module(String),
    /// The region of a configuration of the AWS provider.
    Region(String),
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(formatter, "var.{name}"),
            Self::Validation(name) => write!(formatter, "var.{name}.validation"),
            Self::Local(name) => write!(formatter, "local.{name}"),
            Self::Resource(kind, name) => write!(formatter, "{kind}.{name}"),
            Self::Data(kind, name) => write!(formatter, "data.{kind}.{name}"),
            Self::Output(name) => write!(formatter, "output.{name}"),
            Self::Module(name) => write!(formatter, "module.{name}"),
            Self::Region(named) => write!(formatter, "provider.{named}.region"),
        }
    }
}

impl Node {
    /// Where it is declared.
    pub(super) fn place(&self) -> Place {
        let (instance, declarations) = (&self.instance, &self.instance.declarations);
        let declared = match &self.name {
            Name::Local(name) => return declarations.locals[name].0.clone(),
            Name::Region(named) => {
                return instance.provider(named).map(|declared| declared.place.clone()).unwrap_or_default();
            }
            Name::Variable(name) | Name::Validation(name) => &declarations.variables[name],
            Name::Resource(kind, name) => &declarations.resources[&(kind.clone(), name.clone())],
            Name::Data(kind, name) => &declarations.data[&(kind.clone(), name.clone())],
            Name::Output(name) => &declarations.outputs[name],
            Name::Module(name) => &declarations.modules[name],
        };
        declared.place.clone()
    }
}

/// The dependencies of a name.
struct Needs(Vec<Node>);

impl Instance {
    /// The known dependencies of a name. The outputs of a module are known only after its instances.
    pub(super) fn needs(self: &Rc<Self>, name: &Name) -> Vec<Node> {
        let declared = &self.declarations;
        let mut needs = Needs(Vec::new());
        match name {
            Name::Variable(name) => {
                if let VariableSource::Call { parent, name: call, .. } = &self.given
                    && let Some(parent) = parent.upgrade()
                {
                    needs.of_arguments(&parent, &parent.declarations.modules[call], |argument| argument == name);
                }
            }
            Name::Validation(name) => {
                needs.add(self, Name::Variable(name.clone()));
                needs.of_arguments(self, &declared.variables[name], |argument| argument == "validation");
                needs.0.retain(|need| need.name != Name::Validation(name.clone()));
            }
            Name::Local(name) => needs.of(self, &declared.locals[name].1),
            Name::Resource(kind, name) => {
                let declared = &declared.resources[&(kind.clone(), name.clone())];
                needs.of_arguments(self, declared, is_evaluated);
                needs.of_dependencies(self, declared);
            }
            Name::Data(kind, name) => {
                let declared = &declared.data[&(kind.clone(), name.clone())];
                needs.of_arguments(self, declared, is_evaluated);
                needs.of_dependencies(self, declared);
            }
            Name::Output(name) => {
                needs.of_arguments(self, &declared.outputs[name], |argument| argument == "value");
            }
            Name::Module(name) => {
                needs.of_arguments(self, &declared.modules[name], is_repetition);
                needs.of_dependencies(self, &declared.modules[name]);
            }
            Name::Region(named) => {
                if let Some(provider) = self.provider(named) {
                    needs.of_arguments(self, provider, |argument| argument == "region");
                }
            }
        }
        needs.0
    }
}

fn is_repetition(argument: &str) -> bool {
    matches!(argument, "count" | "for_each")
}

fn is_evaluated(argument: &str) -> bool {
    is_argument(argument) || is_repetition(argument) || argument == "dynamic"
}

impl Needs {
    fn add(&mut self, instance: &Rc<Instance>, name: Name) {
        self.0.push(Node { instance: Rc::clone(instance), name });
    }

    fn of(&mut self, instance: &Rc<Instance>, expression: &Expression) {
        reference::each(expression, &mut |reference| self.reference(instance, &reference));
    }

    fn of_arguments(&mut self, instance: &Rc<Instance>, declared: &Declared, wanted: impl Fn(&str) -> bool) {
        let arguments = declared.arguments.iter().filter(|(name, _)| wanted(name));
        arguments.for_each(|(_, expression)| self.of(instance, expression));
    }

    /// The names in `depends_on`; in JSON they are strings. They change no value, but can close a cycle.
    fn of_dependencies(&mut self, instance: &Rc<Instance>, declared: &Declared) {
        let Some(Expression::Array(names)) = declared.arguments.get("depends_on") else { return };
        for name in names {
            match name {
                Expression::String(text) => {
                    if let Ok(name) = text.parse() {
                        self.of(instance, &name);
                    }
                }
                name => self.of(instance, name),
            }
        }
    }

    /// An undeclared name is reported when it is evaluated.
    fn reference(&mut self, instance: &Rc<Instance>, reference: &Reference<'_>) {
        let declared = &instance.declarations;
        let mut steps = reference.steps.iter().map(reference::part);
        let Some(Part::Name(name)) = steps.next() else { return };
        let name = name.to_owned();
        match reference.root {
            "var" if declared.variables.contains_key(&name) => self.add(instance, Name::Variable(name)),
            "local" if declared.locals.contains_key(&name) => self.add(instance, Name::Local(name)),
            "module" if declared.modules.contains_key(&name) => self.module(instance, name, steps),
            "data" => {
                if let Some(Part::Name(second)) = steps.next() {
                    let key = (name, second.to_owned());
                    if declared.data.contains_key(&key) {
                        self.add(instance, Name::Data(key.0, key.1));
                    }
                }
            }
            kind => {
                let key = (kind.to_owned(), name);
                if declared.resources.contains_key(&key) {
                    self.add(instance, Name::Resource(key.0, key.1));
                }
            }
        }
    }

    /// One output of each instance of a module, or all of them if the reference names none.
    fn module<'e>(&mut self, instance: &Rc<Instance>, name: String, steps: impl Iterator<Item = Part<'e>>) {
        let children = instance.children.borrow();
        let Some(children) = children.get(&name) else { return self.add(instance, Name::Module(name)) };
        let wanted = children.shape.output(steps);
        for (_, child) in &children.items {
            let outputs =
                child.declarations.outputs.keys().filter(|output| wanted.is_none_or(|wanted| wanted == *output));
            outputs.for_each(|output| self.add(child, Name::Output(output.clone())));
        }
    }
}
