//! Every expression of a document, to read or to change it.

use std::fmt::Display;
use std::panic::Location;

use super::Document;
use crate::terraform::expression::Expression;
use crate::terraform::functions::needs;
use crate::terraform::settings::MinorVersion;

impl Document {
    /// The version of Terraform that it needs, if it needs a particular one.
    pub(in crate::terraform) fn needs(&self) -> Option<MinorVersion> {
        let mut needed = self.refactoring.needs();
        self.for_each_expression(&mut |_, _, expression| {
            expression.for_each_part(&mut |part| {
                if let Expression::Call { function, .. } = part {
                    needed = needed.max(needs(function));
                }
            });
        });
        needed
    }

    /// Visits every expression with the path of its argument and its place in the program.
    pub(in crate::terraform) fn for_each_expression(
        &self,
        visit: &mut impl FnMut(&dyn Display, &'static Location<'static>, &Expression),
    ) {
        for (target, entry) in &self.entries {
            let place = entry.place;
            entry.declaration.for_each_expression(target, &mut |path, expression| visit(path, place, expression));
        }
        for (name, output) in &self.outputs {
            visit(&format_args!("output.{name}"), output.place, &output.value);
        }
        for (name, check) in &self.checks {
            let place = check.place;
            check.for_each_expression(&format_args!("check.{name}"), &mut |path, expression| {
                visit(path, place, expression);
            });
        }
        for import in &self.refactoring.imports {
            visit(&format_args!("import.{}.id", import.to), import.place, &import.id);
        }
    }

    /// Visits every expression, to change it, with the path of its argument and its place in the program.
    pub(crate) fn rewrite(
        &mut self,
        visit: &mut impl FnMut(&dyn Display, &'static Location<'static>, &mut Expression),
    ) {
        for (target, entry) in &mut self.entries {
            let place = entry.place;
            entry.declaration.rewrite(target, &mut |path, expression| visit(path, place, expression));
        }
        for (name, output) in &mut self.outputs {
            visit(&format_args!("output.{name}"), output.place, &mut output.value);
        }
        for (name, check) in &mut self.checks {
            let place = check.place;
            check.rewrite(&format_args!("check.{name}"), &mut |path, expression| visit(path, place, expression));
        }
        for import in &mut self.refactoring.imports {
            visit(&format_args!("import.{}.id", import.to), import.place, &mut import.id);
        }
    }
}
