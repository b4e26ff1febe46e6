//! Resources: the paths of an API.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html>

use crate::terraform::Value;

use super::path::PathPart;

/// A resource of an API: a path to add methods to.
#[derive(Debug, Clone)]
pub struct ApiResource {
    pub(super) id: Value<String>,
    pub(super) path: String,
    pub(super) logical_name: String,
}

impl ApiResource {
    /// Whether a path parameter is greedy; `None` if the path has no such parameter.
    pub(super) fn parameter_kind(&self, name: &str) -> Option<bool> {
        let is = |part: &str| self.path.split('/').any(|known| known == part);
        let single = is(&format!("{{{name}}}")).then_some(false);
        single.or_else(|| is(&format!("{{{name}+}}")).then_some(true))
    }

    /// The path parameters, in order.
    pub fn parameters(&self) -> Vec<String> {
        let parts = self.path.split('/').filter_map(|part| PathPart::try_new(part).ok());
        parts.filter_map(|part| part.parameter().map(str::to_owned)).collect()
    }
}
