//! Custom domains.
//!
//! The caller creates the DNS record, which points to the domain's target.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html>

use crate::aws::{
    ApiGatewayBasePathMapping, ApiGatewayBasePathMappingRequired, ApiGatewayDomainName, ApiGatewayDomainNameAttributes,
    ApiGatewayDomainNameEndpointConfiguration, ApiGatewayDomainNameEndpointConfigurationRequired,
    ApiGatewayDomainNameRequired,
};
use crate::constructs::presence::one_where;
use crate::terraform::{Addressed as _, Configure as _, List, Meta, Scope, Value, concat};

use super::stage::Stage;

/// A custom domain of a stage, if it has one.
#[derive(Debug, Clone)]
pub struct Domain {
    url: Value<String>,
    target: Value<String>,
}

/// The properties of a custom domain.
#[derive(Debug, Clone)]
pub struct DomainProps {
    /// Its name, such as `api.example.com`; empty for no domain.
    pub name: Value<String>,
    /// The ARN of its certificate in ACM: in `us-east-1` for an `EDGE` endpoint, else in the API's region.
    pub certificate_arn: Value<String>,
    /// The first segment of every path, instead of the stage's name; empty for none.
    pub base_path: Value<String>,
    /// The API's endpoint type: `REGIONAL` or `EDGE`.
    pub endpoint: Value<String>,
}

impl Stage {
    /// Declares a custom domain for this stage, if the domain's name is not empty.
    #[track_caller]
    pub fn domain(&self, scope: &Scope, id: &str, props: DomainProps) -> Domain {
        let named = props.name.is_not("");
        let meta = Meta { count: Some(one_where(&named)), ..Meta::default() };
        let domain = scope.resource(id, domain_name(&props).with_meta(meta.clone())).instances();
        let mapping = ApiGatewayBasePathMapping {
            base_path: Some(props.base_path.clone()),
            stage_name: Some(self.name()),
            ..ApiGatewayBasePathMapping::new(ApiGatewayBasePathMappingRequired {
                api_id: self.rest_api_id(),
                domain_name: only(domain.domain_name()),
            })
        };
        scope.resource(id, mapping.with_meta(meta));
        let own = concat(["https://".into(), props.name.clone(), "/".into(), props.base_path.clone()]);
        Domain { url: named.choose(own, self.url()), target: target(&domain, &props) }
    }
}

impl Domain {
    /// The URL of the API: on its custom domain if it has one.
    pub fn url(&self) -> Value<String> {
        self.url.clone()
    }

    /// The target of the DNS record; `null` without a custom domain.
    pub fn target(&self) -> Value<String> {
        self.target.clone()
    }
}

fn is_edge(props: &DomainProps) -> Value<bool> {
    props.endpoint.is("EDGE")
}

fn domain_name(props: &DomainProps) -> ApiGatewayDomainName {
    let certificate = || &props.certificate_arn;
    let endpoint = ApiGatewayDomainNameEndpointConfigurationRequired { types: [props.endpoint.clone()].into() };
    ApiGatewayDomainName {
        certificate_arn: Some(is_edge(props).choose(certificate(), Value::null())),
        endpoint_configuration: Some(ApiGatewayDomainNameEndpointConfiguration::new(endpoint)),
        regional_certificate_arn: Some(is_edge(props).choose(Value::null(), certificate())),
        security_policy: Some("TLS_1_2".into()),
        ..ApiGatewayDomainName::new(ApiGatewayDomainNameRequired { domain_name: props.name.clone() })
    }
}

fn target(domain: &ApiGatewayDomainNameAttributes, props: &DomainProps) -> Value<String> {
    is_edge(props).choose(only(domain.cloudfront_domain_name()), only(domain.regional_domain_name()))
}

/// The attribute of the only instance; `null` if there is none.
fn only(attributes: Value<String>) -> Value<String> {
    Value::<List<String>>::from_expression(attributes).one()
}
