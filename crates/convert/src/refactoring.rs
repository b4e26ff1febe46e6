//! `moved`, `removed`, `import` and `check` blocks.

use hcl_edit::structure::Body;

use crate::context::Context;
use crate::names::{Declared, DeclaredKind};
use crate::rust_type::RustType;

/// Where a statement stands.
pub(crate) enum Where {
    Module(String),
    Root(String),
}

impl Context<'_> {
    pub(crate) fn refactoring(&self, keyword: &str, body: &Body, module: &str) -> Option<Where> {
        let text =
            |key: &str| body.get_attribute(key).map(|one| one.value.to_string().trim().trim_matches('"').to_owned());
        match keyword {
            "moved" => Some(Where::Module(format!("m.moved({:?}, {:?});", text("from")?, text("to")?.as_str()))),
            "removed" => {
                let destroy = body
                    .get_blocks("lifecycle")
                    .next()
                    .and_then(|block| block.body.get_attribute("destroy"))
                    .and_then(|one| one.value.as_bool());
                let fate = if destroy == Some(false) { "Forget" } else { "Destroy" };
                Some(Where::Module(format!("m.removed({:?}, {}::{fate});", text("from")?, self.import("Fate"))))
            }
            "import" => {
                let id = body.get_attribute("id")?;
                let Some(id) = id.value.as_str() else {
                    self.note(
                        "an `import` whose id is computed is left out: `root.import` gets it from the environment",
                    );
                    return None;
                };
                Some(Where::Root(format!("root.import({:?}, {id:?});", format!("module.{module}.{}", text("to")?))))
            }
            _ => None,
        }
    }

    pub(crate) fn check(&self, name: &str, body: &Body) -> String {
        let mut statements = Vec::new();
        for block in body.iter().filter_map(|one| one.as_block()).filter(|block| block.ident.as_str() == "data") {
            let [kind, id] = &block.labels[..] else { continue };
            let (kind, id) = (kind.as_str(), id.as_str());
            let variable = self.names.borrow_mut().choose(&format!("data.{kind}.{id}"));
            let (code, declared) = self.provider_block(gelato::schema::BlockKind::Data, kind, &block.body);
            self.names
                .borrow_mut()
                .declare(&format!("data.{kind}.{id}"), Declared { variable: variable.clone(), kind: declared });
            statements.push(format!("let {variable} = check.data({id:?}, {code});"));
        }
        for block in body.iter().filter_map(|one| one.as_block()).filter(|block| block.ident.as_str() == "assert") {
            let (Some(condition), Some(message)) =
                (block.body.get_attribute("condition"), block.body.get_attribute("error_message"))
            else {
                continue;
            };
            let condition = self.concrete(&condition.value, &RustType::Bool);
            statements.push(format!("check.assert({condition}, {});", self.argument(&message.value, &RustType::Text)));
        }
        format!("m.check({name:?}, |check| {{ {} }});", statements.join(" "))
    }

    /// A resource or data source with its meta-arguments, and what its attributes are.
    pub(crate) fn provider_block(
        &self,
        block: gelato::schema::BlockKind,
        kind: &str,
        body: &Body,
    ) -> (String, DeclaredKind) {
        let typed = self.typed(block, kind);
        let written = typed.as_ref().and_then(|typed| match self.structure(&typed.structure, body, false) {
            Ok(code) => {
                let path = if block == gelato::schema::BlockKind::Data { "gelato::aws::data::" } else { "" };
                Some((format!("{path}{code}"), DeclaredKind::Typed(typed.attributes.clone())))
            }
            Err(reason) => {
                self.note(format!("`{kind}` stays untyped: {}", reason.0));
                None
            }
        });
        let (code, declared) = written.unwrap_or_else(|| {
            if typed.is_none() && kind != "terraform_data" {
                let option = if block == gelato::schema::BlockKind::Data { "data" } else { "resource" };
                self.note(format!(
                    "`gelato bindings --schema FILE --{option} {kind} --out src/bindings` makes `{kind}` typed"
                ));
            }
            (self.untyped(kind, body), DeclaredKind::Untyped)
        });
        let meta = self.meta(body, &declared);
        (code + &meta, declared)
    }
}
