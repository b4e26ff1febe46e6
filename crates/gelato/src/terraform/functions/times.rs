//! Functions of times, which are texts as RFC 3339 has them.

use super::call;
use super::methods::methods;
use crate::terraform::value::{Number, Value};

methods! {
    [] String {
        /// The time after a duration, such as `1h30m`.
        time_add "timeadd"(duration: String) -> String;
        /// -1, 0 or 1, as the time is before, at or after another one.
        time_compare "timecmp"(other: String) -> Number;
    }
}

impl Value<String> {
    /// `formatdate(format, time)`, such as `YYYY-MM-DD`.
    /// <https://developer.hashicorp.com/terraform/language/functions/formatdate>
    #[must_use]
    pub fn format_date(&self, format: &str) -> Self {
        call("formatdate", [format.into(), self.clone().into()])
    }
}

/// `timestamp()`: when Terraform applies; it is not known in a plan.
/// <https://developer.hashicorp.com/terraform/language/functions/timestamp>
pub fn timestamp() -> Value<String> {
    call("timestamp", [])
}

/// `plantimestamp()`: when Terraform plans.
/// <https://developer.hashicorp.com/terraform/language/functions/plantimestamp>
pub fn plantimestamp() -> Value<String> {
    call("plantimestamp", [])
}
