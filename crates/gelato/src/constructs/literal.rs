//! Numbers that a program writes as such, which are checked when it declares them. Terraform and AWS check all others.

use std::ops::RangeInclusive;

use crate::modules::ModuleScope;
use crate::terraform::{Expression, Number, Refusal, Value};

/// The number, if the program writes it and does not compute it.
pub(in crate::constructs) fn literal(value: &Value<Number>) -> Option<i64> {
    match value.expression() {
        Expression::Number(number) => number.as_i64(),
        _ => None,
    }
}

/// A number's name in the props, its value, and what AWS allows.
pub(in crate::constructs) type Checked<'a> = (&'a str, Option<&'a Value<Number>>, RangeInclusive<i64>);

/// Refuses numbers that AWS would refuse: of a construct such as ``queue `jobs` ``, each by its name in the props.
#[track_caller]
pub(in crate::constructs) fn check_numbers(module: &ModuleScope, construct: &str, numbers: &[Checked<'_>]) {
    for (name, value, allowed) in numbers {
        if let Some(found) = value.and_then(literal).filter(|number| !allowed.contains(number)) {
            let refused = Refusal::new(format!("{construct}: `{name}` is {found}"));
            module.refuse(refused.allowing(format!("{} to {}", allowed.start(), allowed.end())));
        }
    }
}
