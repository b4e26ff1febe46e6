//! The statements of the module's description.

use gelato::schema::BlockKind;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Attribute, BlockLabel, Body};

use crate::context::Context;
use crate::literal;
use crate::names::{Declared, DeclaredKind};
use crate::provider::{Requirements, requirements};
use crate::refactoring::Where;
use crate::variable::Setting;

/// The parts of the program.
#[derive(Default)]
pub(crate) struct Statements {
    pub(crate) providers: Vec<String>,
    pub(crate) module: Vec<String>,
    pub(crate) root: Vec<String>,
    pub(crate) settings: Vec<Setting>,
}

impl Statements {
    /// Adds a statement that declares something others refer to.
    fn declare(&mut self, variable: &str, code: &str, is_used: bool) {
        self.module.push(if is_used { format!("let {variable} = {code};") } else { format!("{code};") });
    }

    pub(crate) fn local(&mut self, context: &Context<'_>, local: &Attribute, is_used: bool) {
        let name = local.key.as_str();
        let value = context.infer(&local.value, None);
        let address = format!("local.{name}");
        let variable = context.names.borrow_mut().choose(&address);
        let code = format!("m.local::<{}>({name:?}, {})", value.of, value.owned());
        context
            .names
            .borrow_mut()
            .declare(&address, Declared { variable: variable.clone(), kind: DeclaredKind::Value(value.of) });
        self.declare(&variable, &code, is_used);
    }

    pub(crate) fn block(
        &mut self,
        context: &Context<'_>,
        (keyword, labels, body): (&str, &[BlockLabel], &Body),
        is_used: bool,
        requirements: &Requirements,
    ) {
        let label = |index: usize| labels.get(index).map(BlockLabel::as_str).unwrap_or_default();
        match keyword {
            "variable" => {
                let (code, setting) = context.variable(label(0), body);
                let declared = context.names.borrow().find(&format!("var.{}", label(0))).cloned();
                let variable = declared.map(|one| one.variable).unwrap_or_default();
                self.declare(&variable, &code, is_used);
                self.settings.extend(setting);
            }
            "output" => self.output(context, label(0), body),
            "resource" | "data" => self.provider_block(context, keyword, label(0), label(1), body, is_used),
            "module" => {
                let (name, address) = (label(0), format!("module.{}", label(0)));
                let code = format!("m.call_module({name:?}, {})", context.module_call(name, body));
                let variable = context.names.borrow_mut().choose(&address);
                context
                    .names
                    .borrow_mut()
                    .declare(&address, Declared { variable: variable.clone(), kind: DeclaredKind::Module });
                self.declare(&variable, &code, is_used);
            }
            "check" => self.module.push(context.check(label(0), body)),
            "moved" | "removed" | "import" => match context.refactoring(keyword, body, crate::program::MODULE) {
                Some(Where::Module(code)) => self.module.push(code),
                Some(Where::Root(code)) => self.root.push(code),
                None => {}
            },
            "provider" => self.providers.extend(context.provider(label(0), body, requirements)),
            "terraform" => terraform(context, body),
            other => context.note(format!("a block `{other}` has no counterpart, and is left out")),
        }
    }

    fn provider_block(
        &mut self,
        context: &Context<'_>,
        keyword: &str,
        kind: &str,
        name: &str,
        body: &Body,
        is_used: bool,
    ) {
        let (block, address) = match keyword {
            "data" => (BlockKind::Data, format!("data.{kind}.{name}")),
            _ => (BlockKind::Resource, format!("{kind}.{name}")),
        };
        let (code, declared) = context.provider_block(block, kind, body);
        let variable = context.names.borrow_mut().choose(&address);
        context.names.borrow_mut().declare(&address, Declared { variable: variable.clone(), kind: declared });
        self.declare(&variable, &format!("m.{keyword}({name:?}, {code})"), is_used);
    }

    fn output(&mut self, context: &Context<'_>, name: &str, body: &Body) {
        let Some(value) = body.get_attribute("value") else { return };
        let value = context.infer(&value.value, None);
        let argument = |key: &str| body.get_attribute(key).map(|one| &one.value);
        let description =
            argument("description").and_then(Expression::as_str).map_or_else(|| format!("`{name}`."), str::to_owned);
        let is_sensitive = argument("sensitive").and_then(Expression::as_bool) == Some(true);
        let method = if is_sensitive { "sensitive_output" } else { "output" };
        for left in body
            .iter()
            .filter_map(|one| one.as_block())
            .map(|block| block.ident.as_str())
            .chain(argument("depends_on").map(|_| "depends_on"))
        {
            context.note(format!("`{left}` of an output has no counterpart, and is left out"));
        }
        self.module.push(format!(
            "m.{method}::<{}>({name:?}, {}, {});",
            value.of,
            literal::text(&description),
            value.owned()
        ));
        self.module.push(format!("m.publish({name:?});"));
    }
}

fn terraform(context: &Context<'_>, body: &Body) {
    for block in body.iter().filter_map(|one| one.as_block()) {
        match block.ident.as_str() {
            "required_providers" => {
                if let Some((_, version)) = requirements(body).get("aws") {
                    context.note(format!("Gelato supports versions 5 and 6 of the AWS provider, instead of `{version}`: `Service::AWS` chooses"));
                }
            }
            "backend" | "cloud" => {
                context.note("the backend is a setting of each environment: `[backend]` in its file");
            }

            other => context.note(format!("`terraform.{other}` has no counterpart, and is left out")),
        }
    }
}
