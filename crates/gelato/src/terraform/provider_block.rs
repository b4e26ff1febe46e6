//! Resources and data sources: the typed blocks that providers define, and the attributes of declared ones.
//!
//! <https://developer.hashicorp.com/terraform/language/resources/syntax>

use super::block::Block;
use super::reference::Address;
use super::value::Value;

/// A resource or data source of a provider, with its arguments as Rust fields.
pub trait ProviderBlock {
    /// Whether its arguments are fields that the compiler checks.
    const TYPED: bool = true;
    /// The attributes that other parts of the configuration may refer to.
    type Attributes: Addressed;
    /// The type's name, such as `aws_sns_topic`.
    fn kind(&self) -> &str;
    /// The arguments as a block.
    fn into_block(self) -> Block;
}

/// A resource type.
pub trait Resource: ProviderBlock {}

/// A data source.
pub trait DataSource: ProviderBlock {}

/// The attributes of a declared resource or data source.
pub trait Addressed: Sized {
    /// The attributes of the resource at an address.
    fn at_address(address: Address) -> Self;
    /// Its address.
    fn address(&self) -> &Address;
    /// The attributes of one instance of a resource with `count` or `for_each`.
    #[must_use]
    fn instance(&self, key: impl Into<super::expression::Expression>) -> Self {
        Self::at_address(self.address().at(key))
    }
    /// The attributes of all instances of a resource with `count` or `for_each`.
    #[must_use]
    fn instances(&self) -> Self {
        Self::at_address(self.address().all())
    }
}

/// A resource or data source of a type without a generated struct.
///
/// `gelato bindings --schema FILE --resource TYPE --out FOLDER` generates a struct. If the type's schema is known, the
/// arguments are checked like those of any other resource.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Untyped {
    /// The type's name, such as `aws_sfn_state_machine`.
    pub kind: String,
    /// Its arguments and nested blocks.
    pub block: Block,
}

/// The attributes of an [`Untyped`] resource.
#[derive(Debug, Clone, PartialEq)]
pub struct UntypedAttributes(Address);

impl UntypedAttributes {
    /// A reference to an attribute by name. The caller is responsible for its type.
    pub fn get<T>(&self, name: &str) -> Value<T> {
        self.0.attribute(name).into()
    }
}

impl Addressed for UntypedAttributes {
    fn at_address(address: Address) -> Self {
        Self(address)
    }
    fn address(&self) -> &Address {
        &self.0
    }
}

impl ProviderBlock for Untyped {
    const TYPED: bool = false;
    type Attributes = UntypedAttributes;
    fn kind(&self) -> &str {
        &self.kind
    }
    fn into_block(self) -> Block {
        self.block
    }
}

impl Resource for Untyped {}

impl DataSource for Untyped {}
