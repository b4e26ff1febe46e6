//! The role of a CI. GitHub Actions assumes it with an OIDC token, so no access key is stored anywhere.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html>

use crate::aws::{
    IamOpenidConnectProvider, IamOpenidConnectProviderRequired, IamRole, IamRolePolicyAttachment,
    IamRolePolicyAttachmentRequired, IamRoleRequired,
};
use crate::constructs::iam::{Condition, PolicyDocument, Principal, Statement};
use crate::terraform::{Root, Value};

const ISSUER: &str = "token.actions.githubusercontent.com";
const AUDIENCE: &str = "sts.amazonaws.com";

/// Declares the role with these policies, for the workflows of one repository.
pub(super) fn declare(root: &Root, repository: &str, policies: &[String]) {
    let audiences: Vec<Value<String>> = vec![AUDIENCE.into()];
    let required =
        IamOpenidConnectProviderRequired { client_id_list: audiences.into(), url: format!("https://{ISSUER}").into() };
    let issuer = root.resource("ci", IamOpenidConnectProvider::new(required));
    let trust = trust(issuer.arn(), repository).to_value();
    let role = IamRole {
        name: Some("gelato-ci".into()),
        description: Some("Plans and applies from CI.".into()),
        ..IamRole::new(IamRoleRequired { assume_role_policy: trust })
    };
    let role = root.resource("ci", role);
    for (index, policy) in policies.iter().enumerate() {
        let required = IamRolePolicyAttachmentRequired { policy_arn: policy.as_str().into(), role: role.name() };
        root.resource(&format!("ci_{index}"), IamRolePolicyAttachment::new(required));
    }
    root.output("ci_role_arn", "The role that CI takes on.", role.arn());
}

fn trust(issuer: Value<String>, repository: &str) -> PolicyDocument {
    let key = |name: &str| format!("{ISSUER}:{name}");
    PolicyDocument::of(Statement {
        sid: "AssumeRole".into(),
        principal: Some(Principal::Federated(issuer)),
        actions: vec!["sts:AssumeRoleWithWebIdentity".into()],
        conditions: vec![
            Condition { operator: "StringEquals".into(), key: key("aud"), value: AUDIENCE.into() },
            Condition { operator: "StringLike".into(), key: key("sub"), value: format!("repo:{repository}:*").into() },
        ],
        ..Statement::default()
    })
}
