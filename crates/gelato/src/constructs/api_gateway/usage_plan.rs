//! Usage plans: API keys and their limits.
//!
//! The limits are best effort: AWS advises against relying on them to control costs or access.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html>

use crate::aws::{
    ApiGatewayApiKey, ApiGatewayApiKeyAttributes, ApiGatewayApiKeyRequired, ApiGatewayUsagePlan,
    ApiGatewayUsagePlanApiStages, ApiGatewayUsagePlanApiStagesRequired, ApiGatewayUsagePlanKey,
    ApiGatewayUsagePlanKeyRequired, ApiGatewayUsagePlanQuotaSettings, ApiGatewayUsagePlanQuotaSettingsRequired,
    ApiGatewayUsagePlanRequired, ApiGatewayUsagePlanThrottleSettings,
};
use crate::constructs::presence::one_where;
use crate::terraform::{
    Addressed as _, Configure as _, List, Map, Meta, Number, Scope, Value, attribute_by_key, concat, each_key,
};

use super::stage::Stage;

/// The API keys of a stage.
#[derive(Debug, Clone)]
pub struct UsagePlan {
    keys: ApiGatewayApiKeyAttributes,
}

/// The properties of a usage plan.
#[derive(Debug, Clone)]
pub struct UsagePlanProps {
    /// Its name, and the prefix of its keys' names, which are unique in an account and region.
    pub name: Value<String>,
    /// The holders of the keys, one each. If the list is empty, there is no plan.
    pub holders: Value<List<String>>,
    /// The most requests per second with each key.
    pub rate: Value<Number>,
    /// The most requests at once with each key.
    pub burst: Value<Number>,
    /// The most requests per period with each key.
    pub quota: Value<Number>,
    /// The period: `DAY`, `WEEK` or `MONTH`.
    pub period: Value<String>,
}

impl Stage {
    /// Declares a usage plan for this stage, and a key for each holder. AWS generates the keys' values.
    #[track_caller]
    pub fn usage_plan(&self, scope: &Scope, id: &str, props: UsagePlanProps) -> UsagePlan {
        let needed = props.holders.length().is_above(0);
        let each = Meta { for_each: Some(props.holders.to_set().into()), ..Meta::default() };
        let holder = concat([props.name.clone(), "-".into(), each_key()]);
        let key = ApiGatewayApiKey::new(ApiGatewayApiKeyRequired { name: holder });
        let keys = scope.resource(id, key.with_meta(each.clone()));
        let meta = Meta { count: Some(one_where(&needed)), ..Meta::default() };
        let plan = scope.resource(id, self.plan(props).with_meta(meta)).instances();
        let member = ApiGatewayUsagePlanKey::new(ApiGatewayUsagePlanKeyRequired {
            key_id: keys.instance(each_key()).id(),
            key_type: "API_KEY".into(),
            usage_plan_id: Value::<List<String>>::from_expression(plan.id()).one(),
        });
        scope.resource(id, member.with_meta(each));
        UsagePlan { keys }
    }

    fn plan(&self, props: UsagePlanProps) -> ApiGatewayUsagePlan {
        let stage = ApiGatewayUsagePlanApiStagesRequired { api_id: self.rest_api_id(), stage: self.name() };
        let quota = ApiGatewayUsagePlanQuotaSettingsRequired { limit: props.quota, period: props.period };
        ApiGatewayUsagePlan {
            api_stages: vec![ApiGatewayUsagePlanApiStages::new(stage)],
            quota_settings: Some(ApiGatewayUsagePlanQuotaSettings::new(quota)),
            throttle_settings: Some(ApiGatewayUsagePlanThrottleSettings {
                burst_limit: Some(props.burst),
                rate_limit: Some(props.rate),
                ..Default::default()
            }),
            ..ApiGatewayUsagePlan::new(ApiGatewayUsagePlanRequired { name: props.name })
        }
    }
}

impl UsagePlan {
    /// The keys' values by holder. They are secrets: declare an output of them as sensitive.
    pub fn keys(&self) -> Value<Map<String>> {
        attribute_by_key(&self.keys, "value")
    }
}
