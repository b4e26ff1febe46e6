//! Authorization: signatures, tokens of user pools, and Lambda authorizers.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use gelato_local::gateway::log::LogKind;
use gelato_local::gateway::{Gateway, Options, Tokens};
use gelato_local::stack::user_pool::UserPoolClient;
use serde_json::{Map, Value, json};

use crate::api::{Api, Fake, Response, answer, ask, function, lambda, run};

const POOL: &str = "arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_abc";

/// Adds a method that answers with a variable of `$context`.
fn answering_with(api: &mut Api, method: Value, variable: &str) {
    let integration = json!({"type": "MOCK", "request_templates": {"application/json": "{\"statusCode\": 200}"}});
    let responses = json!([{"status_code": "200", "response_templates": {"application/json": variable}}]);
    api.method("POST", "/x/{id}", method, integration, responses);
}

/// The headers that a client with these credentials sends.
fn signed(secret: &str, key: &str, time: SystemTime, body: &str) -> Vec<(String, String)> {
    signed_in("eu-west-1", secret, key, time, body)
}

fn signed_in(region: &str, secret: &str, key: &str, time: SystemTime, body: &str) -> Vec<(String, String)> {
    let identity = Credentials::new(key, secret, None, None, "test").into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name("execute-api")
        .time(time)
        .settings(SigningSettings::default())
        .build()
        .unwrap();
    let own = [("host", "localhost:3000"), ("content-type", "application/json")];
    let uri = "http://localhost:3000/stage/x/a%20b?q=1&p=%2F";
    let request = SignableRequest::new("POST", uri, own.into_iter(), SignableBody::Bytes(body.as_bytes())).unwrap();
    let (instructions, _) = sign(request, &params.into()).unwrap().into_parts();
    let added = instructions.headers().map(|(name, value)| (name.to_owned(), value.to_owned()));
    own.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().chain(added).collect()
}

fn post(api: &Api, headers: &[(String, String)], body: &str) -> Response {
    let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    api.ask("POST", "/x/a%20b?q=1&p=%2F", &headers, body)
}

#[test]
fn a_request_that_is_signed_with_local_credentials_is_allowed() {
    let mut api = Api::new();
    answering_with(&mut api, json!({"authorization": "AWS_IAM"}), "$context.identity.userArn");
    let now = SystemTime::now();
    let response = post(&api, &signed("local", "local", now, "{}"), "{}");
    assert_eq!((response.status, response.body.as_str()), (200, "arn:aws:iam::000000000000:user/local"));
    let refused = |headers: &[(String, String)], body: &str| {
        let response = post(&api, headers, body);
        (response.status, response.header("x-amzn-errortype").unwrap().to_owned(), response.body)
    };
    let (status, kind, body) = refused(&[], "{}");
    assert_eq!((status, kind.as_str()), (403, "MissingAuthenticationTokenException"));
    assert_eq!(body, "{\"message\":\"Missing Authentication Token\"}");
    let (status, kind, body) = refused(&signed("wrong", "local", now, "{}"), "{}");
    assert_eq!((status, kind.as_str()), (403, "InvalidSignatureException"));
    assert!(body.starts_with("{\"message\":\"The request signature we calculated does not match"), "{body}");
    assert_eq!(refused(&signed("local", "local", now, "{}"), "[]").1, "InvalidSignatureException");
    assert_eq!(refused(&signed("local", "other", now, "{}"), "{}").1, "UnrecognizedClientException");
    let old = now.checked_sub(Duration::from_mins(10)).unwrap();
    assert!(refused(&signed("local", "local", old, "{}"), "{}").2.contains("Signature expired"));
    let bearer = [("Authorization".to_owned(), "Bearer x".to_owned())];
    assert_eq!(refused(&bearer, "{}").1, "IncompleteSignatureException");
}

