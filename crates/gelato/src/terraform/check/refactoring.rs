//! What is `moved` or imported exists, and what is moved or removed no longer does.

use std::panic::Location;

use crate::terraform::address_path::AddressPath;
use crate::terraform::document::{Declaration, Document};
use crate::terraform::meta::Meta;
use crate::terraform::module::Module;
use crate::terraform::problem::{Problem, file_and_line};
use crate::terraform::refactoring::{Import, Moved, Refactoring, Removed};
use crate::terraform::refusal::Refusal;
use crate::terraform::root::module_of;
use crate::terraform::suggestion::closest;

/// Terraform allows this move between types.
/// <https://developer.hashicorp.com/terraform/language/resources/terraform-data>
const OTHER_TYPE: (Option<&str>, Option<&str>) = (Some("null_resource"), Some("terraform_data"));

/// The refactorings of a document that Terraform would refuse, or that would do nothing. The modules are those that it may
/// call.
pub fn check_refactoring(document: &Document, modules: &[&Module]) -> Vec<Problem> {
    let Refactoring { moved, removed, imports } = document.refactoring();
    let known = Known { document, modules };
    let moves = moved.iter().enumerate().filter_map(|(at, one)| Some((known.refused_move(moved, at)?, one.place)));
    let removals =
        removed.iter().enumerate().filter_map(|(at, one)| Some((known.refused_removal(removed, at)?, one.place)));
    let imported =
        imports.iter().enumerate().filter_map(|(at, one)| Some((known.refused_import(imports, at)?, one.place)));
    let refused = moves.chain(removals).chain(imported);
    refused.map(|(refusal, place)| Problem { kind: refusal.into(), place: Some(place) }).collect()
}

/// What a document and the modules that it calls declare.
struct Known<'a> {
    document: &'a Document,
    modules: &'a [&'a Module],
}

impl Known<'_> {
    fn exists(&self, path: &AddressPath) -> bool {
        declared(self.document, self.modules, path, &|_| true)
    }

    fn refused_move(&self, all: &[Moved], at: usize) -> Option<Refusal> {
        let (Moved { from, to, .. }, earlier) = (&all[at], &all[..at]);
        // An object may have moved several times.
        let goes_on = all.iter().any(|next| next.from == *to);
        if !goes_on && let Some(refusal) = self.missing("moved", to) {
            return Some(refusal);
        }
        if let Some(earlier) = earlier.iter().find(|earlier| earlier.from == *from) {
            return Some(twice(&format!("`{from}` is moved twice: first to `{}`", earlier.to), earlier.place));
        }
        if let Some(earlier) = earlier.iter().find(|earlier| earlier.to == *to) {
            return Some(twice(&format!("two objects are moved to `{to}`: first `{}`", earlier.from), earlier.place));
        }
        let kinds = (from.kind(), to.kind());
        if kinds.0 != kinds.1 && kinds != OTHER_TYPE {
            let found = format!("`{from}` is moved to `{to}`, which has another type");
            return Some(Refusal::new(found).allowing("a move within a type"));
        }
        let gets_instances = from.without_keys() == to.without_keys() && from != to;
        (!gets_instances && !from.has_key() && self.exists(from)).then(|| {
            Refusal::new(format!("`{from}` is moved to `{to}`, but `{}` still declares it", self.document.name()))
                .hint("remove the declaration, or the move")
        })
    }

    fn refused_removal(&self, all: &[Removed], at: usize) -> Option<Refusal> {
        let from = &all[at].from;
        if from.has_key() {
            let refusal = Refusal::new(format!("`{from}` is an instance, and only the whole can be removed"));
            return Some(refusal.allowing("an address without `[…]`").hint("change `count` or `for_each` instead"));
        }
        if let Some(earlier) = all[..at].iter().find(|earlier| earlier.from == *from) {
            return Some(twice(&format!("`{from}` is removed twice: first"), earlier.place));
        }
        self.exists(from).then(|| {
            Refusal::new(format!("`{from}` is removed, but `{}` still declares it", self.document.name()))
                .hint("remove the declaration, or this call")
        })
    }

    fn refused_import(&self, all: &[Import], at: usize) -> Option<Refusal> {
        let to = &all[at].to;
        if to.resource.is_none() {
            let refusal = Refusal::new(format!("`import` names `{to}`, which is a module"));
            return Some(refusal.allowing("a resource").hint("import its resources one by one"));
        }
        if let Some(refusal) = self.missing("import", to) {
            return Some(refusal);
        }
        if let Some(earlier) = all[..at].iter().find(|earlier| earlier.to == *to) {
            return Some(twice(&format!("`{to}` is imported twice: first"), earlier.place));
        }
        let several = |meta: &Meta| meta.count.is_some() || meta.for_each.is_some();
        let names_one = to.resource.as_ref().is_some_and(|resource| resource.step.key.is_some());
        (!names_one && declared(self.document, self.modules, to, &several)).then(|| {
            Refusal::new(format!("`import` names `{to}`, of which `count` or `for_each` may make none or several"))
                .allowing(format!("one instance, such as `{to}[0]`"))
        })
    }

    /// The refusal of an address that is not declared.
    fn missing(&self, block: &str, to: &AddressPath) -> Option<Refusal> {
        if self.exists(to) {
            return None;
        }
        let known = addresses(self.document, self.modules);
        let refusal =
            Refusal::new(format!("`{block}` names `{to}`, which `{}` does not declare", self.document.name()));
        Some(match closest(&to.to_string(), known.iter().map(String::as_str)) {
            Some(meant) => refusal.hint(format!("did you mean `{meant}`?")),
            None => refusal.hint("name a resource or module of the program, such as `aws_sns_topic.news`"),
        })
    }
}

fn twice(found: &str, first: &'static Location<'static>) -> Refusal {
    Refusal::new(format!("{found} at {}", file_and_line(first)))
}

/// Whether an address is declared, as far as the modules are known, by a resource whose meta-arguments are such.
fn declared(document: &Document, modules: &[&Module], path: &AddressPath, such: &dyn Fn(&Meta) -> bool) -> bool {
    let Some(target) = path.declared() else { return false };
    match document.entries().get(&target).map(|entry| &entry.declaration) {
        Some(Declaration::Block { meta, .. }) => such(meta),
        Some(Declaration::Call(call)) => {
            let Some(inner) = path.within() else { return such(&call.meta) };
            let module = modules.iter().find(|module| Some(&*module.name()) == module_of(&call.source));
            module.map_or_else(|| such(&Meta::default()), |module| declared(&module.document(), modules, &inner, such))
        }
        _ => false,
    }
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
