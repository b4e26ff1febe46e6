//! Variables: with a default, as a secret, or as a setting of the environment.

use hcl_edit::expr::Expression;
use hcl_edit::structure::Body;

use crate::code::Code;
use crate::context::Context;
use crate::literal;
use crate::names::{Declared, DeclaredKind};
use crate::rust_type::RustType;

/// A field of the service's settings.
pub(crate) struct Setting {
    pub(crate) name: String,
    pub(crate) of: RustType,
    pub(crate) description: String,
}

impl Context<'_> {
    /// The declaration of a variable, and the setting that fills it if it has no default.
    pub(crate) fn variable(&self, name: &str, body: &Body) -> (String, Option<Setting>) {
        let argument = |key: &str| body.get_attribute(key).map(|one| &one.value);
        let flag = |key: &str| argument(key).and_then(Expression::as_bool);
        let default = argument("default");
        let (of, exact) = match (argument("type"), default) {
            (Some(constraint), _) => RustType::of_constraint(constraint),
            (None, Some(default)) => (literal::own_type(default).unwrap_or(RustType::Any), true),
            (None, None) => (RustType::Any, true),
        };
        let description =
            argument("description").and_then(Expression::as_str).map_or_else(|| format!("`{name}`."), str::to_owned);
        let variable = self.names.borrow_mut().choose(&format!("var.{name}"));
        let declared = Declared { variable: variable.clone(), kind: DeclaredKind::Value(of.clone()) };
        self.names.borrow_mut().declare(&format!("var.{name}"), declared);
        let text = literal::text(&description);
        let is_null = default.is_some_and(Expression::is_null);
        let mut code = match default {
            Some(default) => format!("Variable::<{of}>::optional({text}, {})", self.argument(default, &of)),
            None => format!("Variable::<{of}>::required({text})"),
        };
        if !exact {
            let constraint = argument("type").map(std::string::ToString::to_string).unwrap_or_default();
            code += &format!(".constrained({})", literal::text(&one_line(&constraint)));
        }
        if is_null || flag("nullable") == Some(true) {
            code += ".into_nullable()";
        }
        for rule in body.get_blocks("validation") {
            code += &self.validation(name, &rule.body, &of);
        }
        let sensitive = flag("sensitive") == Some(true);
        match (default, sensitive) {
            (Some(_), _) => {
                let sensitive = if sensitive { ".into_sensitive()" } else { "" };
                (format!("m.variable({name:?}, {code}{sensitive})"), None)
            }
            (None, true) => {
                self.note(format!("`var.{name}` is a secret without a default: it comes from `TF_VAR_{name}`"));
                (format!("m.secret::<{of}>({name:?}, {text})"), None)
            }
            (None, false) => {
                self.note(format!(
                    "`var.{name}` has no default: `[service]` in each environment's file needs `{}`",
                    field(name)
                ));
                let read = if of.is_plain() {
                    format!("settings.{}.clone()", field(name))
                } else {
                    format!("Value::<{of}>::from_expression({})", json_setting(name, &of))
                };
                let setting = Setting { name: field(name), of, description };
                (format!("m.setting_with({name:?}, {code}, |settings: &Settings| {read})"), Some(setting))
            }
        }
    }

    fn validation(&self, name: &str, rule: &Body, of: &RustType) -> String {
        let (Some(condition), Some(message)) = (rule.get_attribute("condition"), rule.get_attribute("error_message"))
        else {
            return String::new();
        };
        let Some(message) = message.value.as_str() else {
            self.note(format!(
                "a condition of `var.{name}` has a computed message, and is left out: write it as a text"
            ));
            return String::new();
        };
        // The condition is a function of the variable, and Terraform had no others in it before 1.9.
        let value = Code::variable("value", of.clone());
        let own = self.names.borrow().find(&format!("var.{name}")).cloned();
        let renamed = Declared { variable: "value".into(), kind: DeclaredKind::Value(value.of) };
        self.names.borrow_mut().declare(&format!("var.{name}"), renamed);
        let before = self.count_notes();
        let condition = self.concrete(&condition.value, &RustType::Bool);
        if let Some(own) = own {
            self.names.borrow_mut().declare(&format!("var.{name}"), own);
        }
        if self.count_notes() > before {
            self.note(format!("a condition of `var.{name}` uses more than the variable, and is left out"));
            return String::new();
        }
        format!(".validated(|value: &Value<{of}>| {condition}, {})", literal::text(message))
    }
}

/// The name of a setting.
fn field(name: &str) -> String {
    gelato::bindings::identifier(name)
}

fn json_setting(name: &str, of: &RustType) -> String {
    let value = format!("settings.{}.clone()", field(name));
    match of {
        RustType::Any => value,
        RustType::Map(_) => format!(
            "gelato::terraform::Expression::Object({value}.into_iter().map(|(key, value)| (key, value.into())).collect())"
        ),
        _ => format!("gelato::terraform::Expression::List({value}.into_iter().map(Into::into).collect())"),
    }
}

fn one_line(text: &str) -> String {
    let lines =
        text.lines().map(|line| line.split(" #").next().unwrap_or_default().trim()).filter(|line| !line.is_empty());
    let mut joined = String::new();
    for line in lines {
        let open = joined.is_empty() || joined.ends_with(['{', '(', ',']) || line.starts_with(['}', ')']);
        joined.push_str(if open { " " } else { ", " });
        joined.push_str(line);
    }
    joined.trim().to_owned()
}
