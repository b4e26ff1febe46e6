//! HTTP methods.

/// An HTTP method that a resource can have, or all of them.
///
/// ```
/// use gelato::openapi::Verb;
/// assert!(Verb::Patch.writes() && !Verb::Get.writes());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// `ANY`: every method for which the resource has none of its own.
    Any,
    /// `DELETE`
    Delete,
    /// `GET`
    Get,
    /// `OPTIONS`
    Options,
    /// `PATCH`
    Patch,
    /// `POST`
    Post,
    /// `PUT`
    Put,
}

impl Verb {
    /// The method as HTTP writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "ANY",
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Options => "OPTIONS",
            Self::Patch => "PATCH",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }

    /// The method as a word in a name, such as `Get`.
    pub(super) fn word(self) -> String {
        let (first, rest) = self.name().split_at(1);
        first.to_owned() + &rest.to_lowercase()
    }

    /// Whether a request with this method changes something.
    pub fn writes(self) -> bool {
        !matches!(self, Self::Get | Self::Options)
    }

    /// Whether a request with this method carries a body.
    pub fn has_body(self) -> bool {
        matches!(self, Self::Any | Self::Patch | Self::Post | Self::Put)
    }
}
