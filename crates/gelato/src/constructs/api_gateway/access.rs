//! Access: who may read and who may write, chosen by the caller of a module.
//!
//! Every service's module declares the same variables, and a root sets them from its environment.

use crate::terraform::{Document, List, Number, Operator, Rule, Value, Variable, compare, contains, distinct, length};

use super::authorization::{Authorization, Choice, CognitoAuthorizer, KINDS};
use super::invocation::Calls;
use super::rest_api::RestApi;
use super::stage::Stage;
use super::usage_plan::UsagePlanProps;
use super::verb::Verb;
use crate::constructs::iam::PolicyDocument;

/// The output with the API keys.
pub(super) const API_KEYS: &str = "api_keys";

/// Who may read and who may write.
///
/// ```
/// use gelato::constructs::api_gateway::{Access, ApiVariables, RestApi, RestApiProps, Verb};
/// use gelato::constructs::versions;
/// use gelato::terraform::Module;
/// let mut module = Module::new("api", "The library's REST API.", versions());
/// let ApiVariables { cors, endpoint, stage, .. } = ApiVariables::declare(&mut module);
/// let props = RestApiProps { name: "library".into(), description: "Books", cors, endpoint };
/// let api = RestApi::new(&mut module, "library", props);
/// let access = Access::declare(&mut module, &api);
/// let _authorization_of_a_method = access.of(Verb::Post);
/// let stage = api.deploy(&mut module, "library", stage);
/// access.complete(&mut module, "library".into(), &stage);
/// ```
#[derive(Debug, Clone)]
pub struct Access {
    reads: Choice,
    writes: Choice,
}

impl Access {
    /// Declares the variables and the authorizer.
    #[track_caller]
    pub fn declare(document: &mut Document, api: &RestApi) -> Self {
        let description = "The ARNs of the Cognito user pools whose tokens are accepted, if the API requires tokens.";
        let pools = document.variable("user_pool_arns", Variable::optional(description, none()));
        let authorizer = api.cognito_authorizer(document, "tokens", pools);
        Self {
            reads: choice(document, "read", "GET", &authorizer),
            writes: choice(document, "write", "DELETE, PATCH, POST and PUT", &authorizer),
        }
    }

    /// The authorization of a method with this verb.
    pub fn of(&self, verb: Verb) -> Authorization {
        Authorization::Chosen(if verb.writes() { &self.writes } else { &self.reads }.clone())
    }

    /// Declares the usage plan with its keys, and the outputs that callers need: their keys, or the policies that allow
    /// calls.
    #[track_caller]
    pub fn complete(self, document: &mut Document, name: Value<String>, stage: &Stage) {
        let props = usage_plan(document, name);
        let plan = stage.usage_plan(document, "callers", props);
        document.sensitive_output(API_KEYS, "The API keys, by holder.", plan.keys());
        for (id, calls) in [("read", Calls::Reads), ("write", Calls::Writes)] {
            let description = format!("An IAM policy that allows signed {id} requests.");
            let policy = PolicyDocument::of(stage.invoke(calls)).to_value();
            document.output(&format!("{id}_policy"), &description, policy);
        }
    }
}

fn none() -> Value<List<String>> {
    Vec::<Value<String>>::new().into()
}

#[track_caller]
fn choice(document: &mut Document, id: &str, verbs: &str, authorizer: &CognitoAuthorizer) -> Choice {
    let rule = Rule {
        condition: |kind| contains(KINDS, kind),
        error_message: "The authorization is NONE, API_KEY, AWS_IAM or COGNITO_USER_POOLS.",
    };
    let kind = format!("Who may {id} ({verbs}): NONE for anyone, API_KEY, AWS_IAM or COGNITO_USER_POOLS.");
    let scopes = format!("The scopes of which a token needs one to {id}; if empty, ID tokens are accepted.");
    Choice {
        kind: document.validated_variable(&format!("{id}_authorization"), Variable::required(&kind), &[rule]),
        authorizer: authorizer.clone(),
        scopes: document.variable(&format!("{id}_scopes"), Variable::optional(&scopes, none())),
    }
}

#[track_caller]
fn usage_plan(document: &mut Document, name: Value<String>) -> UsagePlanProps {
    let differ = Rule {
        condition: |holders: &Value<List<String>>| {
            compare(&length(&distinct(holders.clone())), Operator::Equal, length(holders))
        },
        error_message: "Holders of API keys have distinct names.",
    };
    let period = Rule {
        condition: |period| contains(["DAY", "WEEK", "MONTH"], period),
        error_message: "A quota's period is DAY, WEEK or MONTH.",
    };
    let holders = Variable::optional("The holders of API keys, if the API requires keys.", none());
    let every = Variable::optional("The period of the quota: DAY, WEEK or MONTH.", "DAY");
    UsagePlanProps {
        name,
        holders: document.validated_variable("api_key_holders", holders, &[differ]),
        rate: number(document, "api_key_rate", "The rate limit of one API key, in requests per second.", 10),
        burst: number(document, "api_key_burst", "The burst limit of one API key.", 5),
        quota: number(
            document,
            "api_key_quota",
            "The number of requests that one API key may make in a period.",
            10_000,
        ),
        period: document.validated_variable("api_key_period", every, &[period]),
    }
}

#[track_caller]
fn number(document: &mut Document, name: &str, description: &str, default: i64) -> Value<Number> {
    let positive =
        Rule { condition: |number| compare(number, Operator::AtLeast, 1_i64), error_message: "A limit is 1 or more." };
    document.validated_variable(name, Variable::optional(description, default), &[positive])
}
