//! Terraform's own resource, which only stores its arguments.
//! <https://developer.hashicorp.com/terraform/language/resources/terraform-data>

use super::block::Block;
use super::expression::Expression;
use super::provider_block::{Addressed, ProviderBlock, Resource};
use super::reference::Address;

/// A resource `terraform_data`, which is part of Terraform.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TerraformData {
    /// It is replaced when one of these changes.
    pub triggers_replace: Vec<Expression>,
}

/// The attributes of a declared `terraform_data`.
#[derive(Debug, Clone, PartialEq)]
pub struct TerraformDataAttributes(Address);

impl TerraformData {
    /// The type's name. No provider's schema describes it.
    pub const KIND: &'static str = "terraform_data";
}

impl Resource for TerraformData {}

impl ProviderBlock for TerraformData {
    type Attributes = TerraformDataAttributes;

    fn kind(&self) -> &str {
        Self::KIND
    }

    fn into_block(self) -> Block {
        let mut arguments = Block::new();
        arguments.set("triggers_replace", Expression::List(self.triggers_replace));
        arguments
    }
}

impl Addressed for TerraformDataAttributes {
    fn at_address(address: Address) -> Self {
        Self(address)
    }

    fn address(&self) -> &Address {
        &self.0
    }
}
