//! Terraform's operators on typed values. Arithmetic is written with Rust's own: `&count + 1`, `!enabled`.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/operators>

use std::ops::{Add, Div, Mul, Neg, Not, Rem, Sub};

use super::expression::{Expression, Operator};
use super::value::{Number, Value};

fn operation<T, R>(left: &Value<T>, operator: Operator, right: impl Into<Expression>) -> Value<R> {
    let (left, right) = (Box::new(left.clone().into()), Box::new(right.into()));
    Value::from_expression(Expression::Operation { left, operator, right })
}

impl<T> Value<T> {
    /// `value == other`.
    ///
    /// ```
    /// use gelato::terraform::Value;
    /// let destination: Value<String> = "queue".into();
    /// let attempts: Value<gelato::terraform::Number> = destination.is("queue").choose(3, 10);
    /// ```
    #[must_use]
    pub fn is(&self, other: impl Into<Self>) -> Value<bool> {
        operation(self, Operator::Equal, other.into())
    }

    /// `value != other`.
    #[must_use]
    pub fn is_not(&self, other: impl Into<Self>) -> Value<bool> {
        operation(self, Operator::NotEqual, other.into())
    }
}

impl<T> Value<T> {
    /// `value[key]`: an element of a list, a map or an object. The caller is responsible for its type.
    ///
    /// ```
    /// use gelato::terraform::{Any, Value};
    /// let zone: Value<Any> = Value::object([("name", "a".into())]);
    /// let name: Value<String> = zone.at("name");
    /// ```
    /// <https://developer.hashicorp.com/terraform/language/expressions/types#indices-and-attributes>
    #[must_use]
    pub fn at<U>(&self, key: impl Into<Expression>) -> Value<U> {
        let (of, key) = (Box::new(self.clone().into()), Box::new(key.into()));
        Value::from_expression(Expression::Index { of, key })
    }
}

impl Value<bool> {
    /// `condition ? then : otherwise`.
    #[must_use]
    pub fn choose<T>(&self, then: impl Into<Value<T>>, otherwise: impl Into<Value<T>>) -> Value<T> {
        Value::from_expression(Expression::Conditional {
            condition: Box::new(self.clone().into()),
            then: Box::new(then.into().into()),
            otherwise: Box::new(otherwise.into().into()),
        })
    }

    /// `left && right`.
    #[must_use]
    pub fn and(&self, right: impl Into<Self>) -> Self {
        operation(self, Operator::And, right.into())
    }

    /// `left || right`.
    #[must_use]
    pub fn or(&self, right: impl Into<Self>) -> Self {
        operation(self, Operator::Or, right.into())
    }
}

impl Value<Number> {
    /// `number >= least`.
    #[must_use]
    pub fn at_least(&self, least: impl Into<Self>) -> Value<bool> {
        operation(self, Operator::AtLeast, least.into())
    }

    /// `number <= most`.
    #[must_use]
    pub fn at_most(&self, most: impl Into<Self>) -> Value<bool> {
        operation(self, Operator::AtMost, most.into())
    }

    /// `number > limit`.
    #[must_use]
    pub fn is_above(&self, limit: impl Into<Self>) -> Value<bool> {
        operation(self, Operator::Above, limit.into())
    }

    /// `number < limit`.
    #[must_use]
    pub fn is_below(&self, limit: impl Into<Self>) -> Value<bool> {
        operation(self, Operator::Below, limit.into())
    }

    /// `number >= least && number <= most`.
    #[must_use]
    pub fn is_between(&self, least: impl Into<Self>, most: impl Into<Self>) -> Value<bool> {
        self.at_least(least).and(self.at_most(most))
    }
}

/// Arithmetic on numbers, and on references to them.
macro_rules! arithmetic {
    ($($operation:ident $method:ident $operator:ident;)*) => {
        $(
            impl<R: Into<Value<Number>>> $operation<R> for Value<Number> {
                type Output = Self;
                fn $method(self, right: R) -> Self {
                    operation(&self, Operator::$operator, right.into())
                }
            }

            impl<R: Into<Value<Number>>> $operation<R> for &Value<Number> {
                type Output = Value<Number>;
                fn $method(self, right: R) -> Value<Number> {
                    operation(self, Operator::$operator, right.into())
                }
            }
        )*
    };
}

arithmetic! {
    Add add Add;
    Sub sub Subtract;
    Mul mul Multiply;
    Div div Divide;
    Rem rem Remainder;
}

impl Neg for Value<Number> {
    type Output = Self;
    fn neg(self) -> Self {
        Self::from(0) - self
    }
}

impl Not for Value<bool> {
    type Output = Self;
    fn not(self) -> Self {
        Self::from_expression(Expression::Not(Box::new(self.into())))
    }
}

impl Not for &Value<bool> {
    type Output = Value<bool>;
    fn not(self) -> Value<bool> {
        !self.clone()
    }
}
