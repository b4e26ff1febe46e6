//! Functions of IP addresses.

use super::call;
use crate::terraform::value::{List, Number, Value};

/// `cidrhost(prefix, number)`: the address of a host in a network such as `10.0.0.0/16`.
/// <https://developer.hashicorp.com/terraform/language/functions/cidrhost>
pub fn cidrhost(prefix: impl Into<Value<String>>, number: impl Into<Value<Number>>) -> Value<String> {
    call("cidrhost", [prefix.into().into(), number.into().into()])
}

/// `cidrnetmask(prefix)`: the mask of an IPv4 network.
/// <https://developer.hashicorp.com/terraform/language/functions/cidrnetmask>
pub fn cidrnetmask(prefix: impl Into<Value<String>>) -> Value<String> {
    call("cidrnetmask", [prefix.into().into()])
}

/// `cidrsubnet(prefix, bits, number)`: a network within another one, whose prefix is so many bits longer.
/// <https://developer.hashicorp.com/terraform/language/functions/cidrsubnet>
pub fn cidrsubnet(
    prefix: impl Into<Value<String>>,
    bits: impl Into<Value<Number>>,
    number: impl Into<Value<Number>>,
) -> Value<String> {
    call("cidrsubnet", [prefix.into().into(), bits.into().into(), number.into().into()])
}

/// `cidrsubnets(prefix, bits…)`: consecutive networks within another one.
/// <https://developer.hashicorp.com/terraform/language/functions/cidrsubnets>
pub fn cidrsubnets<const N: usize>(prefix: impl Into<Value<String>>, bits: [u8; N]) -> Value<List<String>> {
    let bits = bits.map(|bits| Value::<Number>::from(bits).into());
    call("cidrsubnets", std::iter::once(prefix.into().into()).chain(bits))
}
