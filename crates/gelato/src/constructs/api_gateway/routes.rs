//! The routes of a REST API while a program declares them: resources, models, and one role with exactly the permissions that
//! the methods need.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html>

use std::collections::{BTreeMap, BTreeSet};
use std::panic::Location;

use crate::aws::{
    ApiGatewayModel, ApiGatewayModelRequired, ApiGatewayRequestValidator, ApiGatewayRequestValidatorAttributes,
    ApiGatewayRequestValidatorRequired, ApiGatewayResource, ApiGatewayResourceRequired, ApiGatewayRestApi,
    ApiGatewayRestApiAttributes, ApiGatewayRestApiRequired,
};
use crate::constructs::dynamodb::use_table;
use crate::constructs::iam::{Role, RoleProps};
use crate::constructs::lambda::Callee;
use crate::modules::ModuleScope;
use crate::openapi::{ApiDescription, Verb};
use crate::terraform::{Address, Configure as _, Lifecycle, Meta, Name, Refusal, Value, concat};

use super::authorization::{Access, Authorization};
use super::cors::Cors;
use super::definition;
use super::endpoint::Endpoint;
use super::integration::{DynamoDbAction, DynamoDbIntegration};
use super::model::{self, Model};
use super::path::PathPart;
use super::resource::ApiResource;

/// The routes of a REST API, in the closure of [`RestApi::new`](super::RestApi::new).
///
/// The `/` at the beginning of a path may be omitted, so that the empty path is the API's root. The resources along a path
/// are declared with the first method below them.
pub struct Routes<'m> {
    pub(super) module: &'m ModuleScope,
    pub(super) attributes: ApiGatewayRestApiAttributes,
    pub(super) cors: Cors,
    pub(super) description: ApiDescription,
    pub(super) role: Role,
    /// The resources with methods, by path, and the verbs of each with their places in the program.
    pub(super) methods: BTreeMap<String, (ApiResource, BTreeMap<Verb, &'static Location<'static>>)>,
    resources: BTreeMap<String, ApiResource>,
    pub(super) access: Option<Access>,
    /// What `authorizer` in the environment's `[api.access]` means for methods that read and methods that write.
    pub(super) own: Option<[Authorization; 2]>,
    children: BTreeMap<String, String>,
    validator: Option<ApiGatewayRequestValidatorAttributes>,
    uses: BTreeMap<String, (Value<String>, BTreeSet<DynamoDbAction>)>,
    /// The functions that answer methods.
    pub(super) calls: Vec<FunctionCall>,
    shared_models: BTreeMap<String, (serde_json::Value, Model)>,
}

/// A function behind a method.
pub(super) struct FunctionCall {
    /// The logical name of the method.
    pub(super) id: String,
    /// The method in an ARN, such as `/GET/reports/*`.
    pub(super) method: String,
    pub(super) function: Callee,
}

/// A route: a verb at a path, and the names of the method there.
#[derive(Debug, Clone)]
pub struct Route {
    /// The logical name of the method, which is the prefix of those of its parts.
    pub id: String,
    /// The name of the operation for clients, such as `AddBook`.
    pub operation_name: String,
    /// The resource.
    pub resource: ApiResource,
    /// The verb.
    pub verb: Verb,
}

/// Something that answers a route: [`MethodProps`](super::MethodProps), or a method on the items of a table.
pub trait Method {
    /// The method's logical name, in snake case; `None` for one that is made of verb and path.
    fn name(&self) -> Option<&str>;

    /// Its name for clients; `None` for the logical name in capitals, such as `AddBook`.
    fn operation_name(&self) -> Option<&str> {
        None
    }

    /// Declares the method at a route. Its problems are those of the caller's place in the program.
    #[track_caller]
    fn declare(self, routes: &mut Routes<'_>, route: &Route);
}

impl<'m> Routes<'m> {
    /// Declares an API and its role.
    #[track_caller]
    pub(super) fn new(
        module: &'m ModuleScope,
        id: &str,
        name: Value<String>,
        description: ApiDescription,
        cors: Cors,
        endpoint: &Endpoint,
    ) -> Self {
        let api = ApiGatewayRestApi {
            description: Some(description.title.as_str().into()),
            endpoint_configuration: Some(endpoint.configuration()),
            minimum_compression_size: Some(Value::from_expression(
                endpoint.minimum_compression_bytes.expression().clone(),
            )),
            ..ApiGatewayRestApi::new(ApiGatewayRestApiRequired { name: name.clone() })
        };
        let lifecycle = Lifecycle { create_before_destroy: true, ..Lifecycle::default() };
        let role = RoleProps {
            name: concat([name.clone(), "-gateway".into()]),
            description: "What the API's methods do, and nothing else".to_owned(),
            assumed_by: "apigateway.amazonaws.com".to_owned(),
        };
        let attributes = module.resource(id, api.with_meta(Meta { lifecycle, ..definition::meta() }));
        endpoint.declare_policy(module, &attributes);
        Self {
            module,
            attributes,
            cors,
            description,
            role: Role::new(module, "gateway", role),
            methods: BTreeMap::new(),
            resources: BTreeMap::new(),
            access: None,
            own: None,
            children: BTreeMap::new(),
            validator: None,
            uses: BTreeMap::new(),
            calls: Vec::new(),
            shared_models: BTreeMap::new(),
        }
    }

