//! `prevent_destroy` for some environments only.
//!
//! Terraform accepts only a literal there, and a module does not know its environment. So the root declares a
//! `terraform_data` that must not be destroyed, and that is replaced when one of the protected values changes.
//! Terraform itself, even without `gelato`, refuses a plan that would destroy or replace a protected resource.
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy>

use crate::environment::Environment;
use crate::terraform::{Configure as _, Expression, Lifecycle, Meta, Root, TerraformData};

/// In a protected environment, makes Terraform refuse any plan that would change one of these values.
///
/// Pass values that change only when a resource is replaced or destroyed, such as a table's ARN.
#[track_caller]
pub fn protect(root: &Root, environment: &Environment, values: Vec<Expression>) {
    if environment.settings.protected {
        root.resource("protected", TerraformData { triggers_replace: values }.with_meta(never_destroyed()));
    }
}

/// The meta-arguments of a resource that must never be destroyed.
pub(super) fn never_destroyed() -> Meta {
    Meta { lifecycle: Lifecycle { prevent_destroy: true, ..Lifecycle::default() }, ..Meta::default() }
}
