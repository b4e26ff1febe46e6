//! Expressions as Rust, in three forms: a value whose type the place knows, a value of a written type, and an `Expression`.

use hcl_edit::expr::{Array, BinaryOp, BinaryOperator, Expression, Object, ObjectKey, UnaryOperator};

use crate::code::Code;
use crate::context::{Bound, Context};
use crate::literal;
use crate::rust_type::RustType;
use crate::template::elements;

impl Context<'_> {
    /// A `Value<wanted>`, where the place says the type.
    pub(crate) fn value(&self, expression: &Expression, wanted: &RustType) -> String {
        if let Some(literal) = literal::simple(expression, wanted) {
            return format!("{}.into()", in_parentheses(&literal));
        }
        match (expression, wanted) {
            (Expression::Null(_), _) => "Value::null()".into(),
            (Expression::Parenthesis(inner), _) => self.value(inner.inner(), wanted),
            (Expression::Array(array), RustType::List(of) | RustType::Set(of)) => {
                format!("{}.into()", self.items(array, of))
            }
            (Expression::Object(object), RustType::Map(of)) if all_named(object) => {
                format!("{}.into()", self.entries(object, of))
            }
            _ => {
                let code = self.infer(expression, Some(wanted));
                if code.of == *wanted { code.owned() } else { format!("Value::from_expression({})", code.owned()) }
            }
        }
    }

    /// A `Value<of>` wherever it stands.
    pub(crate) fn concrete(&self, expression: &Expression, of: &RustType) -> String {
        self.infer(expression, Some(of)).exactly(of)
    }

    /// An argument of type `impl Into<Value<of>>`.
    pub(crate) fn argument(&self, expression: &Expression, of: &RustType) -> String {
        literal::simple(expression, of).unwrap_or_else(|| self.concrete(expression, of))
    }

    /// An argument of type `impl Into<Expression>`.
    pub(crate) fn plain_argument(&self, expression: &Expression) -> String {
        match expression {
            Expression::String(text) => literal::text(text),
            Expression::Bool(flag) => flag.to_string(),
            Expression::Null(_) => format!("{}::Null", self.import("Expression")),
            other => self.infer(other, None).owned(),
        }
    }

    /// An `Expression`, where the place says so.
    pub(crate) fn expression(&self, expression: &Expression) -> String {
        match expression {
            Expression::String(text) => format!("{}.into()", literal::text(text)),
            Expression::Bool(flag) => format!("{flag}.into()"),
            Expression::Null(_) => format!("{}::Null", self.import("Expression")),
            other => {
                let code = self.infer(other, None);
                format!("{}.into()", if code.owned() == code.receiver() { code.receiver() } else { code.operand() })
            }
        }
    }

    /// A value with its type. `wanted` decides where the HCL does not.
    pub(crate) fn infer(&self, expression: &Expression, wanted: Option<&RustType>) -> Code {
        if let Some(own) = literal::own_type(expression) {
            let of = wanted.filter(|wanted| literal::simple(expression, wanted).is_some()).unwrap_or(&own).clone();
            let literal = literal::simple(expression, &of).unwrap_or_default();
            return Code::plain(format!("Value::<{of}>::from({literal})"), of);
        }
        match expression {
            Expression::Null(_) => {
                let of = wanted.cloned().unwrap_or(RustType::Any);
                Code::plain(format!("Value::<{of}>::null()"), of)
            }
            Expression::Array(array) => self.array(array, wanted),
            Expression::Object(object) => self.object(object, wanted),
            Expression::StringTemplate(_) => self.template(&elements(expression), wanted),
            Expression::HeredocTemplate(heredoc) => self.heredoc(heredoc),
            Expression::Parenthesis(inner) => self.infer(inner.inner(), wanted),
            Expression::Variable(name) => {
                if let Some(Bound::Value(code)) = self.bound(name.as_str()) {
                    code
                } else {
                    self.note(format!("`{}` means nothing here", name.as_str()));
                    Code::plain("Value::<Any>::null()".into(), RustType::Any)
                }
            }
            Expression::Conditional(conditional) => {
                let condition = self.infer(&conditional.cond_expr, Some(&RustType::Bool)).cast(&RustType::Bool);
                let of = self.either(&conditional.true_expr, &conditional.false_expr, wanted);
                let then = self.argument(&conditional.true_expr, &of);
                let otherwise = self.argument(&conditional.false_expr, &of);
                Code::plain(format!("{}.choose::<{of}>({then}, {otherwise})", condition.receiver()), of)
            }
            Expression::FuncCall(call) => self.call(call, wanted),
            Expression::Traversal(traversal) => self.traversal(traversal, wanted),
            Expression::UnaryOp(operation) => match operation.operator.value() {
                UnaryOperator::Neg => {
                    let number = self.infer(&operation.expr, Some(&RustType::Number)).cast(&RustType::Number);
                    Code::compound(format!("-{}", number.operand()), RustType::Number)
                }
                UnaryOperator::Not => {
                    let condition = self.infer(&operation.expr, Some(&RustType::Bool)).cast(&RustType::Bool);
                    Code::compound(format!("!{}", condition.operand()), RustType::Bool)
                }
            },
            Expression::BinaryOp(operation) => self.operation(operation),
            Expression::ForExpr(each) => self.for_expression(each),
            _ => Code::plain("Value::<Any>::null()".into(), RustType::Any),
        }
    }

    fn operation(&self, operation: &BinaryOp) -> Code {
        use BinaryOperator as Sign;
        let (left, right) = (&operation.lhs_expr, &operation.rhs_expr);
        let of = |of: &RustType| (self.infer(left, Some(of)).cast(of), self.argument(right, of));
        let compared = |method: &str, kind: &RustType| {
            let (left, right) = of(kind);
            Code::plain(format!("{}.{method}({right})", left.receiver()), RustType::Bool)
        };
        let computed = |sign: &str| {
            let (left, right) = of(&RustType::Number);
            Code::compound(format!("{} {sign} {right}", left.operand()), RustType::Number)
        };
        match operation.operator.value() {
            Sign::Eq => compared("is", &self.either(left, right, None)),
            Sign::NotEq => compared("is_not", &self.either(left, right, None)),
            Sign::LessEq => compared("at_most", &RustType::Number),
            Sign::GreaterEq => compared("at_least", &RustType::Number),
            Sign::Less => compared("is_below", &RustType::Number),
            Sign::Greater => compared("is_above", &RustType::Number),
            Sign::And => compared("and", &RustType::Bool),
            Sign::Or => compared("or", &RustType::Bool),
            Sign::Plus => computed("+"),
            Sign::Minus => computed("-"),
            Sign::Mul => computed("*"),
            Sign::Div => computed("/"),
            Sign::Mod => computed("%"),
        }
    }

    /// The type of two values of which one is used, or that are compared.
    fn either(&self, one: &Expression, other: &Expression, wanted: Option<&RustType>) -> RustType {
        let of = |expression: &Expression| {
            let undecided = matches!(expression, Expression::Null(_))
                || matches!(expression, Expression::Array(array) if array.is_empty())
                || matches!(expression, Expression::Object(object) if object.is_empty());
            (!undecided).then(|| self.infer(expression, wanted).of)
        };
        match (of(one), of(other)) {
            (Some(one), Some(other)) if one == other => one,
            (Some(RustType::Any) | None, Some(other)) => other,
            (Some(one), Some(RustType::Any) | None) => one,
            _ => wanted.cloned().unwrap_or(RustType::Any),
        }
    }

    fn array(&self, array: &Array, wanted: Option<&RustType>) -> Code {
        let of = match wanted {
            Some(RustType::List(of) | RustType::Set(of)) => Some((**of).clone()),
            _ => self.shared(array.iter()),
        };
        match (of, wanted) {
            (Some(of), Some(RustType::Set(_))) => {
                let set = RustType::Set(Box::new(of.clone()));
                Code::plain(format!("Value::<{set}>::from({})", self.items(array, &of)), set)
            }
            (Some(of), _) => {
                let list = RustType::list(of.clone());
                Code::plain(format!("Value::<{list}>::from({})", self.items(array, &of)), list)
            }
            (None, _) => {
                let items: Vec<_> = array.iter().map(|item| self.expression(item)).collect();
                Code::plain(format!("Value::tuple([{}])", items.join(", ")), RustType::Any)
            }
        }
    }

    fn object(&self, object: &Object, wanted: Option<&RustType>) -> Code {
        if !all_named(object) {
            let keys = object.iter().map(|(key, _)| match key {
                ObjectKey::Ident(name) => format!("{:?}.into()", name.as_str()),
                ObjectKey::Expression(key) => self.expression(key),
            });
            let keys: Vec<_> = keys.collect();
            let values: Vec<_> = object.iter().map(|(_, value)| self.expression(value.expr())).collect();
            let of = wanted
                .filter(|wanted| matches!(wanted, RustType::Map(_)))
                .cloned()
                .unwrap_or(RustType::map(RustType::Any));
            let text = format!(
                "{}::<{of}>(\"zipmap\", [Value::tuple([{}]).into(), Value::tuple([{}]).into()])",
                self.import("call_function"),
                keys.join(", "),
                values.join(", ")
            );
            return Code::plain(text, of);
        }
        let of = match wanted {
            Some(RustType::Map(of)) => Some((**of).clone()),
            Some(RustType::Any) => None,
            _ => self.shared(object.iter().map(|(_, value)| value.expr())),
        };
        if let Some(of) = of {
            let map = RustType::map(of.clone());
            Code::plain(format!("Value::<{map}>::from({})", self.entries(object, &of)), map)
        } else {
            let entries =
                object.iter().map(|(key, value)| format!("({}, {})", key_text(key), self.expression(value.expr())));
            Code::plain(format!("Value::object([{}])", entries.collect::<Vec<_>>().join(", ")), RustType::Any)
        }
    }

    /// The type that all of these have.
    fn shared<'e>(&self, expressions: impl Iterator<Item = &'e Expression>) -> Option<RustType> {
        let mut types = expressions.map(|expression| self.infer(expression, None).of);
        let first = types.next()?;
        (first != RustType::Any && types.all(|other| other == first)).then_some(first)
    }

    /// The items of a list as an array of Rust.
    fn items(&self, array: &Array, of: &RustType) -> String {
        if array.is_empty() {
            return format!("Vec::<Value<{of}>>::new()");
        }
        let literals: Option<Vec<_>> = array.iter().map(|item| literal::simple(item, of)).collect();
        let items = literals.unwrap_or_else(|| array.iter().map(|item| self.concrete(item, of)).collect());
        format!("[{}]", items.join(", "))
    }

    /// The entries of a map as an array of Rust.
    fn entries(&self, object: &Object, of: &RustType) -> String {
        if object.is_empty() {
            return format!("<[(&str, Value<{of}>); 0]>::default()");
        }
        let literals: Option<Vec<_>> = object.iter().map(|(_, value)| literal::simple(value.expr(), of)).collect();
        let values =
            literals.unwrap_or_else(|| object.iter().map(|(_, value)| self.concrete(value.expr(), of)).collect());
        let entries = object.iter().zip(values).map(|((key, _), value)| format!("({}, {value})", key_text(key)));
        format!("[{}]", entries.collect::<Vec<_>>().join(", "))
    }
}

fn in_parentheses(literal: &str) -> String {
    if literal.starts_with('-') { format!("({literal})") } else { literal.to_owned() }
}

/// Whether the keys of an object are written out.
fn all_named(object: &Object) -> bool {
    object.iter().all(|(key, _)| {
        matches!(key, ObjectKey::Ident(_) | ObjectKey::Expression(Expression::String(_) | Expression::Number(_)))
    })
}

fn key_text(key: &ObjectKey) -> String {
    match key {
        ObjectKey::Ident(name) => literal::text(name.as_str()),
        ObjectKey::Expression(Expression::String(name)) => literal::text(name),
        ObjectKey::Expression(other) => literal::text(other.to_string().trim()),
    }
}
