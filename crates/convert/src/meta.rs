//! Meta-arguments: the methods of `Configure`.

use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::structure::Body;

use crate::context::{Bound, Context};
use crate::declaration::target;
use crate::names::{Declared, DeclaredKind};
use crate::reference::traversal_text;
use crate::rust_type::RustType;

impl Context<'_> {
    /// The calls that follow a resource, data source or module call.
    pub(crate) fn meta(&self, body: &Body, kind: &DeclaredKind) -> String {
        let mut calls = String::new();
        for attribute in body.iter().filter_map(|one| one.as_attribute()) {
            let value = &attribute.value;
            match attribute.key.as_str() {
                "count" => calls += &format!(".count({})", self.argument(value, &RustType::Number)),
                "for_each" => calls += &format!(".for_each({})", self.for_each(value)),
                "depends_on" => calls += &self.depends_on(value),
                "provider" => calls += &self.provider_of(value),
                _ => {}
            }
        }
        for block in body.iter().filter_map(|one| one.as_block()) {
            match block.ident.as_str() {
                "lifecycle" => calls += &self.lifecycle(&block.body, kind),
                "provisioner" | "connection" => self.note(format!(
                    "a `{}` has no counterpart: Terraform runs no programs here; use a function, or the resource's own arguments",
                    block.ident.as_str()
                )),
                _ => {}
            }
        }
        calls
    }

    fn for_each(&self, value: &Expression) -> String {
        let code = self.infer(value, None);
        match &code.of {
            RustType::Map(_) => code.owned(),
            RustType::Set(of) if **of == RustType::Text => code.owned(),
            _ => code.exactly(&RustType::map(RustType::Any)),
        }
    }

    fn depends_on(&self, value: &Expression) -> String {
        let Expression::Array(others) = value else { return String::new() };
        others.iter().filter_map(|other| self.whole(other)).map(|name| format!(".depends_on(&{name})")).collect()
    }

    /// The variable of something that is referred to as a whole.
    fn whole(&self, other: &Expression) -> Option<String> {
        let Expression::Traversal(traversal) = other else { return None };
        let declared = target(traversal).and_then(|(address, _)| self.names.borrow().find(&address).cloned());
        if let Some(Declared {
            variable,
            kind: DeclaredKind::Typed(_) | DeclaredKind::Untyped | DeclaredKind::Module,
        }) = declared
        {
            Some(variable)
        } else {
            self.note(format!(
                "`{}` cannot be waited for: it is no resource, data source or module here",
                traversal_text(traversal)
            ));
            None
        }
    }

    fn provider_of(&self, value: &Expression) -> String {
        match value {
            Expression::Traversal(traversal) => match self.provider_variable(traversal) {
                Some(variable) => format!(".with_provider(&{variable})"),
                None => String::new(),
            },
            _ => String::new(),
        }
    }

    /// The variable of a provider configuration with an alias.
    pub(crate) fn provider_variable(&self, traversal: &Traversal) -> Option<String> {
        let name = traversal_text(traversal);
        let found = self.names.borrow().find(&format!("provider.{name}")).map(|declared| declared.variable.clone());
        if found.is_none() {
            self.note(format!("no block configures the provider `{name}`: the default configuration is used"));
        }
        found
    }

    fn lifecycle(&self, body: &Body, kind: &DeclaredKind) -> String {
        let mut calls = String::new();
        for attribute in body.iter().filter_map(|one| one.as_attribute()) {
            match (attribute.key.as_str(), &attribute.value) {
                ("create_before_destroy", Expression::Bool(flag)) if *flag.value() => {
                    calls += ".create_before_destroy()";
                }
                ("prevent_destroy", Expression::Bool(flag)) if *flag.value() => {
                    calls += ".prevent_destroy()";
                }
                ("create_before_destroy" | "prevent_destroy", Expression::Bool(_)) => {}
                ("ignore_changes", Expression::Variable(_)) => {
                    calls += ".ignore_all_changes()";
                }
                ("ignore_changes", Expression::Array(paths)) => {
                    calls.extend(paths.iter().map(|path| Self::ignored(path, kind)));
                }
                ("replace_triggered_by", Expression::Array(others)) => {
                    calls.extend(others.iter().map(|other| self.trigger(other)));
                }
                (name, _) => self.note(format!("`lifecycle.{name}` has a value that the program cannot say")),
            }
        }
        for block in body.iter().filter_map(|one| one.as_block()) {
            calls += &self.condition(block.ident.as_str(), &block.body, kind);
        }
        calls
    }

    fn ignored(path: &Expression, kind: &DeclaredKind) -> String {
        let text = path.to_string().trim().trim_matches('"').to_owned();
        let known = match kind {
            DeclaredKind::Typed(attributes) => attributes.iter().find(|known| known.attribute == text),
            _ => None,
        };
        match known {
            Some(known) => format!(".ignore_changes(|this| this.{}())", known.method),
            None => format!(".ignore_changes_in({text:?})"),
        }
    }

    fn trigger(&self, other: &Expression) -> String {
        let Expression::Traversal(traversal) = other else { return String::new() };
        let is_attribute = target(traversal).is_some_and(|(_, length)| {
            traversal.operators.get(length).is_some_and(|one| matches!(one.value(), TraversalOperator::GetAttr(_)))
        });
        if is_attribute {
            return format!(".replace_triggered_by(&{})", self.infer(other, None).receiver());
        }
        self.whole(other).map_or_else(String::new, |name| format!(".replace_triggered_by(&{name})"))
    }

    fn condition(&self, name: &str, body: &Body, kind: &DeclaredKind) -> String {
        let (Some(condition), Some(message)) = (body.get_attribute("condition"), body.get_attribute("error_message"))
        else {
            return String::new();
        };
        let this = Bound::This(Declared { variable: "this".into(), kind: kind.clone() });
        let condition = self.with("self", this, || self.concrete(&condition.value, &RustType::Bool));
        let message = self.argument(&message.value, &RustType::Text);
        if name == "precondition" {
            return format!(".precondition({condition}, {message})");
        }
        let parameter = if condition.contains("this.") { "this" } else { "_" };
        format!(".postcondition(|{parameter}| {condition}, {message})")
    }
}
