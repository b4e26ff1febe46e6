//! `for` expressions: closures over typed collections where there is one, and otherwise `Loop`.

use gelato::bindings::identifier;
use hcl_edit::expr::{Expression, ForExpr};

use crate::code::Code;
use crate::context::Context;
use crate::rust_type::RustType;

impl Context<'_> {
    /// A list of what is written for each element.
    pub(crate) fn over(
        &self,
        key: Option<&str>,
        value: &str,
        collection: &Expression,
        body: impl Fn(&Self) -> Code,
    ) -> Code {
        let collection = self.infer(collection, None);
        let element = collection.of.element();
        let (variable, key_variable) = (identifier(value), key.map(identifier));
        let written = |context: &Self, key_of: RustType| {
            let inner = || context.with_value(value, Code::variable(&variable, element.clone()), || body(context));
            match (key, &key_variable) {
                (Some(key), Some(name)) => context.with_value(key, Code::variable(name, key_of), inner),
                _ => inner(),
            }
        };
        match (&collection.of, &key_variable) {
            (RustType::List(_) | RustType::Set(_), None) => {
                let body = written(self, RustType::Text);
                let text = format!("{}.map(|{variable}| {})", collection.receiver(), body.owned());
                Code::plain(text, RustType::list(body.of))
            }
            (RustType::Map(_), Some(key)) => {
                let body = written(self, RustType::Text);
                let text = format!("{}.map(|{key}, {variable}| {})", collection.receiver(), body.owned());
                Code::plain(text, RustType::list(body.of))
            }
            (RustType::Map(_), None) => {
                let body = written(self, RustType::Text);
                let text = format!("{}.values().map(|{variable}| {})", collection.receiver(), body.owned());
                Code::plain(text, RustType::list(body.of))
            }
            _ => {
                let (mut of, collection) = (RustType::Any, collection.owned());
                let body = self.in_loop(key, value, &element, |context| {
                    let body = body(context);
                    of = body.of.clone();
                    format!("{}.into()", body.receiver())
                });
                let body = self.written_loop(key, value, &collection, None, &body, None, false);
                Code::plain(format!("Value::<List<{of}>>::from_expression({body})"), RustType::list(of))
            }
        }
    }

    pub(crate) fn for_expression(&self, each: &ForExpr) -> Code {
        let value = each.intro.value_var.as_str();
        let key = each.intro.key_var.as_ref().map(|name| name.as_str().to_owned());
        let collection = self.infer(&each.intro.collection_expr, None);
        let element = collection.of.element();
        let is =
            |expression: &Expression, name: &str| matches!(expression, Expression::Variable(it) if it.as_str() == name);
        let variable = identifier(value);
        let bound = || Code::variable(&variable, element.clone());
        match (&each.key_expr, &each.cond, &key, &collection.of) {
            (None, None, ..) => {
                return self.over(key.as_deref(), value, &each.intro.collection_expr, |context| {
                    context.infer(&each.value_expr, None)
                });
            }
            (None, Some(condition), None, RustType::List(_) | RustType::Set(_)) if is(&each.value_expr, value) => {
                let condition = self.with_value(value, bound(), || self.concrete(&condition.expr, &RustType::Bool));
                let text = format!("{}.filter(|{variable}| {condition})", collection.receiver());
                return Code::plain(text, RustType::list(element));
            }
            (Some(entry), None, None, RustType::List(_) | RustType::Set(_)) if !each.grouping => {
                let (entry, body) = self.with_value(value, bound(), || {
                    (self.concrete(entry, &RustType::Text), self.infer(&each.value_expr, None))
                });
                let text = format!("{}.to_map(|{variable}| ({entry}, {}))", collection.receiver(), body.owned());
                return Code::plain(text, RustType::map(body.of));
            }
            (Some(entry), None, Some(name), RustType::Map(_)) if !each.grouping && is(entry, name) => {
                let key = identifier(name);
                let body = self.with_value(name, Code::variable(&key, RustType::Text), || {
                    self.with_value(value, bound(), || self.infer(&each.value_expr, None))
                });
                let text = format!("{}.map_values(|{key}, {variable}| {})", collection.receiver(), body.owned());
                return Code::plain(
                    text.replace(&format!("|{key}, "), &unused(&key, &body.owned())),
                    RustType::map(body.of),
                );
            }
            _ => {}
        }
        let mut of = RustType::Any;
        let (mut entry, mut condition) = (None, None);
        let body = self.in_loop(key.as_deref(), value, &element, |context| {
            entry = each.key_expr.as_ref().map(|entry| context.expression(entry));
            condition = each.cond.as_ref().map(|condition| context.expression(&condition.expr));
            let body = context.infer(&each.value_expr, None);
            of = body.of.clone();
            context.expression(&each.value_expr)
        });
        let of = match (&entry, each.grouping) {
            (None, _) => RustType::list(of),
            (Some(_), false) => RustType::map(of),
            (Some(_), true) => RustType::map(RustType::list(of)),
        };
        let text = self.written_loop(
            key.as_deref(),
            value,
            &collection.owned(),
            entry.as_deref(),
            &body,
            condition.as_deref(),
            each.grouping,
        );
        Code::plain(format!("Value::<{of}>::from_expression({text})"), of)
    }

    /// Writes something with the variables of a `Loop`, which are references by their names.
    fn in_loop<R>(&self, key: Option<&str>, value: &str, element: &RustType, write: impl FnOnce(&Self) -> R) -> R {
        let given = |name: &str, of: &RustType| {
            let address = self.import("Address");
            Code::plain(format!("Value::<{of}>::from({address}::given({:?}).whole())", loop_name(name)), of.clone())
        };
        let inner = || self.with_value(value, given(value, element), || write(self));
        match key {
            Some(key) => self.with_value(key, given(key, &RustType::Any), inner),
            None => inner(),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a `for` expression")]
    fn written_loop(
        &self,
        key: Option<&str>,
        value: &str,
        collection: &str,
        entry: Option<&str>,
        body: &str,
        condition: Option<&str>,
        grouped: bool,
    ) -> String {
        let (expression, each) = (self.import("Expression"), self.import("Loop"));
        let optional = |code: Option<&str>| code.map_or_else(|| "None".to_owned(), |code| format!("Some({code})"));
        let key = key.map_or_else(|| "None".to_owned(), |key| format!("Some({:?})", loop_name(key)));
        format!(
            "{expression}::For(Box::new({each} {{ key: {key}, variable: {:?}, collection: {collection}.into(), entry: {}, body: {body}, condition: {}, grouped: {grouped} }}))",
            loop_name(value),
            optional(entry),
            optional(condition)
        )
    }
}

/// The name of a loop's variable. `item` is the name in closures, which may stand around it.
fn loop_name(name: &str) -> String {
    if name.starts_with("item") { format!("{name}_") } else { name.to_owned() }
}

/// The parameter of a key, which may be unused.
fn unused(key: &str, body: &str) -> String {
    if body.contains(key) { format!("|{key}, ") } else { "|_, ".to_owned() }
}
