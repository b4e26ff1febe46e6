//! REST APIs: resources, methods, models, and one role with exactly the permissions that the methods need.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html>

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::{
    ApiGatewayModel, ApiGatewayModelRequired, ApiGatewayRequestValidator, ApiGatewayRequestValidatorAttributes,
    ApiGatewayRequestValidatorRequired, ApiGatewayResource, ApiGatewayResourceRequired, ApiGatewayRestApi,
    ApiGatewayRestApiAttributes, ApiGatewayRestApiRequired,
};
use crate::constructs::dynamodb::use_table;
use crate::constructs::iam::{Grant, Role, RoleProps};
use crate::terraform::{Document, Lifecycle, Meta, Value, concat};

use super::cors::Cors;
use super::definition;
use super::description::ApiDescription;
use super::endpoint::Endpoint;
use super::integration::{DynamoDbAction, DynamoDbIntegration};
use super::model::{self, Model};
use super::path::PathPart;
use super::resource::ApiResource;
use super::verb::Verb;

/// A REST API under construction.
///
/// Add resources and methods, then [`deploy`](Self::deploy) it.
#[derive(Debug)]
pub struct RestApi {
    pub(super) attributes: ApiGatewayRestApiAttributes,
    pub(super) cors: Cors,
    pub(super) description: ApiDescription,
    pub(super) role: Role,
    pub(super) methods: BTreeMap<String, BTreeSet<Verb>>,
    pub(super) resources: BTreeMap<String, ApiResource>,
    children: BTreeMap<String, String>,
    validator: Option<ApiGatewayRequestValidatorAttributes>,
    uses: BTreeMap<String, (Value<String>, BTreeSet<DynamoDbAction>)>,
    shared_models: BTreeMap<String, (serde_json::Value, Model)>,
}

/// The properties of a REST API.
#[derive(Debug, Clone)]
pub struct RestApiProps {
    /// Its name, which is also the prefix of its role's.
    pub name: Value<String>,
    /// Its purpose.
    pub description: &'static str,
    /// The origins that may call it from a browser.
    pub cors: Cors,
    /// Where it can be reached from.
    pub endpoint: Endpoint,
}

impl RestApi {
    /// Declares an API and its role.
    #[track_caller]
    pub fn new(document: &mut Document, id: &str, props: RestApiProps) -> Self {
        let api = ApiGatewayRestApi {
            description: Some(props.description.into()),
            endpoint_configuration: Some(props.endpoint.configuration()),
            minimum_compression_size: Some(Value::from_expression(
                props.endpoint.minimum_compression_bytes.expression().clone(),
            )),
            ..ApiGatewayRestApi::new(ApiGatewayRestApiRequired { name: props.name.clone() })
        };
        let lifecycle = Lifecycle { create_before_destroy: true, ..Lifecycle::default() };
        let role = RoleProps {
            name: concat([props.name, "-gateway".into()]),
            description: "What the API's methods do, and nothing else",
            assumed_by: "apigateway.amazonaws.com",
        };
        let api = Self {
            attributes: document.resource_with(id, api, Meta { lifecycle, ..definition::meta() }),
            cors: props.cors,
            description: ApiDescription::new(props.description),
            role: Role::new(document, "gateway", role),
            methods: BTreeMap::new(),
            resources: BTreeMap::new(),
            children: BTreeMap::new(),
            validator: None,
            uses: BTreeMap::new(),
            shared_models: BTreeMap::new(),
        };
        props.endpoint.declare_policy(document, &api.attributes);
        api
    }

    /// The API's id.
    pub fn id(&self) -> Value<String> {
        self.attributes.id()
    }

    /// The resource at `/`.
    pub fn root(&self) -> ApiResource {
        ApiResource { id: self.attributes.root_resource_id(), path: String::new(), logical_name: "root".into() }
    }

    /// Declares a child of a resource.
    #[track_caller]
    pub fn resource(&mut self, document: &mut Document, id: &str, parent: &ApiResource, part: &str) -> ApiResource {
        if let Err(invalid) = PathPart::try_new(part) {
            document.refuse(format!("resource `{id}`: {invalid}"));
        }
        let path = format!("{}/{part}", parent.path);
        self.check_sibling(document, id, &path, parent, part);
        let resource = ApiGatewayResource::new(ApiGatewayResourceRequired {
            parent_id: parent.id.clone(),
            path_part: part.into(),
            rest_api_id: self.id(),
        });
        let attributes = document.resource_with(id, resource, definition::meta());
        ApiResource { id: attributes.id(), path, logical_name: id.to_owned() }
    }

