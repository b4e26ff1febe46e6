//! `prevent_destroy` for one environment and not for another.
//!
//! Terraform takes only a literal for it, and a module knows no environment. So the root has a resource of Terraform's
//! own that must not be destroyed, and that any loss would replace: it refers to what is lost with the thing itself.
//! A plan that would destroy or replace one of these is refused by Terraform, also where nobody uses `gelato`.
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy>

use crate::environment::Environment;
use crate::terraform::{Expression, Lifecycle, Meta, Root, TerraformData};

/// Lets Terraform refuse any plan that would change one of these values, where the environment is protected.
///
/// They are values that live and die with a resource, such as a table's ARN.
#[track_caller]
pub fn protect(root: &mut Root, environment: &Environment, values: Vec<Expression>) {
    if environment.settings.protected {
        root.resource_with("protected", TerraformData { triggers_replace: values }, never_destroyed());
    }
}

/// The meta-arguments of a resource that must never be destroyed.
pub(super) fn never_destroyed() -> Meta {
    Meta { lifecycle: Lifecycle { prevent_destroy: true, ..Lifecycle::default() }, ..Meta::default() }
}
