//! String templates and heredocs.

use hcl_edit::expr::Expression;
use hcl_edit::template::{Directive, Element, ForDirective, HeredocTemplate, IfDirective, Strip, Template};

use crate::code::Code;
use crate::context::{Bound, Context};
use crate::rust_type::RustType;

/// A part of a template.
enum Part {
    Literal(String),
    Value(String),
}

impl Context<'_> {
    /// A quoted template. One that is only an interpolation is the value itself.
    pub(crate) fn template(&self, template: &[Element], wanted: Option<&RustType>) -> Code {
        if let [Element::Interpolation(only)] = template {
            return self.infer(&only.expr, wanted);
        }
        self.texts(template)
    }

    pub(crate) fn heredoc(&self, heredoc: &HeredocTemplate) -> Code {
        let mut heredoc = heredoc.clone();
        if heredoc.indent().is_some() {
            heredoc.dedent();
        }
        let elements: Vec<Element> = heredoc.template.iter().cloned().collect();
        Self::joined(self.parts(&elements), true)
    }

    fn texts(&self, elements: &[Element]) -> Code {
        Self::joined(self.parts(elements), false)
    }

    fn joined(parts: Vec<Part>, is_heredoc: bool) -> Code {
        let mut merged: Vec<Part> = Vec::new();
        for part in parts {
            match (merged.last_mut(), part) {
                (Some(Part::Literal(text)), Part::Literal(more)) => text.push_str(&more),
                (_, Part::Literal(empty)) if empty.is_empty() => {}
                (_, part) => merged.push(part),
            }
        }
        if is_heredoc {
            match merged.last_mut() {
                Some(Part::Literal(text)) if text.ends_with('\n') => {}
                Some(Part::Literal(text)) => text.push('\n'),
                _ => merged.push(Part::Literal("\n".into())),
            }
        }
        if let [] | [Part::Literal(_)] = &merged[..] {
            let text = merged.first().map_or("", |part| if let Part::Literal(text) = part { text } else { "" });
            return Code::plain(format!("Value::<String>::from({})", crate::literal::text(text)), RustType::Text);
        }
        let parts = merged.iter().map(|part| match part {
            Part::Literal(text) => format!("{}.into()", crate::literal::text(text)),
            Part::Value(code) => code.clone(),
        });
        Code::plain(format!("concat([{}])", parts.collect::<Vec<_>>().join(", ")), RustType::Text)
    }

    fn parts(&self, elements: &[Element]) -> Vec<Part> {
        let mut parts = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            match element {
                Element::Literal(text) => parts.push(Part::Literal(stripped(text.as_str(), elements, index))),
                Element::Interpolation(inner) => parts.push(Part::Value(self.concrete(&inner.expr, &RustType::Text))),
                Element::Directive(directive) => parts.push(Part::Value(match directive.as_ref() {
                    Directive::If(directive) => self.if_directive(directive),
                    Directive::For(directive) => self.for_directive(directive),
                })),
            }
        }
        parts
    }

    fn if_directive(&self, directive: &IfDirective) -> String {
        let IfDirective { if_expr, else_expr, endif_expr, .. } = directive;
        let condition = self.infer(&if_expr.cond_expr, Some(&RustType::Bool)).cast(&RustType::Bool);
        let end = strips(endif_expr.strip).0;
        let middle = else_expr.as_ref().map(|otherwise| strips(otherwise.strip));
        let then =
            self.inner(&if_expr.template, strips(if_expr.strip).1, middle.map_or(end, |middle| middle.0)).owned();
        let otherwise = match else_expr {
            Some(otherwise) => self.inner(&otherwise.template, strips(otherwise.strip).1, end).owned(),
            None => "\"\"".to_owned(),
        };
        format!("{}.choose::<String>({then}, {otherwise})", condition.receiver())
    }

    fn for_directive(&self, directive: &ForDirective) -> String {
        let each = &directive.for_expr;
        let (begin, end) = (strips(each.strip).1, strips(directive.endfor_expr.strip).0);
        let body = |context: &Self| context.inner(&each.template, begin, end);
        let key = each.key_var.as_ref().map(|name| name.as_str());
        let list = self.over(key, each.value_var.as_str(), &each.collection_expr, body);
        format!("{}.join(\"\")", list.receiver())
    }

    /// The template within a directive, whose marks `~` remove white space at its beginning and end.
    fn inner(&self, template: &Template, begin: bool, end: bool) -> Code {
        let mut elements: Vec<Element> = template.iter().cloned().collect();
        if let Some(Element::Literal(first)) = elements.first_mut().filter(|_| begin) {
            *first = first.trim_start().to_owned().into();
        }
        if let Some(Element::Literal(last)) = elements.last_mut().filter(|_| end) {
            *last = last.trim_end().to_owned().into();
        }
        self.texts(&elements)
    }

    /// Writes something with the variable of a `for` bound to a value.
    pub(crate) fn with_value<R>(&self, name: &str, code: Code, write: impl FnOnce() -> R) -> R {
        self.with(name, Bound::Value(code), write)
    }
}

/// A literal without the white space that the marks `~` of its neighbours remove.
fn stripped(text: &str, elements: &[Element], index: usize) -> String {
    let before = index.checked_sub(1).and_then(|before| elements.get(before)).is_some_and(|one| marks(one).1);
    let after = elements.get(index + 1).is_some_and(|one| marks(one).0);
    let text = if before { text.trim_start() } else { text };
    (if after { text.trim_end() } else { text }).to_owned()
}

/// Whether an element removes the white space before and after it.
fn marks(element: &Element) -> (bool, bool) {
    match element {
        Element::Literal(_) => (false, false),
        Element::Interpolation(inner) => strips(inner.strip),
        Element::Directive(directive) => match directive.as_ref() {
            Directive::If(directive) => (strips(directive.if_expr.strip).0, strips(directive.endif_expr.strip).1),
            Directive::For(directive) => (strips(directive.for_expr.strip).0, strips(directive.endfor_expr.strip).1),
        },
    }
}

/// Whether a mark `~` stands at the beginning and at the end.
fn strips(strip: Strip) -> (bool, bool) {
    (matches!(strip, Strip::Start | Strip::Both), matches!(strip, Strip::End | Strip::Both))
}

/// The elements of a quoted template.
pub(crate) fn elements(expression: &Expression) -> Vec<Element> {
    expression.as_template().map(|template| template.iter().cloned().collect()).unwrap_or_default()
}
