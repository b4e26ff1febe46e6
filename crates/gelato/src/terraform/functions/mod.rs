//! Terraform's functions, from typed values to typed values.
//!
//! Functions of one value are methods of it, named as in Terraform with `_` between words: `text.trim_prefix("v")`.
//! Functions of files, of several values or of none are Rust functions with Terraform's own names. Any other, such as one
//! of a provider, is called with [`call_function`].
//! <https://developer.hashicorp.com/terraform/language/functions>

mod collections;
mod conversions;
mod encodings;
mod files;
mod given;
mod known;
mod lists;
mod methods;
mod network;
mod numbers;
mod texts;
mod times;

pub use collections::{
    attribute_by_key, coalesce, coalescelist, concat_lists, formatlist, matchkeys, merge, range, setproduct, zipmap,
};
pub use conversions::try_each;
pub use encodings::{jsonencode, rsadecrypt, uuid, uuidv5, yamlencode};
pub use files::{
    abspath, basename, dirname, file, filebase64, filebase64sha256, filebase64sha512, fileexists, filemd5, fileset,
    filesha1, filesha256, filesha512, pathexpand, templatefile, templatestring,
};
pub use given::{count_index, each_key, each_value, path_module, path_root};
pub(super) use known::{needs, unknown_function};
pub use network::{cidrhost, cidrnetmask, cidrsubnet, cidrsubnets};
pub use numbers::{max, min};
pub use texts::{concat, format, heredoc};
pub use times::{plantimestamp, timestamp};

use super::expression::Expression;
use super::value::Value;

pub(super) fn call<T>(function: &'static str, arguments: impl IntoIterator<Item = Expression>) -> Value<T> {
    Value::from_expression(Expression::Call { function: function.into(), arguments: arguments.into_iter().collect() })
}

/// A call of a function by its name: of a provider, such as `provider::aws::arn_parse`, or of Terraform. The caller is
/// responsible for the type of the result. A name that Terraform does not have is reported by synthesis.
///
/// ```
/// use gelato::prelude::*;
/// use gelato::terraform::{Any, call_function};
/// let arn: Value<String> = "arn:aws:sns:eu-central-1:000000000000:news".into();
/// let parts: Value<Any> = call_function("provider::aws::arn_parse", [arn.into()]);
/// ```
pub fn call_function<T>(function: &str, arguments: impl IntoIterator<Item = Expression>) -> Value<T> {
    let function = function.to_owned().into();
    Value::from_expression(Expression::Call { function, arguments: arguments.into_iter().collect() })
}
