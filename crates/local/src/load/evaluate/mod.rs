//! Evaluates expressions.
//!
//! The parser is `hcl-rs`, but not the evaluator: that one copies every value it touches, and evaluates the arguments
//! of `try` first. Here values are shared, every step is counted, and all references are evaluated beforehand by
//! `instance`, so the recursion is no deeper than the expression.
//! <https://developer.hashicorp.com/terraform/language/expressions>

mod operation;
mod template;
mod walk;

use std::rc::Rc;

use hcl::expr::{Expression, ForExpr, FuncCall, Object, ObjectKey, Traversal, TraversalOperator};
use serde_json::{Map, Value};

use super::budget::{Budget, Shared};
use super::convert;
use super::error::Error;
use super::files::Files;
use super::function;
use super::shown::Shown;

pub(super) use walk::Step;
use walk::walk;

/// Why an expression has no value.
#[derive(Debug)]
pub(super) enum Failure {
    /// The expression is invalid.
    Invalid(String),
    /// Terraform or AWS would know the value, but the runtime does not.
    Unknown(String),
    /// A reference has no value; the error has its place.
    Located(Error),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Invalid(message)
    }
}

pub(super) type Outcome<T> = Result<T, Failure>;

/// The names that an expression can refer to.
pub(super) trait Scope {
    /// The value of a name with the steps after it, and the number of steps it used.
    fn resolve(&self, root: &str, steps: &[Step]) -> Outcome<(Shared, usize)>;

    /// The files that functions can read.
    fn files(&self) -> &Files;

    /// The limits of evaluation.
    fn budget(&self) -> &Budget;

    /// Whether the value of a name may have more members than are known here, like the attributes of a resource on AWS.
    fn is_open(&self, root: &str) -> bool;

    /// Whether this is a template rendered by a function. As in Terraform, it cannot render other templates.
    fn is_template(&self) -> bool {
        false
    }
}

/// A scope with the names bound by `for`.
#[derive(Clone, Copy)]
pub(super) struct Evaluator<'a> {
    scope: &'a dyn Scope,
    bound: Option<&'a Bound<'a>>,
}

