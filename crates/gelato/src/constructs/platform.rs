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

/// Whether AWS refuses to delete what holds data.
#[track_caller]
pub(super) fn deletion_protection(module: &ModuleScope) -> Value<bool> {
    let variable = Variable::required("Whether AWS refuses to delete tables and user pools.");
    module.from_environment("deletion_protection", variable, |environment| environment.settings.deletion_protection)
}
