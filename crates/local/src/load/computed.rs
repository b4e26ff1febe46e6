//! Attributes that AWS computes. Here they are derived from the resource's name or address, so that they never change.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::world::{ACCOUNT, World};
use crate::outputs::generated_key;

/// A resource, and the inputs of its computed attributes.
struct Resource<'a> {
    world: &'a World,
    address: &'a str,
    /// The region of the provider's configuration.
    region: &'a str,
    values: &'a mut Map<String, Value>,
}

/// Adds the attributes that AWS would compute.
pub(super) fn complete(world: &World, kind: &str, address: &str, region: &str, values: &mut Map<String, Value>) {
    let mut resource = Resource { world, address, region, values };
    match kind {
        "aws_dynamodb_table" => resource.table(),
        "aws_lambda_function" => resource.function(),
        "aws_lambda_alias" => resource.alias(),
        "aws_lambda_event_source_mapping" => resource.event_source_mapping(),
        "aws_sns_topic" => resource.topic(),
        "aws_sns_topic_subscription" => resource.subscription(),
        "aws_sqs_queue" => resource.queue(),
        "aws_s3_bucket" => resource.bucket(),
        "aws_iam_role" => resource.role(),
        "aws_iam_policy" => resource.policy(),
        "aws_cloudwatch_log_group" => resource.log_group(),
        "aws_cloudwatch_metric_alarm" => resource.named("alarm_name", "cloudwatch", "alarm:"),
        "aws_scheduler_schedule" => resource.named("name", "scheduler", "schedule/default/"),
        "aws_ssm_parameter" => resource.parameter(),
        "aws_secretsmanager_secret" => resource.secret(),
        "aws_cognito_user_pool" => resource.user_pool(),
        "aws_cognito_user_pool_client" => resource.set("id", resource.made_up_id()),
        "random_id" | "random_password" | "random_pet" | "random_string" | "random_uuid" => resource.random(kind),
        _ if kind.starts_with("aws_api_gateway_") => resource.api_gateway(kind),
        _ if kind.starts_with("aws_") => resource.other(kind),
        _ => {}
    }
    let id = resource.made_up_id();
    resource.set("id", id);
}