struct Bound<'a> {
    name: &'a str,
    value: Shared,
    outer: Option<&'a Bound<'a>>,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(scope: &'a dyn Scope) -> Self {
        Self { scope, bound: None }
    }

    /// Evaluates with one more name.
    pub(super) fn with<T>(self, name: &str, value: Shared, then: impl FnOnce(Evaluator<'_>) -> T) -> T {
        let bound = Bound { name, value, outer: self.bound };
        then(Evaluator { scope: self.scope, bound: Some(&bound) })
    }

    fn bound(self, name: &str) -> Option<&'a Shared> {
        let mut next = self.bound;
        while let Some(bound) = next {
            if bound.name == name {
                return Some(&bound.value);
            }
            next = bound.outer;
        }
        None
    }

    pub(super) fn budget(self) -> &'a Budget {
        self.scope.budget()
    }

    /// The value of an expression.
    pub(super) fn value(self, expression: &Expression) -> Outcome<Shared> {
        self.budget().step()?;
        match expression {
            Expression::Null => self.made(Value::Null),
            Expression::Bool(flag) => self.made(Value::Bool(*flag)),
            Expression::Number(number) => self.made(convert::from_literal(number)?),
            Expression::String(text) => self.made(Value::String(text.clone())),
            Expression::Array(items) => self.array(items),
            Expression::Object(object) => self.object(object),
            Expression::TemplateExpr(template) => template::of_expression(self, template),
            Expression::Variable(name) => self.reference(name.as_str(), &[]),
            Expression::Traversal(traversal) => self.traversal(traversal),
            Expression::FuncCall(call) => self.call(call),
            Expression::Parenthesis(inner) => self.value(inner),
            Expression::Conditional(conditional) => {
                let holds = convert::boolean(&*self.value(&conditional.cond_expr)?)?;
                self.value(if holds { &conditional.true_expr } else { &conditional.false_expr })
            }
            Expression::Operation(operation) => operation::value(self, operation),
            Expression::ForExpr(of) => self.for_each(of),
            other => Err(Failure::Invalid(format!("`{other}` is not a supported expression"))),
        }
    }

    /// The value of an expression as an element or member of a new value.
    pub(super) fn owned(self, expression: &Expression) -> Outcome<Value> {
        Ok(self.budget().owned(self.value(expression)?)?)
    }

    fn made(self, value: Value) -> Outcome<Shared> {
        Ok(self.budget().made(value)?)
    }

    fn array(self, items: &[Expression]) -> Outcome<Shared> {
        let items: Vec<_> = items.iter().map(|item| self.owned(item)).collect::<Outcome<_>>()?;
        Ok(Rc::new(Value::Array(items)))
    }

    fn object(self, object: &Object<ObjectKey, Expression>) -> Outcome<Shared> {
        let mut members = Map::new();
        for (key, value) in object {
            let key = match key {
                ObjectKey::Expression(key) => convert::text(&*self.value(key)?)?,
                name => name.to_string(),
            };
            members.insert(key, self.owned(value)?);
        }
        Ok(Rc::new(Value::Object(members)))
    }

    fn traversal(self, traversal: &Traversal) -> Outcome<Shared> {
        let steps: Vec<Step> = traversal.operators.iter().map(|step| self.step(step)).collect::<Outcome<_>>()?;
        match &traversal.expr {
            Expression::Variable(name) => self.reference(name.as_str(), &steps),
            other => walk(self.budget(), self.value(other)?, &steps),
        }
    }

    fn step(self, operator: &TraversalOperator) -> Outcome<Step> {
        Ok(match operator {
            TraversalOperator::GetAttr(name) => Step::Name(name.to_string()),
            TraversalOperator::Index(index) => Step::Index(self.owned(index)?),
            TraversalOperator::LegacyIndex(index) => Step::Index(Value::from(*index)),
            TraversalOperator::AttrSplat | TraversalOperator::FullSplat => Step::Splat,
        })
    }

    fn reference(self, root: &str, steps: &[Step]) -> Outcome<Shared> {
        if let Some(value) = self.bound(root) {
            return walk(self.budget(), Rc::clone(value), steps);
        }
        let (value, taken) = self.scope.resolve(root, steps)?;
        walk(self.budget(), value, &steps[taken..]).map_err(|failure| match failure {
            Failure::Invalid(message) if self.scope.is_open(root) => {
                Failure::Unknown(format!("`{}`: {message}", walk::spelt(root, steps)))
            }
            other => other,
        })
    }

    fn call(self, call: &FuncCall) -> Outcome<Shared> {
        let name = call.name.to_string();
        match name.as_str() {
            "try" => return self.first(&call.args),
            "can" => return self.made(Value::Bool(self.first(&call.args).is_ok())),
            "templatestring" => return template::of_string(self, &self.arguments(call)?),
            "templatefile" => return template::of_file(self, &self.arguments(call)?),
            _ => {}
        }
        let arguments = self.arguments(call)?;
        let outcome = function::call(&name, &arguments, self.scope.files(), self.budget());
        let outcome =
            outcome.ok_or_else(|| Failure::Unknown(format!("the function `{name}` is not supported here")))?;
        outcome.map_err(|error| Failure::Invalid(format!("{name}: {error}")))
    }

    fn arguments(self, call: &FuncCall) -> Outcome<Vec<Shared>> {
        let mut arguments: Vec<_> = call.args.iter().map(|argument| self.value(argument)).collect::<Outcome<_>>()?;
        if call.expand_final {
            let Some(Value::Array(items)) = arguments.pop().map(|last| self.budget().owned(last)).transpose()? else {
                return Err(Failure::Invalid(format!("{}: the argument before `...` must be a list", call.name)));
            };
            arguments.extend(items.into_iter().map(Rc::new));
        }
        Ok(arguments)
    }

    /// The value of the first expression that has one.
    fn first(self, expressions: &[Expression]) -> Outcome<Shared> {
        let mut last = Failure::Invalid("try: at least one argument is needed".to_owned());
        for expression in expressions {
            match self.value(expression) {
                Ok(value) => return Ok(value),
                Err(failure) => last = failure,
            }
        }
        Err(last)
    }

    fn for_each(self, of: &ForExpr) -> Outcome<Shared> {
        let (mut items, mut members) = (Vec::new(), Map::new());
        for (key, value) in entries(self.owned(&of.collection_expr)?)? {
            let key_name = of.key_var.as_ref().map_or("", |name| name.as_str());
            self.with(key_name, Rc::new(key), |inner| {
                inner.with(of.value_var.as_str(), Rc::new(value), |inner| inner.one(of, &mut items, &mut members))
            })?;
        }
        Ok(Rc::new(if of.key_expr.is_some() { Value::Object(members) } else { Value::Array(items) }))
    }

    fn one(self, of: &ForExpr, items: &mut Vec<Value>, members: &mut Map<String, Value>) -> Outcome<()> {
        if let Some(condition) = &of.cond_expr
            && !convert::boolean(&*self.value(condition)?)?
        {
            return Ok(());
        }
        let value = self.owned(&of.value_expr)?;
        let Some(key) = &of.key_expr else {
            items.push(value);
            return Ok(());
        };
        let key = convert::text(&*self.value(key)?)?;
        if of.grouping {
            let group = members.entry(key).or_insert_with(|| Value::Array(Vec::new()));
            if let Some(group) = group.as_array_mut() {
                group.push(value);
            }
        } else if members.insert(key.clone(), value).is_some() {
            return Err(Failure::Invalid(format!(
                "the key `{key}` is repeated; `...` after the value groups values by key"
            )));
        }
        Ok(())
    }
}

/// The keys and values of a list, set or map.
pub(super) fn entries(collection: Value) -> Result<Vec<(Value, Value)>, String> {
    match collection {
        Value::Array(items) => Ok(items.into_iter().enumerate().map(|(index, item)| (index.into(), item)).collect()),
        Value::Object(members) => Ok(members.into_iter().map(|(name, value)| (name.into(), value)).collect()),
        other => Err(format!("`{}` has no elements; a list, a set or a map has", Shown(&other))),
    }
}
