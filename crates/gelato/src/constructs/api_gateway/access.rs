//! Access: who may read and who may write, where the environment chooses it.

use crate::environment::{self, Environment, UserPoolArn};
use crate::modules::ModuleScope;
use crate::openapi::Verb;
use crate::terraform::{List, Number, Refusal, Value, Variable};

use super::authorization::{AUTHORIZER, Access, Authorization, COGNITO, Choice, KINDS, OwnAuthorizer};
use super::environment_check;
use super::invocation::Calls;
use super::routes::Routes;
use super::stage::Stage;
use super::usage_plan::UsagePlanProps;
use crate::constructs::iam::PolicyDocument;

/// The output with the API keys.
const API_KEYS: &str = "api_keys";

impl Routes<'_> {
    /// Says what `reads = "authorizer"` and `writes = "authorizer"` mean in `[api.access]` of an environment: an authorizer of
    /// the program itself. Call it before the first method.
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// # fn describe(m: &Module, guard: &RustFunction, books: &Item) {
    /// let api = RestApi::new(m, "library", "Books", |api| {
    ///     let guard = api.function_authorizer("guard", guard, FunctionAuthorizerProps::default());
    ///     api.offer_authorizer(&guard, &guard);
    ///     api.get("books/{isbn}", books.get());
    /// });
    /// # }
    /// ```
    #[track_caller]
    pub fn offer_authorizer(&mut self, reads: impl Into<Authorization>, writes: impl Into<Authorization>) {
        let own = [reads.into(), writes.into()];
        if self.access.is_some() {
            let refused =
                Refusal::new("the environment's choice of authorizer comes after a method that depends on it");
            return self.module.refuse(refused.hint("call `offer_authorizer` before the first method"));
        }
        if own.iter().any(|one| OwnAuthorizer::of(one).is_none()) {
            let refused = Refusal::new("the environment is offered an authorization without an authorizer");
            return self.module.refuse(refused.allowing("`Function` and `Cognito`"));
        }
        self.description.own_access = Some(own.each_ref().map(Authorization::described));
        self.own = Some(own);
    }

    /// The authorization of a method with this verb, where the environment chooses it. The first such method declares the
    /// variables.
    #[track_caller]
    pub(super) fn authorization(&mut self, verb: Verb, wanted: Authorization) -> Authorization {
        let Authorization::Environment = wanted else { return wanted };
        if self.access.is_none() {
            self.access = Some(declare(self));
        }
        self.access.as_ref().map_or(wanted, |access| access.of(verb))
    }
}

/// Declares the variables and the authorizer.
#[track_caller]
fn declare(api: &Routes<'_>) -> Access {
    let module = api.module;
    module.for_each_root(environment_check::note_open_writes);
    if api.own.is_none() {
        environment_check::refuse_authorizer(module);
    }
    let own = |index: usize| OwnAuthorizer::of(&api.own.as_ref()?[index]);
    let (read, write) = (own(0), own(1));
    let description = "The ARNs of the Cognito user pools whose tokens are accepted, if the API requires tokens.";
    let pools = module.from_environment("user_pool_arns", Variable::optional(description, none()), |environment| {
        cognito(environment).map(|cognito| texts(cognito.user_pool_arns.iter().map(UserPoolArn::as_str)))
    });
    let authorizer = api.cognito_authorizer("tokens", pools);
    Access {
        reads: Choice {
            kind: kind(module, "read", "GET", read.is_some(), |access| access.reads),
            authorizer: authorizer.clone(),
            scopes: scopes(module, "read", |cognito| &cognito.read_scopes),
            own: read,
        },
        writes: Choice {
            kind: kind(module, "write", "DELETE, PATCH, POST and PUT", write.is_some(), |access| access.writes),
            authorizer,
            scopes: scopes(module, "write", |cognito| &cognito.write_scopes),
            own: write,
        },
    }
}

/// Declares the usage plan with its keys, and the outputs that callers need: their keys, or the policies that allow
/// calls. Roots pass the outputs on.
#[track_caller]
pub(super) fn complete(module: &ModuleScope, name: Value<String>, stage: &Stage) {
    let plan = stage.usage_plan(module, "callers", usage_plan(module, name));
    module.sensitive_output(API_KEYS, "The API keys, by holder.", plan.keys());
    module.publish(API_KEYS);
    let both = [("read", Calls::Reads), ("write", Calls::Writes)];
    for (id, calls) in both.into_iter().filter(|(_, calls)| stage.has(*calls)) {
        let description = format!("An IAM policy that allows signed {id} requests.");
        let policy = PolicyDocument::of(stage.invoke(calls)).to_value();
        let output = format!("{id}_policy");
        module.output(&output, &description, policy);
        module.publish(&output);
    }
}

