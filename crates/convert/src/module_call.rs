//! Calls of modules, as `UntypedModule`.

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::Body;

use crate::context::Context;
use crate::names::DeclaredKind;

/// What is no input.
const OWN: [&str; 6] = ["source", "version", "count", "for_each", "depends_on", "providers"];

impl Context<'_> {
    pub(crate) fn module_call(&self, name: &str, body: &Body) -> String {
        let text = |key: &str| body.get_attribute(key).and_then(|one| one.value.as_str());
        let source = text("source").unwrap_or_default();
        let (kind, module) = (self.import("ModuleSource"), self.import("UntypedModule"));
        self.import("ConfigureCall");
        self.note(format!(
            "`gelato bindings --module FOLDER --source {source:?}` generates a struct for the module `{name}`"
        ));
        let source = match (source, text("version")) {
            (local, _) if local.starts_with('.') => format!("{kind}::local({local:?})"),
            (git, _) if git.starts_with("git::") || git.starts_with("github.com/") => {
                let (url, query) =
                    git.trim_start_matches("git::").split_once('?').unwrap_or((git.trim_start_matches("git::"), ""));
                let reference = query.split('&').find_map(|part| part.strip_prefix("ref=")).unwrap_or_default();
                if reference.is_empty() {
                    self.note(format!("`{git}` names no `ref`: Gelato wants a tag or a commit"));
                }
                let url = if url.starts_with("github.com/") { format!("https://{url}") } else { url.to_owned() };
                format!("{kind}::git({url:?}, {reference:?})")
            }
            (registry, version) => {
                let version = version.unwrap_or_default().trim_start_matches(['=', '~', '>', '<', ' ']);
                self.note(format!("the version of `{registry}` is exact here: `{version}`"));
                format!("{kind}::registry({registry:?}, {version:?})")
            }
        };
        let mut code = format!("{module}::new({source})");
        for input in body.iter().filter_map(|one| one.as_attribute()).filter(|one| !OWN.contains(&one.key.as_str())) {
            code += &format!(".input({:?}, {})", input.key.as_str(), self.infer(&input.value, None).owned());
        }
        code += &self.meta(body, &DeclaredKind::Module);
        if let Some(Expression::Object(providers)) = body.get_attribute("providers").map(|one| &one.value) {
            for (inner, outer) in providers {
                let inner = match inner {
                    ObjectKey::Ident(name) => name.as_str().to_owned(),
                    ObjectKey::Expression(other) => other.to_string().trim().to_owned(),
                };
                let Expression::Traversal(outer) = outer.expr() else { continue };
                if let Some(variable) = self.provider_variable(outer) {
                    code += &format!(".with_provider({inner:?}, &{variable})");
                }
            }
        }
        code
    }
}
