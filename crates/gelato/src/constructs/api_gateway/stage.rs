//! Stages: a deployment under a name, with logs, metrics and throttling.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-stages.html>

use crate::aws::{
    ApiGatewayDeployment, ApiGatewayDeploymentRequired, ApiGatewayStage, ApiGatewayStageAccessLogSettings,
    ApiGatewayStageAccessLogSettingsRequired, ApiGatewayStageAttributes, ApiGatewayStageRequired,
};
use crate::constructs::logs::LogGroup;
use crate::openapi::{ApiDescription, Verb};
use crate::terraform::{Configure as _, Lifecycle, Meta, Value, concat};

use super::definition;
use super::routes::Routes;
use super::stage_props::StageProps;

/// A line of the access log: caller, method and outcome, but no bodies.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html>
const ACCESS_LOG: &str = concat!(
    r#"{"requestId":"$context.requestId","time":"$context.requestTime","ip":"$context.identity.sourceIp","#,
    r#""method":"$context.httpMethod","route":"$context.resourcePath","status":"$context.status","#,
    r#""latency":"$context.responseLatency","integrationLatency":"$context.integrationLatency","#,
    r#""integrationStatus":"$context.integrationStatus","#,
    r#""integrationError":"$context.integrationErrorMessage","error":"$context.error.responseType","#,
    r#""apiKeyId":"$context.identity.apiKeyId","caller":"$context.identity.caller"}"#
);

/// A deployed API.
#[derive(Debug, Clone)]
pub struct Stage {
    attributes: ApiGatewayStageAttributes,
    /// The methods by verb and path, without preflight.
    pub(super) methods: Vec<(Verb, String)>,
    description: ApiDescription,
}

impl Stage {
    /// The URL of the API.
    pub fn url(&self) -> Value<String> {
        self.attributes.invoke_url()
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.attributes.stage_name()
    }

    /// The id of its API.
    pub fn rest_api_id(&self) -> Value<String> {
        self.attributes.rest_api_id()
    }

    /// The prefix of its methods' ARNs.
    pub fn execution_arn(&self) -> Value<String> {
        self.attributes.execution_arn()
    }

    /// The description of its API.
    pub fn description(&self) -> &ApiDescription {
        &self.description
    }

    /// The stage's ARN.
    pub fn arn(&self) -> Value<String> {
        self.attributes.arn()
    }
}

impl Routes<'_> {
    /// Completes the API (preflight methods, gateway responses, permissions), deploys it and returns the stage.
    #[track_caller]
    pub(super) fn deploy(mut self, id: &str, props: StageProps) -> Stage {
        self.preflight();
        self.gateway_responses();
        let grant = self.grant_uses();
        let deployment = self.deployment(id);
        let logs = self.logs(&props);
        let calls = self.allow_calls(&props.name);
        let stage_after = [logs.execution.address()].into_iter().chain(grant).chain(calls).collect();
        let stage = ApiGatewayStage {
            access_log_settings: Some(access_log(&logs.access)),
            xray_tracing_enabled: Some(props.tracing.clone()),
            ..ApiGatewayStage::new(ApiGatewayStageRequired {
                deployment_id: deployment,
                rest_api_id: self.id(),
                stage_name: props.name.clone(),
            })
        };
        let attributes = self.module.resource(id, stage.with_meta(Meta { depends_on: stage_after, ..Meta::default() }));
        self.method_settings(id, &attributes, &props);
        let methods = self.description.operations.iter();
        let methods = methods.map(|operation| (operation.verb, operation.path.clone())).collect();
        Stage { attributes, methods, description: self.description }
    }

    #[track_caller]
    fn deployment(&self, id: &str) -> Value<String> {
        let document = self.module.document();
        let meta = Meta {
            depends_on: definition::addresses(&document),
            lifecycle: Lifecycle { create_before_destroy: true, ..Lifecycle::default() },
            ..Meta::default()
        };
        let deployment = ApiGatewayDeployment {
            triggers: Some(definition::triggers(&document)),
            ..ApiGatewayDeployment::new(ApiGatewayDeploymentRequired { rest_api_id: self.id() })
        };
        drop(document);
        self.module.resource(id, deployment.with_meta(meta)).id()
    }

    /// If the execution log's group does not exist, API Gateway creates it and keeps its events forever.
    #[track_caller]
    fn logs(&self, props: &StageProps) -> Logs {
        let (stage, days) = (props.name.clone(), props.log_retention_days.clone());
        let execution = concat(["API-Gateway-Execution-Logs_".into(), self.id(), "/".into(), stage.clone()]);
        let access = concat(["/aws/apigateway/".into(), self.id(), "/".into(), stage, "/access".into()]);
        Logs {
            execution: LogGroup::new(self.module, "execution", execution, days.clone()),
            access: LogGroup::new(self.module, "access", access, days),
        }
    }
}

/// The log groups of a stage.
struct Logs {
    execution: LogGroup,
    access: LogGroup,
}

fn access_log(group: &LogGroup) -> ApiGatewayStageAccessLogSettings {
    ApiGatewayStageAccessLogSettings::new(ApiGatewayStageAccessLogSettingsRequired {
        destination_arn: group.arn(),
        format: ACCESS_LOG.into(),
    })
}
