//! Finds the references of an expression, which must be evaluated first.
//!
//! As in Terraform, every reference counts, even in the branch of a condition that is not taken.

use hcl::expr::{Expression, ForExpr, ObjectKey, TemplateExpr, Traversal, TraversalOperator};
use hcl::template::{Directive, Element, Template};

/// A reference: `module.api[0].url` has the root `module` and the steps `api`, an index, and `url`.
#[derive(Debug, PartialEq)]
pub(super) struct Reference<'e> {
    pub(super) root: &'e str,
    pub(super) steps: &'e [TraversalOperator],
}

/// Calls a function with each reference of an expression.
pub(super) fn each(expression: &Expression, found: &mut dyn FnMut(Reference<'_>)) {
    Finder { found, bound: Vec::new() }.expression(expression);
}

/// The kind of a step, without the value of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'e> {
    Name(&'e str),
    Index,
    Splat,
}

/// The kind of a step.
pub(super) fn part(step: &TraversalOperator) -> Part<'_> {
    match step {
        TraversalOperator::GetAttr(name) => Part::Name(name.as_str()),
        TraversalOperator::Index(_) | TraversalOperator::LegacyIndex(_) => Part::Index,
        TraversalOperator::AttrSplat | TraversalOperator::FullSplat => Part::Splat,
    }
}

struct Finder<'f> {
    found: &'f mut dyn FnMut(Reference<'_>),
    /// The names bound by enclosing `for` expressions.
    bound: Vec<String>,
}

impl Finder<'_> {
    fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::Array(items) => items.iter().for_each(|item| self.expression(item)),
            Expression::Object(members) => {
                for (key, value) in members {
                    if let ObjectKey::Expression(key) = key {
                        self.expression(key);
                    }
                    self.expression(value);
                }
            }
            Expression::TemplateExpr(template) => self.text(template),
            Expression::Variable(name) => self.reference(name.as_str(), &[]),
            Expression::Traversal(traversal) => self.traversal(traversal),
            Expression::FuncCall(call) => call.args.iter().for_each(|argument| self.expression(argument)),
            Expression::Parenthesis(inner) => self.expression(inner),
            Expression::Conditional(conditional) => {
                let parts = [&conditional.cond_expr, &conditional.true_expr, &conditional.false_expr];
                for part in parts {
                    self.expression(part);
                }
            }
            Expression::Operation(operation) => match &**operation {
                hcl::expr::Operation::Unary(unary) => self.expression(&unary.expr),
                hcl::expr::Operation::Binary(binary) => {
                    self.expression(&binary.lhs_expr);
                    self.expression(&binary.rhs_expr);
                }
            },
            Expression::ForExpr(of) => self.for_each(of),
            _ => {}
        }
    }

    fn reference(&mut self, root: &str, steps: &[TraversalOperator]) {
        if !self.bound.iter().any(|bound| bound == root) {
            (self.found)(Reference { root, steps });
        }
    }

    fn traversal(&mut self, traversal: &Traversal) {
        match &traversal.expr {
            Expression::Variable(name) => self.reference(name.as_str(), &traversal.operators),
            other => self.expression(other),
        }
        for step in &traversal.operators {
            if let TraversalOperator::Index(index) = step {
                self.expression(index);
            }
        }
    }

    fn for_each(&mut self, of: &ForExpr) {
        self.expression(&of.collection_expr);
        let names = of.key_var.iter().chain([&of.value_var]).map(|name| name.as_str().to_owned());
        self.binding(names.collect(), |finder| {
            let parts = of.key_expr.iter().chain([&of.value_expr]).chain(&of.cond_expr);
            parts.for_each(|part| finder.expression(part));
        });
    }

    /// A template with a syntax error has no references; the error is reported by its evaluation.
    fn text(&mut self, template: &TemplateExpr) {
        if let Ok(template) = Template::from_expr(template) {
            self.template(&template);
        }
    }

    fn template(&mut self, template: &Template) {
        for element in template.elements() {
            match element {
                Element::Literal(_) => {}
                Element::Interpolation(interpolation) => self.expression(&interpolation.expr),
                Element::Directive(directive) => self.directive(directive),
            }
        }
    }

    fn directive(&mut self, directive: &Directive) {
        match directive {
            Directive::If(directive) => {
                self.expression(&directive.cond_expr);
                self.template(&directive.true_template);
                directive.false_template.iter().for_each(|template| self.template(template));
            }
            Directive::For(directive) => {
                self.expression(&directive.collection_expr);
                let names = directive.key_var.iter().chain([&directive.value_var]);
                let names = names.map(|name| name.as_str().to_owned()).collect();
                self.binding(names, |finder| finder.template(&directive.template));
            }
        }
    }

    fn binding(&mut self, names: Vec<String>, then: impl FnOnce(&mut Self)) {
        let outer = self.bound.len();
        self.bound.extend(names);
        then(self);
        self.bound.truncate(outer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_wherever_they_stand() {
        let text =
            r#"true ? [for x in local.a : x.b + var.c] : "${module.m[data.k.d.id].out} %{ if local.e }x%{ endif }""#;
        let mut found = Vec::new();
        each(&text.parse().unwrap(), &mut |reference| {
            let steps = reference.steps.iter().filter_map(|step| match part(step) {
                Part::Name(name) => Some(name),
                _ => None,
            });
            found.push([reference.root].into_iter().chain(steps).collect::<Vec<_>>().join("."));
        });
        assert_eq!(found, ["local.a", "var.c", "module.m.out", "data.k.d.id", "local.e"]);
    }
}
