//! REST APIs, from their declaration to the stage that serves them.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html>

use crate::constructs::given::given;
use crate::modules::ModuleScope;
use crate::openapi::ApiDescription;
use crate::terraform::{Refusal, Value};

use super::access;
use super::cors::Cors;
use super::domain::{Domain, DomainProps};
use super::endpoint::Endpoint;
use super::environment_check;
use super::gateway_response::gateway_statuses;
use super::routes::Routes;
use super::stage::Stage;
use super::stage_props::StageProps;
use super::variables;

/// A REST API that is deployed to a stage.
///
/// ```
/// use gelato::prelude::*;
/// # fn describe(m: &Module, books: &Table) {
/// let book = books.item("Book", [
///     Attribute::required("isbn", text(10..=13), "Its number"),
///     Attribute::required("title", text(1..=200), "What it is called"),
/// ]);
/// let api = RestApi::new(m, "library", "Books", |api| {
///     api.post("books", book.put().if_absent().answering("Added"));
///     api.get("books/{isbn}", book.get());
/// });
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct RestApi {
    name: Value<String>,
    stage: Stage,
    domain: Domain,
}

/// The properties of a REST API. What is `None` is as the environment's table `[api]` says.
#[derive(Debug, Clone, Default)]
pub struct RestApiProps {
    /// Its purpose.
    pub description: String,
    /// Its name, which is also the prefix of its role's. The default is the module's prefix.
    pub name: Option<Value<String>>,
    /// The origins that may call it from a browser.
    pub cors: Option<Cors>,
    /// Where it can be reached from.
    pub endpoint: Option<Endpoint>,
    /// How it is deployed.
    pub stage: Option<StageProps>,
    /// Its custom domain.
    pub domain: Option<DomainProps>,
}

impl From<&str> for RestApiProps {
    /// An API with this purpose.
    fn from(description: &str) -> Self {
        Self { description: description.to_owned(), ..Self::default() }
    }
}

impl RestApi {
    /// Declares an API with the routes of the closure, and deploys it: with preflight methods, gateway responses, logs, and
    /// one role that may do exactly what its methods do.
    ///
    /// The module gets the outputs `url` and `domain_target`, and, where the environment chooses who may call, `api_keys`,
    /// and `read_policy` and `write_policy` if it has such methods. Roots pass all but `url` on.
    #[track_caller]
    pub fn new(
        module: &ModuleScope,
        id: &str,
        props: impl Into<RestApiProps>,
        declare: impl FnOnce(&mut Routes<'_>),
    ) -> Self {
        let props: RestApiProps = props.into();
        let name = given!(props.name, or module.name());
        let endpoint = given!(props.endpoint, or variables::endpoint(module));
        let cors = given!(props.cors, or variables::cors(module));
        let description = ApiDescription::new(&props.description, gateway_statuses());
        let mut routes = Routes::new(module, id, name.clone(), description, cors, &endpoint);
        declare(&mut routes);
        // Refused methods are missing for another reason.
        if routes.methods.is_empty() && module.document().problems().is_empty() {
            let refused = Refusal::new(format!("API `{id}` has no method, and API Gateway deploys no API without one"));
            module.refuse(refused.hint("declare what answers a path, such as `api.get(\"books/{id}\", …)`"));
        }
        let asks_environment = routes.access.is_some();
        let stage = routes.deploy(id, given!(props.stage, or variables::stage(module)));
        if asks_environment {
            access::complete(module, name.clone(), &stage);
        }
        let domain = given!(props.domain, or variables::domain(module, &endpoint));
        let domain = stage.domain(module, id, domain);
        let api = Self { name, stage, domain };
        api.offer(module);
        api
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// Its URL: on its custom domain if it has one.
    pub fn url(&self) -> Value<String> {
        self.domain.url()
    }

    /// The target of its custom domain's DNS record; `null` without a custom domain.
    pub fn domain_target(&self) -> Value<String> {
        self.domain.target()
    }

    /// Its stage.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    #[track_caller]
    fn offer(&self, module: &ModuleScope) {
        module.output("url", "The API's base URL.", self.url());
        let target = "The target for the DNS record of the API's custom domain.";
        module.output("domain_target", target, self.domain_target());
        module.publish("domain_target");
        module.protect(self.stage.arn());
        let description = self.stage.description().clone();
        environment_check::check_method_limits(module, &description);
        module.describe_api(description);
    }
}
