//! Values that cross the boundaries of modules: an output where they are declared, a variable where they are used, and the
//! wiring in the root.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::panic::Location;

use crate::modules::ModuleScope;
use crate::terraform::{
    Address, Declaration, DeclaredVariable, Expression, Instance, NotCrossing, Problem, ProblemKind, Refusal, Target,
    file_and_line,
};

use super::offer::{NotOffered, Offer, Offers};

/// A module that uses a value of another one.
#[derive(Debug)]
struct Use {
    reader: String,
    offer: Offer,
    from: String,
    place: &'static Location<'static>,
}

/// Gives each module a variable for every value of another module that it uses. Returns what cannot cross.
pub(super) fn cross(modules: &[&ModuleScope], offers: &mut Offers) -> Vec<Problem> {
    let mut crossing = Crossing { offers, uses: Vec::new(), problems: Vec::new() };
    for module in modules {
        crossing.cross_declarations(module);
        crossing.cross_inputs(module);
        crossing.refuse_addresses(module);
    }
    let Crossing { uses, mut problems, .. } = crossing;
    problems.extend(cycle(&uses));
    problems
}

/// The values that have crossed so far.
struct Crossing<'o> {
    offers: &'o mut Offers,
    uses: Vec<Use>,
    problems: Vec<Problem>,
}

impl Crossing<'_> {
    /// Replaces values of other modules in what a module declares by variables.
    fn cross_declarations(&mut self, module: &ModuleScope) {
        let reader = module.module_name();
        let described = self.described(module);
        let variable = |name: &str| -> Expression { Address::variable(reader.clone(), name).whole().into() };
        let mut needed: BTreeMap<String, Use> = BTreeMap::new();
        let mut clashes: BTreeMap<String, Use> = BTreeMap::new();
        module.document_mut().rewrite(&mut |from, place, expression| {
            expression.replace(&mut |part| {
                if let Some((name, _)) = described.iter().find(|(_, value)| value == part) {
                    return Some(variable(name));
                }
                self.replaced(&reader, from, place, part, |offer| {
                    let name = format!("{}_{}", offer.module, offer.output);
                    let crossed = variable(&name);
                    let is_taken = needed.get(&name).is_some_and(|known| known.offer != offer);
                    let uses = if is_taken { &mut clashes } else { &mut needed };
                    uses.entry(name).or_insert_with(|| {
                        let (reader, from) = (reader.to_string(), from.to_string());
                        Use { reader, offer, from, place }
                    });
                    crossed
                })
            });
        });
        for (name, clash) in &clashes {
            let Offer { module, output, .. } = &needed[name].offer;
            self.problems.push(taken(name, clash, &format!("`{output}` of the module `{module}`")));
        }
        for (name, needed) in needed {
            self.declare(module, &name, &needed);
            self.uses.push(needed);
        }
    }

    /// Replaces values of other modules in what the program itself hands to a module by outputs of the modules' calls.
    fn cross_inputs(&mut self, module: &ModuleScope) {
        let reader = module.module_name();
        for (name, mut value) in module.described_inputs() {
            let Some(place) = module.place_of(&name) else { continue };
            let from = format!("var.{name}");
            let mut uses = Vec::new();
            value.replace(&mut |part| {
                self.replaced(&reader, &from, place, part, |offer| {
                    let output = module_output(&offer.module, &offer.output);
                    uses.push(Use { reader: reader.to_string(), offer, from: from.clone(), place });
                    output
                })
            });
            self.uses.extend(uses);
            module.fill_crossed(&name, value);
        }
    }

    /// The variables that the program itself declares for values of other modules. They are used instead of second ones.
    fn described(&self, module: &ModuleScope) -> Vec<(String, Expression)> {
        let reader = module.module_name();
        let mut described = module.described_inputs();
        described.retain(|(_, value)| self.offers.is_foreign(&reader, value));
        described
    }

    /// What stands for a part of an expression; `None` if it is not of another module.
    fn replaced(
        &mut self,
        reader: &str,
        from: &dyn Display,
        place: &'static Location<'static>,
        part: &Expression,
        crossed: impl FnOnce(Offer) -> Expression,
    ) -> Option<Expression> {
        Some(match self.offers.find(reader, part, place)? {
            Ok(offer) => crossed(offer),
            Err(refused) => {
                self.problems.push(refusal(reader, from, refused, place));
                Expression::Null
            }
        })
    }

    /// Declares the variable for a value of another module.
    fn declare(&mut self, module: &ModuleScope, variable: &str, needed: &Use) {
        let Use { offer, place, .. } = needed;
        if module.document().find_variable(variable).is_some() {
            return self.problems.push(taken(variable, needed, "something else"));
        }
        let description = format!("The output `{}` of the module `{}`.", offer.output, offer.module);
        let declared = DeclaredVariable::required(description, &offer.constraint, offer.sensitive);
        module.document_mut().add_variable(variable, declared, place);
        module.fill_crossed(variable, module_output(&offer.module, &offer.output));
    }

    /// Only values cross. What is declared elsewhere cannot be waited for by its address.
    fn refuse_addresses(&mut self, module: &ModuleScope) {
        let reader = module.module_name();
        for (target, entry) in module.document().entries() {
            let meta = match &entry.declaration {
                Declaration::Block { meta, .. } => meta,
                Declaration::Call(call) => &call.meta,
                _ => continue,
            };
            for (argument, reference) in meta.references() {
                let address = &reference.address;
                let Some(owner) = self.offers.foreign_owner(&reader, address) else { continue };
                let why = Refusal::new("only values cross").hint(format!(
                    "declare this in `{owner}`, or use a value of what it waits for, from which Terraform knows the order"
                ));
                let refused = NotOffered { module: owner.to_owned(), value: address.target.to_string(), why };
                let from = format_args!("{target}.{argument}");
                self.problems.push(refusal(&reader, &from, refused, entry.place));
            }
        }
    }
}

