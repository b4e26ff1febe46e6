//! What Terraform gives to every expression: paths, and the instance that an argument is for.

use crate::terraform::reference::Address;
use crate::terraform::value::{Number, Type, Value};

/// `path.module`: the folder of the module with the expression.
pub fn path_module() -> Value<String> {
    Address::given("path.module").whole().into()
}

/// `path.root`: the folder that Terraform runs in.
pub fn path_root() -> Value<String> {
    Address::given("path.root").whole().into()
}

/// `count.index`, in a resource with `count`.
pub fn count_index() -> Value<Number> {
    Address::given("count.index").whole().into()
}

/// `each.key`, in a resource with `for_each`.
pub fn each_key() -> Value<String> {
    Address::given("each.key").whole().into()
}

/// `each.value`, in a resource with `for_each`.
pub fn each_value<T: Type>() -> Value<T> {
    Address::given("each.value").whole().into()
}