    /// Declares a model.
    #[track_caller]
    pub fn model(&mut self, document: &mut Document, id: &str, props: ModelProps) -> Model {
        self.declare_model(document, id, props.name, props.description, &props.schema)
    }

    /// A model that methods can share. The first use declares it.
    #[track_caller]
    pub(super) fn shared_model(
        &mut self,
        document: &mut Document,
        name: &str,
        description: &str,
        schema: serde_json::Value,
    ) -> Model {
        if let Some((known, model)) = self.shared_models.get(name) {
            if *known != schema {
                document.refuse(format!("model `{name}`: two methods declare it with different schemas"));
            }
            return model.clone();
        }
        let model = self.declare_model(document, &model::logical_name(name), name, description, &schema);
        self.shared_models.insert(name.to_owned(), (schema, model.clone()));
        model
    }

    #[track_caller]
    fn declare_model(
        &mut self,
        document: &mut Document,
        id: &str,
        name: &str,
        description: &str,
        schema: &serde_json::Value,
    ) -> Model {
        if let Err(invalid) = model::check_name(name) {
            document.refuse(format!("model `{id}`: {invalid}"));
        }
        let declared = ApiGatewayModel {
            description: Some(description.into()),
            schema: Some(schema.to_string().into()),
            ..ApiGatewayModel::new(ApiGatewayModelRequired {
                content_type: "application/json".into(),
                name: name.into(),
                rest_api_id: self.id(),
            })
        };
        self.description.models.insert(name.to_owned(), schema.clone());
        Model { attributes: document.resource_with(id, declared, definition::meta()), title: name.to_owned() }
    }

    /// The request validator for parameters and body, which all methods share.
    pub(super) fn validator(&mut self, document: &mut Document) -> Value<String> {
        let api = self.id();
        let validator = self.validator.get_or_insert_with(|| {
            let required = ApiGatewayRequestValidatorRequired { name: "parameters-and-body".into(), rest_api_id: api };
            let validator = ApiGatewayRequestValidator {
                validate_request_body: Some(true.into()),
                validate_request_parameters: Some(true.into()),
                ..ApiGatewayRequestValidator::new(required)
            };
            document.resource_with("parameters_and_body", validator, definition::meta())
        });
        validator.id()
    }

    /// Records a method's action on a table, for the role's policy.
    pub(super) fn note_use(&mut self, integration: &DynamoDbIntegration) {
        let arn = integration.resource_arn();
        let key = format!("{:?}", arn.expression());
        let (_, actions) = self.uses.entry(key).or_insert_with(|| (arn, BTreeSet::new()));
        actions.insert(integration.action);
    }

    /// Grants the role the recorded actions.
    pub(super) fn grant_uses(&self, document: &mut Document) -> Option<Grant> {
        let statements = self.uses.values().enumerate().map(|(index, (table, actions))| {
            let permissions = actions.iter().map(|action| action.permission()).collect();
            let mut statement = use_table(table.clone(), permissions);
            // A statement's id must be unique in the policy.
            if index > 0 {
                statement.sid = format!("{}{}", statement.sid, index + 1);
            }
            statement
        });
        let statements: Vec<_> = statements.collect();
        (!statements.is_empty()).then(|| self.role.grant(document, "tables", statements))
    }

    #[track_caller]
    fn check_sibling(&mut self, document: &mut Document, id: &str, path: &str, parent: &ApiResource, part: &str) {
        let slot = if part.starts_with('{') { format!("{}/{{}}", parent.path) } else { path.to_owned() };
        if let Some(first) = self.children.insert(slot, id.to_owned()) {
            let parent = if parent.path.is_empty() { "/" } else { &parent.path };
            document.refuse(format!(
                "resource `{id}`: `{parent}` already has `{first}` where `{part}` would stand; \
                 a resource has one child of each name, and one parameter"
            ));
        }
    }
}

/// The properties of a model.
#[derive(Debug, Clone)]
pub struct ModelProps {
    /// Its name in the API: letters and digits.
    pub name: &'static str,
    /// Its description.
    pub description: &'static str,
    /// Its JSON schema, draft 4.
    pub schema: serde_json::Value,
}