#[track_caller]
fn is_refused(api: &Api, headers: &[(String, String)], expected: &str) {
    let response = post(api, headers, "{}");
    assert_eq!((response.status, response.header("x-amzn-errortype")), (403, Some("InvalidSignatureException")));
    let message = response.json()["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with(expected), "{message}");
}

#[test]
fn a_signature_must_be_for_this_region_service_and_day_and_cover_the_host() {
    let mut api = Api::new();
    answering_with(&mut api, json!({"authorization": "AWS_IAM"}), "$context.identity.userArn");
    let now = SystemTime::now();
    let elsewhere = signed_in("us-east-1", "local", "local", now, "{}");
    is_refused(&api, &elsewhere, "Credential should be scoped to a valid region. ");
    let right = signed("local", "local", now, "{}");
    let changed = |from: &str, to: &str| {
        let mut headers = right.clone();
        let header = headers.iter_mut().find(|(name, _)| name == "authorization").unwrap();
        assert!(header.1.contains(from), "{}", header.1);
        header.1 = header.1.replace(from, to);
        headers
    };
    let both = "Credential should be scoped to a valid region. Credential should be scoped to correct service: \
                'execute-api'. ";
    is_refused(&api, &changed("eu-west-1/execute-api", "us-east-1/s3"), both);
    is_refused(&api, &changed("aws4_request", "aws5_request"), "Credential should be scoped with a valid terminator: ");
    let host = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
    is_refused(&api, &changed(";host", ""), host);
    is_refused(&api, &changed(";host", ";hosts"), host);
    let day = &right.iter().find(|(name, _)| name == "x-amz-date").unwrap().1[..8];
    is_refused(&api, &changed(&format!("/{day}/"), "/20200101/"), "Date in Credential scope does not match YYYYMMDD");
    assert_eq!(post(&api, &changed(";host", ";Host"), "{}").status, 200);
}

fn with_pool(scopes: Value) -> (Gateway, Tokens) {
    let mut api = Api::new();
    api.put(
        "aws_api_gateway_authorizer",
        "pool",
        json!({
            "name": "pool", "type": "COGNITO_USER_POOLS", "provider_arns": [POOL],
        }),
    );
    let method =
        json!({"authorization": "COGNITO_USER_POOLS", "authorizer_id": "pool", "authorization_scopes": scopes});
    answering_with(&mut api, method, "$context.authorizer.claims.email $context.authorizer.claims['cognito:groups']");
    let tokens = Tokens::default();
    let options = Options { tokens: tokens.clone(), ..Options::default() };
    (Gateway::new(api.read(), options, Arc::new(gelato_local::gateway::log::NoLog)).unwrap(), tokens)
}

fn claims(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

#[test]
fn a_token_of_a_pool_is_accepted_and_templates_read_its_claims() {
    let (gateway, tokens) = with_pool(json!([]));
    let call = |token: &str| run(ask(&gateway, "POST", "/x/1", &[("authorization", token)], "{}"));
    let token = tokens.issue(POOL, claims(json!({"email": "a@example.com", "cognito:groups": ["g"]}))).unwrap();
    let response = call(&format!("Bearer {token}"));
    assert_eq!((response.status, response.body.as_str()), (200, "a@example.com [\"g\"]"));
    assert_eq!(call(&token).status, 200);
    let refused = |token: &str| {
        let response = call(token);
        assert_eq!(response.header("x-amzn-errortype"), Some("UnauthorizedException"), "{response:?}");
        (response.status, response.body)
    };
    let unauthorized = (401, "{\"message\":\"Unauthorized\"}".to_owned());
    assert_eq!(refused("nonsense"), unauthorized);
    let other = tokens.issue(&POOL.replace("abc", "other"), Map::new()).unwrap();
    assert_eq!(refused(&other), unauthorized);
    assert_eq!(refused(&Tokens::default().issue(POOL, Map::new()).unwrap()), unauthorized);
    assert_eq!(refused(&tokens.issue(POOL, claims(json!({"token_use": "access"}))).unwrap()), unauthorized);
    for early in [json!({"nbf": 4_000_000_000_u64}), json!({"nbf": "soon"})] {
        assert_eq!(refused(&tokens.issue(POOL, claims(early)).unwrap()), unauthorized);
    }
    assert_eq!(call(&tokens.issue(POOL, claims(json!({"nbf": 1}))).unwrap()).status, 200);
    let expired = tokens.issue(POOL, claims(json!({"exp": 1}))).unwrap();
    assert_eq!(refused(&expired), (401, "{\"message\":\"The incoming token has expired\"}".to_owned()));
    assert!(tokens.issue("arn:aws:s3:::x", Map::new()).is_err());
    let issued = gateway.issue_token(None, claims(json!({"email": "b@example.com"}))).unwrap();
    assert!(call(&issued).body.starts_with("b@example.com "));
    let none = Api::new().gateway().issue_token(None, Map::new()).unwrap_err();
    assert_eq!(none, "no method requires a token of a user pool");
    let page = |body: &str| {
        let answer = gateway.token_page(&http::Method::POST, body.as_bytes());
        (answer.status.as_u16(), serde_json::from_slice::<Value>(&answer.body).unwrap())
    };
    let (status, issued) = page("{\"claims\": {\"email\": \"c@example.com\"}}");
    assert_eq!((status, call(issued["token"].as_str().unwrap()).status), (200, 200));
    assert_eq!((page("").0, page("{\"pools\": 1}").0, page("{\"pool\": \"x\"}").0), (200, 400, 400));
}

#[test]
fn with_scopes_an_access_token_must_have_one_of_them() {
    let (gateway, tokens) = with_pool(json!(["flavours/write"]));
    let status = |value: Value| {
        let token = tokens.issue(POOL, claims(value)).unwrap();
        run(ask(&gateway, "POST", "/x/1", &[("Authorization", &token)], "{}")).status
    };
    assert_eq!(status(json!({"token_use": "access", "scope": "openid flavours/write"})), 200);
    assert_eq!(status(json!({"token_use": "access", "scope": "openid"})), 401);
    assert_eq!(status(json!({"scope": "flavours/write"})), 401);
}

/// A gateway whose methods ask for a scope, and whose pool has two clients.
fn with_clients() -> Gateway {
    let client = |name: &str, scopes: &[&str], has_users: bool| UserPoolClient {
        name: name.to_owned(),
        id: format!("id-of-{name}"),
        pool_arn: POOL.to_owned(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        has_users,
        access_token_seconds: 60,
        id_token_seconds: 120,
    };
    let mut api = Api::new();
    let authorizer = json!({"name": "pool", "type": "COGNITO_USER_POOLS", "provider_arns": [POOL]});
    api.put("aws_api_gateway_authorizer", "pool", authorizer);
    let method = json!({
        "authorization": "COGNITO_USER_POOLS", "authorizer_id": "pool", "authorization_scopes": ["shop/read"],
    });
    answering_with(&mut api, method, "$context.authorizer.claims.client_id $context.authorizer.claims.scope");
    let clients = vec![client("web", &["openid", "shop/read"], true), client("worker", &["shop/write"], false)];
    let options = Options { user_pool_clients: clients, ..Options::default() };
    Gateway::new(api.read(), options, Arc::new(gelato_local::gateway::log::NoLog)).unwrap()
}

#[test]
fn a_token_is_as_a_client_of_the_pool_gets_it() {
    let gateway = with_clients();
    let page = |body: Value| {
        let answer = gateway.token_page(&http::Method::POST, body.to_string().as_bytes());
        serde_json::from_slice::<Value>(&answer.body).unwrap()
    };
    let token = |body: Value| page(body)["token"].as_str().unwrap().to_owned();
    let call = |token: &str| run(ask(&gateway, "POST", "/x/1", &[("authorization", token)], "{}"));
    let access = token(json!({"client": "web", "scopes": ["shop/read", "openid"]}));
    assert_eq!((call(&access).status, call(&access).body.as_str()), (200, "id-of-web shop/read openid"));
    assert_eq!(call(&token(json!({"client": "id-of-web"}))).status, 401, "an identity token has no scopes");
    assert_eq!(call(&token(json!({"client": "worker", "scopes": ["shop/write"]}))).status, 401);
    let expired = token(json!({"client": "web", "scopes": ["shop/read"], "claims": {"exp": 1}}));
    assert_eq!(call(&expired).status, 401, "claims of the request take precedence");
    for (body, expected) in [
        (
            json!({"client": "web", "scopes": ["shop/write"]}),
            "the client `web` has no scope `shop/write`; it has: openid, shop/read",
        ),
        (
            json!({"client": "worker"}),
            "no users sign in with the client `worker`: `scopes` must name some of shop/write",
        ),
        (json!({"client": "app"}), "no user pool has a client `app`; there are: web, worker"),
        (json!({"client": "web", "pool": "other"}), "no user pool has a client `web`; there are: "),
    ] {
        assert_eq!(page(body)["message"], expected);
    }
}

fn deciding(authorizer: Value, function: Arc<Fake>) -> Api {
    let mut api = Api::new();
    let mut values = authorizer;
    values["name"] = json!("decides");
    values["authorizer_uri"] = lambda("AWS")["uri"].clone();
    api.service(function).put("aws_api_gateway_authorizer", "a", values);
    let method = json!({"authorization": "CUSTOM", "authorizer_id": "a"});
    answering_with(&mut api, method, "$context.authorizer.principalId $context.authorizer.number");
    api
}

/// A Lambda authorizer that allows the token `allow`, denies `deny`, and fails with any other.
fn authorizer_function() -> Fake {
    Fake::new("lambda", |call| {
        let event: Value = serde_json::from_slice(&call.body).unwrap();
        let token = event["authorizationToken"].as_str().or(event["headers"]["Token"].as_str()).unwrap_or_default();
        let effect = if token == "deny" { "Deny" } else { "Allow" };
        let statement = json!({"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]});
        let elsewhere = json!({"Action": "*", "Effect": "Allow", "Resource": "arn:aws:execute-api:*:*:*/other/*"});
        let said = match token {
            "allow" | "deny" => {
                json!({"principalId": "me", "policyDocument": {"Statement": [statement]}, "context": {"number": 7}})
            }
            "elsewhere" => json!({"principalId": "me", "policyDocument": {"Statement": elsewhere}}),
            "nobody" => json!({}),
            message => {
                let mut failed = answer(200, &json!({"errorMessage": message}).to_string());
                failed.headers.insert("x-amz-function-error", "Unhandled".parse().unwrap());
                return failed;
            }
        };
        answer(200, &said.to_string())
    })
}

#[test]
fn a_token_authorizer_decides() {
    let function = Arc::new(authorizer_function());
    let source = json!({"type": "TOKEN", "identity_source": "method.request.header.Token", "identity_validation_expression": "[a-zA-Z]+"});
    let api = deciding(source, function.clone());
    let call = |token: &str| {
        let response = api.ask("POST", "/x/1", &[("Token", token)], "{}");
        (response.status, response.body)
    };
    assert_eq!(call("allow"), (200, "me 7".to_owned()));
    let event: Value = serde_json::from_slice(&function.last().body).unwrap();
    let arn = "arn:aws:execute-api:eu-west-1:000000000000:abc123/stage/POST/x/1";
    assert_eq!(event, json!({"type": "TOKEN", "authorizationToken": "allow", "methodArn": arn}));
    let denied = "{\"Message\":\"User is not authorized to access this resource";
    assert_eq!(call("deny"), (403, format!("{denied} with an explicit deny\"}}")));
    assert_eq!(call("elsewhere"), (403, format!("{denied}\"}}")));
    for token in ["Unauthorized", "", "not a word!"] {
        assert_eq!(call(token), (401, "{\"message\":\"Unauthorized\"}".to_owned()), "{token}");
    }
    for token in ["nobody", "fails"] {
        assert_eq!(call(token), (500, "{\"message\":null}".to_owned()), "{token}");
    }
}

#[test]
fn a_token_on_which_the_validation_expression_takes_too_many_steps_is_500_and_told() {
    let pattern = "(?=(a+))a*b";
    let source = json!({
        "type": "TOKEN", "identity_source": "method.request.header.Token", "identity_validation_expression": pattern,
    });
    let function = Arc::new(authorizer_function());
    let api = deciding(source, function.clone());
    let response = api.ask("POST", "/x/1", &[("Token", &"a".repeat(30_000))], "{}");
    assert_eq!((response.status, function.calls.lock().unwrap().len()), (500, 0), "{}", response.body);
    let warnings: Vec<_> = api.logged().into_iter().filter(|entry| entry.kind == LogKind::Warning).collect();
    assert!(warnings.len() == 1 && warnings[0].text.contains(pattern), "{}", warnings.len());
}

#[test]
fn a_request_authorizer_decides() {
    let function = Arc::new(authorizer_function());
    let source =
        json!({"type": "REQUEST", "identity_source": "method.request.header.Token,method.request.querystring.q"});
    let api = deciding(source, function.clone());
    let call = |path: &str| api.ask("POST", path, &[("Token", "allow")], "{}").status;
    assert_eq!([call("/x/1?q=1"), call("/x/1")], [200, 401]);
    let event: Value = serde_json::from_slice(&function.last().body).unwrap();
    assert_eq!((&event["type"], &event["pathParameters"]), (&json!("REQUEST"), &json!({"id": "1"})));
    assert_eq!((&event["stageVariables"], event.get("body")), (&json!({}), None));
}

#[test]
fn a_function_gets_the_request_and_its_result_is_the_response() {
    let result = json!({
        "statusCode": "201", "headers": {"X-One": "1", "Content-Type": "text/plain"},
        "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]}, "body": "made",
    });
    let seen = Arc::new(function("lambda", &result.to_string(), false));
    let mut api = Api::new();
    api.service(seen.clone()).method("POST", "/x/{id}", json!({}), lambda("AWS_PROXY"), json!([]));
    let headers = [("Accept", "text/plain"), ("X-Many", "1"), ("X-Many", "2")];
    let response = api.ask("POST", "/x/a%20b?q=1&q=2+3", &headers, "body");
    assert_eq!((response.status, response.body.as_str()), (201, "made"));
    assert_eq!((response.header("x-one"), response.header("content-type")), (Some("1"), Some("text/plain")));
    assert_eq!(response.headers.get_all("set-cookie").iter().collect::<Vec<_>>(), ["a=1", "b=2"]);
    let call = seen.last();
    assert!(call.path.ends_with(":function:f/invocations"), "{}", call.path);
    let mut event: Value = serde_json::from_slice(&call.body).unwrap();
    let context = event["requestContext"].take();
    assert_eq!(
        event,
        json!({
            "resource": "/x/{id}", "path": "/x/a%20b", "httpMethod": "POST",
            "headers": {"Accept": "text/plain", "X-Many": "2"},
            "multiValueHeaders": {"Accept": ["text/plain"], "X-Many": ["1", "2"]},
            "queryStringParameters": {"q": "2 3"}, "multiValueQueryStringParameters": {"q": ["1", "2 3"]},
            "pathParameters": {"id": "a%20b"}, "stageVariables": null, "requestContext": null,
            "body": "body", "isBase64Encoded": false,
        })
    );
    assert_eq!((&context["resourcePath"], &context["path"]), (&json!("/x/{id}"), &json!("/stage/x/a%20b")));
    assert_eq!(context["identity"]["sourceIp"], "127.0.0.1");
}

#[test]
fn a_result_that_is_not_a_response_is_a_bad_gateway() {
    for (result, failed) in [
        ("\"text\"", false),
        ("{\"body\": {}}", false),
        ("{\"surprise\": 1}", false),
        ("{}", true),
        ("{\"statusCode\": 99}", false),
        ("null", false),
    ] {
        let mut api = Api::new();
        api.service(Arc::new(function("lambda", result, failed)));
        api.method("GET", "/x", json!({}), lambda("AWS_PROXY"), json!([]));
        let response = api.get("/x");
        assert_eq!(
            (response.status, response.body.as_str()),
            (502, "{\"message\": \"Internal server error\"}"),
            "{result}"
        );
    }
}
