//! The role with which API Gateway writes logs: one for all APIs of an account and region.
//!
//! It belongs to the bootstrap because destroying it ends the logs of every API in the region: version 6 of the
//! provider resets the account's setting when the resource is destroyed.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html>

use crate::aws::data::Partition;
use crate::aws::{ApiGatewayAccount, IamRolePolicyAttachment, IamRolePolicyAttachmentRequired};
use crate::constructs::iam::{Role, RoleProps};
use crate::constructs::protection::never_destroyed;
use crate::terraform::{Addressed as _, Configure as _, Meta, Root, Value, concat};

/// Declares the role, and sets it for the account.
pub(super) fn declare(root: &Root, region: &str) {
    let props = RoleProps {
        name: format!("api-gateway-logs-{region}").into(),
        description: "API Gateway writes the logs of all APIs of the region with this.".into(),
        assumed_by: "apigateway.amazonaws.com".into(),
    };
    let role = Role::new(root, "gateway_logs", props);
    let partition = root.data("this", Partition::default());
    let policy: Value<String> = concat([
        "arn:".into(),
        partition.partition(),
        ":iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs".into(),
    ]);
    let attachment = IamRolePolicyAttachmentRequired { policy_arn: policy, role: role.name() };
    let attached = root.resource("gateway_logs", IamRolePolicyAttachment::new(attachment));
    // API Gateway tests the role's permissions when it is set.
    let meta = Meta { depends_on: vec![attached.address().clone()], ..never_destroyed() };
    root.resource("this", ApiGatewayAccount { cloudwatch_role_arn: Some(role.arn()) }.with_meta(meta));
}
