//! Quotes for deliveries: functions behind routes, an authorizer that is a function, and a user pool.

use std::process::ExitCode;

use gelato::prelude::*;

/// The settings of an environment: its table `[service]`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    callback_url: String, // where the sign-in page sends users
}

pub(crate) struct Quotes;

impl Service for Quotes {
    const NAME: &'static str = "quotes";
    type Settings = Settings;

    /// Switzerland's environment is like `prod`, in a region of its own.
    fn environments(&self) -> Vec<EnvironmentInCode> {
        let zurich = EnvironmentInCode::like("prod", "zurich")
            .with("region", "eu-central-2")
            .with("name_suffix", "-zurich")
            .with("backend.key", "quotes/zurich.tfstate")
            .with("service.callback_url", "https://quotes.example.ch/signed-in");
        vec![zurich]
    }

    fn describe(&self, service: &Description<Settings>) {
        let (people, read, ask) = service.module("people", "Who asks for quotes.", people);
        let (desk, guard) = service.module("functions", "What answers, and who may ask.", |m| {
            let desk = RustFunctionProps {
                environment: [("ALLOW_ORIGINS", Cors::of_environment(m).allow_origins.join(","))].into(),
                ..RustFunctionProps::new("Answers with quotes")
            };
            let partners = m.secret("partners", "The name and the key of each partner, such as `ann=AB-1234`.");
            let guard = RustFunctionProps {
                environment: [("PARTNERS", partners)].into(),
                ..RustFunctionProps::new("Lets partners in")
            };
            (RustFunction::new(m, "desk", desk), RustFunction::new(m, "guard", guard))
        });
        let url = service.module("api", "The REST API of quotes.", |m| {
            let api = RestApi::new(m, "quotes", "Quotes for deliveries", |api| {
                let people = api.user_pool_authorizer("people", &people);
                let key =
                    AuthorizerInput::Token { header: "X-Partner".into(), pattern: Some("[A-Z]{2}-[0-9]{4}".into()) };
                let key = FunctionAuthorizerProps { input: key, ..FunctionAuthorizerProps::default() };
                let partner = api.function_authorizer("partner", &guard, key);
                api.offer_authorizer(people.with_scope([&read]), &partner);
                let parcel = api.body(
                    "Parcel",
                    "What is sent",
                    [
                        Attribute::required("zone", matching("[A-Z]"), "Where it goes"),
                        Attribute::required("grams", number(1..=30_000), "What it weighs"),
                    ],
                );
                api.post("quotes", desk.handles().named("quote").body(&parcel).authorized(people.with_scope([&ask])));
                api.get("zones/{zone}", desk.handles().named("zone"));
                api.any("partners/{proxy+}", desk.handles().named("partners"));
            });
            api.url()
        });
        service.module("downloads", "What partners download.", |m| {
            let downloads = Bucket::new(m, "downloads", BucketProps::default());
            downloads.put_asset(m, "tariffs", "tariffs.zip", &Asset::folder(m, "tariffs", "tariffs"));
        });
        service.output("url", "Where the API answers.", url);
    }
}

/// The users, the scopes of their tokens, and the page that signs them in.
fn people(m: &Module<Settings>) -> (UserPool, Scope, Scope) {
    let people = UserPool::new(m, "people", UserPoolProps { sign_up: SignUp::Anyone, ..UserPoolProps::default() });
    let [read, ask] = people.resource_server(m, "quotes", [("read", "See prices"), ("ask", "Ask for quotes")]);
    let callback_url =
        m.setting("callback_url", "Where the sign-in page sends users.", |settings| settings.callback_url.clone());
    let web = UserPoolClientProps::browser([callback_url]).with_scopes([&read, &ask]);
    let web = people.client(m, "web", web);
    let pages = people.domain(m, "people", UserPoolDomainProps::default());
    m.output("client_id", "The id that the page signs users in with.", web.id());
    m.output("sign_in_url", "Where the page signs users in.", pages.base_url());
    m.publish("client_id");
    m.publish("sign_in_url");
    (people, read, ask)
}

fn main() -> ExitCode {
    gelato::run(&Quotes)
}
