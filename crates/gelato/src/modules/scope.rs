//! What constructs declare their resources in: a module, and how its variables are filled.

use std::cell::{Cell, Ref, RefCell};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::panic::Location;
use std::sync::Arc;

use crate::bundle::DeclaredAsset;
use crate::environment::Environment;
use crate::openapi::ApiDescription;
use crate::terraform::{
    Address, Expression, Module, Refusal, Root, Scope, Target, Type, Value, Variable, Versions, concat,
};

use super::input::{Input, SecretInput};
use super::secret::Secret;

/// The variable with the prefix of the names of a module's resources.
const NAME: &str = "name";

/// Adds to the root of an environment.
type ForRoot = Box<dyn Fn(&Root, &Environment)>;

/// Completes what was declared, once the whole service is described.
type Completion = Box<dyn Fn(&ModuleScope)>;

/// A module under construction, without the service's own settings. Constructs that read an environment's settings take
/// this.
///
/// It dereferences to [`Scope`], in which resources, variables and outputs are declared.
pub struct ModuleScope {
    module: Module,
    service: &'static str,
    /// The prefix of its resources' names, once something has a name.
    prefix: Cell<Option<&'static str>>,
    inputs: RefCell<BTreeMap<String, Input>>,
    functions: RefCell<Vec<String>>,
    assets: RefCell<Vec<DeclaredAsset>>,
    apis: RefCell<Vec<(ApiDescription, &'static Location<'static>)>>,
    protected: RefCell<Vec<Expression>>,
    published: RefCell<Vec<(String, &'static Location<'static>)>>,
    for_roots: RefCell<Vec<ForRoot>>,
    completions: RefCell<Vec<Completion>>,
}

impl ModuleScope {
    pub(super) fn new(service: &'static str, name: &str, description: &str, versions: Versions) -> Self {
        Self {
            module: Module::new(name, description, versions),
            service,
            prefix: Cell::default(),
            inputs: RefCell::default(),
            functions: RefCell::default(),
            assets: RefCell::default(),
            apis: RefCell::default(),
            protected: RefCell::default(),
            published: RefCell::default(),
            for_roots: RefCell::default(),
            completions: RefCell::default(),
        }
    }

    /// Declares a variable that each root fills from its environment. Constructs that need the same setting share the
    /// variable, if they declare it alike.
    ///
    /// If the environment has no value (`null`), the variable's default applies; without a default, synthesis fails and
    /// names the environment.
    #[track_caller]
    pub fn from_environment<T: Type, V: Into<Value<T>>>(
        &self,
        name: &str,
        variable: Variable<T>,
        value: impl Fn(&Environment) -> V + 'static,
    ) -> Value<T> {
        let input = Input::Environment(Box::new(move |environment| value(environment).into().into()));
        let is_known = matches!(self.inputs.borrow().get(name), Some(Input::Environment(_)));
        if is_known { self.module.shared_variable(name, variable) } else { self.fill(name, variable, input) }
    }

    /// Declares a variable that each root fills with this value: of another module, or a constant.
    #[track_caller]
    pub fn input<T: Type>(&self, name: &str, description: &str, value: impl Into<Value<T>>) -> Value<T> {
        self.fill(name, Variable::required(description), Input::Value(value.into().into()))
    }

    /// Declares a secret: a sensitive variable of this module and of each root, which is set with `TF_VAR_` and its name.
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// # fn describe(m: &Module) {
    /// let address: Value<String> = m.secret("alert_email", "The address that alerts go to.");
    /// # }
    /// ```
    #[track_caller]
    pub fn secret<T: Type>(&self, name: &str, secret: impl Into<Secret<T>>) -> Value<T> {
        let Secret { variable, default, check } = secret.into();
        self.fill(name, variable, Input::Secret(SecretInput { default: default.map(Expression::from), check }))
    }

    /// Declares a variable, and how roots fill it.
    #[track_caller]
    pub(super) fn fill<T: Type>(&self, name: &str, variable: Variable<T>, input: Input) -> Value<T> {
        self.inputs.borrow_mut().entry(name.to_owned()).or_insert(input);
        self.variable(name, variable)
    }

    /// The name of the environment's instance of this service, such as `dev-books`: the variable `name`, with which the
    /// names of the module's resources begin.
    #[track_caller]
    pub fn name(&self) -> Value<String> {
        let name = self.prefix.get().unwrap_or(self.service);
        self.named(name)
    }

    /// The variable `name` with another text than the service's name, such as `dev-book-clerk`. A module has one, which the
    /// names of all its resources begin with, so call this before the first construct.
    #[track_caller]
    pub fn named(&self, name: &'static str) -> Value<String> {
        if let Some(known) = self.prefix.get().filter(|known| *known != name) {
            let refused =
                Refusal::new(format!("names in this module begin with `{known}` already, and now with `{name}`"));
            self.refuse(refused.allowing("one prefix").hint("call `named` before the module's first construct"));
        }
        self.prefix.set(Some(name));
        let variable = Variable::required("The prefix of the names of the module's resources.").validated(
            |name| name.matches("[a-z0-9][a-z0-9-]{0,49}"),
            "A prefix has 1 to 50 lowercase letters, digits and `-`, and does not begin with `-`.",
        );
        self.from_environment(NAME, variable, move |environment| environment.named(name))
    }

    /// The name that a construct gives to its resource if the program gives none: the module's prefix, followed by the
    /// logical name, such as `dev-books-failures`.
    #[track_caller]
    pub fn name_of(&self, id: &str) -> Value<String> {
        concat([self.name(), format!("-{}", id.replace('_', "-")).into()])
    }

