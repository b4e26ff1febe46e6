//! Names that VTL, JSON paths and DynamoDB share.

/// Whether the text is a name in VTL, in JSON paths and in DynamoDB.
pub(super) fn is_name(name: &str) -> bool {
    let starts = name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    starts && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter))
}
