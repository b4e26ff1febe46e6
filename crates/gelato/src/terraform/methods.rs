//! Terraform's operators and the functions of a single value, as methods of typed values.
//!
//! Operators: <https://developer.hashicorp.com/terraform/language/expressions/operators>. Each other method follows the
//! page of its function under <https://developer.hashicorp.com/terraform/language/functions>.

use super::expression::{Expression, Operator};
use super::function::call;
use super::reference::Address;
use super::value::{Any, List, Map, Number, Set, Value};

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
        self.operation(Operator::Equal, other.into())
    }

    /// `value != other`.
    #[must_use]
    pub fn is_not(&self, other: impl Into<Self>) -> Value<bool> {
        self.operation(Operator::NotEqual, other.into())
    }

    /// `contains(list, value)`: whether the value is one of these.
    #[must_use]
    pub fn is_one_of(&self, list: impl Into<Value<List<T>>>) -> Value<bool> {
        call("contains", [list.into().into(), self.clone().into()])
    }

    /// `nonsensitive(value)`: the value without Terraform's sensitive mark.
    #[must_use]
    pub fn nonsensitive(&self) -> Self {
        call("nonsensitive", [self.clone().into()])
    }

    fn operation(&self, operator: Operator, right: impl Into<Expression>) -> Value<bool> {
        let (left, right) = (Box::new(self.clone().into()), Box::new(right.into()));
        Value::from_expression(Expression::Operation { left, operator, right })
    }
}

impl Value<bool> {
    /// `tostring(flag)`: `true` or `false`.
    #[must_use]
    pub fn to_text(&self) -> Value<String> {
        call("tostring", [self.clone().into()])
    }

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
        self.operation(Operator::And, right.into())
    }

    /// `left || right`.
    #[must_use]
    pub fn or(&self, right: impl Into<Self>) -> Self {
        self.operation(Operator::Or, right.into())
    }
}

impl Value<Number> {
    /// `tostring(number)`, such as for a function's environment.
    #[must_use]
    pub fn to_text(&self) -> Value<String> {
        call("tostring", [self.clone().into()])
    }

    /// `number >= least`.
    #[must_use]
    pub fn at_least(&self, least: impl Into<Self>) -> Value<bool> {
        self.operation(Operator::AtLeast, least.into())
    }

    /// `number <= most`.
    #[must_use]
    pub fn at_most(&self, most: impl Into<Self>) -> Value<bool> {
        self.operation(Operator::AtMost, most.into())
    }

    /// `number > limit`.
    #[must_use]
    pub fn is_above(&self, limit: impl Into<Self>) -> Value<bool> {
        self.operation(Operator::Above, limit.into())
    }

    /// `number >= least && number <= most`.
    #[must_use]
    pub fn is_between(&self, least: impl Into<Self>, most: impl Into<Self>) -> Value<bool> {
        self.at_least(least).and(self.at_most(most))
    }
}

impl Value<String> {
    /// Whether a regular expression matches the whole text: `can(regex("^(?:…)$", text))`.
    ///
    /// Terraform's expressions are RE2. <https://developer.hashicorp.com/terraform/language/functions/regex>
    #[must_use]
    pub fn matches(&self, pattern: &str) -> Value<bool> {
        let found: Value<Any> = call("regex", [format!("^(?:{pattern})$").into(), self.clone().into()]);
        call("can", [found.into()])
    }

    /// `split(separator, text)`.
    #[must_use]
    pub fn split(&self, separator: &str) -> Value<List<String>> {
        call("split", [separator.into(), self.clone().into()])
    }
}

impl<T> Value<List<T>> {
    /// `length(list)`.
    #[must_use]
    pub fn length(&self) -> Value<Number> {
        call("length", [self.clone().into()])
    }

    /// `element(list, index)`.
    #[must_use]
    pub fn element(&self, index: impl Into<Value<Number>>) -> Value<T> {
        call("element", [self.clone().into(), index.into().into()])
    }

    /// `one(list)`: the only element, or `null` if the list is empty.
    #[must_use]
    pub fn one(&self) -> Value<T> {
        call("one", [self.clone().into()])
    }

    /// `distinct(list)`: each element once.
    #[must_use]
    pub fn distinct(&self) -> Self {
        call("distinct", [self.clone().into()])
    }

    /// `toset(list)`.
    #[must_use]
    pub fn to_set(&self) -> Value<Set<T>> {
        call("toset", [self.clone().into()])
    }

    /// Whether every element meets a condition: `alltrue([for item in list : condition])`.
    #[must_use]
    pub fn all(&self, condition: impl FnOnce(&Value<T>) -> Value<bool>) -> Value<bool> {
        let item = Value::from(Address::given("item").whole());
        let body = condition(&item).into();
        let collection = Box::new(self.clone().into());
        call("alltrue", [Expression::ForEach { variable: "item", collection, body: Box::new(body) }])
    }
}

impl Value<List<String>> {
    /// `sort(list)`: texts in lexicographical order.
    #[must_use]
    pub fn sort(&self) -> Self {
        call("sort", [self.clone().into()])
    }

    /// `join(separator, list)`.
    #[must_use]
    pub fn join(&self, separator: &str) -> Value<String> {
        call("join", [separator.into(), self.clone().into()])
    }
}

impl<T> Value<Map<T>> {
    /// `lookup(map, key, default)`: the value of a key, or the default.
    #[must_use]
    pub fn lookup(&self, key: &str, default: impl Into<Value<T>>) -> Value<T> {
        call("lookup", [self.clone().into(), key.into(), default.into().into()])
    }

    /// Whether the map has a key: `contains(keys(map), key)`.
    #[must_use]
    pub fn has_key(&self, key: &str) -> Value<bool> {
        let keys: Value<List<String>> = call("keys", [self.clone().into()]);
        Value::<String>::from(key).is_one_of(keys)
    }

    /// The map with another entry, which takes precedence: `merge(map, { key = value })`.
    #[must_use]
    pub fn with(&self, key: &str, value: impl Into<Value<T>>) -> Self {
        let (key, value) = (key.to_owned(), value.into().into());
        match self.expression().clone() {
            Expression::Object(mut entries) => {
                entries.insert(key, value);
                Self::from_expression(Expression::Object(entries))
            }
            map => call("merge", [map, Expression::Object([(key, value)].into())]),
        }
    }
}
