//! Methods that a function answers: API Gateway hands it the whole request, and its result is the response.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>

use crate::constructs::lambda::RustFunction;

use super::authorization::Authorization;
use super::integration::{FunctionIntegration, Integration};
use super::method_props::{MethodProps, QueryParameter};
use super::model::Model;
use super::response::{Response, Selection};
use super::routes::{Method, Route, Routes};

/// A method that a function answers. [`RustFunction::handles`] makes one.
///
/// ```
/// use gelato::prelude::*;
/// # fn describe(m: &Module, reports: &RustFunction) {
/// let api = RestApi::new(m, "reports", "Reports", |api| {
///     let order =
///         api.body("Order", "What is ordered", [Attribute::required("kind", text(1..=40), "The kind of report")]);
///     api.get("reports/{id}", reports.handles().query("page"));
///     api.post("reports", reports.handles().named("order_report").body(&order));
///     api.any("admin/{proxy+}", reports.handles().authorized(Authorization::Iam));
/// });
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct FunctionMethod {
    props: MethodProps,
    operation_name: Option<String>,
}

impl RustFunction {
    /// A method that this function answers. It may be declared in another module than the function.
    ///
    /// API Gateway checks the path, the query string and the body before it calls the function. The function sends all headers
    /// of its response itself, also those that a browser needs
    /// ([`Cors::of_environment`](super::Cors::of_environment) has the origins).
    pub fn handles(&self) -> FunctionMethod {
        let props = MethodProps {
            name: None,
            authorization: Authorization::default(),
            body: None,
            query_parameters: Vec::new(),
            integration: Integration::Function(FunctionIntegration { function: self.callee() }),
            responses: Vec::new(),
        };
        FunctionMethod { props, operation_name: None }
    }
}

impl FunctionMethod {
    /// Gives it a logical name in snake case, such as `order_report`. For clients, the operation is then called `OrderReport`.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        self.with(|props| props.name = Some(name.into()))
    }

    /// Gives it another name for clients, such as `OrderReport`, than its logical name.
    #[must_use]
    pub fn called(self, operation_name: impl Into<String>) -> Self {
        Self { operation_name: Some(operation_name.into()), ..self }
    }

    /// Who may call it, if not those whom the environment names.
    #[must_use]
    pub fn authorized(self, authorization: impl Into<Authorization>) -> Self {
        self.with(|props| props.authorization = authorization.into())
    }

    /// The model that a body must fit, whatever its content type. API Gateway answers 400 to any other body.
    #[must_use]
    pub fn body(self, model: &Model) -> Self {
        self.with(|props| props.body = Some(model.clone()))
    }

    /// A parameter of the query string that a request may have.
    #[must_use]
    pub fn query(self, name: impl Into<String>) -> Self {
        self.with(|props| props.query_parameters.push(QueryParameter { name: name.into(), required: false }))
    }

    /// A parameter of the query string that a request must have. API Gateway answers 400 to a request without it.
    #[must_use]
    pub fn required_query(self, name: impl Into<String>) -> Self {
        self.with(|props| props.query_parameters.push(QueryParameter { name: name.into(), required: true }))
    }

    /// A response of the function, for the API's description. API Gateway passes on whatever the function answers.
    #[must_use]
    pub fn answering(self, status: u16, model: impl Into<Option<Model>>) -> Self {
        let response = Response { status, from: Selection::Override, model: model.into() };
        self.with(|props| props.responses.push(response))
    }

    fn with(mut self, change: impl FnOnce(&mut MethodProps)) -> Self {
        change(&mut self.props);
        self
    }
}

impl Method for FunctionMethod {
    fn name(&self) -> Option<&str> {
        self.props.name.as_deref()
    }

    fn operation_name(&self) -> Option<&str> {
        self.operation_name.as_deref()
    }

    #[track_caller]
    fn declare(self, routes: &mut Routes<'_>, route: &Route) {
        routes.method(route, self.props);
    }
}
