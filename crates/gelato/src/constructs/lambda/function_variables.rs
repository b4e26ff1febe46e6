//! The variables of a function: what differs between environments. Their names begin with the package's.

use crate::environment::{Bounded, Environment, Function};
use crate::modules::ModuleScope;
use crate::project::bundle_from_root;
use crate::terraform::{Number, Refusal, Type, Value, Variable, concat, path_root};

/// The variables of a function.
pub(super) struct FunctionVariables {
    pub(super) zip: Value<String>,
    pub(super) architecture: Value<String>,
    pub(super) memory_mb: Value<Number>,
    pub(super) timeout_seconds: Value<Number>,
    pub(super) reserved_concurrency: Value<Number>,
    pub(super) log_level: Value<String>,
}

impl FunctionVariables {
    /// Declares the variables of the function that is built from this package.
    #[track_caller]
    pub(super) fn declare(module: &ModuleScope, package: &str) -> Self {
        refuse_same_prefix(module, package);
        let declare = Declare { module, package };
        let zip = "The zip with the function's `bootstrap`, as a path that Terraform reads.";
        let zip = declare.of_environment("zip", Variable::required(zip), |environment, package| {
            concat([path_root(), bundle_from_root(environment.name.as_str(), package).into()])
        });
        let processor = Variable::required("The processor that the zip was built for: x86_64 or arm64.").validated(
            |architecture| architecture.is_one_of(["x86_64", "arm64"]),
            "The architecture is x86_64 or arm64.",
        );
        let level = "The function's log level: error, warn, info, debug or trace.";
        let concurrency = "The reserved concurrency, 0 to 1000; -1 reserves none.";
        Self {
            zip,
            architecture: declare.setting("architecture", processor, |function| function.architecture.as_str()),
            memory_mb: declare.number(
                "memory_mb",
                "The function's memory in MB, 128 to 10240.",
                (128, 10_240),
                |function| function.memory_mb.get(),
            ),
            timeout_seconds: declare.number(
                "timeout_seconds",
                "The timeout of one invocation in seconds, 1 to 900.",
                (1, 900),
                |function| function.timeout_seconds.get(),
            ),
            reserved_concurrency: declare.number("reserved_concurrency", concurrency, (-1, 1000), |function| {
                function.reserved_concurrency.map_or(-1, Bounded::get)
            }),
            log_level: declare.setting("log_level", Variable::required(level), |function| function.log_level.name()),
        }
    }
}

/// Refuses a package whose variables would be those of another one in the module.
#[track_caller]
fn refuse_same_prefix(module: &ModuleScope, package: &str) {
    let prefix = prefix(package);
    if let Some(other) = module.functions().iter().find(|known| *known != package && self::prefix(known) == prefix) {
        let found =
            format!("the variables of the packages `{other}` and `{package}` would both begin with `{prefix}_`");
        module
            .refuse(Refusal::new(found).hint("rename one of the packages, or declare its function in another module"));
    }
}

/// The prefix of the variables of a package's function.
fn prefix(package: &str) -> String {
    package.replace('-', "_")
}

/// Declares the variables of one function.
struct Declare<'a> {
    module: &'a ModuleScope,
    package: &'a str,
}

impl Declare<'_> {
    #[track_caller]
    fn of_environment<T: Type, V: Into<Value<T>>>(
        &self,
        name: &str,
        variable: Variable<T>,
        value: impl Fn(&Environment, &str) -> V + 'static,
    ) -> Value<T> {
        let package = self.package.to_owned();
        let name = format!("{}_{name}", prefix(&package));
        self.module.from_environment(&name, variable, move |environment| value(environment, &package))
    }

    #[track_caller]
    fn setting<T: Type, V: Into<Value<T>>>(
        &self,
        name: &str,
        variable: Variable<T>,
        value: impl Fn(&Function) -> V + 'static,
    ) -> Value<T> {
        self.of_environment(name, variable, move |environment, package| value(&environment.function(package)).into())
    }

    #[track_caller]
    fn number(
        &self,
        name: &str,
        description: &str,
        (least, most): (i64, i64),
        value: impl Fn(&Function) -> i64 + 'static,
    ) -> Value<Number> {
        let variable =
            Variable::required(description).validated(move |number| number.is_between(least, most), description);
        self.setting(name, variable, value)
    }
}
