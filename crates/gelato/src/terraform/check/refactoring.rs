//! What is `moved` or imported exists, and what is moved or removed no longer does.

use crate::terraform::address_path::AddressPath;
use crate::terraform::document::{Declaration, Document};
use crate::terraform::module::Module;
use crate::terraform::problem::{Problem, file_and_line};
use crate::terraform::refactoring::{Moved, Removed};
use crate::terraform::refusal::Refusal;
use crate::terraform::root::module_of;

/// Terraform allows this move between types.
/// <https://developer.hashicorp.com/terraform/language/resources/terraform-data>
const OTHER_TYPE: (Option<&str>, Option<&str>) = (Some("null_resource"), Some("terraform_data"));

/// The refactorings of a document that Terraform would refuse, or that would do nothing. The modules are those that it may
/// call.
pub fn check_refactoring(document: &Document, modules: &[&Module]) -> Vec<Problem> {
    let refactoring = document.refactoring();
    let moved = refactoring.moved.iter().enumerate().filter_map(|(index, one)| {
        let earlier = refactoring.moved[..index].iter().find(|earlier| earlier.from == one.from);
        Some((refused_move(document, modules, one, earlier)?, one.place))
    });
    let removed =
        refactoring.removed.iter().filter_map(|one| Some((refused_removal(document, modules, one)?, one.place)));
    let imports =
        refactoring.imports.iter().filter_map(|one| Some((missing(document, modules, "import", &one.to)?, one.place)));
    let refused = moved.chain(removed).chain(imports);
    refused.map(|(refusal, place)| Problem { kind: refusal.into(), place: Some(place) }).collect()
}

fn refused_move(document: &Document, modules: &[&Module], moved: &Moved, earlier: Option<&Moved>) -> Option<Refusal> {
    let Moved { from, to, .. } = moved;
    if let Some(refusal) = missing(document, modules, "moved", to) {
        return Some(refusal);
    }
    if let Some(earlier) = earlier {
        let place = file_and_line(earlier.place);
        return Some(Refusal::new(format!("`{from}` is moved twice: first to `{}` at {place}", earlier.to)));
    }
    let kinds = (from.kind(), to.kind());
    if kinds.0 != kinds.1 && kinds != OTHER_TYPE {
        let found = format!("`{from}` is moved to `{to}`, which has another type");
        return Some(Refusal::new(found).allowing("a move within a type"));
    }
    let remains = exists(document, modules, from) && from.resource.as_ref().is_none_or(|one| one.step.key.is_none());
    remains.then(|| {
        Refusal::new(format!("`{from}` is moved to `{to}`, but `{}` still declares it", document.name()))
            .hint("remove the declaration, or the move")
    })
}

fn refused_removal(document: &Document, modules: &[&Module], removed: &Removed) -> Option<Refusal> {
    let from = &removed.from;
    exists(document, modules, from).then(|| {
        Refusal::new(format!("`{from}` is removed, but `{}` still declares it", document.name()))
            .hint("remove the declaration, or this call")
    })
}

/// The refusal of an address that is not declared.
fn missing(document: &Document, modules: &[&Module], block: &str, to: &AddressPath) -> Option<Refusal> {
    if exists(document, modules, to) {
        return None;
    }
    let known = addresses(document, modules);
    let refusal = Refusal::new(format!("`{block}` names `{to}`, which `{}` does not declare", document.name()));
    Some(match crate::terraform::suggestion::closest(&to.to_string(), known.iter().map(String::as_str)) {
        Some(meant) => refusal.hint(format!("did you mean `{meant}`?")),
        None => refusal.hint("name a resource or module of the program, such as `aws_sns_topic.news`"),
    })
}

/// Whether an address is declared, as far as the modules are known.
fn exists(document: &Document, modules: &[&Module], path: &AddressPath) -> bool {
    let Some(target) = path.declared() else { return false };
    let Some(entry) = document.entries().get(&target) else { return false };
    let Declaration::Call(call) = &entry.declaration else { return true };
    let Some(inner) = path.within() else { return true };
    let module = modules.iter().find(|module| Some(&*module.name()) == module_of(&call.source));
    module.is_none_or(|module| exists(&module.document(), modules, &inner))
}

/// The addresses that a document and the modules it calls declare.
fn addresses(document: &Document, modules: &[&Module]) -> Vec<String> {
    let mut known = Vec::new();
    for (target, entry) in document.entries() {
        match &entry.declaration {
            Declaration::Block { .. } => known.push(target.to_string()),
            Declaration::Call(call) => {
                known.push(target.to_string());
                let module = modules.iter().find(|module| Some(&*module.name()) == module_of(&call.source));
                let inner = module.map(|module| addresses(&module.document(), modules)).unwrap_or_default();
                known.extend(inner.into_iter().map(|address| format!("{target}.{address}")));
            }
            _ => {}
        }
    }
    known
}
