//! Provider configurations. The default one of `aws` is the environment's.

use std::collections::BTreeMap;

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::Body;

use crate::context::Context;
use crate::names::{Declared, DeclaredKind};

/// The providers that the files require: source and version by name.
pub(crate) type Requirements = BTreeMap<String, (String, String)>;

/// Reads `required_providers`.
pub(crate) fn requirements(body: &Body) -> Requirements {
    let mut found = Requirements::new();
    for attribute in
        body.get_blocks("required_providers").flat_map(|block| block.body.iter()).filter_map(|one| one.as_attribute())
    {
        let text = |name: &str| {
            let object = attribute.value.as_object()?;
            let entry = object.iter().find(|(key, _)| matches!(key, ObjectKey::Ident(it) if it.as_str() == name))?;
            entry.1.expr().as_str().map(str::to_owned)
        };
        let name = attribute.key.as_str();
        let version = text("version").or_else(|| attribute.value.as_str().map(str::to_owned));
        let source = text("source").unwrap_or_else(|| format!("hashicorp/{name}"));
        found.insert(name.to_owned(), (source, version.unwrap_or_else(|| ">= 0".into())));
    }
    found
}

impl Context<'_> {
    /// The statement for a provider's configuration.
    pub(crate) fn provider(&self, name: &str, body: &Body, requirements: &Requirements) -> Option<String> {
        let alias = body.get_attribute("alias").and_then(|one| one.value.as_str());
        let names: Vec<&str> = body
            .iter()
            .map(|one| {
                one.as_attribute()
                    .map_or_else(|| one.as_block().map_or("", |block| block.ident.as_str()), |it| it.key.as_str())
            })
            .collect();
        let Some(alias) = alias else {
            if name == "aws" {
                self.note(format!("the provider `aws` is configured by each environment: its file says `region` and the accounts, instead of {}", listed(&names)));
                return None;
            }
            return Some(self.other_provider(name, None, body, requirements));
        };
        let variable = self.names.borrow_mut().choose(&format!("provider.{alias}"));
        let declared = Declared { variable: variable.clone(), kind: DeclaredKind::Untyped };
        self.names.borrow_mut().declare(&format!("provider.{name}.{alias}"), declared);
        if name != "aws" {
            return Some(format!("let {variable} = {}", self.other_provider(name, Some(alias), body, requirements)));
        }
        let region = body.get_attribute("region").and_then(|one| one.value.as_str());
        let others: Vec<&str> = names
            .iter()
            .copied()
            .filter(|name| !(["alias"].contains(name) || (*name == "region" && region.is_some())))
            .collect();
        if !others.is_empty() {
            self.note(format!(
                "`provider.aws.{alias}` has {}, which `AwsProvider` may say with `role_arn` and `allowed_account_ids`",
                listed(&others)
            ));
        }
        let props = region.map_or_else(
            || "AwsProvider::default()".to_owned(),
            |region| format!("AwsProvider::in_region({region:?})"),
        );
        Some(format!("let {variable} = service.aws_provider({alias:?}, |_, _| {props});"))
    }

    fn other_provider(&self, name: &str, alias: Option<&str>, body: &Body, requirements: &Requirements) -> String {
        let mut literal = Body::new();
        for one in body {
            let is_literal = |value: &Expression| {
                value.as_str().is_some() || value.as_bool().is_some() || value.as_number().is_some()
            };
            match one.as_attribute() {
                Some(one) if one.key.as_str() == "alias" => {}
                Some(one) if is_literal(&one.value) => literal.push(one.clone()),
                _ => self.note(format!("an argument of the provider `{name}` is no literal, and is left out: `service.provider` gives the settings and the environment")),
            }
        }
        let (source, version) =
            requirements.get(name).cloned().unwrap_or_else(|| (format!("hashicorp/{name}"), ">= 0".into()));
        let requirement = format!("{}::new({name:?}, {source:?}, {version:?})", self.import("ProviderRequirement"));
        let block = self.block(&literal, false);
        match alias {
            Some(alias) => format!("service.provider_alias({requirement}, {alias:?}, |_, _| {block});"),
            None => format!("service.provider({requirement}, |_, _| {block});"),
        }
    }
}

fn listed(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "nothing".into() } else { names.join(", ") }
}
