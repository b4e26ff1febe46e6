//! The calls of the modules in a root, with an environment's values.

use std::collections::BTreeMap;
use std::panic::Location;
use std::rc::Rc;

use crate::environment::Environment;
use crate::modules::{Input, ModuleScope};
use crate::terraform::{
    Address, CallMeta, CalledModule, Expression, Module, Problem, ProblemKind, ProviderName, Refusal, Root,
};

use super::described_module::DescribedModule;

/// The arguments of each module's call, by module.
pub(super) struct Calls(BTreeMap<String, Call>);

struct Call {
    module: Rc<ModuleScope>,
    arguments: BTreeMap<String, Expression>,
    place: &'static Location<'static>,
}

impl Calls {
    /// Reads the arguments from an environment and the service's own settings. A missing one is recorded in the root.
    pub(super) fn new<S>(
        modules: &[&DescribedModule<S>],
        root: &Root,
        environment: &Environment,
        settings: &S,
    ) -> Self {
        let call = |described: &&DescribedModule<S>| {
            let module = described.module.shared();
            let mut arguments = arguments(&module, root, environment);
            for (name, value) in described.module.arguments(settings) {
                if value == Expression::Null && needs_value(&module, &name) {
                    root.add_problem(missing(&module, &name, environment, "the table `[service]`"));
                }
                arguments.insert(name, value);
            }
            for name in required(&module).into_iter().filter(|name| !arguments.contains_key(name)).collect::<Vec<_>>() {
                root.add_problem(unfilled(&module, &name));
                arguments.insert(name, Expression::Null);
            }
            // What is required and missing is reported already; the others have defaults.
            arguments.retain(|name, value| *value != Expression::Null || requires(&module, name));
            (module.module_name().to_string(), Call { module, arguments, place: described.place })
        };
        Self(modules.iter().map(call).collect())
    }

    /// Declares the first call of each module.
    pub(super) fn declare(&self, root: &Root) {
        for (name, call) in &self.0 {
            let module = call.module.module();
            root.call_at(name, module, call.arguments.clone(), handed(module), call.place);
        }
    }

    /// Declares another call of a module. A module that the service does not have is recorded in the root.
    #[track_caller]
    pub(super) fn again(&self, root: &Root, again: Again<'_>) -> Option<CalledModule> {
        let Again { name, module, inputs, meta } = again;
        let Some(call) = self.0.get(module) else {
            let refused = Refusal::new(format!("call `{name}`: the service has no module `{module}`"));
            root.refuse(refused.knowing(module, self.0.keys().map(String::as_str)));
            return None;
        };
        let kept = call.arguments.iter().filter(|(known, _)| inputs.iter().all(|(input, _)| input != known));
        let kept: Vec<_> = kept.map(|(name, value)| (name.as_str(), value.clone())).collect();
        let module = call.module.module();
        let called = root.call(name, module, kept.into_iter().chain(inputs));
        root.configure_call(name, meta.handing(handed(module)));
        Some(called)
    }
}

/// Another call of a module.
pub(super) struct Again<'a> {
    pub(super) name: &'a str,
    pub(super) module: &'a str,
    /// The arguments that differ from those of the first call.
    pub(super) inputs: Vec<(&'a str, Expression)>,
    pub(super) meta: CallMeta,
}

/// The configurations that a root hands to a module: those of the same names.
fn handed(module: &Module) -> BTreeMap<String, ProviderName> {
    let providers = module.versions().providers;
    let aliases = providers.into_iter().flat_map(|provider| provider.configuration_aliases);
    aliases.map(|name| (name.to_string(), name)).collect()
}

fn arguments(module: &ModuleScope, root: &Root, environment: &Environment) -> BTreeMap<String, Expression> {
    let inputs = module.inputs();
    let argument = |(name, input): (&String, &Input)| {
        let value = match input {
            Input::Environment(read) => read(environment),
            Input::Value(value) => value.clone(),
            Input::Secret(_) => variable(root, name),
        };
        if value == Expression::Null && needs_value(module, name) {
            root.add_problem(missing(module, name, environment, "the file"));
        }
        (name.clone(), value)
    };
    inputs.iter().map(argument).collect()
}

/// A variable of the root.
fn variable(root: &Root, name: &str) -> Expression {
    Address::variable(root.name(), name).whole().into()
}

fn missing(module: &ModuleScope, name: &str, environment: &Environment, origin: &'static str) -> Problem {
    let kind = ProblemKind::NoValue {
        environment: environment.name.to_string(),
        variable: name.to_owned(),
        module: module.module_name().to_string(),
        description: description(module, name),
        origin,
    };
    Problem { kind, place: module.place_of(name) }
}

fn unfilled(module: &ModuleScope, variable: &str) -> Problem {
    let kind = ProblemKind::Unfilled { variable: variable.to_owned(), module: module.module_name().to_string() };
    Problem { kind, place: module.place_of(variable) }
}

fn description(module: &ModuleScope, variable: &str) -> String {
    module.document().find_variable(variable).map_or_else(String::new, |declared| declared.description.clone())
}

/// The variables of a module that have no default.
fn required(module: &ModuleScope) -> Vec<String> {
    let document = module.document();
    let required = document.variables().filter(|(_, declared)| declared.default.is_none());
    required.map(|(name, _)| name.to_owned()).collect()
}

/// Whether a module's variable has neither a default nor a use for `null`.
fn needs_value(module: &ModuleScope, variable: &str) -> bool {
    let document = module.document();
    document.find_variable(variable).is_some_and(|declared| declared.default.is_none() && !declared.nullable)
}

/// Whether a module's variable has no default.
fn requires(module: &ModuleScope, variable: &str) -> bool {
    module.document().find_variable(variable).is_some_and(|declared| declared.default.is_none())
}
