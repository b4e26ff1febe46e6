//! Meters in buildings: readings are recorded, corrected, removed, and found by meter, building or value.
//!
//! There is no function: a REST API works directly on a table with two indexes.

mod api;
mod readings;

use gelato::constructs::api_gateway::{ApiDescription, access_outputs, api_inputs};
use gelato::constructs::{environment_root, protect};
use gelato::environment::{Environment, NoSettings};
use gelato::synth::{ModuleSet, Service};
use gelato::terraform::{Module, Root};

/// The service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meters;

/// The service's modules.
#[derive(Debug)]
pub(crate) struct MetersModules {
    readings: Module,
    api: Module,
    api_description: ApiDescription,
}

impl ModuleSet for MetersModules {
    fn all(&self) -> Vec<&Module> {
        vec![&self.readings, &self.api]
    }
}

impl Service for Meters {
    type Modules = MetersModules;
    type Settings = NoSettings;

    fn name(&self) -> &'static str {
        "meters"
    }

    fn functions(&self) -> &[&str] {
        &[]
    }

    fn modules(&self) -> MetersModules {
        let (api, api_description) = api::module();
        MetersModules { readings: readings::module(), api, api_description }
    }

    fn api<'m>(&self, modules: &'m MetersModules) -> Option<&'m ApiDescription> {
        Some(&modules.api_description)
    }

    fn root(&self, modules: &MetersModules, environment: &Environment, _: &NoSettings) -> Root {
        let mut root = environment_root(environment);
        let settings = &environment.settings;
        let name = environment.named("meters");
        let inputs = [
            ("name", name.as_str().into()),
            ("deletion_protection", settings.deletion_protection.into()),
            ("point_in_time_recovery", settings.point_in_time_recovery.into()),
        ];
        let readings = root.call("readings", &modules.readings, inputs);
        let mut inputs = api_inputs(&mut root, environment, &modules.api_description);
        inputs.push(("name", name.into()));
        inputs.push(("table_name", readings.output::<String>("name").into()));
        inputs.push(("table_arn", readings.output::<String>("arn").into()));
        let api = root.call("api", &modules.api, inputs);
        protect(&mut root, environment, vec![readings.output::<String>("arn").into()]);
        root.output("url", "The API's base URL.", api.output::<String>("url"));
        access_outputs(&mut root, &api);
        root
    }
}
