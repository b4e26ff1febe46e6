//! Typed values: expressions with their Terraform type.
//!
//! The type only exists in Rust, so that a topic's ARN cannot be passed to an argument of type number. The files only have
//! the expression.
//! <https://developer.hashicorp.com/terraform/language/expressions/types>

use std::marker::PhantomData;

use super::expression::Expression;
use super::reference::Reference;

/// A value of Terraform type `T`: [`String`], [`bool`], [`Number`], [`List`], [`Set`], [`Map`] or [`Any`].
///
/// ```
/// use gelato::terraform::{List, Value};
/// let name: Value<String> = "books".into();
/// let names: Value<List<String>> = vec![name, "tastings".into()].into();
/// ```
#[derive(Debug)]
pub struct Value<T> {
    expression: Expression,
    kind: PhantomData<fn() -> T>,
}

/// Terraform's `number`.
#[derive(Debug)]
pub enum Number {}

/// Terraform's `any`: an object, or a value whose type only the provider knows.
#[derive(Debug)]
pub enum Any {}

/// Terraform's `list(T)`.
#[derive(Debug)]
pub struct List<T>(PhantomData<T>);

/// Terraform's `set(T)`.
#[derive(Debug)]
pub struct Set<T>(PhantomData<T>);

/// Terraform's `map(T)`.
#[derive(Debug)]
pub struct Map<T>(PhantomData<T>);

/// A Rust marker for a Terraform type constraint.
/// <https://developer.hashicorp.com/terraform/language/expressions/type-constraints>
pub trait Type {
    /// The constraint as Terraform writes it, such as `list(string)`.
    fn constraint() -> String;
}

impl Type for String {
    fn constraint() -> String {
        "string".into()
    }
}

impl Type for bool {
    fn constraint() -> String {
        "bool".into()
    }
}

impl Type for Number {
    fn constraint() -> String {
        "number".into()
    }
}

impl Type for Any {
    fn constraint() -> String {
        "any".into()
    }
}

impl<T: Type> Type for List<T> {
    fn constraint() -> String {
        format!("list({})", T::constraint())
    }
}

impl<T: Type> Type for Set<T> {
    fn constraint() -> String {
        format!("set({})", T::constraint())
    }
}

impl<T: Type> Type for Map<T> {
    fn constraint() -> String {
        format!("map({})", T::constraint())
    }
}

impl<T> Value<T> {
    /// Treats an expression as a value of this type. The caller is responsible for the type.
    pub fn from_expression(expression: impl Into<Expression>) -> Self {
        Self { expression: expression.into(), kind: PhantomData }
    }

    /// Terraform's `null`: as if the argument were absent.
    pub fn null() -> Self {
        Self::from_expression(Expression::Null)
    }

    /// The expression behind the value.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    pub(super) fn expression_mut(&mut self) -> &mut Expression {
        &mut self.expression
    }

    /// The value as any type, for arguments that take an object.
    pub fn into_any(self) -> Value<Any> {
        Value::from_expression(self.expression)
    }
}

impl Value<Any> {
    /// The value as one of this type, such as an output of a module that does not say what it is. The caller is responsible
    /// for the type.
    pub fn of_type<T>(self) -> Value<T> {
        Value::from_expression(self.expression)
    }

    /// An object: values of different types by name.
    pub fn object<const N: usize>(entries: [(&str, Expression); N]) -> Self {
        let entries = entries.into_iter().map(|(name, value)| (name.to_owned(), value));
        Self::from_expression(Expression::Object(entries.collect()))
    }

    /// A tuple: values of different types in order.
    pub fn tuple<const N: usize>(items: [Expression; N]) -> Self {
        Self::from_expression(Expression::List(items.into()))
    }
}

impl<T> Clone for Value<T> {
    fn clone(&self) -> Self {
        Self::from_expression(self.expression.clone())
    }
}

impl<T> PartialEq for Value<T> {
    fn eq(&self, other: &Self) -> bool {
        self.expression == other.expression
    }
}

impl<T> From<Value<T>> for Expression {
    fn from(value: Value<T>) -> Self {
        value.expression
    }
}

impl<T> From<&Value<T>> for Value<T> {
    fn from(value: &Value<T>) -> Self {
        value.clone()
    }
}

impl<T, V: Into<Self>> From<Option<V>> for Value<T> {
    /// `None` is `null`: as if the argument were absent.
    fn from(value: Option<V>) -> Self {
        value.map_or_else(Self::null, Into::into)
    }
}

impl<T> From<Reference> for Value<T> {
    fn from(reference: Reference) -> Self {
        Self::from_expression(reference)
    }
}

impl From<&str> for Value<String> {
    fn from(text: &str) -> Self {
        Self::from_expression(text)
    }
}

impl From<&String> for Value<String> {
    fn from(text: &String) -> Self {
        Self::from_expression(text.as_str())
    }
}

impl From<String> for Value<String> {
    fn from(text: String) -> Self {
        Self::from_expression(text)
    }
}

impl From<bool> for Value<bool> {
    fn from(flag: bool) -> Self {
        Self::from_expression(flag)
    }
}

/// Integers, as people write them.
macro_rules! integers {
    ($($integer:ty)*) => {
        $(
            impl From<$integer> for Value<Number> {
                fn from(number: $integer) -> Self {
                    Self::from_expression(Expression::Number(number.into()))
                }
            }
        )*
    };
}

integers!(i32 i64 u8 u16 u32 u64 usize);

impl From<f64> for Value<Number> {
    /// Converts a finite number. Infinities and NaN, which Terraform does not have, become `null`.
    fn from(number: f64) -> Self {
        Self::from_expression(serde_json::Value::from(number))
    }
}

impl<T, V: Into<Value<T>>> From<Vec<V>> for Value<List<T>> {
    fn from(items: Vec<V>) -> Self {
        Self::from_expression(list(items))
    }
}

impl<T, V: Into<Value<T>>> From<Vec<V>> for Value<Set<T>> {
    fn from(items: Vec<V>) -> Self {
        Self::from_expression(list(items))
    }
}

impl<T, V: Into<Value<T>>, const N: usize> From<[V; N]> for Value<List<T>> {
    fn from(items: [V; N]) -> Self {
        Self::from_expression(list(items))
    }
}

impl<T, V: Into<Value<T>>, const N: usize> From<[V; N]> for Value<Set<T>> {
    fn from(items: [V; N]) -> Self {
        Self::from_expression(list(items))
    }
}

impl<T, K: Into<String>, V: Into<Value<T>>> FromIterator<(K, V)> for Value<Map<T>> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let entries = entries.into_iter().map(|(key, value)| (key.into(), value.into().expression));
        Self::from_expression(Expression::Object(entries.collect()))
    }
}

impl<T, K: Into<String>, V: Into<Value<T>>, const N: usize> From<[(K, V); N]> for Value<Map<T>> {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

fn list<T, V: Into<Value<T>>>(items: impl IntoIterator<Item = V>) -> Expression {
    Expression::List(items.into_iter().map(|item| item.into().expression).collect())
}
