//! What Cognito would refuse of a client, or what would make its tokens reach somebody else.
//!
//! Only what the program spells out can be checked; Cognito checks the values of an environment.

use crate::terraform::{Expression, List, Number, Refusal, Value};

use super::client_props::{ClientKind, UserPoolClientProps};
use super::user_pool::UserPool;

/// The problems of a client.
pub(super) fn problems(pool: &UserPool, props: &UserPoolClientProps) -> Vec<Refusal> {
    let mut problems = Vec::new();
    let callbacks = urls(&props.callback_urls);
    match props.kind {
        ClientKind::Machine if props.scopes.is_empty() => {
            let refused = Refusal::new("a program without users has no scope, so that its tokens would allow nothing");
            problems
                .push(refused.hint("name the scopes of a resource server: `UserPoolClientProps::machine([&read])`"));
        }
        ClientKind::Browser | ClientKind::Server if callbacks.as_ref().is_some_and(Vec::is_empty) => {
            let refused = Refusal::new("it has no callback URL, so that nobody could sign in");
            problems.push(refused.hint("name where the sign-in page sends users"));
        }
        _ => {}
    }
    let urls = callbacks.into_iter().chain(urls(&props.logout_urls)).flatten();
    problems.extend(urls.filter(|url| !is_safe(url)).map(|url| {
        let refused = Refusal::new(format!("`{url}` would get a code or a user in the clear, or is no URL"));
        refused.allowing("`https://…`, `http://localhost…` and an app's own scheme, without `#` and `*`")
    }));
    problems.extend(props.scopes.iter().filter(|scope| !scope.pool.is(pool)).map(|scope| {
        let refused = Refusal::new(format!("the scope `{}` is of another user pool", scope.name()));
        refused.hint("declare the resource server in this pool")
    }));
    for (what, value, most) in
        [("an access token", &props.access_token_minutes, 1_440), ("an identity token", &props.id_token_minutes, 1_440)]
    {
        problems.extend(out_of(what, "minutes", value, 5, most));
    }
    problems.extend(out_of("a refresh token", "days", &props.refresh_token_days, 1, 3_650));
    problems
}

/// The URLs that the program spells out; `None` if the environment says them.
fn urls(list: &Value<List<String>>) -> Option<Vec<String>> {
    let Expression::List(urls) = list.expression() else { return None };
    let text = |url: &Expression| if let Expression::Text(text) = url { Some(text.clone()) } else { None };
    Some(urls.iter().map(|url| text(url).unwrap_or_else(|| "https://known-later".to_owned())).collect())
}

fn is_safe(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let is_here = host == "localhost" || host.starts_with("localhost:");
    let is_scheme = scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    let is_plain = url.chars().all(|letter| letter.is_ascii_graphic() && !"#*".contains(letter));
    is_scheme && is_plain && !host.is_empty() && (scheme != "http" || is_here)
}

fn out_of(what: &str, unit: &str, value: &Value<Number>, least: i64, most: i64) -> Option<Refusal> {
    let Expression::Number(number) = value.expression() else { return None };
    let is_allowed = number.as_i64().is_some_and(|number| (least..=most).contains(&number));
    let refused = Refusal::new(format!("{what} is valid for {number} {unit}"));
    (!is_allowed).then(|| refused.allowing(format!("{least} to {most}")))
}
