//! Systems Manager parameters and secrets of Secrets Manager, which functions read with their SDK. Their values are those of
//! the configuration: they are not written here.
//!
//! <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html>,
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html>

use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::service::{Answer, Answering, Call, Service};
use crate::stack::parameter::{Parameter, Secret};

/// An error of a service: its code and its message.
type Failure = (&'static str, String);

/// The moment at which every value was set: the runtime knows no other.
const SET_AT: u32 = 1_767_225_600;

/// Systems Manager, as far as parameters are read.
pub struct Ssm(Vec<Parameter>);

/// Secrets Manager, as far as secrets are read.
pub struct SecretsManager(Vec<Secret>);

impl Ssm {
    /// Creates the service.
    pub fn new(parameters: Vec<Parameter>) -> Self {
        Self(parameters)
    }

    fn perform(&self, action: &str, input: &Value) -> Result<Value, Failure> {
        match action {
            "GetParameter" => {
                let name = text(input, "Name");
                let found =
                    self.find(name).ok_or_else(|| ("ParameterNotFound", format!("Parameter {name} not found.")))?;
                Ok(json!({ "Parameter": shown(found, input) }))
            }
            "GetParameters" => {
                let names: Vec<&str> =
                    input["Names"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                let found = names.iter().filter_map(|name| self.find(name)).map(|found| shown(found, input));
                let invalid = names.iter().filter(|name| self.find(name).is_none());
                Ok(json!({ "Parameters": found.collect::<Vec<_>>(), "InvalidParameters": invalid.collect::<Vec<_>>() }))
            }
            "GetParametersByPath" => {
                let (path, deep) = (text(input, "Path"), input["Recursive"] == true);
                let below = self.0.iter().filter(|parameter| is_below(&parameter.name, path, deep));
                Ok(json!({ "Parameters": below.map(|found| shown(found, input)).collect::<Vec<_>>() }))
            }
            _ => Err(unknown(action)),
        }
    }

    /// The parameter with a name or an ARN.
    fn find(&self, name: &str) -> Option<&Parameter> {
        self.0.iter().find(|parameter| parameter.name == name || parameter.arn == name)
    }
}

fn is_below(name: &str, path: &str, deep: bool) -> bool {
    let rest = name.strip_prefix(path.trim_end_matches('/')).and_then(|rest| rest.strip_prefix('/'));
    rest.is_some_and(|rest| !rest.is_empty() && (deep || !rest.contains('/')))
}

/// A parameter as a caller sees it. A secret is only readable if the caller asks for it decrypted.
fn shown(parameter: &Parameter, input: &Value) -> Value {
    let is_hidden = parameter.kind == "SecureString" && input["WithDecryption"] != true;
    let value = if is_hidden { "(encrypted)" } else { parameter.value.as_str() };
    json!({
        "Name": parameter.name, "Type": parameter.kind, "Value": value, "Version": 1, "ARN": parameter.arn,
        "LastModifiedDate": SET_AT, "DataType": "text",
    })
}

impl SecretsManager {
    /// Creates the service.
    pub fn new(secrets: Vec<Secret>) -> Self {
        Self(secrets)
    }

    fn perform(&self, action: &str, input: &Value) -> Result<Value, Failure> {
        let id = text(input, "SecretId");
        let found = || {
            let is_it = |secret: &&Secret| secret.arn == id || secret.name == id;
            let missing = "Secrets Manager can't find the specified secret.";
            self.0.iter().find(is_it).ok_or_else(|| ("ResourceNotFoundException", missing.to_owned()))
        };
        match action {
            "GetSecretValue" => value_of(found()?, input),
            "DescribeSecret" => {
                let secret = found()?;
                Ok(json!({ "ARN": secret.arn, "Name": secret.name, "CreatedDate": SET_AT }))
            }
            _ => Err(unknown(action)),
        }
    }
}

fn value_of(secret: &Secret, input: &Value) -> Result<Value, Failure> {
    let stage = input["VersionStage"].as_str().unwrap_or("AWSCURRENT");
    let Some(value) = secret.value.as_ref().filter(|_| stage == "AWSCURRENT") else {
        let message = format!("Secrets Manager can't find the specified secret value for staging label: {stage}");
        return Err(("ResourceNotFoundException", message));
    };
    let version = base16ct::lower::encode_string(&Sha256::digest(value));
    Ok(json!({
        "ARN": secret.arn, "Name": secret.name, "VersionId": version.get(..32), "SecretString": value,
        "VersionStages": ["AWSCURRENT"], "CreatedDate": SET_AT,
    }))
}

impl Service for Ssm {
    fn name(&self) -> &'static str {
        "ssm"
    }

    fn call(&self, call: Call) -> Answering<'_> {
        Box::pin(std::future::ready(answer(&call, |action, input| self.perform(action, input))))
    }
}

impl Service for SecretsManager {
    fn name(&self) -> &'static str {
        "secretsmanager"
    }

    fn call(&self, call: Call) -> Answering<'_> {
        Box::pin(std::future::ready(answer(&call, |action, input| self.perform(action, input))))
    }
}

fn answer(call: &Call, perform: impl FnOnce(&str, &Value) -> Result<Value, Failure>) -> Answer {
    let performed = match serde_json::from_slice(&call.body) {
        Ok(input) => perform(call.action.as_deref().unwrap_or_default(), &input),
        Err(error) => Err(("SerializationException", format!("the request is not JSON: {error}"))),
    };
    let (status, body) = match performed {
        Ok(result) => (StatusCode::OK, result),
        Err((code, message)) => (StatusCode::BAD_REQUEST, json!({ "__type": code, "message": message })),
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.1"));
    Answer { status, headers, body: body.to_string().into() }
}

fn text<'i>(input: &'i Value, name: &str) -> &'i str {
    input[name].as_str().unwrap_or_default()
}

fn unknown(action: &str) -> Failure {
    ("UnknownOperationException", format!("{action} is unknown here: values are set in Terraform, and read."))
}
