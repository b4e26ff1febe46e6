//! Terraform's functions, as far as configurations of such services use them.
//!
//! <https://developer.hashicorp.com/terraform/language/functions>

mod arn;
mod collection;
pub(super) mod encoding;
mod file;
mod format;
mod numeric;
mod text;
mod time;

use serde_json::Value;

use super::budget::{Budget, Shared};
use super::convert;
use super::files::Files;
use super::shown::Shown;

/// The arguments of a function call.
pub(super) struct Arguments<'a> {
    values: &'a [Shared],
    files: &'a Files,
    /// The limits. A function that creates more than its arguments hold counts it beforehand.
    budget: &'a Budget,
}

type Outcome = Result<Value, String>;

/// Calls a function by name; `None` if it is not supported.
pub(super) fn call(name: &str, values: &[Shared], files: &Files, budget: &Budget) -> Option<Result<Shared, String>> {
    let arguments = Arguments { values, files, budget };
    if let Err(exceeded) = budget.look(values) {
        return Some(Err(exceeded));
    }
    let name = name.strip_prefix("core::").unwrap_or(name);
    let groups = [text::call, collection::call, encoding::call, file::call, numeric::call, time::call, arn::call];
    let outcome = groups.iter().find_map(|group| group(name, &arguments))?;
    Some(outcome.and_then(|value| budget.made(value)))
}

impl<'a> Arguments<'a> {
    fn value(&self, index: usize) -> Result<&'a Value, String> {
        let missing = || format!("argument {} is missing", index + 1);
        self.values.get(index).map(|value| &**value).ok_or_else(missing)
    }

    fn text(&self, index: usize) -> Result<String, String> {
        convert::text(self.value(index)?)
    }

    fn list(&self, index: usize) -> Result<&'a [Value], String> {
        let value = self.value(index)?;
        value
            .as_array()
            .map(Vec::as_slice)
            .ok_or_else(|| format!("argument {} is `{}`, not a list", index + 1, Shown(value)))
    }

    fn map(&self, index: usize) -> Result<&'a serde_json::Map<String, Value>, String> {
        let value = self.value(index)?;
        value.as_object().ok_or_else(|| format!("argument {} is `{}`, not a map", index + 1, Shown(value)))
    }

    fn number(&self, index: usize) -> Result<f64, String> {
        convert::float(self.value(index)?)
    }

    fn whole(&self, index: usize) -> Result<i64, String> {
        convert::whole(self.value(index)?).map_err(|error| format!("argument {} {error}", index + 1))
    }

    /// A whole number that is not negative.
    fn count(&self, index: usize) -> Result<usize, String> {
        let number = self.whole(index)?;
        usize::try_from(number).map_err(|_| format!("argument {} is `{number}`, which is negative", index + 1))
    }
}
