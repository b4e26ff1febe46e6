//! Terraform's own resource: it holds nothing but what it is told.
//! <https://developer.hashicorp.com/terraform/language/resources/terraform-data>

use super::block::Block;
use super::expression::Expression;
use super::reference::Address;
use super::resource::{Addressed, Resource};

/// A resource `terraform_data`, which comes with Terraform itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TerraformData {
    /// It is replaced whenever one of these changes.
    pub triggers_replace: Vec<Expression>,
}

/// The attributes of a declared `terraform_data`.
#[derive(Debug, Clone, PartialEq)]
pub struct TerraformDataAttributes(Address);

impl TerraformData {
    /// The type's name. No provider's schema describes it.
    pub const KIND: &'static str = "terraform_data";
}

impl Resource for TerraformData {
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
