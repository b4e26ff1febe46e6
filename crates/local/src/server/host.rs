//! The hosts and origins that the command line allows.

use std::net::IpAddr;
use std::str::FromStr;

use http::Uri;
use http::uri::Authority;

/// A host in the form that is compared: lowercase, without port, brackets or final dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host(String);

/// The origin of web pages, as browsers send it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

/// A text that is not a host or not an origin.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Invalid {
    /// Not a host, such as a host with a port.
    #[error("`{0}` is not a host; a host is a name or an address without a port, such as `box.lan`")]
    Host(String),
    /// Not an origin, such as the whole address of a page.
    #[error(
        "`{0}` is not an origin; an origin is a scheme, a host and perhaps a port, such as `http://localhost:5173`"
    )]
    Origin(String),
    /// `null`, which every sandboxed page and file sends, or `*`.
    #[error("`{0}` would allow every page of every site; name the origins one by one")]
    Everybody(String),
}

impl Host {
    /// The text in the form that is compared.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Host {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        // An IPv6 address may be given without brackets, as everywhere else.
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self(address.to_string()));
        }
        let invalid = || Invalid::Host(text.to_owned());
        let authority = Authority::from_str(text).map_err(|_| invalid())?;
        let host = bare(authority.host());
        let is_whole = authority.host() == text && !text.contains(['*', '@']);
        if is_whole && !host.is_empty() { Ok(Self(host.to_ascii_lowercase())) } else { Err(invalid()) }
    }
}

impl Origin {
    /// The text that browsers send.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        if text == "null" || text == "*" {
            return Err(Invalid::Everybody(text.to_owned()));
        }
        let invalid = || Invalid::Origin(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| invalid())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return Err(invalid()) };
        if uri.path() != "/" && !uri.path().is_empty() || uri.query().is_some() || text.contains(['@', '*']) {
            return Err(invalid());
        }
        // Browsers leave out the default port of a scheme.
        let (scheme, authority) = (scheme.to_ascii_lowercase(), authority.as_str().to_ascii_lowercase());
        let usual = match scheme.as_str() {
            "http" => ":80",
            "https" => ":443",
            _ => "",
        };
        let authority = authority.strip_suffix(usual).unwrap_or(&authority);
        Ok(Self(format!("{scheme}://{authority}")))
    }
}

/// A host without the brackets of IPv6 and without the final dot of a full name.
pub(super) fn bare(host: &str) -> &str {
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.strip_suffix('.').unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_names_and_addresses_without_a_port() {
        let host = |text: &str| Host::from_str(text).map(|host| host.0);
        assert_eq!(host("Box.LAN."), Ok("box.lan".into()));
        assert_eq!(host("192.168.1.5"), Ok("192.168.1.5".into()));
        assert_eq!(host("[FE80::1]"), Ok("fe80::1".into()));
        for text in ["", "box:3000", "http://box", "*", "*.box", "me@box", "box/a", ".", "a b", "[::1]:80"] {
            assert_eq!(host(text), Err(Invalid::Host(text.into())));
        }
    }

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        let origin = |text: &str| Origin::from_str(text).map(|origin| origin.0);
        assert_eq!(origin("HTTP://LocalHost:5173/"), Ok("http://localhost:5173".into()));
        assert_eq!(origin("https://shop.example:443"), Ok("https://shop.example".into()));
        assert_eq!(origin("http://shop.example:80"), Ok("http://shop.example".into()));
        assert_eq!(origin("http://[::1]:8080"), Ok("http://[::1]:8080".into()));
        assert_eq!(origin("tauri://localhost"), Ok("tauri://localhost".into()));
        for text in ["", "localhost:5173", "http://a/b", "http://a/?b", "http://me@a", "http://*.a"] {
            assert_eq!(origin(text), Err(Invalid::Origin(text.into())));
        }
        assert_eq!(origin("null"), Err(Invalid::Everybody("null".into())));
        assert_eq!(origin("*"), Err(Invalid::Everybody("*".into())));
    }
}
