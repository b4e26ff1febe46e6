//! Item methods: lowers an operation and declares the method.

use crate::constructs::api_gateway::{
    DynamoDbIntegration, FailedCondition, Integration, MappingTemplate, Method, MethodProps, Model, QueryParameter,
    Response, Route, Routes, Selection, StatusPattern, error_responses,
};

use crate::openapi::Verb;
use crate::terraform::Refusal;

use super::call::Call;
use super::checks::{check_members, check_message, check_page};
use super::declaration::{Attributes, ItemMethod, Operation, Representation};
use super::lowered::{Lowered, Success};
use super::page::{LIMIT, NEXT};
use super::parameters::{parameters, query_parameters};
use super::schema;

impl<O: Into<Operation>> Method for ItemMethod<O> {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn operation_name(&self) -> Option<&str> {
        self.operation_name.as_deref()
    }

    #[track_caller]
    fn declare(self, routes: &mut Routes<'_>, route: &Route) {
        routes.item_method(route, &self.erased());
    }
}

impl Routes<'_> {
    /// Declares a method that works on items.
    #[track_caller]
    fn item_method(&mut self, route: &Route, method: &ItemMethod<Operation>) {
        let (id, module) = (&route.id, self.module);
        for problem in method.items.problems() {
            module.refuse_at(method.items.place, problem);
        }
        let refused = |refused: Refusal| refused.within(format_args!("method `{id}`"));
        if route.verb == Verb::Any {
            let several =
                Refusal::new("a method on items answers every verb here").allowing("one verb, such as `api.get`");
            return module.refuse(refused(several));
        }
        let call = Call { items: &method.items, resource: &route.resource, verb: route.verb };
        let lowered = match call.lower(&method.operation) {
            Ok(lowered) => lowered,
            Err(problem) => return module.refuse(refused(problem)),
        };
        let parameters = parameters(&lowered);
        match self.method_props(route, method, lowered, query_parameters(&parameters)) {
            Ok(props) => {
                self.method(route, props);
                self.describe_parameters(id, &parameters);
            }
            Err(problem) => module.refuse(refused(problem)),
        }
    }

    #[track_caller]
    fn method_props(
        &mut self,
        route: &Route,
        method: &ItemMethod<Operation>,
        lowered: Lowered,
        query_parameters: Vec<QueryParameter>,
    ) -> Result<MethodProps, Refusal> {
        let operation = &route.operation_name;
        let (name, description) = (format!("{operation}Request"), format!("What {operation} takes"));
        #[expect(clippy::manual_map, reason = "a closure would hide the place in the program")]
        let body = match schema::request(&method.items, &lowered.inputs) {
            Some(schema) => Some(self.shared_model(&name, &description, schema)),
            None => None,
        };
        let responses = self.responses(route, method, &lowered)?;
        Ok(MethodProps {
            name: method.name.clone(),
            authorization: method.authorization.clone(),
            body,
            query_parameters,
            integration: Integration::DynamoDb(DynamoDbIntegration {
                action: lowered.action,
                table_arn: method.items.table_arn.clone(),
                index: lowered.index,
                request_template: lowered.template,
            }),
            responses,
        })
    }

    #[track_caller]
    fn responses(
        &mut self,
        route: &Route,
        method: &ItemMethod<Operation>,
        lowered: &Lowered,
    ) -> Result<Vec<Response>, Refusal> {
        let (model, template) = self.success(route, method, &lowered.success)?;
        let template = MappingTemplate::of("success", vec![template.into()]);
        let from = Selection::Status(StatusPattern::Exactly(200), template);
        let error = self.shared_model("Error", "What went wrong", schema::error());
        let mut responses = vec![Response { status: 200, from, model: Some(model) }];
        let errors = error_responses(lowered.condition, &bad_request(lowered), &error);
        responses.extend(errors?);
        Ok(responses)
    }

    /// The model and the template of the success response.
    #[track_caller]
    fn success(
        &mut self,
        route: &Route,
        method: &ItemMethod<Operation>,
        success: &Success,
    ) -> Result<(Model, String), Refusal> {
        let ItemMethod { items, representation, .. } = method;
        match success {
            Success::Message(text) => {
                let model = self.shared_model("Message", "What was done", schema::message());
                Ok((model, format!("{{\"message\":{}}}", check_message(text)?)))
            }
            Success::Item { member, attributes } => {
                let name = model_name(route, method, attributes, "");
                let schema = schema::item(items, attributes, *representation);
                let model = self.shared_model(&name, &format!("One {}", items.name), schema);
                let template = representation.item(items, attributes, member);
                let template = if *member == "Item" { found(&template) } else { template };
                Ok((model, template))
            }
            Success::Page { page, attributes } => {
                let name = model_name(route, method, attributes, "Page");
                let schema = schema::page(items, attributes, *representation);
                let model = self.shared_model(&name, &format!("A page of {}", items.name), schema);
                Ok((model, representation.page(items, attributes, page)))
            }
        }
    }
}

impl Call<'_> {
    /// Lowers an operation; the error says what is wrong with it.
    pub(super) fn lower(&self, operation: &Operation) -> Result<Lowered, Refusal> {
        let lowered = match operation {
            Operation::PutItem(put) => self.put_item(put),
            Operation::GetItem(get) => self.get_item(get),
            Operation::DeleteItem(delete) => self.delete_item(delete),
            Operation::UpdateItem(update) => self.update_item(update),
            Operation::Query(query) => self.query(query),
            Operation::Scan(scan) => self.scan(scan),
        }?;
        check_members(&lowered.inputs)?;
        if matches!(lowered.success, Success::Page { .. }) {
            check_page(&lowered.inputs)?;
        }
        self.check_path(&lowered.inputs)?;
        Ok(lowered)
    }
}

/// Each representation and each choice of attributes has its own model.
fn model_name(route: &Route, method: &ItemMethod<Operation>, attributes: &Attributes, ending: &str) -> String {
    let beginning = match method.representation {
        Representation::DynamoDb => "Stored",
        Representation::Plain => "",
    };
    let chosen = if *attributes == Attributes::All { "" } else { route.operation_name.as_str() };
    format!("{beginning}{}{ending}{chosen}", method.items.name)
}

/// The template of an answer with an item, or a 404 without one.
fn found(template: &str) -> String {
    let FailedCondition { status, message } = FailedCondition::MISSING;
    format!(
        "## DynamoDB answers 200 without an item when there is none.\n\
         #if($input.path('$.Item') == \"\")\n\
         #set($context.responseOverride.status = {status})\n\
         {{\"state\":\"error\",\"message\":\"{message}\"}}\n\
         #else\n{template}#end\n"
    )
}

/// The message for a request that the template or DynamoDB refuses: everything that no model checks.
fn bad_request(lowered: &Lowered) -> String {
    let mut allowed: Vec<_> = lowered
        .inputs
        .iter()
        .filter_map(|input| {
            let name = input.source.unmodelled(&input.attribute.kind)?;
            Some(format!("{name} is {}", input.attribute.kind.words()))
        })
        .collect();
    allowed.extend(lowered.rule.clone());
    if let Success::Page { page, .. } = &lowered.success {
        allowed.push(format!("{LIMIT} is a whole number from 1 to {}", page.size.greatest));
        allowed.push(format!("{NEXT} is as an answer gave it"));
    }
    if allowed.is_empty() { "Bad request".to_owned() } else { format!("Bad request: {}", allowed.join(", ")) }
}
