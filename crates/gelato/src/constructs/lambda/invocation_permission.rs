//! Permissions of a function's own policy: which service may call it, and on whose behalf.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html>

use crate::aws::{LambdaPermission, LambdaPermissionRequired};
use crate::modules::ModuleScope;
use crate::terraform::{Address, Addressed, Value};

use super::rust_function::RustFunction;

/// A function as services call it. Its values cross modules, so that the caller may be declared in another one.
#[derive(Debug, Clone)]
pub(in crate::constructs) struct Callee {
    name: Value<String>,
    invoke_arn: Value<String>,
}

impl RustFunction {
    /// Lets a service call the function on behalf of one source, by ARN, such as a rule of `EventBridge`. The account of the
    /// source matters where its ARN does not name it, as that of a bucket.
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// # fn describe(m: &Module, worker: &RustFunction, rule_arn: Value<String>) {
    /// worker.allow_invocation(m, "rule", "events.amazonaws.com", rule_arn, None);
    /// # }
    /// ```
    #[track_caller]
    pub fn allow_invocation(
        &self,
        module: &ModuleScope,
        id: &str,
        service: &str,
        source_arn: impl Into<Value<String>>,
        source_account: Option<Value<String>>,
    ) -> Address {
        self.callee().allow_of(module, id, service, source_arn.into(), source_account)
    }

    /// The function for a service that calls it.
    pub(in crate::constructs) fn callee(&self) -> Callee {
        Callee { name: self.name(), invoke_arn: self.invoke_arn() }
    }
}

impl Callee {
    /// The URI with which API Gateway calls it.
    pub(in crate::constructs) fn invoke_arn(&self) -> Value<String> {
        self.invoke_arn.clone()
    }

    /// Lets a service call it for one source, such as a method of an API. Without a source, the service could be made to call
    /// it by any account.
    #[track_caller]
    pub(in crate::constructs) fn allow(
        &self,
        module: &ModuleScope,
        id: &str,
        principal: &str,
        source_arn: Value<String>,
    ) -> Address {
        self.allow_of(module, id, principal, source_arn, None)
    }

    #[track_caller]
    fn allow_of(
        &self,
        module: &ModuleScope,
        id: &str,
        principal: &str,
        source_arn: Value<String>,
        source_account: Option<Value<String>>,
    ) -> Address {
        let permission = LambdaPermission {
            source_account,
            source_arn: Some(source_arn),
            ..LambdaPermission::new(LambdaPermissionRequired {
                action: "lambda:InvokeFunction".into(),
                function_name: self.name.clone(),
                principal: principal.into(),
            })
        };
        module.resource(id, permission).address().clone()
    }
}
