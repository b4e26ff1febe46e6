//! The generated file of one resource type or data source.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::attributes_code::write_attributes;
use super::common_block::CommonBlock;
use super::common_schema;
use super::description::one_line;
use super::module_file::GENERATED;
use super::struct_code::{write_body, write_struct, write_structures};
use super::{imports, naming, rust_name};
use crate::schema::{BlockKind, BlockSchema};

/// The inputs of a file.
pub(super) struct TypeFile<'a> {
    /// Resource or data source.
    pub(super) kind: BlockKind,
    /// The type's name, such as `aws_sns_topic`.
    pub(super) type_name: &'a str,
    /// The provider's address.
    pub(super) provider: &'a str,
    /// The versions that have the type, with its schema there.
    pub(super) versions: Vec<(&'a str, BlockSchema)>,
    /// The versions that do not have it.
    pub(super) missing_in: Vec<&'a str>,
    /// The struct names that are already used in the folder.
    pub(super) taken: BTreeSet<String>,
    /// The path of the module with the traits and values, such as `gelato::terraform`.
    pub(super) terraform: &'a str,
}

/// The optional arguments that a configuration has no reason to set.
pub(super) const GIVEN: [&str; 2] = ["id", "tags_all"];

impl TypeFile<'_> {
    /// The file's text.
    pub(super) fn code(&self) -> String {
        let schemas: Vec<_> = self.versions.iter().map(|(_, schema)| schema).collect();
        let mut block = common_schema::arguments(&schemas);
        block.arguments.retain(|argument| argument.required || !GIVEN.contains(&argument.name.as_str()));
        let shared = naming::name_structures(&self.structure(), &mut block, &mut self.taken.clone());
        let body = self.body(&block, &shared, &schemas);
        format!("{}\n{}{body}", self.header(), imports::of(&body, self.terraform))
    }

    fn body(&self, block: &CommonBlock, shared: &BTreeSet<String>, schemas: &[&BlockSchema]) -> String {
        let (mut body, name) = (String::new(), self.structure());
        write_struct(&mut body, &name, &self.what(), block);
        self.write_trait(&mut body, &name, block);
        let what = format!("The attributes of a declared `{}`.", self.type_name);
        write_attributes(&mut body, &format!("{name}Attributes"), &what, &common_schema::attributes(schemas));
        write_structures(&mut body, self.type_name, block, shared);
        body
    }

    fn structure(&self) -> String {
        rust_name::structure(rust_name::stem(self.type_name))
    }

    fn what(&self) -> String {
        let description = self.versions.iter().rev().find_map(|(_, schema)| schema.description.as_deref());
        let kind = match self.kind {
            BlockKind::Resource => "resource",
            BlockKind::Data => "data source",
        };
        description.map_or_else(
            || format!("A {kind} `{}`.", self.type_name),
            |text| format!("A {kind} `{}`: {}.", self.type_name, one_line(text)),
        )
    }

    fn write_trait(&self, code: &mut String, name: &str, block: &CommonBlock) {
        let _ = write!(
            code,
            "\nimpl ProviderBlock for {name} {{\n    type Attributes = {name}Attributes;\n\n    \
             fn kind(&self) -> &'static str {{\n        \"{}\"\n    }}\n\n    fn into_block(self) -> Block {{\n",
            self.type_name
        );
        write_body(code, "self", "Block", block);
        let _ = write!(code, "    }}\n}}\n\nimpl {} for {name} {{}}\n", self.trait_name());
    }

    fn trait_name(&self) -> &'static str {
        match self.kind {
            BlockKind::Resource => "Resource",
            BlockKind::Data => "DataSource",
        }
    }

    fn header(&self) -> String {
        let versions: Vec<_> = self.versions.iter().map(|(version, _)| *version).collect();
        let mut header =
            format!("//! `{}` of the provider `{}`, {}.\n", self.type_name, self.short_provider(), have(&versions));
        if !self.missing_in.is_empty() {
            let _ = writeln!(
                header,
                "//! The schema given for version {} does not have it.",
                self.missing_in.join(" and ")
            );
        }
        let _ = write!(header, "//!\n{GENERATED}\n//! {}\n", self.page());
        header
    }

    fn short_provider(&self) -> &str {
        self.provider.strip_prefix("registry.terraform.io/").unwrap_or(self.provider)
    }

    /// The type's page in the provider's documentation.
    fn page(&self) -> String {
        let kind = match self.kind {
            BlockKind::Resource => "resource",
            BlockKind::Data => "data source",
        };
        let stem = rust_name::stem(self.type_name);
        format!("The Terraform Registry documents it as the {kind} `{stem}` of `{}`.", self.short_provider())
    }
}

fn have(versions: &[&str]) -> String {
    match versions {
        [one] => format!("as version {one} has it"),
        several => format!("as versions {} have it in common", several.join(" and ")),
    }
}
