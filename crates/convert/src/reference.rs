//! References as methods of the program's variables.

use hcl_edit::expr::{Expression, Traversal, TraversalOperator};

use crate::code::Code;
use crate::context::{Bound, Context};
use crate::declaration::target;
use crate::names::{Declared, DeclaredKind};
use crate::rust_type::RustType;

type Operators<'o> = &'o [hcl_edit::Decorated<TraversalOperator>];

impl Context<'_> {
    pub(crate) fn traversal(&self, traversal: &Traversal, wanted: Option<&RustType>) -> Code {
        let operators = &traversal.operators[..];
        let Expression::Variable(root) = &traversal.expr else {
            return self.path(self.infer(&traversal.expr, None), operators, wanted);
        };
        match self.bound(root.as_str()) {
            Some(Bound::Value(code)) => return self.path(code, operators, wanted),
            Some(Bound::Each(variable, of)) => return self.each(&variable, &of, operators, wanted),
            Some(Bound::This(declared)) => return self.declared(&declared, operators, wanted),
            None => {}
        }
        if let Some(code) = self.given(root.as_str(), operators, wanted) {
            return code;
        }
        let found = target(traversal).and_then(|(address, length)| {
            let declared = self.names.borrow().find(&address).cloned()?;
            let rest = &operators[length..];
            if address.starts_with("data.aws_region.") && is_name(rest) {
                // Version 6 deprecates the name, and both versions have the same text as the id.
                return Some(Code::plain(format!("{}.id()", declared.variable), RustType::Text));
            }
            Some(self.declared(&declared, rest, wanted))
        });
        found.unwrap_or_else(|| {
            self.note(format!("nothing declares `{}`, which is `null` here", traversal_text(traversal)));
            Code::plain("Value::<Any>::null()".into(), RustType::Any)
        })
    }

    /// What Terraform gives to every expression.
    fn given(&self, root: &str, operators: Operators<'_>, wanted: Option<&RustType>) -> Option<Code> {
        let [first, rest @ ..] = operators else { return None };
        let TraversalOperator::GetAttr(name) = first.value() else { return None };
        let code = match (root, name.as_str()) {
            ("each", "key") => Code::plain(format!("{}()", self.import("each_key")), RustType::Text),
            ("each", "value") => {
                let of = if rest.is_empty() { wanted.cloned().unwrap_or(RustType::Any) } else { RustType::Any };
                Code::plain(format!("{}::<{of}>()", self.import("each_value")), of)
            }
            ("count", "index") => Code::plain(format!("{}()", self.import("count_index")), RustType::Number),
            ("path", "module") => Code::plain(format!("{}()", self.import("path_module")), RustType::Text),
            ("path", "root") => Code::plain(format!("{}()", self.import("path_root")), RustType::Text),
            ("path" | "terraform", name) => {
                let text =
                    format!("Value::<String>::from({}::given(\"{root}.{name}\").whole())", self.import("Address"));
                Code::plain(text, RustType::Text)
            }
            _ => return None,
        };
        Some(self.path(code, rest, wanted))
    }

    /// The iterator of a `dynamic` block.
    fn each(&self, variable: &str, of: &RustType, operators: Operators<'_>, wanted: Option<&RustType>) -> Code {
        let Some((first, rest)) = operators.split_first() else {
            return Code::plain("Value::<Any>::null()".into(), RustType::Any);
        };
        let code = match first.value() {
            TraversalOperator::GetAttr(name) if name.as_str() == "key" => {
                Code::plain(format!("{variable}.key()"), RustType::Text)
            }
            _ => Code::plain(format!("{variable}.value()"), of.clone()),
        };
        self.path(code, rest, wanted)
    }

    fn declared(&self, declared: &Declared, operators: Operators<'_>, wanted: Option<&RustType>) -> Code {
        let Declared { variable, kind } = declared;
        if let DeclaredKind::Value(of) = kind {
            return self.path(Code::variable(variable, of.clone()), operators, wanted);
        }
        let (instance, rest, is_splat) = match operators.first().map(hcl_edit::Decorated::value) {
            Some(TraversalOperator::Index(key)) => {
                (format!("{variable}.instance({})", self.key(key)), &operators[1..], false)
            }
            Some(TraversalOperator::LegacyIndex(index)) => {
                (format!("{variable}.instance({}_i64)", index.value()), &operators[1..], false)
            }
            Some(TraversalOperator::FullSplat(_) | TraversalOperator::AttrSplat(_)) => {
                (format!("{variable}.instances()"), &operators[1..], true)
            }
            _ => (variable.clone(), operators, false),
        };
        let Some((TraversalOperator::GetAttr(name), rest)) =
            rest.split_first().map(|(first, rest)| (first.value(), rest))
        else {
            let whole = Code::plain(format!("Value::<Any>::from({instance}.address().whole())"), RustType::Any);
            return self.path(whole, rest, wanted);
        };
        if is_splat {
            let code = Self::attribute(&instance, kind, name.as_str(), None);
            if rest.is_empty() {
                let list = RustType::list(code.of);
                return Code::plain(
                    format!(
                        "Value::<{list}>::from_expression({})",
                        Self::attribute(&instance, kind, name.as_str(), None).owned()
                    ),
                    list,
                );
            }
            let list = Code::plain(
                format!("Value::<List<Any>>::from_expression({})", code.owned()),
                RustType::list(RustType::Any),
            );
            let item = self.path(Code::variable("item", RustType::Any), rest, None);
            return Code::plain(format!("{}.map(|item| {})", list.receiver(), item.owned()), RustType::list(item.of));
        }
        let code = Self::attribute(&instance, kind, name.as_str(), wanted.filter(|_| rest.is_empty()));
        self.path(code, rest, wanted)
    }

    fn attribute(instance: &str, kind: &DeclaredKind, name: &str, wanted: Option<&RustType>) -> Code {
        let of = wanted.cloned().unwrap_or(RustType::Any);
        match kind {
            DeclaredKind::Typed(attributes) => match attributes.iter().find(|known| known.attribute == name) {
                Some(known) => Code::plain(format!("{instance}.{}()", known.method), RustType::of(&known.value_type)),
                None => Code::plain(format!("Value::<{of}>::from({instance}.address().attribute({name:?}))"), of),
            },
            DeclaredKind::Module => Code::plain(format!("{instance}.output::<{of}>({name:?})"), of),
            _ => Code::plain(format!("{instance}.get::<{of}>({name:?})"), of),
        }
    }

    /// The attributes and elements of a value.
    fn path(&self, code: Code, operators: Operators<'_>, wanted: Option<&RustType>) -> Code {
        let Some((first, rest)) = operators.split_first() else { return code };
        let of = || match &code.of {
            RustType::List(_) | RustType::Set(_) | RustType::Map(_) => code.of.element(),
            _ if rest.is_empty() => wanted.cloned().unwrap_or(RustType::Any),
            _ => RustType::Any,
        };
        let key = match first.value() {
            TraversalOperator::GetAttr(name) => format!("{:?}", name.as_str()),
            TraversalOperator::Index(key) => self.key(key),
            TraversalOperator::LegacyIndex(index) => format!("{}_i64", index.value()),
            TraversalOperator::FullSplat(_) | TraversalOperator::AttrSplat(_) => {
                let list = match code.of {
                    RustType::List(_) | RustType::Set(_) => code,
                    _ => code.cast(&RustType::list(RustType::Any)),
                };
                let item = self.path(Code::variable("item", list.of.element()), rest, None);
                return Code::plain(
                    format!("{}.map(|item| {})", list.receiver(), item.owned()),
                    RustType::list(item.of),
                );
            }
        };
        let of = of();
        let next = Code::plain(format!("{}.at::<{of}>({key})", code.receiver()), of);
        self.path(next, rest, wanted)
    }

    /// The index or key of an element, as an argument of type `impl Into<Expression>`.
    fn key(&self, key: &Expression) -> String {
        match key {
            Expression::Number(number) => format!("{}_i64", number.value()),
            other => self.plain_argument(other),
        }
    }
}

/// Whether operators only read the attribute `name`.
fn is_name(operators: Operators<'_>) -> bool {
    matches!(operators, [one] if matches!(one.value(), TraversalOperator::GetAttr(name) if name.as_str() == "name"))
}

/// A reference as the HCL writes it.
pub(crate) fn traversal_text(traversal: &Traversal) -> String {
    Expression::from(traversal.clone()).to_string().trim().to_owned()
}
