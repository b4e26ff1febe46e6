//! The permissions to call the functions behind an API's methods: each for one function, stage, verb and path.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html>

use crate::terraform::{Address, Value, concat};

use super::routes::{FunctionCall, Routes};

/// API Gateway, as the caller of a function.
pub(super) const PRINCIPAL: &str = "apigateway.amazonaws.com";

impl Routes<'_> {
    /// Lets the methods of this stage call their functions, and returns the permissions' addresses.
    #[track_caller]
    pub(super) fn allow_calls(&self, stage: &Value<String>) -> Vec<Address> {
        let mut permissions = Vec::new();
        for FunctionCall { id, method, function } in &self.calls {
            let source = concat([self.attributes.execution_arn(), "/".into(), stage.clone(), method.as_str().into()]);
            permissions.push(function.allow(self.module, id, PRINCIPAL, source));
        }
        permissions
    }
}
