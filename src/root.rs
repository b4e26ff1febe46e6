//! The root of one environment: it calls the modules with the environment's values.

use gelato::constructs::api_gateway::{access_outputs, api_inputs};
use gelato::constructs::{environment_root, protect};
use gelato::environment::{Bounded, Environment};
use gelato::project::bundle_from_root;
use gelato::terraform::{CalledModule, Expression, List, Root, Value, Variable, concat, path_root};

use crate::api::COLLECTION;
use crate::notifier::{NOTIFIER, PHONE_NUMBERS};
use crate::{ParlourModules, Settings};

/// Creates the root.
pub(crate) fn root(modules: &ParlourModules, environment: &Environment, own: Settings) -> Root {
    let mut root = environment_root(environment);
    let table = table(&mut root, modules, environment);
    let api = api(&mut root, modules, environment, &table);
    let notifier = notifier(&mut root, modules, environment, own, &table);
    protect(&mut root, environment, vec![output(&table, "arn"), output(&api, "stage_arn")]);
    root.output("url", "The API's base URL.", api.output::<String>("url"));
    let target = "The target for the DNS record of the API's custom domain.";
    root.output("domain_target", target, api.output::<String>("domain_target"));
    access_outputs(&mut root, &api);
    root.output("table_name", "The table's name.", table.output::<String>("name"));
    root.output("topic_arn", "The topic's ARN.", notifier.output::<String>("topic_arn"));
    root.output("function_name", "The function's name.", notifier.output::<String>("function_name"));
    root
}

fn table(root: &mut Root, modules: &ParlourModules, environment: &Environment) -> CalledModule {
    let settings = &environment.settings;
    let inputs = [
        ("name", environment.named(COLLECTION).into()),
        ("deletion_protection", settings.deletion_protection.into()),
        ("point_in_time_recovery", settings.point_in_time_recovery.into()),
    ];
    root.call("table", &modules.table, inputs)
}

fn api(root: &mut Root, modules: &ParlourModules, environment: &Environment, table: &CalledModule) -> CalledModule {
    let own = [
        ("name", environment.named(COLLECTION).into()),
        ("table_name", output(table, "name")),
        ("table_arn", output(table, "arn")),
    ];
    let inputs = own.into_iter().chain(api_inputs(root, environment, &modules.api_description));
    let inputs: Vec<_> = inputs.collect();
    root.call("api", &modules.api, inputs)
}

fn notifier(
    root: &mut Root,
    modules: &ParlourModules,
    environment: &Environment,
    own: Settings,
    table: &CalledModule,
) -> CalledModule {
    let numbers = phone_numbers(root);
    let inputs = function(environment).into_iter().chain(stream(environment)).chain([
        ("name", environment.named("ice-cream-notifier").into()),
        ("stream_arn", output(table, "stream_arn")),
        ("deduplication", own.deduplication.into()),
        (PHONE_NUMBERS, numbers.into()),
    ]);
    root.call("notifier", &modules.notifier, inputs)
}

fn function(environment: &Environment) -> Vec<(&'static str, Expression)> {
    let settings = &environment.settings;
    let function = environment.function(NOTIFIER);
    let zip = concat([path_root(), bundle_from_root(environment.name.as_str(), NOTIFIER).into()]);
    vec![
        ("function_zip", zip.into()),
        ("architecture", function.architecture.as_str().into()),
        ("memory_mb", function.memory_mb.get().into()),
        ("timeout_seconds", function.timeout_seconds.get().into()),
        ("reserved_concurrency", function.reserved_concurrency.map_or(-1, Bounded::get).into()),
        ("log_level", function.log_level.name().into()),
        ("log_retention_days", i64::from(settings.logs.retention_days.days()).into()),
        ("tracing", settings.tracing.into()),
    ]
}

fn stream(environment: &Environment) -> Vec<(&'static str, Expression)> {
    let stream = &environment.settings.stream;
    vec![
        ("starting_position", stream.starting_position.name().into()),
        ("batch_size", stream.batch_size.get().into()),
        ("batching_window_seconds", stream.batching_window_seconds.get().into()),
        ("parallelization_factor", stream.parallelization_factor.get().into()),
        ("maximum_retry_attempts", stream.maximum_retry_attempts.get().into()),
        ("maximum_record_age_seconds", stream.maximum_record_age_seconds.get().into()),
        ("failure_destination", stream.failure_destination.name().into()),
        ("bisect_batch_on_function_error", stream.bisect_batch_on_function_error.into()),
    ]
}

/// Set it with `TF_VAR_phone_numbers`, never in a file of the repository.
fn phone_numbers(root: &mut Root) -> Value<List<String>> {
    let description = "The patrons' numbers, in E.164, such as from TF_VAR_phone_numbers. An empty list is valid.";
    let none = Vec::<Value<String>>::new();
    root.variable(PHONE_NUMBERS, Variable::optional(description, none).into_sensitive())
}

fn output(module: &CalledModule, name: &str) -> Expression {
    module.output::<String>(name).into()
}
