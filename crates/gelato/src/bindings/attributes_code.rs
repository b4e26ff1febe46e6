//! The code of the struct through which other parts of a configuration refer to a resource's attributes.

use std::fmt::Write as _;

use super::common_schema::CommonAttribute;
use super::description::described;
use super::rust_name;
use super::struct_code::rust_type;

/// Writes the attributes struct of a type: one method an attribute.
pub(super) fn write_attributes(code: &mut String, name: &str, type_name: &str, attributes: &[CommonAttribute]) {
    let _ = write!(
        code,
        "\n/// The attributes of a declared `{type_name}`, to refer to.\n#[derive(Debug, Clone, PartialEq)]\n\
         pub struct {name}Attributes(Address);\n"
    );
    if !attributes.is_empty() {
        let methods: Vec<_> = attributes.iter().map(method).collect();
        let _ = write!(code, "\nimpl {name}Attributes {{\n{}}}\n", methods.join("\n"));
    }
    write_addressed(code, name);
}

fn write_addressed(code: &mut String, name: &str) {
    let _ = write!(
        code,
        "\nimpl Addressed for {name}Attributes {{\n    fn at_address(address: Address) -> Self {{\n        \
         Self(address)\n    }}\n\n    fn address(&self) -> &Address {{\n        &self.0\n    }}\n}}\n"
    );
}

fn method(attribute: &CommonAttribute) -> String {
    let CommonAttribute { name, value_type, .. } = attribute;
    let (method, rust_type) = (rust_name::method(name), rust_type(value_type));
    format!(
        "    /// {}\n    pub fn {method}(&self) -> Value<{rust_type}> {{\n        \
         self.0.attribute(\"{name}\").into()\n    }}\n",
        doc(attribute)
    )
}

fn doc(attribute: &CommonAttribute) -> String {
    let mut doc = described(attribute.description.as_deref(), &attribute.name);
    doc.push_str(match (attribute.computed, attribute.settable) {
        (true, true) => " Where it is not set, the provider sets it.",
        (true, false) => " Set by the provider.",
        (false, _) => "",
    });
    if attribute.deprecated {
        doc.push_str(" Deprecated in a newer version of the provider.");
    }
    doc
}
