//! Gives expressions their values.
//!
//! The parser is that of `hcl-rs`. Its evaluator wants all variables beforehand, and evaluates the arguments of `try`
//! before it; a configuration is evaluated from what is asked for to what that needs.
//! <https://developer.hashicorp.com/terraform/language/expressions>

mod operation;
mod template;

use hcl::expr::{Expression, ForExpr, FuncCall, Object, ObjectKey, Traversal, TraversalOperator};
use serde_json::{Map, Value};

use super::convert;
use super::error::Error;
use super::files::Files;
use super::function;

/// Why an expression has no value.
#[derive(Debug)]
pub(super) enum Failure {
    /// It is the expression's own fault.
    Here(String),
    /// Terraform or AWS would know, and the runtime does not.
    Unknown(String),
    /// Something that it refers to has no value.
    Elsewhere(Error),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Here(message)
    }
}

pub(super) type Outcome<T> = Result<T, Failure>;

/// One step of a reference, after its first name.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    Name(String),
    Index(Value),
    Splat,
}

/// What names stand for.
pub(super) trait Scope {
    /// The value of a name with the steps after it, and how many of those it took.
    fn resolve(&self, root: &str, steps: &[Step]) -> Outcome<(Value, usize)>;

    /// Where functions find files.
    fn files(&self) -> &Files;

    /// Whether what a name stands for may have more members than are known here: a resource has those of AWS.
    fn is_open(&self, root: &str) -> bool;
}

/// A scope, and the names that a `for` binds.
#[derive(Clone, Copy)]
pub(super) struct Evaluator<'a> {
    scope: &'a dyn Scope,
    bound: Option<&'a Bound<'a>>,
}

struct Bound<'a> {
    name: &'a str,
    value: Value,
    outer: Option<&'a Bound<'a>>,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(scope: &'a dyn Scope) -> Self {
        Self { scope, bound: None }
    }

    /// Evaluates with one more name.
    pub(super) fn with<T>(self, name: &str, value: Value, then: impl FnOnce(Evaluator<'_>) -> T) -> T {
        let bound = Bound { name, value, outer: self.bound };
        then(Evaluator { scope: self.scope, bound: Some(&bound) })
    }

    fn bound(self, name: &str) -> Option<&'a Value> {
        let mut next = self.bound;
        while let Some(bound) = next {
            if bound.name == name {
                return Some(&bound.value);
            }
            next = bound.outer;
        }
        None
    }

    /// The value of an expression.
    pub(super) fn value(self, expression: &Expression) -> Outcome<Value> {
        match expression {
            Expression::Null => Ok(Value::Null),
            Expression::Bool(flag) => Ok(Value::Bool(*flag)),
            Expression::Number(number) => Ok(number
                .as_i64()
                .map(Value::from)
                .or_else(|| number.as_u64().map(Value::from))
                .unwrap_or_else(|| convert::from_float(number.as_f64().unwrap_or_default()))),
            Expression::String(text) => Ok(Value::String(text.clone())),
            Expression::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Expression::Object(object) => self.object(object),
            Expression::TemplateExpr(template) => template::of_expression(self, template),
            Expression::Variable(name) => self.reference(name.as_str(), &[]),
            Expression::Traversal(traversal) => self.traversal(traversal),
            Expression::FuncCall(call) => self.call(call),
            Expression::Parenthesis(inner) => self.value(inner),
            Expression::Conditional(conditional) => {
                let holds = convert::boolean(&self.value(&conditional.cond_expr)?)?;
                self.value(if holds { &conditional.true_expr } else { &conditional.false_expr })
            }
            Expression::Operation(operation) => operation::value(self, operation),
            Expression::ForExpr(of) => self.for_each(of),
            other => Err(Failure::Here(format!("`{other}` is not understood"))),
        }
    }

    fn object(self, object: &Object<ObjectKey, Expression>) -> Outcome<Value> {
        let mut members = Map::new();
        for (key, value) in object {
            let key = match key {
                ObjectKey::Expression(key) => convert::text(&self.value(key)?)?,
                name => name.to_string(),
            };
            members.insert(key, self.value(value)?);
        }
        Ok(Value::Object(members))
    }

    fn traversal(self, traversal: &Traversal) -> Outcome<Value> {
        let steps: Vec<Step> = traversal.operators.iter().map(|step| self.step(step)).collect::<Outcome<_>>()?;
        match &traversal.expr {
            Expression::Variable(name) => self.reference(name.as_str(), &steps),
            other => walk(self.value(other)?, &steps),
        }
    }

    fn step(self, operator: &TraversalOperator) -> Outcome<Step> {
        Ok(match operator {
            TraversalOperator::GetAttr(name) => Step::Name(name.to_string()),
            TraversalOperator::Index(index) => Step::Index(self.value(index)?),
            TraversalOperator::LegacyIndex(index) => Step::Index(Value::from(*index)),
            TraversalOperator::AttrSplat | TraversalOperator::FullSplat => Step::Splat,
        })
    }

    fn reference(self, root: &str, steps: &[Step]) -> Outcome<Value> {
        if let Some(value) = self.bound(root) {
            return walk(value.clone(), steps);
        }
        let (value, taken) = self.scope.resolve(root, steps)?;
        walk(value, &steps[taken..]).map_err(|failure| match failure {
            Failure::Here(message) if self.scope.is_open(root) => {
                Failure::Unknown(format!("`{}`: {message}", spelt(root, steps)))
            }
            other => other,
        })
    }

    fn call(self, call: &FuncCall) -> Outcome<Value> {
        let name = call.name.to_string();
        match name.as_str() {
            "try" => return self.first(&call.args),
            "can" => return Ok(Value::Bool(self.first(&call.args).is_ok())),
            "templatestring" => return template::of_string(self, &self.arguments(call)?),
            "templatefile" => return template::of_file(self, &self.arguments(call)?),
            _ => {}
        }
        let arguments = self.arguments(call)?;
        let outcome = function::call(&name, &arguments, self.scope.files());
        let outcome = outcome.ok_or_else(|| Failure::Unknown(format!("the function `{name}` is not known here")))?;
        outcome.map_err(|error| Failure::Here(format!("{name}: {error}")))
    }

    fn arguments(self, call: &FuncCall) -> Outcome<Vec<Value>> {
        let mut arguments: Vec<Value> =
            call.args.iter().map(|argument| self.value(argument)).collect::<Outcome<_>>()?;
        if call.expand_final {
            match arguments.pop() {
                Some(Value::Array(items)) => arguments.extend(items),
                _ => return Err(Failure::Here(format!("{}: what `...` spreads must be a list", call.name))),
            }
        }
        Ok(arguments)
    }

    /// The value of the first expression that has one.
    fn first(self, expressions: &[Expression]) -> Outcome<Value> {
        let mut last = Failure::Here("try: at least one argument is needed".to_owned());
        for expression in expressions {
            match self.value(expression) {
                Ok(value) => return Ok(value),
                Err(failure) => last = failure,
            }
        }
        Err(last)
    }

    fn for_each(self, of: &ForExpr) -> Outcome<Value> {
        let (mut items, mut members) = (Vec::new(), Map::new());
        for (key, value) in entries(self.value(&of.collection_expr)?)? {
            let key_name = of.key_var.as_ref().map_or("", |name| name.as_str());
            self.with(key_name, key, |inner| {
                inner.with(of.value_var.as_str(), value, |inner| inner.one(of, &mut items, &mut members))
            })?;
        }
        Ok(if of.key_expr.is_some() { Value::Object(members) } else { Value::Array(items) })
    }

    fn one(self, of: &ForExpr, items: &mut Vec<Value>, members: &mut Map<String, Value>) -> Outcome<()> {
        if let Some(condition) = &of.cond_expr
            && !convert::boolean(&self.value(condition)?)?
        {
            return Ok(());
        }
        let value = self.value(&of.value_expr)?;
        let Some(key) = &of.key_expr else {
            items.push(value);
            return Ok(());
        };
        let key = convert::text(&self.value(key)?)?;
        if of.grouping {
            let group = members.entry(key).or_insert_with(|| Value::Array(Vec::new()));
            group.as_array_mut().into_iter().for_each(|group| group.push(value.clone()));
        } else if members.insert(key.clone(), value).is_some() {
            return Err(Failure::Here(format!("the key `{key}` comes twice; `...` after the value would group them")));
        }
        Ok(())
    }
}

