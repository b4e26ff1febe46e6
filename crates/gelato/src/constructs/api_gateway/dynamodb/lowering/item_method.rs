//! Item methods: lowers an operation and declares the method.

use crate::constructs::api_gateway::{
    ApiResource, DynamoDbIntegration, FailedCondition, Integration, InvalidTemplate, MappingTemplate, MethodProps,
    Model, QueryParameter, Response, RestApi, Selection, StatusPattern, Verb, error_responses,
};
use crate::terraform::Document;

use super::call::Call;
use super::checks::{check_members, check_message, check_page};
use super::declaration::{Attributes, ItemMethodProps, Operation, Representation};
use super::lowered::{Lowered, Success};
use super::page::{LIMIT, NEXT};
use super::parameters::{parameters, query_parameters};
use super::schema;

impl RestApi {
    /// Declares a method that works on items. Its logical name is the prefix of those of its parts.
    #[track_caller]
    pub fn item_method(
        &mut self,
        document: &mut Document,
        id: &str,
        resource: &ApiResource,
        verb: Verb,
        props: ItemMethodProps<'_>,
    ) {
        for problem in props.items.problems() {
            document.refuse(format!("method `{id}`: {problem}"));
        }
        let call = Call { items: props.items, resource, verb };
        let lowered = match call.lower(&props.operation) {
            Ok(lowered) => lowered,
            Err(problem) => return document.refuse(format!("method `{id}`: {problem}")),
        };
        let parameters = parameters(&lowered);
        match self.method_props(document, &props, lowered, query_parameters(&parameters)) {
            Ok(method) => {
                self.method(document, id, resource, verb, method);
                self.describe_parameters(id, &parameters);
            }
            Err(problem) => document.refuse(format!("method `{id}`: {problem}")),
        }
    }

    #[track_caller]
    fn method_props(
        &mut self,
        document: &mut Document,
        props: &ItemMethodProps<'_>,
        lowered: Lowered,
        query_parameters: Vec<QueryParameter>,
    ) -> Result<MethodProps, String> {
        let body = schema::request(props.items, &lowered.inputs).map(|schema| {
            let description = format!("What {} takes", props.operation_name);
            self.shared_model(document, &format!("{}Request", props.operation_name), &description, schema)
        });
        let responses = self.responses(document, props, &lowered)?;
        Ok(MethodProps {
            operation_name: props.operation_name,
            authorization: props.authorization.clone(),
            body,
            query_parameters,
            integration: Integration::DynamoDb(DynamoDbIntegration {
                action: lowered.action,
                table_arn: props.items.table_arn.clone(),
                index: lowered.index.map(|index| index.name),
                request_template: lowered.template,
            }),
            responses,
        })
    }

    #[track_caller]
    fn responses(
        &mut self,
        document: &mut Document,
        props: &ItemMethodProps<'_>,
        lowered: &Lowered,
    ) -> Result<Vec<Response>, String> {
        let (model, template) = self.success(document, props, &lowered.success)?;
        let template = MappingTemplate::of("success", vec![template.into()]);
        let from = Selection::Status(StatusPattern::Exactly(200), template);
        let error = self.shared_model(document, "Error", "What went wrong", schema::error());
        let mut responses = vec![Response { status: 200, from, model: Some(model) }];
        let errors = error_responses(lowered.condition, &bad_request(lowered), &error);
        responses.extend(errors.map_err(|invalid: InvalidTemplate| invalid.to_string())?);
        Ok(responses)
    }

    /// The model and the template of the success response.
    #[track_caller]
    fn success(
        &mut self,
        document: &mut Document,
        props: &ItemMethodProps<'_>,
        success: &Success,
    ) -> Result<(Model, String), String> {
        let ItemMethodProps { items, representation, .. } = props;
        match success {
            Success::Message(text) => {
                let model = self.shared_model(document, "Message", "What was done", schema::message());
                Ok((model, format!("{{\"message\":{}}}", check_message(text)?)))
            }
            Success::Item { member, attributes } => {
                let name = model_name(props, attributes, "");
                let schema = schema::item(items, attributes, *representation);
                let model = self.shared_model(document, &name, &format!("One {}", items.name), schema);
                let template = representation.item(items, attributes, member);
                let template = if *member == "Item" { found(&template) } else { template };
                Ok((model, template))
            }
            Success::Page { page, attributes } => {
                let name = model_name(props, attributes, "Page");
                let schema = schema::page(items, attributes, *representation);
                let model = self.shared_model(document, &name, &format!("A page of {}", items.name), schema);
                Ok((model, representation.page(items, attributes, page)))
            }
        }
    }
}

impl Call<'_> {
    /// Lowers an operation; the error says what is wrong with it.
    pub(super) fn lower(&self, operation: &Operation) -> Result<Lowered, String> {
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
        Ok(lowered)
    }
}

/// Each representation and each choice of attributes has its own model.
fn model_name(props: &ItemMethodProps<'_>, attributes: &Attributes, ending: &str) -> String {
    let beginning = match props.representation {
        Representation::DynamoDb => "Stored",
        Representation::Plain => "",
    };
    let chosen = if *attributes == Attributes::All { "" } else { props.operation_name };
    format!("{beginning}{}{ending}{chosen}", props.items.name)
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