    /// Declares what answers `GET` at a path.
    #[track_caller]
    pub fn get(&mut self, path: &str, method: impl Method) {
        self.route(Verb::Get, path, method);
    }

    /// Declares what answers `POST` at a path.
    #[track_caller]
    pub fn post(&mut self, path: &str, method: impl Method) {
        self.route(Verb::Post, path, method);
    }

    /// Declares what answers `PUT` at a path.
    #[track_caller]
    pub fn put(&mut self, path: &str, method: impl Method) {
        self.route(Verb::Put, path, method);
    }

    /// Declares what answers `PATCH` at a path.
    #[track_caller]
    pub fn patch(&mut self, path: &str, method: impl Method) {
        self.route(Verb::Patch, path, method);
    }

    /// Declares what answers `DELETE` at a path.
    #[track_caller]
    pub fn delete(&mut self, path: &str, method: impl Method) {
        self.route(Verb::Delete, path, method);
    }

    /// Declares what answers every other method at a path, such as `admin/{proxy+}`. For access, it is a method that writes.
    #[track_caller]
    pub fn any(&mut self, path: &str, method: impl Method) {
        self.route(Verb::Any, path, method);
    }

    #[track_caller]
    fn route(&mut self, verb: Verb, path: &str, method: impl Method) {
        let resource = self.at(path.strip_prefix('/').unwrap_or(path));
        let usual = || format!("{}_{}", verb.name().to_lowercase(), resource.logical_name);
        let id = method.name().map_or_else(usual, str::to_owned);
        let operation_name = method.operation_name().map_or_else(|| pascal_case(&id), str::to_owned);
        let route = Route { id, operation_name, resource, verb };
        method.declare(self, &route);
    }

    /// Gives the resource at a path another logical name than the path's. Do it before the path is used.
    #[track_caller]
    pub fn resource(&mut self, id: &str, path: &str) {
        let path = path.strip_prefix('/').unwrap_or(path);
        let (parent, part) = path.rsplit_once('/').unwrap_or(("", path));
        if self.resources.contains_key(&format!("/{path}")) {
            let refused = Refusal::new(format!("resource `{id}`: the path `/{path}` is already in use"));
            return self.module.refuse(refused.hint("name it before its first use"));
        }
        let parent = self.at(parent);
        self.declare_resource(id, &parent, part);
    }

    /// The resource at a path, which is declared if it is new.
    #[track_caller]
    fn at(&mut self, path: &str) -> ApiResource {
        if path.is_empty() {
            return self.root();
        }
        if let Some(known) = self.resources.get(&format!("/{path}")) {
            return known.clone();
        }
        let (parent, part) = path.rsplit_once('/').unwrap_or(("", path));
        let parent = self.at(parent);
        self.declare_resource(Name::new_sanitized(path).as_str(), &parent, part)
    }

    fn root(&self) -> ApiResource {
        ApiResource { id: self.attributes.root_resource_id(), path: String::new(), logical_name: "root".into() }
    }

    #[track_caller]
    fn declare_resource(&mut self, id: &str, parent: &ApiResource, part: &str) -> ApiResource {
        if let Err(invalid) = PathPart::try_new(part) {
            self.module.refuse(Refusal::from(invalid).within(format_args!("resource `{id}`")));
        }
        let path = format!("{}/{part}", parent.path);
        let id = &self.free_id(id, &path);
        self.check_sibling(id, &path, parent, part);
        let resource = ApiGatewayResource::new(ApiGatewayResourceRequired {
            parent_id: parent.id.clone(),
            path_part: part.into(),
            rest_api_id: self.id(),
        });
        let attributes = self.module.resource(id, resource.with_meta(definition::meta()));
        let declared = ApiResource { id: attributes.id(), path: path.clone(), logical_name: id.to_owned() };
        self.resources.insert(path, declared.clone());
        declared
    }

