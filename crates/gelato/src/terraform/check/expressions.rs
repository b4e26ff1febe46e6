//! Every expression of a document, with its argument.

use std::fmt::Display;
use std::panic::Location;

use crate::terraform::document::{Document, Entry};
use crate::terraform::expression::Expression;
use crate::terraform::reference::{Reference, Target};

/// A reference and its place.
pub(super) struct Located<'a> {
    /// The declaration with the reference; `None` for an output.
    pub(super) owner: Option<&'a Target>,
    /// The argument with the reference, such as `aws_lambda_function.notifier.role`.
    pub(super) from: String,
    /// The target of the reference.
    pub(super) reference: Reference,
    /// The place of the declaration in the program.
    pub(super) place: Option<&'static Location<'static>>,
}

impl<'a> Located<'a> {
    /// All references of a document.
    pub(super) fn all(document: &'a Document) -> Vec<Self> {
        let mut found = Vec::new();
        for (target, entry) in document.entries() {
            gather(target, entry, &mut found);
        }
        for (name, check) in document.checks() {
            let place = Some(check.place);
            check.for_each_expression(
                &format_args!("check.{name}"),
                &mut |path: &dyn Display, expression: &Expression| {
                    expression.for_each_reference(&mut |reference| {
                        let is_own = check.data.iter().any(|data| data.target == reference.address.target);
                        if !is_own {
                            found.push(Self {
                                owner: None,
                                from: path.to_string(),
                                reference: reference.clone(),
                                place,
                            });
                        }
                    });
                },
            );
        }
        for import in &document.refactoring().imports {
            import.id.for_each_reference(&mut |reference| {
                let (from, place) = (format!("import.{}.id", import.to), Some(import.place));
                found.push(Self { owner: None, from, reference: reference.clone(), place });
            });
        }
        for (name, output) in document.outputs() {
            let from = format!("output.{name}");
            let place = Some(output.place);
            output.value.for_each_reference(&mut |reference| {
                found.push(Self { owner: None, from: from.clone(), reference: reference.clone(), place });
            });
        }
        found
    }
}

fn gather<'a>(target: &'a Target, entry: &'a Entry, found: &mut Vec<Located<'a>>) {
    let place = Some(entry.place);
    let mut visit = |path: &dyn Display, expression: &Expression| {
        expression.for_each_reference(&mut |reference| {
            found.push(Located { owner: Some(target), from: path.to_string(), reference: reference.clone(), place });
        });
    };
    entry.declaration.for_each_expression(target, &mut visit);
}