impl Resource<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).and_then(Value::as_str)
    }

    /// Sets an attribute that has no value.
    fn set(&mut self, name: &str, value: impl Into<Value>) {
        if self.values.get(name).is_none_or(Value::is_null) {
            self.values.insert(name.to_owned(), value.into());
        }
    }

    fn region(&self) -> &str {
        self.text("region").unwrap_or(self.region)
    }

    fn arn(&self, service: &str, rest: &str) -> String {
        format!("arn:aws:{service}:{}:{ACCOUNT}:{rest}", self.region())
    }

    /// Ten letters and digits, the form of API Gateway's IDs.
    fn made_up_id(&self) -> String {
        const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        let hash = Sha256::digest(self.address);
        hash.iter().take(10).map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
    }

    /// The name, or a generated one with the prefix.
    fn name(&mut self, argument: &str) -> String {
        let prefix = self.text(&format!("{argument}_prefix")).unwrap_or("terraform-").to_owned();
        let name = format!("{prefix}{}", self.made_up_id());
        self.set(argument, name);
        self.text(argument).unwrap_or_default().to_owned()
    }

    fn table(&mut self) {
        let name = self.name("name");
        let arn = self.arn("dynamodb", &format!("table/{name}"));
        if self.values.get("stream_enabled").is_some_and(|enabled| *enabled == Value::Bool(true)) {
            // The label is the time at which the stream was enabled.
            const LABEL: &str = "2026-01-01T00:00:00.000";
            self.set("stream_label", LABEL);
            self.set("stream_arn", format!("{arn}/stream/{LABEL}"));
        }
        self.set("arn", arn);
        self.set("id", name);
    }

    fn function(&mut self) {
        let name = self.text("function_name").unwrap_or_default().to_owned();
        let arn = self.arn("lambda", &format!("function:{name}"));
        let region = self.region().to_owned();
        let invoke = format!("arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations");
        self.set("version", "$LATEST");
        self.set("qualified_arn", format!("{arn}:$LATEST"));
        self.set("invoke_arn", invoke);
        self.set("arn", arn);
        self.set("id", name);
    }

    /// An alias of the only version.
    fn alias(&mut self) {
        let (function, name) = (self.text("function_name").unwrap_or_default(), self.text("name").unwrap_or_default());
        let name = format!("{}:{name}", function.rsplit(":function:").next().unwrap_or_default());
        let arn = self.arn("lambda", &format!("function:{name}"));
        let region = self.region().to_owned();
        let invoke = format!("arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations");
        self.set("invoke_arn", invoke);
        self.set("arn", arn.clone());
        self.set("id", arn);
    }

    /// Common attributes of resources that have no effect here.
    fn other(&mut self, kind: &str) {
        let id = self.made_up_id();
        let mut parts = kind.splitn(3, '_').skip(1);
        let (service, thing) = (parts.next().unwrap_or_default(), parts.next().unwrap_or("resource"));
        let arn = self.arn(service, &format!("{thing}/{id}"));
        if kind == "aws_kms_key" {
            self.set("key_id", id);
        }
        self.set("arn", arn);
    }

    /// Random values that stay the same at each start.
    /// <https://registry.terraform.io/providers/hashicorp/random/latest/docs>
    fn random(&mut self, kind: &str) {
        let hash = base16ct::lower::encode_string(&Sha256::digest(self.address));
        let length =
            |name: &str| self.values.get(name).and_then(Value::as_u64).and_then(|size| usize::try_from(size).ok());
        let prefix = self.text("prefix").unwrap_or_default().to_owned();
        match kind {
            "random_id" => {
                let bytes = length("byte_length").unwrap_or(8).min(32);
                let hex = hash.get(..bytes * 2).unwrap_or_default().to_owned();
                self.set("hex", format!("{prefix}{hex}"));
                self.set("id", hex);
            }
            "random_pet" => {
                let id = self.made_up_id();
                self.set("id", if prefix.is_empty() { id } else { format!("{prefix}-{id}") });
            }
            "random_uuid" => {
                let uuid = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, self.address.as_bytes()).to_string();
                self.set("result", uuid.clone());
                self.set("id", uuid);
            }
            _ => {
                let result: String = hash.chars().cycle().take(length("length").unwrap_or(16)).collect();
                self.set("result", result.clone());
                self.set("id", result);
            }
        }
    }

    fn event_source_mapping(&mut self) {
        let hash = base16ct::lower::encode_string(&Sha256::digest(self.address));
        let part = |start: usize, end: usize| hash.get(start..end).unwrap_or_default();
        let uuid = [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-");
        let arn = self.arn("lambda", &format!("event-source-mapping:{uuid}"));
        let function = self.text("function_name").unwrap_or_default().to_owned();
        let function_arn =
            if function.starts_with("arn:") { function } else { self.arn("lambda", &format!("function:{function}")) };
        self.set("function_arn", function_arn);
        self.set("arn", arn);
        self.set("uuid", uuid.clone());
        self.set("id", uuid);
    }

    fn topic(&mut self) {
        let name = self.name("name");
        let arn = self.arn("sns", &name);
        self.set("arn", arn.clone());
        self.set("owner", ACCOUNT);
        self.set("id", arn);
    }

    fn subscription(&mut self) {
        let arn = format!("{}:{}", self.text("topic_arn").unwrap_or_default(), self.made_up_id());
        self.set("arn", arn.clone());
        self.set("id", arn);
    }

    fn queue(&mut self) {
        let name = self.name("name");
        let arn = self.arn("sqs", &name);
        let url = format!("https://sqs.{}.amazonaws.com/{ACCOUNT}/{name}", self.region());
        self.set("arn", arn);
        self.set("url", url.clone());
        self.set("id", url);
    }

    fn bucket(&mut self) {
        let name = self.name("bucket");
        self.set("arn", format!("arn:aws:s3:::{name}"));
        self.set("bucket_domain_name", format!("{name}.s3.amazonaws.com"));
        self.set("id", name);
    }

    fn role(&mut self) {
        let name = self.name("name");
        self.set("arn", format!("arn:aws:iam::{ACCOUNT}:role/{name}"));
        self.set("unique_id", self.made_up_id().to_uppercase());
        self.set("id", name);
    }

    fn policy(&mut self) {
        let name = self.name("name");
        let arn = format!("arn:aws:iam::{ACCOUNT}:policy/{name}");
        self.set("arn", arn.clone());
        self.set("id", arn);
    }

    fn log_group(&mut self) {
        let name = self.name("name");
        let arn = self.arn("logs", &format!("log-group:{name}"));
        self.set("arn", arn);
        self.set("id", name);
    }

    /// A resource whose ARN ends with its name.
    fn named(&mut self, argument: &str, service: &str, kind: &str) {
        let name = self.name(argument);
        let arn = self.arn(service, &format!("{kind}{name}"));
        self.set("arn", arn);
        self.set("id", name);
    }

    fn parameter(&mut self) {
        let name = self.name("name");
        let arn = self.arn("ssm", &format!("parameter/{}", name.trim_start_matches('/')));
        self.set("arn", arn);
        self.set("id", name);
    }

    /// The ARN of a secret ends with six random characters.
    fn secret(&mut self) {
        let name = self.name("name");
        let random = self.made_up_id();
        let arn = self.arn("secretsmanager", &format!("secret:{name}-{}", random.get(..6).unwrap_or_default()));
        self.set("arn", arn.clone());
        self.set("id", arn);
    }

    fn user_pool(&mut self) {
        let id = format!("{}_{}", self.region(), self.made_up_id());
        let arn = self.arn("cognito-idp", &format!("userpool/{id}"));
        let endpoint = format!("cognito-idp.{}.amazonaws.com/{id}", self.region());
        self.set("arn", arn);
        self.set("endpoint", endpoint);
        self.set("id", id);
    }

    fn api_gateway(&mut self, kind: &str) {
        let id = self.made_up_id();
        let region = self.region().to_owned();
        let arn = |path: &str| format!("arn:aws:apigateway:{region}::/{path}");
        let api = self.text("rest_api_id").unwrap_or_default().to_owned();
        match kind {
            "aws_api_gateway_rest_api" => {
                // Unset attributes are null; triggers of deployments often refer to these.
                for name in ["body", "description", "policy"] {
                    self.set(name, Value::Null);
                }
                self.set("arn", arn(&format!("restapis/{id}")));
                let execution = self.arn("execute-api", &id);
                self.set("execution_arn", execution);
                let root = Resource {
                    address: &format!("{}/", self.address),
                    region: self.region,
                    world: self.world,
                    values: &mut Map::new(),
                };
                let root = root.made_up_id();
                self.world.paths.borrow_mut().insert(root.clone(), "/".to_owned());
                self.set("root_resource_id", root);
            }
            "aws_api_gateway_resource" => self.api_path(&id),
            "aws_api_gateway_stage" => {
                let stage = self.text("stage_name").unwrap_or_default().to_owned();
                self.set("arn", arn(&format!("restapis/{api}/stages/{stage}")));
                let execution = self.arn("execute-api", &format!("{api}/{stage}"));
                self.set("execution_arn", execution);
                self.set("invoke_url", format!("https://{api}.execute-api.{region}.amazonaws.com/{stage}"));
            }
            "aws_api_gateway_deployment" => {
                self.set("invoke_url", format!("https://{api}.execute-api.{region}.amazonaws.com/"));
            }
            "aws_api_gateway_api_key" => {
                self.set("arn", arn(&format!("apikeys/{id}")));
                self.set("value", generated_key(&id));
            }
            "aws_api_gateway_usage_plan" => self.set("arn", arn(&format!("usageplans/{id}"))),
            "aws_api_gateway_authorizer" => self.set("arn", arn(&format!("restapis/{api}/authorizers/{id}"))),
            _ => {}
        }
    }

    fn api_path(&mut self, id: &str) {
        let parent = self.text("parent_id").and_then(|parent| self.world.paths.borrow().get(parent).cloned());
        let part = self.text("path_part").unwrap_or_default();
        let path = format!("{}/{part}", parent.unwrap_or_default().trim_end_matches('/'));
        self.world.paths.borrow_mut().insert(id.to_owned(), path.clone());
        self.set("path", path);
    }
}