    /// The logical name of a path's resource. One that another path has is refused here, and not again with each method.
    #[track_caller]
    fn free_id(&self, id: &str, path: &str) -> String {
        let Some(known) = self.resources.values().find(|known| known.logical_name == id) else { return id.to_owned() };
        let refused = Refusal::new(format!("`{path}` would have the logical name `{id}`, as `{}` has", known.path));
        self.module.refuse(refused.hint("name one of them before its first use: `api.resource(\"NAME\", \"PATH\")`"));
        format!("{id}_{}", self.resources.len())
    }

    #[track_caller]
    fn check_sibling(&mut self, id: &str, path: &str, parent: &ApiResource, part: &str) {
        let slot = if part.starts_with('{') { format!("{}/{{}}", parent.path) } else { path.to_owned() };
        if let Some(first) = self.children.insert(slot, id.to_owned()) {
            let parent = if parent.path.is_empty() { "/" } else { &parent.path };
            let found = format!("resource `{id}`: `{parent}` already has `{first}` where `{part}` would stand");
            let allowed = "one parameter at each place, and one resource of each name";
            self.module.refuse(Refusal::new(found).allowing(allowed));
        }
    }

    /// The API's id.
    pub fn id(&self) -> Value<String> {
        self.attributes.id()
    }

    /// Declares a model.
    #[track_caller]
    pub fn model(&mut self, id: &str, props: ModelProps) -> Model {
        self.declare_model(id, &props.name, &props.description, &props.schema)
    }

    /// A model that methods can share. The first use declares it.
    #[track_caller]
    pub(super) fn shared_model(&mut self, name: &str, description: &str, schema: serde_json::Value) -> Model {
        if let Some((known, model)) = self.shared_models.get(name) {
            if *known != schema {
                let refused = Refusal::new(format!("model `{name}`: two methods declare it with different schemas"));
                self.module.refuse(refused.hint("give the item or the operation of one of them another name"));
            }
            return model.clone();
        }
        let model = self.declare_model(&model::logical_name(name), name, description, &schema);
        self.shared_models.insert(name.to_owned(), (schema, model.clone()));
        model
    }

    #[track_caller]
    fn declare_model(&mut self, id: &str, name: &str, description: &str, schema: &serde_json::Value) -> Model {
        if let Err(invalid) = model::check_name(name) {
            self.module.refuse(Refusal::from(invalid).within(format_args!("model `{id}`")));
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
        Model { attributes: self.module.resource(id, declared.with_meta(definition::meta())), title: name.to_owned() }
    }

    /// The request validator for parameters and body, which all methods share.
    #[track_caller]
    pub(super) fn validator(&mut self) -> Value<String> {
        if let Some(known) = &self.validator {
            return known.id();
        }
        let name = "parameters-and-body".into();
        let validator = ApiGatewayRequestValidator {
            validate_request_body: Some(true.into()),
            validate_request_parameters: Some(true.into()),
            ..ApiGatewayRequestValidator::new(ApiGatewayRequestValidatorRequired { name, rest_api_id: self.id() })
        };
        let declared = self.module.resource("parameters_and_body", validator.with_meta(definition::meta()));
        self.validator.insert(declared).id()
    }

    /// Records a method's action on a table, for the role's policy.
    pub(super) fn note_use(&mut self, integration: &DynamoDbIntegration) {
        let arn = integration.resource_arn();
        let key = format!("{:?}", arn.expression());
        let (_, actions) = self.uses.entry(key).or_insert_with(|| (arn, BTreeSet::new()));
        actions.insert(integration.action);
    }

    /// Grants the role the recorded actions.
    #[track_caller]
    pub(super) fn grant_uses(&self) -> Option<Address> {
        let statements = self.uses.values().enumerate().map(|(index, (table, actions))| {
            let permissions = actions.iter().map(|action| action.permission().to_owned()).collect();
            let mut statement = use_table(table.clone(), permissions);
            // A statement's id must be unique in the policy.
            if index > 0 {
                statement.sid = format!("{}{}", statement.sid, index + 1);
            }
            statement
        });
        let statements: Vec<_> = statements.collect();
        if statements.is_empty() {
            return None;
        }
        Some(self.role.grant_all(self.module, "tables", statements, Meta::default()))
    }
}

/// `add_book` becomes `AddBook`.
fn pascal_case(id: &str) -> String {
    let capitalised = |word: &str| {
        let (first, rest) = word.split_at(word.char_indices().nth(1).map_or(word.len(), |(index, _)| index));
        first.to_uppercase() + rest
    };
    id.split(['_', '-']).map(capitalised).collect()
}

/// The properties of a model.
#[derive(Debug, Clone)]
pub struct ModelProps {
    /// Its name in the API: letters and digits.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its JSON schema, draft 4.
    pub schema: serde_json::Value,
}
