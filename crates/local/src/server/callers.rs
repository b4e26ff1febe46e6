//! Who may use the runtime. It holds phone numbers and sends messages, and any web page in a browser on this machine can
//! make the browser send requests to it.
//!
//! - **A foreign host** means DNS rebinding: an attacker's name resolves to this machine, so that the attacker's page may
//!   read the answers. Only hosts that nobody else can own are answered.
//! - **A foreign page** can send requests whose answers it cannot read, by images, forms and `fetch`. They are refused
//!   except for API stages, which define their own CORS rules. Browsers name a request's origin in `Origin` and in
//!   `Sec-Fetch-Site`, which no page can change.
//!
//! <https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site>

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use http::header::{HOST, ORIGIN};
use http::request::Parts;
use http::uri::Authority;
use http::{HeaderValue, Version};

use super::host::{Host, Origin, bare};
use super::refused::Refused;

/// Who may use the runtime.
#[derive(Debug, Clone)]
pub struct Callers {
    /// The `Host` headers of almost all requests, which are compared first because that is cheap.
    usual: Vec<String>,
    /// Whether the runtime listens on all addresses. Then any address is allowed, since an address cannot be rebound.
    any_address: bool,
    address: IpAddr,
    hosts: Vec<Host>,
    domains: Vec<String>,
    origins: Vec<Origin>,
}

/// The parts of the runtime that a request may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Everything.
    All,
    /// API stages, because the host is one of their custom domains.
    Stages,
}

impl Callers {
    /// Allows the names and addresses of this machine, and the given address.
    pub fn of(address: SocketAddr) -> Self {
        Self {
            usual: vec![address.to_string(), format!("localhost:{}", address.port())],
            any_address: address.ip().is_unspecified(),
            address: address.ip(),
            hosts: Vec::new(),
            domains: Vec::new(),
            origins: Vec::new(),
        }
    }

    /// Allows other hosts as well, and pages of other origins.
    #[must_use]
    pub fn allowing(mut self, hosts: &[Host], origins: &[Origin]) -> Self {
        self.hosts.extend_from_slice(hosts);
        self.origins.extend_from_slice(origins);
        self
    }

    /// Allows API stages under their custom domains as well.
    #[must_use]
    pub fn with_domains(mut self, domains: Vec<String>) -> Self {
        self.domains = domains;
        self
    }

    /// Decides by its host what a request may use.
    pub(super) fn reach(&self, parts: &Parts) -> Result<Reach, Refused> {
        // An absolute URI in the request line overrides the header, and both must be ours.
        let target = parts.uri.authority().map_or(Ok(Reach::All), |authority| self.named(authority.as_str()))?;
        let mut hosts = parts.headers.get_all(HOST).iter();
        match (hosts.next(), hosts.next()) {
            (Some(host), None) => match self.named_by(host)? {
                Reach::All => Ok(target),
                Reach::Stages => Ok(Reach::Stages),
            },
            // No browser speaks HTTP/1.0.
            (None, _) if parts.version < Version::HTTP_11 => Ok(target),
            _ => Err(Refused::Hosts),
        }
    }

    /// Refuses a request that a web page may have sent, for addresses that only programs on this machine use.
    ///
    /// # Errors
    /// The reason for the refusal.
    pub(crate) fn refuse_pages(&self, parts: &Parts) -> Result<(), String> {
        self.reach(parts).and_then(|_| self.page(parts)).map(drop).map_err(|refused| refused.to_string())
    }

    fn named_by(&self, host: &HeaderValue) -> Result<Reach, Refused> {
        if self.usual.iter().any(|usual| usual.as_bytes() == host.as_bytes()) {
            return Ok(Reach::All);
        }
        self.named(host.to_str().map_err(|_| Refused::Host(String::new()))?)
    }

    fn named(&self, host: &str) -> Result<Reach, Refused> {
        let foreign = |name: &str| Refused::Host(name.to_owned());
        let authority = Authority::from_str(host).map_err(|_| foreign(host))?;
        let name = bare(authority.host());
        if host.contains('@') {
            return Err(foreign(name));
        }
        if self.is_own(name) {
            return Ok(Reach::All);
        }
        if self.domains.iter().any(|domain| is_under(domain, name)) { Ok(Reach::Stages) } else { Err(foreign(name)) }
    }