fn none() -> Value<List<String>> {
    Vec::<Value<String>>::new().into()
}

fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> Value<List<String>> {
    texts.collect::<Vec<_>>().into()
}

fn access(environment: &Environment) -> Option<&environment::Access> {
    Some(&environment.settings.api.as_ref()?.access)
}

fn cognito(environment: &Environment) -> Option<&environment::Cognito> {
    access(environment)?.cognito.as_ref()
}

fn api_keys(environment: &Environment) -> Option<&environment::ApiKeys> {
    access(environment)?.api_keys.as_ref()
}

/// The kinds but `NONE`, without an authorizer of the program.
const ALL_KINDS: &str = "API_KEY, AWS_IAM or COGNITO_USER_POOLS";

#[track_caller]
fn kind(
    module: &ModuleScope,
    id: &str,
    verbs: &str,
    has_own: bool,
    caller: fn(&environment::Access) -> environment::Caller,
) -> Value<String> {
    let kinds = if has_own { "API_KEY, AWS_IAM, COGNITO_USER_POOLS or AUTHORIZER" } else { ALL_KINDS };
    let description = format!("Who may {id} ({verbs}): NONE for anyone, {kinds}.");
    let is_one = move |kind: &Value<String>| {
        let own = has_own.then_some(AUTHORIZER);
        kind.is_one_of(KINDS.into_iter().chain(own).map(Value::from).collect::<Vec<Value<String>>>())
    };
    let variable = Variable::required(description).validated(is_one, format!("The authorization is NONE, {kinds}."));
    module.from_environment(&format!("{id}_authorization"), variable, move |environment| {
        access(environment).map(|access| kind_name(caller(access)))
    })
}

fn kind_name(caller: environment::Caller) -> &'static str {
    match caller {
        environment::Caller::None => "NONE",
        environment::Caller::ApiKey => "API_KEY",
        environment::Caller::Iam => "AWS_IAM",
        environment::Caller::Cognito => COGNITO,
        environment::Caller::Authorizer => AUTHORIZER,
    }
}

#[track_caller]
fn scopes(
    module: &ModuleScope,
    id: &str,
    scopes: fn(&environment::Cognito) -> &Vec<environment::Scope>,
) -> Value<List<String>> {
    let description = format!("The scopes of which a token needs one to {id}; if empty, ID tokens are accepted.");
    let variable = Variable::optional(description, none());
    module.from_environment(&format!("{id}_scopes"), variable, move |environment| {
        cognito(environment).map(|cognito| texts(scopes(cognito).iter().map(environment::Scope::as_str)))
    })
}

#[track_caller]
fn usage_plan(module: &ModuleScope, name: Value<String>) -> UsagePlanProps {
    let holders = Variable::optional("The holders of API keys, if the API requires keys.", none()).validated(
        |holders: &Value<List<String>>| holders.distinct().length().is(holders.length()),
        "Holders of API keys have distinct names.",
    );
    let period = Variable::optional("The period of the quota: DAY, WEEK or MONTH.", "DAY").validated(
        |period: &Value<String>| period.is_one_of(["DAY", "WEEK", "MONTH"]),
        "A quota's period is DAY, WEEK or MONTH.",
    );
    UsagePlanProps {
        name,
        holders: module.from_environment("api_key_holders", holders, |environment| {
            api_keys(environment).map(|keys| texts(keys.holders.iter().map(environment::KeyHolder::as_str)))
        }),
        rate: limit(module, "rate", "The rate limit of one API key, in requests per second.", 10, |keys| {
            keys.rate_per_second.get()
        }),
        burst: limit(module, "burst", "The burst limit of one API key.", 5, |keys| keys.burst.get()),
        quota: limit(
            module,
            "quota",
            "The number of requests that one API key may make in a period.",
            10_000,
            |keys| keys.quota.get(),
        ),
        period: module.from_environment("api_key_period", period, |environment| {
            api_keys(environment).map(|keys| keys.period.name())
        }),
    }
}

#[track_caller]
fn limit(
    module: &ModuleScope,
    name: &str,
    description: &str,
    default: i64,
    value: fn(&environment::ApiKeys) -> i64,
) -> Value<Number> {
    let variable =
        Variable::optional(description, default).validated(|limit| limit.at_least(1), "A limit is 1 or more.");
    module.from_environment(&format!("api_key_{name}"), variable, move |environment| api_keys(environment).map(value))
}