    /// The account, as part of names that must be unique in the world, and in policies. An environment that allows several
    /// accounts has none, which synthesis reports.
    #[track_caller]
    pub(crate) fn account_id(&self) -> Value<String> {
        let description = "The account's id: default names of buckets end with it, and policies of keys, topics and schedules \
                           name it. An environment that allows several accounts has none: name its buckets.";
        let variable =
            Variable::required(description).validated(|id| id.matches("[0-9]{12}"), "An account's id has 12 digits.");
        self.from_environment("account_id", variable, Environment::only_account)
    }

    /// Makes each root of a protected environment refuse plans that would change this value. Pass one that only changes when
    /// a resource is replaced or destroyed, such as an ARN.
    pub fn protect<T>(&self, value: impl Into<Value<T>>) {
        self.protected.borrow_mut().push(value.into().into());
    }

    /// Passes an output of this module on as an output of each root.
    #[track_caller]
    pub fn publish(&self, output: &str) {
        self.published.borrow_mut().push((output.to_owned(), Location::caller()));
    }

    /// Adds to the root of each environment.
    pub fn for_each_root(&self, add: impl Fn(&Root, &Environment) + 'static) {
        self.for_roots.borrow_mut().push(Box::new(add));
    }

    /// Completes a declaration once the whole service is described, such as a policy that other modules add to.
    pub(crate) fn complete_later(&self, complete: impl Fn(&Self) + 'static) {
        self.completions.borrow_mut().push(Box::new(complete));
    }

    /// Replaces an argument of something declared in this module that only the whole service completes.
    pub(crate) fn complete_argument(&self, address: &Address, argument: &str, value: &Expression) {
        let path = format!("{}.{argument}", address.target);
        self.module.document_mut().rewrite(&mut |at, _, expression| {
            if at.to_string() == path {
                *expression = value.clone();
            }
        });
    }

    /// Records the package of a function, which `bundle` builds.
    pub(crate) fn add_function(&self, package: &str) {
        self.functions.borrow_mut().push(package.to_owned());
    }

    /// Records a file or folder, which `bundle` zips.
    pub(crate) fn add_asset(&self, asset: DeclaredAsset) {
        self.assets.borrow_mut().push(asset);
    }

    /// Records the description of a REST API.
    #[track_caller]
    pub(crate) fn describe_api(&self, description: ApiDescription) {
        self.apis.borrow_mut().push((description, Location::caller()));
    }
}

/// What the service reads of a described module.
impl ModuleScope {
    /// The module's name.
    pub(crate) fn module_name(&self) -> Arc<str> {
        self.module.name()
    }

    /// The module as Terraform knows it.
    pub(crate) fn module(&self) -> &Module {
        &self.module
    }

    /// How roots fill the variables, by name.
    pub(crate) fn inputs(&self) -> Ref<'_, BTreeMap<String, Input>> {
        self.inputs.borrow()
    }

    /// Fills a variable with a value that crossed from another module.
    pub(crate) fn fill_crossed(&self, variable: &str, value: Expression) {
        self.inputs.borrow_mut().insert(variable.to_owned(), Input::Value(value));
    }

    /// The variables that the program declares for values that it describes, with these.
    pub(crate) fn described_inputs(&self) -> Vec<(String, Expression)> {
        let value = |(name, input): (&String, &Input)| match input {
            Input::Value(value) => Some((name.clone(), value.clone())),
            _ => None,
        };
        self.inputs.borrow().iter().filter_map(value).collect()
    }

    /// The secrets, by name.
    pub(crate) fn secrets(&self) -> Vec<(String, SecretInput)> {
        let secret = |(name, input): (&String, &Input)| match input {
            Input::Secret(secret) => Some((name.clone(), secret.clone())),
            _ => None,
        };
        self.inputs.borrow().iter().filter_map(secret).collect()
    }

    /// The place of a variable in the program.
    pub(crate) fn place_of(&self, variable: &str) -> Option<&'static Location<'static>> {
        self.module.document().entries().get(&Target::Variable(variable.to_owned())).map(|entry| entry.place)
    }

    /// The packages of its functions.
    pub(crate) fn functions(&self) -> Vec<String> {
        self.functions.borrow().clone()
    }

    /// The files and folders that are zipped.
    pub(crate) fn assets(&self) -> Vec<DeclaredAsset> {
        self.assets.borrow().clone()
    }

    /// The description of its REST API.
    pub(crate) fn api(&self) -> Option<ApiDescription> {
        self.apis.borrow().first().map(|(description, _)| description.clone())
    }

    /// The places of its REST APIs in the program.
    pub(crate) fn api_places(&self) -> Vec<&'static Location<'static>> {
        self.apis.borrow().iter().map(|(_, place)| *place).collect()
    }

    /// The values that a protected environment must not lose.
    pub(crate) fn protected(&self) -> Vec<Expression> {
        self.protected.borrow().clone()
    }

    /// The names of the outputs that roots pass on, with the places where the program says so.
    pub(crate) fn published(&self) -> Vec<(String, &'static Location<'static>)> {
        self.published.borrow().clone()
    }

    /// Completes the declarations that the whole service adds to.
    pub(crate) fn complete(&self) {
        self.completions.borrow().iter().for_each(|complete| complete(self));
    }

    /// Adds to a root what the constructs want there.
    pub(crate) fn add_to_root(&self, root: &Root, environment: &Environment) {
        self.for_roots.borrow().iter().for_each(|add| add(root, environment));
    }
}

impl Deref for ModuleScope {
    type Target = Scope;
    fn deref(&self) -> &Scope {
        &self.module
    }
}
