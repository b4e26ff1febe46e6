//! The variables that constructs of several services share in a module.

use crate::modules::ModuleScope;
use crate::terraform::{Number, Value, Variable};

/// Whether X-Ray traces requests and invocations.
#[track_caller]
pub(super) fn tracing(module: &ModuleScope) -> Value<bool> {
    let variable = Variable::required("Whether X-Ray traces requests and invocations.");
    module.from_environment("tracing", variable, |environment| environment.settings.tracing)
}

/// For how many days logs keep an event.
#[track_caller]
pub(super) fn log_retention_days(module: &ModuleScope) -> Value<Number> {
    let variable = Variable::required("The retention of the logs, in days.");
    module
        .from_environment("log_retention_days", variable, |environment| environment.settings.logs.retention_days.days())
}
