//! Lets partners in: an authorizer, which gets the value of the header `X-Partner` and answers with a policy.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html>

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde::Deserialize;
use serde_json::{Value, json};

/// What API Gateway asks.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Question {
    authorization_token: String,
    method_arn: String,
}

fn main() -> Result<(), Error> {
    let partners = std::env::var("PARTNERS")?;
    let answer = async |question: LambdaEvent<Question>| Ok::<_, Error>(answer(&question.payload, &partners));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run(service_fn(answer)))
}

/// A policy for this method: `PARTNERS` has the name and the key of each partner, such as `ann=AB-1234 bob=CD-5678`.
fn answer(question: &Question, partners: &str) -> Value {
    let known = partners.split(' ').filter_map(|partner| partner.split_once('='));
    let name = known.filter(|(_, key)| *key == question.authorization_token).map(|(name, _)| name).next();
    let statement = json!({
        "Effect": if name.is_some() { "Allow" } else { "Deny" },
        "Action": "execute-api:Invoke",
        "Resource": question.method_arn,
    });
    json!({
        "principalId": name.unwrap_or("nobody"),
        "policyDocument": { "Version": "2012-10-17", "Statement": [statement] },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(token: &str) -> Value {
        let question = Question { authorization_token: token.to_owned(), method_arn: "arn:aws:execute-api".to_owned() };
        answer(&question, "ann=AB-1234 bob=CD-5678")["policyDocument"]["Statement"][0]["Effect"].clone()
    }

    #[test]
    fn only_partners_get_in() {
        assert_eq!(effect("CD-5678"), "Allow");
        assert_eq!(effect("EF-1234"), "Deny");
    }
}
