//! Integrations: the backends of methods.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-integration-settings.html>

use crate::terraform::{Value, concat};

use super::mapping_template::MappingTemplate;

/// The backend of a method.
#[expect(clippy::large_enum_variant, reason = "a program has a handful of methods")]
#[derive(Debug, Clone)]
pub enum Integration {
    /// A DynamoDB table, without a function in between.
    DynamoDb(DynamoDbIntegration),
    /// API Gateway itself.
    Mock,
}

/// The request template of a mock integration.
const MOCK_REQUEST: &str = r#"{"statusCode": 200}"#;

impl Integration {
    /// API Gateway's name for its type.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::DynamoDb(_) => "AWS",
            Self::Mock => "MOCK",
        }
    }

    /// The template from the client's request to the backend's.
    pub(super) fn request_template(&self) -> MappingTemplate {
        match self {
            Self::DynamoDb(table) => table.request_template.clone(),
            Self::Mock => MappingTemplate::literal(MOCK_REQUEST),
        }
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
