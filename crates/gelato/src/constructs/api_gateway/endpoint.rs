//! Endpoints: where an API can be reached from.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html>

use crate::aws::{
    ApiGatewayRestApiAttributes, ApiGatewayRestApiEndpointConfiguration,
    ApiGatewayRestApiEndpointConfigurationRequired, ApiGatewayRestApiPolicy, ApiGatewayRestApiPolicyRequired,
};
use crate::constructs::iam::{Condition, PolicyDocument, Principal, Statement};
use crate::constructs::presence::one_where;
use crate::terraform::{Configure as _, List, Meta, Number, Scope, Value, concat};

use super::definition;

/// Where an API can be reached from.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// `REGIONAL` or `EDGE`, reachable from everywhere, or `PRIVATE`, reachable only from the VPC endpoints.
    pub kind: Value<String>,
    /// The VPC endpoints of a private API.
    pub vpc_endpoint_ids: Value<List<String>>,
    /// The smallest response in bytes that is compressed for clients that accept it; -1 for none.
    pub minimum_compression_bytes: Value<Number>,
}

impl Endpoint {
    /// A regional endpoint without compression.
    pub fn regional() -> Self {
        let none = Vec::<Value<String>>::new();
        Self { kind: "REGIONAL".into(), vpc_endpoint_ids: none.into(), minimum_compression_bytes: (-1).into() }
    }

    pub(super) fn configuration(&self) -> ApiGatewayRestApiEndpointConfiguration {
        let required = ApiGatewayRestApiEndpointConfigurationRequired { types: [self.kind.clone()].into() };
        let some = self.vpc_endpoint_ids.length().is_above(0);
        ApiGatewayRestApiEndpointConfiguration {
            vpc_endpoint_ids: Some(some.choose(self.vpc_endpoint_ids.to_set(), Value::null())),
            ..ApiGatewayRestApiEndpointConfiguration::new(required)
        }
    }

    /// Declares the resource policy of a private API, which refuses everyone without one. It lets in requests through
    /// the VPC endpoints, and leaves the rest to the methods.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html>
    #[track_caller]
    pub(super) fn declare_policy(&self, scope: &Scope, api: &ApiGatewayRestApiAttributes) {
        let statement = Statement {
            sid: "ComeThroughTheEndpoints".into(),
            principal: Some(Principal::Anyone),
            actions: vec!["execute-api:Invoke".into()],
            resources: vec![concat([api.execution_arn(), "/*".into()])],
            conditions: vec![Condition {
                operator: "StringEquals".into(),
                key: "aws:SourceVpce".into(),
                value: Value::from_expression(self.vpc_endpoint_ids.clone()),
            }],
            ..Statement::default()
        };
        let policy = ApiGatewayRestApiPolicy::new(ApiGatewayRestApiPolicyRequired {
            policy: PolicyDocument::of(statement).to_value(),
            rest_api_id: api.id(),
        });
        let private = self.kind.is("PRIVATE");
        let meta = Meta { count: Some(one_where(&private)), ..definition::meta() };
        scope.resource("endpoints", policy.with_meta(meta));
    }
}
