//! Terraform's functions, those that configurations of such services use.
//!
//! <https://developer.hashicorp.com/terraform/language/functions>

mod arn;
mod collection;
pub(super) mod encoding;
mod file;
mod numeric;
mod text;
mod time;

use serde_json::Value;

use super::convert;
use super::files::Files;

/// What a function is given.
pub(super) struct Arguments<'a> {
    values: &'a [Value],
    files: &'a Files,
}

type Outcome = Result<Value, String>;

/// Calls a function by its name; none, where it is not known.
pub(super) fn call(name: &str, values: &[Value], files: &Files) -> Option<Outcome> {
    let arguments = Arguments { values, files };
    let name = name.strip_prefix("core::").unwrap_or(name);
    let groups = [text::call, collection::call, encoding::call, file::call, numeric::call, time::call, arn::call];
    groups.iter().find_map(|group| group(name, &arguments))
}

impl<'a> Arguments<'a> {
    fn value(&self, index: usize) -> Result<&'a Value, String> {
        let missing = || format!("argument {} is missing", index + 1);
        self.values.get(index).ok_or_else(missing)
    }

    fn text(&self, index: usize) -> Result<String, String> {
        convert::text(self.value(index)?)
    }

    fn list(&self, index: usize) -> Result<&'a [Value], String> {
        let value = self.value(index)?;
        value.as_array().map(Vec::as_slice).ok_or_else(|| format!("argument {} is `{value}`, not a list", index + 1))
    }

    fn map(&self, index: usize) -> Result<&'a serde_json::Map<String, Value>, String> {
        let value = self.value(index)?;
        value.as_object().ok_or_else(|| format!("argument {} is `{value}`, not a map", index + 1))
    }

    fn number(&self, index: usize) -> Result<f64, String> {
        convert::number(self.value(index)?)?.as_f64().ok_or_else(|| format!("argument {} is too large", index + 1))
    }

    fn whole(&self, index: usize) -> Result<i64, String> {
        let number = convert::number(self.value(index)?)?;
        number.as_i64().ok_or_else(|| format!("argument {} is `{number}`, not a whole number", index + 1))
    }
}
