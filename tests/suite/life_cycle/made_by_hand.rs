//! Resources created with the AWS CLI, without Terraform.

use super::moto::Moto;

/// Creates a table like the parlour's.
pub(super) fn make_table(moto: &Moto, name: &str) {
    let key = ["AttributeName=flavour,KeyType=HASH", "AttributeName=flavour,AttributeType=S"];
    let stream = "StreamEnabled=true,StreamViewType=NEW_IMAGE";
    let schema = ["--key-schema", key[0], "--attribute-definitions", key[1], "--stream-specification", stream];
    let paid = ["--billing-mode", "PAY_PER_REQUEST", "--table-name", name];
    // Moto cannot encrypt an existing table.
    let encrypted = ["--sse-specification", "Enabled=true"];
    moto.aws(&[&["dynamodb", "create-table"], &schema[..], &paid[..], &encrypted[..]].concat());
}

/// A REST API.
pub(super) struct Api<'a> {
    moto: &'a Moto,
    pub(super) id: String,
    /// The id of its path `/`.
    pub(super) root: String,
}

impl<'a> Api<'a> {
    pub(super) fn create(moto: &'a Moto, name: &str) -> Self {
        // Moto cannot change an API's tags, so it is created with them.
        let tags =
            ["--tags", "environment=dev,service=ice-cream-flavours", "--endpoint-configuration", "types=REGIONAL"];
        let api = moto.aws(&[&["apigateway", "create-rest-api", "--name", name], &tags[..]].concat());
        let id = api["id"].as_str().unwrap().to_owned();
        let resources = moto.aws(&["apigateway", "get-resources", "--rest-api-id", &id]);
        let root = resources["items"][0]["id"].as_str().unwrap().to_owned();
        Self { moto, id, root }
    }

    /// Creates a path below another, and returns its id.
    pub(super) fn resource(&self, parent: &str, part: &str) -> String {
        let place = ["--rest-api-id", &self.id, "--parent-id", parent, "--path-part", part];
        let made = self.moto.aws(&[&["apigateway", "create-resource"], &place[..]].concat());
        made["id"].as_str().unwrap().to_owned()
    }

    /// Creates a method without authorization, with its integration and its responses.
    pub(super) fn method(&self, resource: &str, verb: &str, integration: &[&str], statuses: &[&str]) {
        let place = ["--rest-api-id", &self.id, "--resource-id", resource, "--http-method", verb];
        let make = |what: &str, more: &[&str]| self.moto.aws(&[&["apigateway", what], &place[..], more].concat());
        make("put-method", &["--authorization-type", "NONE"]);
        make("put-integration", integration);
        for status in statuses {
            make("put-method-response", &["--status-code", status]);
            make("put-integration-response", &["--status-code", status, "--selection-pattern", status]);
        }
    }
}
