//! Integrations: the backends of methods.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-integration-settings.html>

use crate::constructs::lambda::Callee;
use crate::terraform::{Value, concat};

use super::mapping_template::MappingTemplate;

/// The backend of a method.
#[derive(Debug, Clone)]
pub enum Integration {
    /// A DynamoDB table, without a function in between.
    DynamoDb(DynamoDbIntegration),
    /// A function, which gets the whole request and whose result is the response.
    Function(FunctionIntegration),
    /// API Gateway itself.
    Mock,
}

/// A function as a backend. [`RustFunction::handles`](crate::constructs::lambda::RustFunction::handles) makes a method of it.
#[derive(Debug, Clone)]
pub struct FunctionIntegration {
    pub(super) function: Callee,
}

/// The only content type of generated APIs.
pub(super) const JSON: &str = "application/json";

/// The request template of a mock integration.
const MOCK_REQUEST: &str = r#"{"statusCode": 200}"#;

impl Integration {
    /// API Gateway's name for its type.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::DynamoDb(_) => "AWS",
            Self::Function(_) => "AWS_PROXY",
            Self::Mock => "MOCK",
        }
    }

    /// The template from the client's request to the backend's; `None` for a function, which gets the request as an event.
    pub(super) fn request_template(&self) -> Option<MappingTemplate> {
        match self {
            Self::DynamoDb(table) => Some(table.request_template.clone()),
            Self::Function(_) => None,
            Self::Mock => Some(MappingTemplate::literal(MOCK_REQUEST)),
        }
    }

    /// Whether the backend's answer becomes the response as it is, without a selection and a template.
    pub(super) fn is_proxy(&self) -> bool {
        matches!(self, Self::Function(_))
    }

    /// The content type of the models for bodies. Only a template refuses other types: a function would get a body of another
    /// type unchecked, so that its model is for all types.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html>
    pub(super) fn model_type(&self) -> &'static str {
        if self.is_proxy() { "$default" } else { JSON }
    }
}

/// An action on a table.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-lambda.html>
#[derive(Debug, Clone)]
pub struct DynamoDbIntegration {
    /// The action.
    pub action: DynamoDbAction,
    /// The table's ARN. The API's role may perform exactly the actions of its methods on their tables.
    pub table_arn: Value<String>,
    /// The index to read instead of the table.
    pub index: Option<String>,
    /// The template from the client's request to DynamoDB's.
    pub request_template: MappingTemplate,
}

impl DynamoDbIntegration {
    /// The ARN of the table or index.
    pub(super) fn resource_arn(&self) -> Value<String> {
        match &self.index {
            Some(index) => concat([self.table_arn.clone(), format!("/index/{index}").into()]),
            None => self.table_arn.clone(),
        }
    }

    /// The URI of the action, in the table's partition and region.
    /// <https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html#apigw-PutIntegration-request-uri>
    pub(super) fn uri(&self) -> Value<String> {
        // arn:PARTITION:dynamodb:REGION:ACCOUNT:table/NAME
        let part = |index| self.table_arn.split(":").element(index);
        let action = format!(":dynamodb:action/{}", self.action.name());
        concat(["arn:".into(), part(1), ":apigateway:".into(), part(3), action.into()])
    }
}

/// DynamoDB's actions on items.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html>
///
/// ```
/// use gelato::constructs::api_gateway::DynamoDbAction;
/// assert_eq!(DynamoDbAction::Query.permission(), "dynamodb:Query");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DynamoDbAction {
    /// Delete an item by its key.
    DeleteItem,
    /// Read an item by its key.
    GetItem,
    /// Write an item.
    PutItem,
    /// Read the items of a partition.
    Query,
    /// Read all items.
    Scan,
    /// Change attributes of an item.
    UpdateItem,
}

impl DynamoDbAction {
    /// The action's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::DeleteItem => "DeleteItem",
            Self::GetItem => "GetItem",
            Self::PutItem => "PutItem",
            Self::Query => "Query",
            Self::Scan => "Scan",
            Self::UpdateItem => "UpdateItem",
        }
    }

    /// The permission that it requires.
    pub fn permission(self) -> &'static str {
        match self {
            Self::DeleteItem => "dynamodb:DeleteItem",
            Self::GetItem => "dynamodb:GetItem",
            Self::PutItem => "dynamodb:PutItem",
            Self::Query => "dynamodb:Query",
            Self::Scan => "dynamodb:Scan",
            Self::UpdateItem => "dynamodb:UpdateItem",
        }
    }
}