/// The refusal of a value whose variable's name the module has for something else.
fn taken(variable: &str, clash: &Use, something_else: &str) -> Problem {
    let Use { reader, offer, from, place } = clash;
    let found = format!("its variable would be `{variable}`, which `{reader}` has for {something_else}");
    let why = Refusal::new(found).hint("rename that variable, or take this value with `m.input(…)`");
    let refused = NotOffered { module: offer.module.clone(), value: offer.output.clone(), why };
    refusal(reader, from, refused, place)
}

/// The output of a module's call, in a root.
pub(super) fn module_output(module: &str, output: &str) -> Expression {
    let target = Target::Module(module.to_owned());
    Address { document: None, target, instance: Instance::Single }.attribute(output).into()
}

fn refusal(reader: &str, from: &dyn Display, refused: NotOffered, place: &'static Location<'static>) -> Problem {
    let NotOffered { module, value, why } = refused;
    let kind = NotCrossing { document: reader.to_owned(), from: from.to_string(), value, owner: module, why };
    Problem { kind: Box::new(kind).into(), place: Some(place) }
}

/// Modules that use each other's values in a circle: which of them use what, and where.
fn cycle(uses: &[Use]) -> Option<Problem> {
    let path = uses.iter().find_map(|first| {
        let mut path = vec![first];
        closes(uses, first, &mut path).then_some(path)
    })?;
    let steps = path.iter().map(|used| {
        let (reader, offer, place) = (&used.reader, &used.offer, file_and_line(used.place));
        format!("`{reader}` uses `{}` of `{}` ({place})", offer.output, offer.module)
    });
    Some(Problem { kind: ProblemKind::ModuleCycle { steps: steps.collect() }, place: Some(path[0].place) })
}

/// Whether the uses lead from the last one of the path back to the reader of the first. If so, the path is the cycle.
fn closes<'a>(uses: &'a [Use], first: &Use, path: &mut Vec<&'a Use>) -> bool {
    let at = &path[path.len() - 1].offer.module;
    if *at == first.reader {
        return true;
    }
    for next in uses.iter().filter(|next| next.reader == *at) {
        if path.iter().any(|known| known.reader == next.reader) {
            continue;
        }
        path.push(next);
        if closes(uses, first, path) {
            return true;
        }
        path.pop();
    }
    false
}

/// Replaces the values of modules in an expression of a root by outputs of the modules' calls. Returns the first one that
/// makes the expression sensitive.
pub(super) fn to_root(
    root: &str,
    from: &dyn Display,
    place: &'static Location<'static>,
    expression: &mut Expression,
    offers: &mut Offers,
    problems: &mut Vec<Problem>,
) -> Option<String> {
    let (mut sensitive, mut drops_mark) = (None, false);
    expression.replace(&mut |part| {
        drops_mark |= matches!(part, Expression::Call { function, .. } if function == "nonsensitive");
        match offers.find(root, part, place)? {
            Ok(offer) => {
                if offer.sensitive && sensitive.is_none() {
                    sensitive = Some(format!("`{}` of the module `{}`", offer.output, offer.module));
                }
                Some(module_output(&offer.module, &offer.output))
            }
            Err(refused) => {
                problems.push(refusal(root, from, refused, place));
                Some(Expression::Null)
            }
        }
    });
    sensitive.filter(|_| !drops_mark)
}
