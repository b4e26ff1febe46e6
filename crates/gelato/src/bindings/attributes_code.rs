//! The code of the attributes struct, which a configuration uses to refer to a resource's attributes: a call of
//! `attributes!`.

use std::fmt::Write as _;

use super::common_block::CommonAttribute;
use super::description::one_line;
use super::rust_name;
use super::struct_code::rust_type;

/// Writes an attributes struct, with a line per attribute and one for its description.
///
/// `what` describes the struct in its documentation.
pub(super) fn write_attributes(code: &mut String, name: &str, what: &str, attributes: &[CommonAttribute]) {
    let lines: String = attributes.iter().map(line).collect();
    let _ = write!(code, "\nattributes! {{\n    /// {what}\n    {name} {{\n{lines}    }}\n}}\n");
}

fn line(attribute: &CommonAttribute) -> String {
    let CommonAttribute { name, value_type, .. } = attribute;
    let (method, rust_type) = (rust_name::method(name), rust_type(value_type));
    let original = if method == *name { String::new() } else { format!("(\"{name}\")") };
    format!("{}        {method}{original}: {rust_type},\n", doc(attribute))
}

fn doc(attribute: &CommonAttribute) -> String {
    let mut sentences: Vec<_> =
        attribute.description.iter().map(|description| format!("{}.", one_line(description))).collect();
    sentences.extend(match (attribute.computed, attribute.settable) {
        (true, true) => Some("Computed unless it is set.".to_owned()),
        (true, false) => Some("Computed.".to_owned()),
        (false, _) => None,
    });
    sentences.extend(attribute.deprecated.then(|| "Deprecated in a newer version of the provider.".to_owned()));
    if sentences.is_empty() { String::new() } else { format!("        /// {}\n", sentences.join(" ")) }
}
