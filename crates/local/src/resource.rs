//! The resource instances that a Terraform root declares or a state holds, fully evaluated.
//!
//! The values have the shape of `values` in `terraform show -json`: an argument is its JSON value, a nested block a
//! list of objects. <https://developer.hashicorp.com/terraform/internals/json-format#values-representation>

use std::fmt;
use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::printable::{self, PrintablePath as _};

/// One instance of a resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Its address in Terraform, such as `module.api.aws_api_gateway_method.add_flavour[0]`.
    pub address: String,
    /// Its type, such as `aws_api_gateway_method`.
    pub kind: String,
    /// Its arguments, and the attributes that AWS would compute.
    pub values: Map<String, Value>,
    /// Where it is declared; unknown for a state.
    pub place: Option<Place>,
}

/// A place in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the root if it is inside it.
    pub file: PathBuf,
    /// The path of keys, such as `resource.aws_sns_topic.notices`.
    pub key: String,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.file.printable(), printable::line(&self.key))
    }
}

/// All resource instances, sorted by address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Resources(Vec<Resource>);

impl Resources {
    /// The instances of a type.
    ///
    /// ```
    /// use gelato_local::resource::Resources;
    /// assert_eq!(Resources::default().of("aws_sns_topic").count(), 0);
    /// ```
    pub fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Resource> {
        self.iter().filter(move |resource| resource.kind == kind)
    }

    /// All instances.
    pub fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.0.iter()
    }
}

impl FromIterator<Resource> for Resources {
    fn from_iter<T: IntoIterator<Item = Resource>>(resources: T) -> Self {
        let mut resources: Vec<_> = resources.into_iter().collect();
        resources.sort_by(|one, other| one.address.cmp(&other.address));
        Self(resources)
    }
}