    fn is_own(&self, name: &str) -> bool {
        let hosts = || self.hosts.iter().map(Host::as_str);
        let Ok(address) = name.parse::<IpAddr>() else {
            let is_local = name.eq_ignore_ascii_case("localhost") || ends_with(name, ".localhost");
            return is_local || hosts().any(|host| host.eq_ignore_ascii_case(name));
        };
        self.any_address
            || address.to_canonical().is_loopback()
            || address == self.address
            || hosts().any(|host| host.parse() == Ok(address))
    }

    /// Checks that a request may use more than API stages. Gives the origin of an allowed page, for CORS headers.
    pub(super) fn page<'r>(&self, parts: &'r Parts) -> Result<Option<&'r HeaderValue>, Refused> {
        if let Some(origin) = parts.headers.get(ORIGIN) {
            if self.origins.iter().any(|allowed| allowed.as_str().as_bytes() == origin.as_bytes()) {
                return Ok(Some(origin));
            }
            if !is_same(origin, parts.headers.get(HOST)) {
                return Err(Refused::Origin(String::from_utf8_lossy(origin.as_bytes()).into_owned()));
            }
        }
        match parts.headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
            None | Some(b"same-origin" | b"none") => Ok(None),
            Some(site) => Err(Refused::Site(String::from_utf8_lossy(site).into_owned())),
        }
    }
}

/// Whether an origin is the runtime itself under the request's host.
fn is_same(origin: &HeaderValue, host: Option<&HeaderValue>) -> bool {
    let own = origin.as_bytes().strip_prefix(b"http://");
    own.zip(host).is_some_and(|(own, host)| own.eq_ignore_ascii_case(host.as_bytes()))
}

/// Whether a name is a custom domain, or matches one such as `*.example.com`.
fn is_under(domain: &str, name: &str) -> bool {
    match domain.strip_prefix('*') {
        Some(rest) => ends_with(name, rest),
        None => name.eq_ignore_ascii_case(domain),
    }
}