/// A reference as it was written.
fn spelt(root: &str, steps: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Name(name) => format!(".{name}"),
        Step::Index(index) => format!("[{index}]"),
        Step::Splat => "[*]".to_owned(),
    };
    steps.iter().fold(root.to_owned(), |text, next| text + &step(next))
}

/// The keys and values of a list, set or map.
pub(super) fn entries(collection: Value) -> Result<Vec<(Value, Value)>, String> {
    match collection {
        Value::Array(items) => Ok(items.into_iter().enumerate().map(|(index, item)| (index.into(), item)).collect()),
        Value::Object(members) => Ok(members.into_iter().map(|(name, value)| (name.into(), value)).collect()),
        other => Err(format!("`{other}` has no elements; a list, a set or a map has")),
    }
}

/// Follows steps into a value.
pub(super) fn walk(value: Value, steps: &[Step]) -> Outcome<Value> {
    let Some((step, rest)) = steps.split_first() else { return Ok(value) };
    match step {
        Step::Splat => match value {
            Value::Null => Ok(Value::Array(Vec::new())),
            Value::Array(items) => items.into_iter().map(|item| walk(item, rest)).collect(),
            one => Ok(Value::Array(vec![walk(one, rest)?])),
        },
        Step::Name(name) => walk(member(value, name)?, rest),
        Step::Index(index) => walk(indexed(value, index)?, rest),
    }
}

fn member(value: Value, name: &str) -> Result<Value, String> {
    match value {
        Value::Object(mut members) => members.remove(name).ok_or_else(|| {
            let known: Vec<_> = members.keys().map(String::as_str).collect();
            format!("there is no `{name}` here; there is {}", known.join(", "))
        }),
        Value::Null => Err(format!("`{name}` of null")),
        other => match (name.parse::<usize>(), other) {
            (Ok(index), other @ Value::Array(_)) => indexed(other, &index.into()),
            (_, other) => Err(format!("`{other}` has no members, so there is no `{name}`")),
        },
    }
}

fn indexed(value: Value, index: &Value) -> Result<Value, String> {
    match value {
        Value::Array(mut items) => {
            let count = items.len();
            let index = convert::number(index)?.as_u64().and_then(|index| usize::try_from(index).ok());
            match index.filter(|index| *index < count) {
                Some(index) => Ok(items.swap_remove(index)),
                None => Err(format!("the index is not one of the {count} elements, counted from 0")),
            }
        }
        object @ Value::Object(_) => member(object, &convert::text(index)?),
        other => Err(format!("`{other}` has no elements")),
    }
}
