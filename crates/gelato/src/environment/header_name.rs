//! Names of HTTP headers.

use super::text_type::text_type;

text_type!(
    /// The name of a header that a browser may send.
    /// <https://datatracker.ietf.org/doc/html/rfc9110#name-field-names>
    HeaderName, InvalidHeaderName, "a header's name", "letters, digits and `-`, such as `X-Request-Id`",
    |text| !text.is_empty() && text.chars().all(|one| one.is_ascii_alphanumeric() || one == '-')
);
