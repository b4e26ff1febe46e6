//! Settings of a stage's methods: logging, metrics and throttling.
//!
//! Settings of one method replace those of all methods, so they are repeated in full.
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_MethodSetting.html>

use crate::aws::{
    ApiGatewayMethodSettings, ApiGatewayMethodSettingsRequired, ApiGatewayMethodSettingsSettings,
    ApiGatewayStageAttributes,
};
use crate::constructs::presence::one_where;
use crate::openapi::OperationDescription;
use crate::terraform::{Addressed as _, Configure as _, Meta, Number, Value};

use super::routes::Routes;
use super::stage_props::{MethodThrottling, StageProps};

impl MethodThrottling {
    fn names(&self, operation: &str) -> Value<bool> {
        self.rates.has_key(operation).or(self.bursts.has_key(operation))
    }
}

impl Routes<'_> {
    #[track_caller]
    pub(super) fn method_settings(&self, id: &str, stage: &ApiGatewayStageAttributes, props: &StageProps) {
        let (rate, burst) = (&props.throttling_rate, &props.throttling_burst);
        let all = settings(props, rate.clone(), burst.clone());
        let first = self.module.resource(id, self.settings_of("*/*".into(), all, stage));
        let Some(single) = &props.method_throttling else { return };
        for operation in &self.description.operations {
            let settings = settings(
                props,
                single.rates.lookup(&operation.name, rate),
                single.bursts.lookup(&operation.name, burst),
            );
            let count = Some(one_where(&single.names(&operation.name)));
            // Concurrent changes of one stage would conflict.
            let meta = Meta { count, depends_on: vec![first.address().clone()], ..Meta::default() };
            self.module
                .resource(&operation.id, self.settings_of(method_path(operation), settings, stage).with_meta(meta));
        }
    }

    fn settings_of(
        &self,
        method_path: String,
        settings: ApiGatewayMethodSettingsSettings,
        stage: &ApiGatewayStageAttributes,
    ) -> ApiGatewayMethodSettings {
        ApiGatewayMethodSettings::new(ApiGatewayMethodSettingsRequired {
            method_path: method_path.into(),
            rest_api_id: self.id(),
            settings,
            stage_name: stage.stage_name(),
        })
    }
}

/// The key of a method's settings: its path with `~1` for each `/`, and its verb.
fn method_path(operation: &OperationDescription) -> String {
    format!("{}/{}", operation.path.replace('/', "~1"), operation.verb.name())
}

fn settings(props: &StageProps, rate: Value<Number>, burst: Value<Number>) -> ApiGatewayMethodSettingsSettings {
    ApiGatewayMethodSettingsSettings {
        // The data trace would log what clients send.
        data_trace_enabled: Some(false.into()),
        logging_level: Some(props.log_level.clone()),
        metrics_enabled: Some(props.metrics.clone()),
        throttling_burst_limit: Some(burst),
        throttling_rate_limit: Some(rate),
        ..ApiGatewayMethodSettingsSettings::default()
    }
}
