//! A block as typed code declares it: the arguments and nested blocks that all versions of a provider accept.

use crate::schema::AttributeType;

/// A block with the arguments that all versions accept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct CommonBlock {
    pub(super) arguments: Vec<CommonArgument>,
    pub(super) nested: Vec<CommonNested>,
}

/// An argument that all versions accept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::struct_excessive_bools, reason = "the provider schema's own form")]
pub(super) struct CommonArgument {
    pub(super) name: String,
    pub(super) value_type: CommonType,
    pub(super) required: bool,
    pub(super) computed: bool,
    pub(super) sensitive: bool,
    pub(super) write_only: bool,
    pub(super) description: Option<String>,
}

/// The type of an argument. Objects have a struct.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CommonType {
    /// A type without an object.
    Plain(AttributeType),
    /// `list(T)`
    List(Box<CommonType>),
    /// `set(T)`
    Set(Box<CommonType>),
    /// `map(T)`
    Map(Box<CommonType>),
    /// `object({…})`
    Object(Structure),
}

/// A nested block that all versions accept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CommonNested {
    pub(super) name: String,
    pub(super) shape: Shape,
    pub(super) limit: Option<usize>,
    pub(super) structure: Structure,
}

/// The struct of a nested block or object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Structure {
    /// Its name, once it has one.
    pub(super) name: String,
    /// Whether an equal block of the same name, elsewhere in the type, has declared it.
    pub(super) is_repeated: bool,
    pub(super) form: Form,
    pub(super) block: CommonBlock,
}

/// What a struct becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// A nested block.
    Block,
    /// An object without the arguments that are not set.
    Object,
    /// An object with every argument: Terraform requires them, and takes `null`.
    /// <https://developer.hashicorp.com/terraform/language/attr-as-blocks>
    WholeObject,
}

/// The number of nested blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// At most once.
    Optional,
    /// Exactly once.
    One,
    /// Any number of times.
    Many,
    /// At least once.
    Some,
    /// Any number of times, each with a label.
    Labelled,
}

/// An attribute that all versions have.
#[derive(Debug)]
pub(super) struct CommonAttribute {
    pub(super) name: String,
    pub(super) value_type: AttributeType,
    pub(super) settable: bool,
    pub(super) computed: bool,
    pub(super) deprecated: bool,
    pub(super) description: Option<String>,
}

impl CommonBlock {
    /// Whether it has nothing to set.
    pub(super) fn is_empty(&self) -> bool {
        self.arguments.is_empty() && self.nested.is_empty()
    }

    /// Whether it has anything without a default.
    pub(super) fn has_required(&self) -> bool {
        self.arguments.iter().any(|argument| argument.required) || self.nested.iter().any(CommonNested::is_required)
    }

    /// The structs of its nested blocks and objects, with the name of each in the block.
    pub(super) fn structures(&self) -> impl Iterator<Item = (&str, &Structure)> {
        let objects = self.arguments.iter().filter_map(|it| Some((it.name.as_str(), it.value_type.structure()?)));
        objects.chain(self.nested.iter().map(|nested| (nested.name.as_str(), &nested.structure)))
    }

    /// The same, to change them.
    pub(super) fn structures_mut(&mut self) -> impl Iterator<Item = (&str, &mut Structure)> {
        let arguments = self.arguments.iter_mut();
        let objects = arguments.filter_map(|it| Some((it.name.as_str(), it.value_type.structure_mut()?)));
        objects.chain(self.nested.iter_mut().map(|nested| (nested.name.as_str(), &mut nested.structure)))
    }
}

impl CommonNested {
    /// Whether the enclosing block must have it.
    pub(super) fn is_required(&self) -> bool {
        matches!(self.shape, Shape::One | Shape::Some)
    }
}

impl CommonType {
    /// The object in it.
    fn structure(&self) -> Option<&Structure> {
        match self {
            Self::Plain(_) => None,
            Self::List(inner) | Self::Set(inner) | Self::Map(inner) => inner.structure(),
            Self::Object(structure) => Some(structure),
        }
    }

    fn structure_mut(&mut self) -> Option<&mut Structure> {
        match self {
            Self::Plain(_) => None,
            Self::List(inner) | Self::Set(inner) | Self::Map(inner) => inner.structure_mut(),
            Self::Object(structure) => Some(structure),
        }
    }
}

impl Structure {
    /// A struct without a name.
    pub(super) fn new(form: Form, block: CommonBlock) -> Self {
        Self { name: String::new(), is_repeated: false, form, block }
    }
}
