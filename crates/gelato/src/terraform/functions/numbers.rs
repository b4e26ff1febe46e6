//! Functions of numbers.

use super::call;
use super::methods::methods;
use crate::terraform::expression::Expression;
use crate::terraform::value::{List, Number, Value};

methods! {
    [] Number {
        /// The absolute value.
        abs "abs"() -> Number;
        /// The next integer above.
        ceil "ceil"() -> Number;
        /// The next integer below.
        floor "floor"() -> Number;
        /// The logarithm.
        log "log"(base: Number) -> Number;
        /// The power.
        pow "pow"(exponent: Number) -> Number;
        /// -1, 0 or 1, by its sign.
        signum "signum"() -> Number;
        /// As a text, such as for a function's environment.
        to_text "tostring"() -> String;
    }
    [] List<Number> {
        /// The sum.
        sum "sum"() -> Number;
    }
    [] bool {
        /// `true` or `false` as a text.
        to_text "tostring"() -> String;
    }
}

/// `max(numbers…)`. <https://developer.hashicorp.com/terraform/language/functions/max>
pub fn max<const N: usize>(numbers: [Value<Number>; N]) -> Value<Number> {
    call("max", numbers.map(Expression::from))
}

/// `min(numbers…)`. <https://developer.hashicorp.com/terraform/language/functions/min>
pub fn min<const N: usize>(numbers: [Value<Number>; N]) -> Value<Number> {
    call("min", numbers.map(Expression::from))
}