/// Whether a name ends with this text and has something before it.
fn ends_with(name: &str, end: &str) -> bool {
    let start = name.len().checked_sub(end.len()).filter(|start| *start > 0);
    start.and_then(|start| name.get(start..)).is_some_and(|found| found.eq_ignore_ascii_case(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn callers(address: &str) -> Callers {
        let allowed = Callers::of(address.parse().unwrap());
        let allowed = allowed.allowing(&["box.lan".parse().unwrap()], &["http://localhost:5173".parse().unwrap()]);
        allowed.with_domains(vec!["api.example.com".into(), "*.shops.example.com".into()])
    }

    fn parts(target: &str, version: Version, headers: &[(&str, &str)]) -> Parts {
        let request = http::Request::get(target).version(version);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        request.body(()).unwrap().into_parts().0
    }

    #[track_caller]
    fn reach(address: &str, host: &str) -> Option<Reach> {
        callers(address).reach(&parts("/", Version::HTTP_11, &[("host", host)])).ok()
    }

    #[test]
    fn own_names_and_addresses_reach_everything() {
        let own = [
            "127.0.0.1:3000",
            "localhost:3000",
            "localhost",
            "LocalHost.",
            "localhost.:3000",
            "127.0.0.1",
            "127.9.9.9:1",
            "[::1]:3000",
            "[::ffff:127.0.0.1]:3000",
            "abc123.execute-api.localhost:3000",
            "bucket.S3.LOCALHOST",
            "box.lan:3000",
            "BOX.LAN.",
        ];
        for host in own {
            assert_eq!(reach("127.0.0.1:3000", host), Some(Reach::All), "{host}");
        }
    }

    #[test]
    fn foreign_hosts_reach_nothing() {
        let foreign = [
            "evil.example",
            "evil.example:3000",
            "localhost.evil.example",
            "evillocalhost",
            ".localhost",
            "192.168.1.5",
            "0.0.0.0:3000",
            "127.0.0.1.evil.example",
            "x.box.lan",
            "me@localhost",
            "localhost@evil.example",
            "",
            "local host",
            "[::1",
            "localhost/a",
            "169.254.169.254",
            "[2001:db8::1]",
            "127.0.0.1:3000, evil.example",
        ];
        for host in foreign {
            assert_eq!(reach("127.0.0.1:3000", host), None, "{host}");
        }
    }

    #[test]
    fn custom_domains_reach_only_stages() {
        for host in ["api.example.com", "API.example.com.:443", "one.shops.example.com"] {
            assert_eq!(reach("127.0.0.1:3000", host), Some(Reach::Stages), "{host}");
        }
        for host in ["shops.example.com", "x.api.example.com", "example.com"] {
            assert_eq!(reach("127.0.0.1:3000", host), None, "{host}");
        }
    }

    #[test]
    fn the_address_that_it_listens_on_is_allowed() {
        assert_eq!(reach("192.168.1.5:3000", "192.168.1.5:3000"), Some(Reach::All));
        assert_eq!(reach("192.168.1.5:3000", "192.168.1.6:3000"), None);
        for address in ["0.0.0.0:3000", "[::]:3000"] {
            for host in ["0.0.0.0:3000", "192.168.1.5", "[2001:db8::1]:3000", "localhost"] {
                assert_eq!(reach(address, host), Some(Reach::All), "{host} at {address}");
            }
            assert_eq!(reach(address, "evil.example"), None);
        }
    }

    #[test]
    fn the_first_line_and_the_header_must_both_be_ours() {
        let reach = |target: &str, version, hosts: &[(&str, &str)]| {
            callers("127.0.0.1:3000").reach(&parts(target, version, hosts))
        };
        let own = ("host", "localhost:3000");
        assert_eq!(reach("http://localhost/", Version::HTTP_11, &[own]), Ok(Reach::All));
        assert_eq!(reach("http://api.example.com/", Version::HTTP_11, &[own]), Ok(Reach::Stages));
        let evil = Err(Refused::Host("evil.example".into()));
        assert_eq!(reach("http://evil.example/", Version::HTTP_11, &[own]), evil);
        assert_eq!(reach("http://localhost/", Version::HTTP_11, &[("host", "evil.example")]), evil);
        assert_eq!(reach("/", Version::HTTP_10, &[]), Ok(Reach::All));
        assert_eq!(reach("http://evil.example/", Version::HTTP_10, &[]), evil);
        assert_eq!(reach("/", Version::HTTP_11, &[]), Err(Refused::Hosts));
        assert_eq!(reach("/", Version::HTTP_11, &[own, ("host", "evil.example")]), Err(Refused::Hosts));
    }

    #[test]
    fn pages_of_other_sites_reach_only_stages() {
        let page = |headers: &[(&str, &str)]| {
            let parts = parts("/", Version::HTTP_11, headers);
            callers("127.0.0.1:3000").page(&parts).map(|origin| origin.is_some())
        };
        let own = ("host", "localhost:3000");
        assert_eq!(page(&[own]), Ok(false));
        assert_eq!(page(&[own, ("origin", "http://localhost:3000"), ("sec-fetch-site", "same-origin")]), Ok(false));
        assert_eq!(page(&[own, ("sec-fetch-site", "none")]), Ok(false));
        assert_eq!(page(&[own, ("origin", "http://localhost:5173"), ("sec-fetch-site", "cross-site")]), Ok(true));
        for site in ["cross-site", "same-site", "SAME-ORIGIN", ""] {
            assert_eq!(page(&[own, ("sec-fetch-site", site)]), Err(Refused::Site(site.into())));
        }
        for origin in [
            "http://evil.example",
            "null",
            "https://localhost:3000",
            "http://localhost",
            "http://evil.localhost:3000",
            "http://localhost:51730",
            "http://127.0.0.1:3000",
        ] {
            assert_eq!(page(&[own, ("origin", origin)]), Err(Refused::Origin(origin.into())));
        }
    }
}
